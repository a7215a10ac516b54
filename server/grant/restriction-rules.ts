import { deny, isHidden, isLink, isRecord, isValue, targetOf, type Content, type ContentAttribute, type Filters, type Restrictions } from './restriction-types';
import { checkWhere } from './check-where';

/** Attributes of every record that are always readable. */
const ALWAYS: ReadonlySet<string> = new Set(['id', 'documentId']);
const ID: ContentAttribute = Object.freeze({ type: 'integer' });
const DOCUMENT_ID: ContentAttribute = Object.freeze({ type: 'string' });
const LINKS_ONLY: readonly string[] = ['documentId'];

/** Restrictions compiled for a host's content types. */
export interface Rules {
  readonly restrictions: Restrictions;
  readonly content: Content;
  /** The attribute of that name; undefined if it may not be read or does not exist. */
  readable(uid: string, name: string): ContentAttribute | undefined;
  /** Whether fields of a type are restricted for reading. */
  limitsFields(uid: string): boolean;
  /** The readable scalar fields of a type whose fields are restricted, for `fields`. */
  valuesOf(uid: string): readonly string[];
  /** Everything of a type that may be populated: relations, media, components and dynamic zones. */
  populatable(uid: string): readonly string[];
  mayWrite(uid: string, name: string): boolean;
  /** The condition on rows that may be changed or referred to; null for all. */
  rowsOf(uid: string): Filters | null;
  /** The condition on rows that may be read: without drafts, if these are denied. */
  readableRowsOf(uid: string): Filters | null;
  /** Whether the row conditions of other records depend on this field, so that writing it could move them in or out of reach. */
  decidesOthers(uid: string, name: string): boolean;
  /** Whether deleting a record of this type could move others in or out of reach. */
  holdsOthers(uid: string): boolean;
}

const compiled = new WeakMap<Restrictions, Rules>();

/** Compiles restrictions, once as long as the host passes the same objects. */
export function rulesOf(restrictions: Restrictions, content: Content): Rules {
  const known = compiled.get(restrictions);
  if (known !== undefined && known.content === content) return known;
  const rules = compile(restrictions, content);
  compiled.set(restrictions, rules);
  return rules;
}

function compile(restrictions: Restrictions, content: Content): Rules {
  const { types = {}, locales, read } = restrictions;
  const reads = new Map<string, ReadonlySet<string>>();
  const writes = new Map<string, ReadonlySet<string>>();
  const moving = new Map<string, Set<string>>();
  const broken = new Set<string>();
  const rows = new Map<string, Filters | null>();
  const readableRows = new Map<string, Filters | null>();
  const values = new Map<string, readonly string[]>();
  const links = new Map<string, readonly string[]>();
  for (const [uid, { read: readable, write, where }] of Object.entries(types)) {
    if (readable !== undefined) reads.set(uid, new Set(readable));
    if (write !== undefined) writes.set(uid, new Set(write));
    if (where === undefined) continue;
    if (checkWhere(where, uid, content, `types.${uid}.where`) !== null) broken.add(uid);
    else collectMoving(where, uid, 0, content, moving);
  }

  function attributeOf(uid: string, name: string): ContentAttribute | undefined {
    const { attributes } = content.types[uid] ?? { attributes: {} };
    if (Object.hasOwn(attributes, name)) return attributes[name];
    return name === 'id' ? ID : name === 'documentId' ? DOCUMENT_ID : undefined;
  }

  function readable(uid: string, name: string): ContentAttribute | undefined {
    const attribute = attributeOf(uid, name);
    if (attribute === undefined || isHidden(attribute)) return undefined;
    return ALWAYS.has(name) || (reads.get(uid)?.has(name) ?? true) ? attribute : undefined;
  }

  function remembered<T>(map: Map<string, T>, uid: string, make: () => T): T {
    if (!map.has(uid)) map.set(uid, make());
    return map.get(uid) as T;
  }

  function namesOf(uid: string, isWanted: (attribute: ContentAttribute) => boolean): string[] {
    return Object.keys(content.types[uid]?.attributes ?? {}).filter((name) => {
      const attribute = readable(uid, name);
      return attribute !== undefined && isWanted(attribute);
    });
  }

  function conditionsOf(uid: string): Filters[] {
    if (broken.has(uid)) deny('row', []);
    const { isLocalized = false, attributes = {} } = content.types[uid] ?? {};
    const where = types[uid]?.where;
    return [
      ...(where === undefined ? [] : [where]),
      ...(locales !== undefined && isLocalized && Object.hasOwn(attributes, 'locale') ? [{ locale: { $in: [...locales] } }] : []),
    ];
  }

  const rowsOf = (uid: string) => remembered(rows, uid, () => joined(conditionsOf(uid)));

  return {
    restrictions,
    content,
    readable,
    limitsFields: (uid) => reads.has(uid),
    valuesOf: (uid) => remembered(values, uid, () => {
      const names = namesOf(uid, isValue);
      return Object.freeze(names.length === 0 ? [...LINKS_ONLY] : names);
    }),
    populatable: (uid) => remembered(links, uid, () => namesOf(uid, (attribute) => !isValue(attribute))),
    mayWrite: (uid, name) => writes.get(uid)?.has(name) ?? true,
    rowsOf,
    readableRowsOf: (uid) => remembered(readableRows, uid, () => {
      const isPublished = read?.status === 'published' && content.types[uid]?.hasDrafts === true;
      return isPublished ? joined([...conditionsOf(uid), { publishedAt: { $notNull: true } }]) : rowsOf(uid);
    }),
    decidesOthers: (uid, name) => moving.get(uid)?.has(name) ?? false,
    holdsOthers: (uid) => moving.has(uid),
  };
}

function joined(conditions: Filters[]): Filters | null {
  if (conditions.length === 0) return null;
  return Object.freeze(conditions.length === 1 ? { ...conditions[0] } : { $and: conditions });
}

/** Collects the fields of related records that a condition depends on, and the other sides of its relations: writing them moves rows of the type. */
function collectMoving(filters: unknown, uid: string, depth: number, content: Content, moving: Map<string, Set<string>>): void {
  if (Array.isArray(filters)) return filters.forEach((each) => collectMoving(each, uid, depth, content, moving));
  if (!isRecord(filters)) return;
  const add = (type: string, name: string) => void moving.set(type, (moving.get(type) ?? new Set()).add(name));
  for (const [name, operand] of Object.entries(filters)) {
    const attribute = content.types[uid]?.attributes[name];
    if (attribute === undefined) {
      if (name.startsWith('$')) collectMoving(operand, uid, depth, content, moving);
      continue;
    }
    if (depth > 0) add(uid, name);
    if (attribute.type === 'component' && attribute.component !== undefined) collectMoving(operand, attribute.component, depth, content, moving);
    const target = isLink(attribute) ? targetOf(attribute) : undefined;
    if (target === undefined) continue;
    const otherSide = attribute.mappedBy ?? attribute.inversedBy;
    add(target, otherSide ?? '');
    collectMoving(operand, target, depth + 1, content, moving);
  }
}
