/** Limits on a content-API token in addition to its actions. Types and keys that are not named are unrestricted. */
export interface Restrictions {
  /** Drafts are denied. */
  read?: { status: 'published' };
  /** Only drafts can be written: publishing, unpublishing and deleting are denied. */
  write?: { status: 'draft' };
  /** The allowed locales. */
  locales?: string[];
  /** By the uid of a content type. */
  types?: Record<string, TypeRestriction>;
}

/** Limits on the records of one content type. `id` and `documentId` are always readable. */
export interface TypeRestriction {
  /** The fields that may be read, filtered and sorted by, and populated. */
  read?: string[];
  /** The fields that may be written. */
  write?: string[];
  /** The rows, in the host's filter language. */
  where?: Filters;
}

/** Conditions in the filter language of REST. */
export type Filters = Record<string, unknown>;

/** A query's parameters, unvalidated. */
export type Query = Record<string, unknown>;

/** Why something is denied, and where in the request. */
export interface RestrictionDenial {
  restriction: 'status' | 'locale' | 'field' | 'row';
  /** The path to what is denied: `filters.category.name`, `populate.author`, `data.notes`. */
  path?: string;
}

/** An attribute as content types declare it. */
export interface ContentAttribute {
  /** A kind of value, or `relation`, `media`, `component`, `dynamiczone`. */
  type: string;
  /** The content type of related records; relations to any type have none. */
  target?: string;
  /** The relation's name on its other side. */
  mappedBy?: string;
  inversedBy?: string;
  /** The component's uid, or those of a dynamic zone. */
  component?: string;
  components?: string[];
  private?: boolean;
  unique?: boolean;
  /** The values of an enumeration. */
  enum?: readonly string[];
}

/** A content type or a component. */
export interface ContentTypeShape {
  /** Including those that every record has, such as `createdAt`; `id` and `documentId` may be omitted. */
  attributes: Readonly<Record<string, ContentAttribute>>;
  hasDrafts?: boolean;
  isLocalized?: boolean;
}

/** A host's content types and locales. It passes the same object until something in it changes: rules are compiled once per object. */
export interface Content {
  /** Content types and components by uid. */
  types: Readonly<Record<string, ContentTypeShape>>;
  locales: readonly string[];
  defaultLocale: string;
}

/** Carries a denial out of nested calls. */
export class DenialSignal extends Error {
  constructor(readonly denial: RestrictionDenial) {
    super(denial.restriction);
  }
}

/** Throws a denial. */
export function deny(restriction: RestrictionDenial['restriction'], path: readonly string[]): never {
  throw new DenialSignal(path.length > 0 ? { restriction, path: path.join('.').slice(0, 255) } : { restriction });
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** The uid of the type of a media attribute's records. */
export const FILES = 'plugin::upload.file';

/** Whether an attribute refers to other records. */
export function isLink({ type }: ContentAttribute): boolean {
  return type === 'relation' || type === 'media';
}

/** Whether an attribute holds a value that `fields` can name. */
export function isValue(attribute: ContentAttribute): boolean {
  return !isLink(attribute) && attribute.type !== 'component' && attribute.type !== 'dynamiczone';
}

/** Whether the content API never shows an attribute. */
export function isHidden({ type, private: isPrivate }: ContentAttribute): boolean {
  return isPrivate === true || type === 'password';
}

/** The content type that a relation or media attribute refers to; undefined for any type. */
export function targetOf({ type, target }: ContentAttribute): string | undefined {
  return type === 'media' ? FILES : target;
}
