/** What an app says of a kind of records, so that tokens can be restricted to some fields and rows of it: see {@link KoaContentTypes}. */
export interface KoaContentType {
  /** All fields by name. Every type has `id`. */
  attributes: Record<string, KoaAttribute>;
  /**
   * Checks conditions on rows (`where`) before they are stored: throws what the app cannot filter by. The message is shown to whoever asked for it. Without
   * this function, no rows can be restricted.
   */
  checkWhere?(where: Record<string, unknown>): void;
}

/** A field. */
export interface KoaAttribute {
  /** `relation` for one that leads to other records, otherwise the kind of its value, such as `string` or `integer`. */
  type: string;
  /** The type that a relation leads to. */
  target?: string;
  /** The relation of `target` that leads back. Changing either one is a change of both. */
  inversedBy?: string;
  /** Whether no two records may have the same value. */
  unique?: boolean;
}

/** By name. The actions `<name>.find`, `.findOne`, `.create`, `.update` and `.delete` are those of the type: their handlers call `restrict`. */
export type KoaContentTypes = Record<string, KoaContentType>;

/** A query, in the parameters of Strapi's REST API. The app may have others of its own, which stay as they are. */
export interface KoaQuery {
  /** Names; `*` alone for all, which no token has that is restricted to some. */
  fields: string[];
  /** Conditions: of a restricted token also those on the rows that it reaches. */
  filters: Record<string, unknown>;
  sort?: unknown;
  populate?: unknown;
  [parameter: string]: unknown;
}

/** A change that a request is for. */
export interface KoaChange {
  action: 'create' | 'update' | 'delete';
  /** Of `create` and `update`: the fields to write. */
  data?: unknown;
}
