import { isReadable, isWritable } from './check-restrictions';
import { isHidden, isLink, targetOf, type Content, type ContentAttribute } from './restriction-types';

/** A field of a content type to which reading or writing can be restricted. */
export interface RestrictableField {
  name: string;
  /** Its type in Strapi's words: `string`, `relation`, `media`, … */
  type: string;
  canRead: boolean;
  canWrite: boolean;
}

/** A field, of a record or of a related one, that rows can be filtered by. */
export interface RowCondition {
  /** The name of a field, `title`, or that of a relation or a component and one of its fields: `category.name`. */
  path: string;
  type: string;
  /** The values of an enumeration. */
  values?: string[];
}

/** A content type whose fields and rows can be restricted. */
export interface RestrictableType {
  uid: string;
  hasDrafts: boolean;
  fields: RestrictableField[];
  /** What its rows can be filtered by. */
  conditions: RowCondition[];
}

/** What content-API tokens can be restricted to. */
export interface RestrictableContent {
  /** The codes of all locales. */
  locales: string[];
  types: RestrictableType[];
}

/** Attributes of every record that hosts set themselves, although a request may name them in its data. */
const SET_BY_HOSTS: ReadonlySet<string> = new Set(['publishedAt', 'locale', 'localizations', 'createdBy', 'updatedBy']);

/**
 * What tokens can be restricted to, for people to choose from. Conditions follow at most one relation or component; deeper ones can be written as
 * JSON.
 */
export function restrictableContent(content: Content, isRestrictable: (uid: string) => boolean): RestrictableContent {
  const types = Object.keys(content.types).filter(isRestrictable).sort();
  return { locales: [...content.locales], types: types.map(typeOf) };

  function typeOf(uid: string): RestrictableType {
    const { attributes, hasDrafts = false } = content.types[uid]!;
    const fields = ownFirst(attributes).map(([name, { type }]): RestrictableField => ({
      name, type, canRead: !ALWAYS.has(name) && isReadable(attributes, name), canWrite: !SET_BY_HOSTS.has(name) && isWritable(attributes, name),
    }));
    return { uid, hasDrafts, fields: fields.filter(({ canRead, canWrite }) => canRead || canWrite), conditions: conditionsOf(attributes) };
  }

  function conditionsOf(attributes: Readonly<Record<string, ContentAttribute>>): RowCondition[] {
    return [...visible(attributes).flatMap(([name, attribute]) => {
      const own = conditionOf(name, attribute);
      const target = attribute.type === 'component' ? attribute.component : isLink(attribute) && isRestrictable(targetOf(attribute) ?? '') ? targetOf(attribute) : undefined;
      if (target === undefined) return attribute.type === 'component' ? [] : [own];
      const inner = visible(content.types[target]?.attributes ?? {}).filter(([, each]) => !isLink(each) && each.type !== 'component');
      return [...(attribute.type === 'component' ? [] : [own, { path: `${name}.documentId`, type: 'string' }]), ...inner.map(([each, described]) => conditionOf(`${name}.${each}`, described))];
    }), { path: 'documentId', type: 'string' }];
  }
}

const ALWAYS: ReadonlySet<string> = new Set(['id', 'documentId']);

function visible(attributes: Readonly<Record<string, ContentAttribute>>): Array<[string, ContentAttribute]> {
  return ownFirst(attributes).filter(([name, attribute]) => !ALWAYS.has(name) && name !== 'localizations' && !isHidden(attribute) && attribute.type !== 'dynamiczone');
}

/** The type's own attributes, then those that every record has. */
function ownFirst(attributes: Readonly<Record<string, ContentAttribute>>): Array<[string, ContentAttribute]> {
  const isShared = ([name]: [string, ContentAttribute]) => Number(SET_BY_HOSTS.has(name) || !isWritable(attributes, name));
  return Object.entries(attributes).sort((one, other) => isShared(one) - isShared(other));
}

function conditionOf(path: string, attribute: ContentAttribute): RowCondition {
  return { path, type: attribute.type, ...(attribute.enum && { values: [...attribute.enum] }) };
}
