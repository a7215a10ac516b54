/** The types of attribute that a content type may have (Strapi's names). */
export type ScalarType =
  | 'string' | 'text' | 'email' | 'password' | 'enumeration' | 'uid'
  | 'integer' | 'biginteger' | 'decimal' | 'float' | 'boolean' | 'datetime' | 'json';

/** The options that every attribute may have. */
interface AttributeOptions {
  required?: boolean;
  unique?: boolean;
  /** Never exposed by the content API, which cannot query it either. */
  private?: boolean;
  default?: unknown;
  minLength?: number;
  maxLength?: number;
  min?: number;
  max?: number;
}

/** An attribute that holds a value. */
export interface ScalarAttribute extends AttributeOptions {
  type: ScalarType;
  enum?: string[];
}

/**
 * An attribute that points to other records. `manyToOne` is a foreign key in the type's own table; `oneToMany` is its other side
 * (`mappedBy`) and stores nothing; `manyToMany` has a link table, owned by the side that has no `mappedBy`.
 */
export interface RelationAttribute extends AttributeOptions {
  type: 'relation';
  relation: 'manyToOne' | 'oneToMany' | 'manyToMany';
  target: string;
  inversedBy?: string;
  /** Strapi stores a `manyToOne` in a separate table unless this is false; this CMS never does. */
  useJoinTable?: false;
  mappedBy?: string;
}

export type Attribute = ScalarAttribute | RelationAttribute;

/** An index in addition to those of single attributes. `columns` are column names (`adminUserOwner` is `admin_user_owner_id`). */
export interface IndexSchema {
  name: string;
  columns: string[];
  type?: 'unique';
}

/** A content type as in its `schema.json` (Strapi's form). */
export interface ContentTypeSchema {
  kind: 'collectionType' | 'singleType';
  collectionName: string;
  info: { singularName: string; pluralName: string; displayName: string; description?: string };
  options?: { draftAndPublish?: boolean };
  pluginOptions?: Record<string, unknown>;
  attributes: Record<string, Attribute>;
  indexes?: IndexSchema[];
}

/** A content type that the CMS has loaded. Its uid is `api::article.article`, `plugin::api-tokens.token`, `admin::user`, … */
export interface ContentType extends ContentTypeSchema {
  uid: string;
  /**
   * A stored value that cannot be read (an invalid date, broken JSON) is read as null. Otherwise reading its record fails, as it must if
   * null would grant something, such as an unlimited lifespan.
   */
  readsUnreadableAsNull?: boolean;
}

/** The attributes that every record has, whatever its content type. Bodies cannot set them. */
export const systemAttributes = {
  id: { type: 'integer' },
  documentId: { type: 'string' },
  createdAt: { type: 'datetime' },
  updatedAt: { type: 'datetime' },
  publishedAt: { type: 'datetime' },
} as const satisfies Record<string, ScalarAttribute>;
