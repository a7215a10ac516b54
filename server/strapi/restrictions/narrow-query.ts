import type { FindParams, Where } from '../../host';
import type { Known, Reach } from './reach';
import type { Attribute, Schema } from './schema';

/** Why a request is denied. */
export type DeniedFor = 'status' | 'locale' | 'field' | 'row';

/** Ends the request with a 403 that names what was requested. */
export type Deny = (restriction: DeniedFor, path: string) => never;

type Populate = boolean | string[] | Record<string, any> | null | undefined;

/** Strapi's `filters`, which add conditions to a query and to everything that it populates. */
type Filters = ((scope: { meta: { uid: string } }) => Where | null | undefined) | Where | null | undefined;

/** A query of Strapi's database layer. */
export type Query = Omit<FindParams, 'populate' | 'orderBy'> & { populate?: Populate; filters?: Filters; orderBy?: unknown; _q?: unknown };

/** Whether an attribute of a type may be read. */
export type IsReadable = (uid: string, name: string) => boolean;

const narrowed = new WeakSet<object>();

/** Creates the function that narrows a query on Strapi's database to what may be read, at any depth, or denies it. */
export function createNarrowQuery(reach: Reach, isReadable: IsReadable, schema: Schema, deny: Deny): (query: Query, uid: string) => void {
  function checkField(uid: string, name: string, path: string): void {
    if (!isReadable(uid, name)) deny('field', path);
  }

  /** Narrows conditions and splits them up, since in Strapi's database layer conditions below different relations can overwrite one another. */
  function narrowWhere(where: unknown, uid: string, known: Known, path: string, isNegated = false): any {
    if (Array.isArray(where)) return where.map((each) => narrowWhere(each, uid, known, path, isNegated));
    if (!isRecord(where)) return where;
    const attributes = schema.stored(uid);
    const parts = Object.entries(where).map(([name, value]) => {
      const at = `${path}.${name}`;
      if (name === '$not') return { $not: narrowWhere(value, uid, known, at, true) };
      if (name.startsWith('$')) return { [name]: narrowWhere(value, uid, known, at, isNegated) };
      if (!isVersion(name, value)) checkField(uid, name, at);
      if (name === 'publishedAt' && asksForNull(value) && reach.of(uid).some((each) => 'publishedAt' in each)) deny('status', at);
      const attribute = attributes[name];
      return { [name]: isRelation(attribute) ? narrowRelation(value, attribute.target, reach.through(name, known), at, isNegated) : value };
    });
    return parts.length === 1 ? parts[0] : { $and: parts };
  }

  function narrowRelation(value: unknown, target: string, known: Known, path: string, isNegated: boolean): Where {
    const isNested = isRecord(value) && Object.keys(value).some((key) => !key.startsWith('$') || key === '$and' || key === '$or');
    const next = schema.isComponent(target) ? known : reach.within(target);
    const conditions = reach.of(target, known);
    const inner = isNested ? narrowWhere(value, target, next, path, isNegated) : { id: value };
    if (conditions.length === 0) return inner;
    // Rows out of reach would affect the result.
    if (isNegated || asksForNull(value)) deny(restrictionOf(conditions), path);
    return { $and: [inner, ...conditions] };
  }

  /** Rows can only be sorted by a related type if all of its rows may be read. */
  function checkOrder(order: unknown, uid: string, known: Known, path: string): void {
    if (Array.isArray(order)) return order.forEach((each) => checkOrder(each, uid, known, path));
    const entries = typeof order === 'string' ? [[order, 'asc'] as const] : isRecord(order) ? Object.entries(order) : [];
    for (const [name, value] of entries) {
      const at = `${path}.${name}`;
      // That sorts by whether a draft is newer than the published version.
      if (name === 'status' && reach.of(uid).some((each) => 'publishedAt' in each)) deny('status', at);
      checkField(uid, name, at);
      const attribute = schema.stored(uid)[name];
      if (!isRelation(attribute)) continue;
      const next = reach.through(name, known);
      const conditions = reach.of(attribute.target, next);
      if (conditions.length > 0) deny(restrictionOf(conditions), at);
      checkOrder(value, attribute.target, schema.isComponent(attribute.target) ? next : reach.within(attribute.target), at);
    }
  }

  function narrowPopulate(populate: Populate, uid: string, known: Known, path: string): Populate {
    if (Array.isArray(populate)) populate = byName(populate);
    if (!isRecord(populate)) return populate;
    return Object.fromEntries(Object.entries(populate).map(([name, value]) => {
      const attribute = schema.stored(uid)[name];
      const at = `${path}.${name}`;
      if (attribute !== undefined) checkField(uid, name, at);
      if (!isRecord(value) || attribute === undefined) return [name, value];
      if (attribute.target !== undefined) {
        const { target } = attribute;
        return [name, narrowParts(value, target, schema.isComponent(target) ? known : reach.within(target), at)];
      }
      // This counts links, including those to rows out of reach.
      if (value.count === true && schema.declared(uid)[name]?.type !== 'dynamiczone') deny('row', at);
      if (!isRecord(value.on)) return [name, value];
      const on = Object.entries(value.on).map(([type, each]) =>
        [type, isRecord(each) ? narrowParts(each, type, schema.isComponent(type) ? known : reach.within(type), `${at}.on.${type}`) : each]);
      return [name, { ...value, on: Object.fromEntries(on) }];
    }));
  }

  function narrowParts(query: Record<string, any>, uid: string, known: Known, path: string): Record<string, any> {
    checkOrder(query.orderBy, uid, known, `${path}.sort`);
    // `_q` searches all fields.
    if (query._q) for (const name of Object.keys(schema.stored(uid))) checkField(uid, name, `${path}._q`);
    for (const name of listOf(query.select)) if (typeof name === 'string') checkField(uid, name, `${path}.fields.${name}`);
    return {
      ...query,
      ...(query.where && { where: narrowWhere(query.where, uid, known, `${path}.filters`) }),
      ...(query.populate && { populate: narrowPopulate(query.populate, uid, known, `${path}.populate`) }),
      // A populate's own `filters` would replace those of the whole query.
      ...(query.filters && { filters: narrowFilters(query.filters) }),
    };
  }

  /** Strapi applies these to the query and to everything that is populated. */
  function narrowFilters(filters: Filters): Filters {
    if (typeof filters === 'function' && narrowed.has(filters)) return filters;
    const narrow: Filters = (scope) => {
      const given = typeof filters === 'function' ? filters(scope) : filters;
      const conditions = [given, ...reach.of(scope.meta.uid)].filter((each) => isRecord(each) && Object.keys(each).length > 0);
      return { $and: conditions };
    };
    narrowed.add(narrow);
    return narrow;
  }

  return function narrowQuery(query, uid) {
    Object.assign(query, narrowParts(query, uid, reach.within(uid), ''), { filters: narrowFilters(query.filters) });
  };
}

/** Splits conditions into single ones: see {@link createNarrowQuery}. */
export function separate(where: unknown): unknown {
  if (Array.isArray(where)) return where.map(separate);
  if (!isRecord(where)) return where;
  const parts = Object.entries(where).map(([name, value]) => ({ [name]: separate(value) }));
  return parts.length === 1 || Object.keys(where).every((name) => name.startsWith('$')) ? Object.assign({}, ...parts) : { $and: parts };
}

/** Whether Strapi itself uses such a condition to choose versions and locales. */
function isVersion(name: string, value: unknown): boolean {
  if (name === 'locale') return typeof value === 'string' || Array.isArray(value);
  return name === 'publishedAt' && (value === null || (isRecord(value) && Object.entries(value).every(([key, operand]) => key === '$null' || key === '$notNull' || (key === '$ne' && operand === null))));
}

/** Converts names with dots to the equivalent populate. */
function byName(names: string[]): Record<string, any> {
  const populate: Record<string, any> = {};
  for (const path of names) {
    let level = populate;
    for (const name of path.split('.')) level = (level[name] ??= { populate: {} }).populate;
  }
  return populate;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

function restrictionOf(conditions: readonly Where[]): DeniedFor {
  const names = conditions.flatMap((each) => Object.keys(each));
  return names.includes('publishedAt') ? 'status' : names.includes('locale') ? 'locale' : 'row';
}

function isRelation(attribute: Attribute | undefined): attribute is Attribute & { target: string } {
  return attribute?.type === 'relation' && attribute.target !== undefined;
}

/** Whether a condition can hold if there is no row, or no value. */
function asksForNull(value: unknown): boolean {
  if (value === null) return true;
  if (Array.isArray(value)) return value.some(asksForNull);
  if (!isRecord(value)) return false;
  return Object.entries(value).some(([key, each]) => (key === '$null' ? isTrue(each) : key === '$notNull' ? !isTrue(each) : asksForNull(each)));
}

function isTrue(value: unknown): boolean {
  return value !== false && value !== 'false' && value !== 0;
}

function isRecord(value: unknown): value is Record<string, any> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
