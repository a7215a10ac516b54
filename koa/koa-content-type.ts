/** A kind of record in an app, so that tokens can be restricted to some of its fields and rows: see {@link KoaContentTypes}. */
export interface KoaContentType {
  /** All fields by name. Every type has `id`. */
  attributes: Record<string, KoaAttribute>;
  /**
   * Checks conditions on rows (`where`) before they are stored: throws if the app cannot filter by them. The caller sees the message. Without this
   * function, rows cannot be restricted.
   */
  checkWhere?(where: Record<string, unknown>): void;
}

/** A field. */
export interface KoaAttribute {
  /** `relation` for one that refers to other records, otherwise the type of its value, such as `string` or `integer`. */
  type: string;
  /** The type that a relation refers to. */
  target?: string;
  /** The relation of `target` that refers back. Changing either one changes both. */
  inversedBy?: string;
  /** Whether no two records may have the same value. */
  unique?: boolean;
}

/** Types by name. The actions `<name>.find`, `.findOne`, `.create`, `.update` and `.delete` belong to the type: their handlers call `restrict`. */
export type KoaContentTypes = Record<string, KoaContentType>;

/** A query with the parameters of Strapi's REST API. The app may add its own, which are not changed. */
export interface KoaQuery {
  /** Names; `*` alone for all, never for a token that is restricted to some. */
  fields: string[];
  /** Conditions; for a restricted token, including those on the rows that it reaches. */
  filters: Record<string, unknown>;
  sort?: unknown;
  populate?: unknown;
  [parameter: string]: unknown;
}

/** A requested change. */
export interface KoaChange {
  action: 'create' | 'update' | 'delete';
  /** For `create` and `update`: the fields to write. */
  data?: unknown;
}
