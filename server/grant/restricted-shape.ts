import type { MayFind } from './restrictions';
import { narrowFilters, withReach } from './restricted-filters';
import { narrowSort } from './restricted-sort';
import type { Rules } from './restriction-rules';
import { deny, isRecord, isValue, targetOf, type ContentAttribute, type Query } from './restriction-types';

/** The values with which hosts populate a relation with all its fields, or not at all. */
const YES: ReadonlySet<unknown> = new Set([true, 'true', 't', '1', 1, '*']);
const NO: ReadonlySet<unknown> = new Set([false, 'false', 'f', '0', 0, null, undefined]);
const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** Narrows a query, or the part of one for a relation (`isRoot` is false), on records of `uid`: see `narrowRead`. */
export function narrowShape(query: Query, uid: string, rules: Rules, mayFind: MayFind, path: readonly string[], isRoot: boolean): Query {
  const { fields, filters, sort, populate, _q, count } = query;
  const reach = rules.readableRowsOf(uid);
  const narrowed: Query = { ...query, ...narrowVersion(query, uid, rules, path, isRoot) };
  if (isGiven(_q) && rules.limitsFields(uid)) deny('field', [...path, '_q']);
  if (isGiven(count) && reach !== null) deny('row', [...path, 'count']);
  const conditions = isGiven(filters) ? narrowFilters(filters, uid, rules, [...path, 'filters']) : filters;
  if (reach !== null || isGiven(filters)) narrowed['filters'] = withReach(conditions, reach);
  if (isGiven(sort)) narrowSort(sort, uid, rules, [...path, 'sort']);
  if (rules.limitsFields(uid)) narrowed['fields'] = isGiven(fields) ? narrowFields(fields, uid, rules, [...path, 'fields']) : rules.valuesOf(uid);
  if (isGiven(populate)) narrowed['populate'] = narrowPopulate(populate, uid, rules, mayFind, [...path, 'populate']);
  return narrowed;
}

/** Narrows the versions of records: drafts or published ones, and locales. */
export function narrowVersion({ status, publicationState, publicationFilter, hasPublishedVersion, locale }: Query, uid: string, rules: Rules, path: readonly string[], isRoot: boolean): Query {
  const { restrictions: { read, locales }, content } = rules;
  const version: Query = {};
  if (read !== undefined) {
    if (isGiven(status) && status !== 'published') deny('status', [...path, 'status']);
    if (isGiven(publicationState) && publicationState !== 'live') deny('status', [...path, 'publicationState']);
    if (isGiven(publicationFilter)) deny('status', [...path, 'publicationFilter']);
    if (isGiven(hasPublishedVersion)) deny('status', [...path, 'hasPublishedVersion']);
    if (isRoot && content.types[uid]?.hasDrafts === true) version['status'] = 'published';
  }
  return { ...version, ...narrowLocale(locale, uid, rules, path, isRoot && locales !== undefined) };
}

/** Narrows the requested locales; without any, the default locale of a localized type is meant. */
export function narrowLocale(locale: unknown, uid: string, { restrictions: { locales }, content }: Rules, path: readonly string[], isRoot = true): Query {
  if (locales === undefined) return {};
  if (!isGiven(locale)) {
    if (isRoot && content.types[uid]?.isLocalized === true && !locales.includes(content.defaultLocale)) deny('locale', path);
    return {};
  }
  if (locale === '*' || locale === 'all') return { locale: [...locales] };
  const asked = Array.isArray(locale) ? locale : [locale];
  return asked.every((each) => locales.includes(each)) ? {} : deny('locale', [...path, 'locale']);
}

function namesOf(value: unknown, path: readonly string[]): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((entry) => (typeof entry === 'string' ? entry.split(',').map((name) => name.trim()).filter((name) => name !== '') : deny('field', path)));
}

function narrowFields(fields: unknown, uid: string, rules: Rules, path: readonly string[]): readonly string[] {
  const names = namesOf(fields, path);
  for (const name of names) if (name !== '*' && rules.readable(uid, name) === undefined) deny('field', [...path, name]);
  return names.includes('*') ? [...new Set([...rules.valuesOf(uid), ...names.filter((name) => name !== '*')])] : names;
}

function narrowPopulate(populate: unknown, uid: string, rules: Rules, mayFind: MayFind, path: readonly string[]): Query {
  const wanted = isRecord(populate) ? populate : YES.has(populate) ? { '*': true } : nested(namesOf(populate, path));
  const narrowed: Query = Object.create(null);
  for (const [name, value] of Object.entries(wanted)) {
    if (name === 'on' && isRecord(value)) deny('field', [...path, name]);
    if (name === '*') {
      if (NO.has(value)) continue;
      for (const each of rules.populatable(uid)) {
        const attribute = rules.readable(uid, each)!;
        const target = targetOf(attribute);
        if (target !== undefined && !mayFind(target)) continue;
        narrowed[each] ??= narrowEntry({}, attribute, rules, mayFind, [...path, each]);
      }
      continue;
    }
    const attribute = rules.readable(uid, name);
    if (attribute === undefined || isValue(attribute)) deny('field', [...path, name]);
    if (NO.has(value)) narrowed[name] = value;
    else narrowed[name] = narrowEntry(YES.has(value) ? {} : value, attribute, rules, mayFind, [...path, name]);
  }
  return narrowed;
}

/** `['a', 'a.b']` as the equivalent object. */
function nested(paths: readonly string[]): Query {
  const root: Record<string, any> = Object.create(null);
  for (const path of paths) {
    let level = root;
    for (const name of path.split('.').slice(0, 20)) level = (level[name.trim()] ??= { populate: Object.create(null) }).populate;
  }
  return root;
}

/** Narrows what is read of one relation, component or dynamic zone. */
function narrowEntry(value: unknown, attribute: ContentAttribute, rules: Rules, mayFind: MayFind, path: readonly string[]): Query {
  const query = isRecord(value) ? value : typeof value === 'string' || Array.isArray(value) ? { populate: value } : deny('field', path);
  if (attribute.type === 'dynamiczone' || (attribute.type === 'relation' && attribute.target === undefined)) {
    return narrowUnion(query, attribute, rules, mayFind, path);
  }
  if (query['on'] !== undefined) deny('field', [...path, 'on']);
  const target = attribute.type === 'component' ? attribute.component : targetOf(attribute);
  return narrowShape(query, target ?? deny('field', path), rules, mayFind, path, false);
}

/** Narrows each component of a dynamic zone, or each named type of a relation to any type. */
function narrowUnion(query: Query, { components }: ContentAttribute, rules: Rules, mayFind: MayFind, path: readonly string[]): Query {
  const { on, ...common } = query;
  const isShared = Object.values(common).some(isGiven);
  if (on !== undefined && !isRecord(on)) deny('field', [...path, 'on']);
  if (on !== undefined && isShared) deny('field', path);
  const parts: Query = isRecord(on) ? on : Object.fromEntries((components ?? deny('field', path)).map((uid) => [uid, common]));
  const narrowed: Query = {};
  for (const [uid, part] of Object.entries(parts)) {
    if (!Object.hasOwn(rules.content.types, uid) || NO.has(part)) deny('field', [...path, 'on', uid]);
    const asked = YES.has(part) ? {} : isRecord(part) ? part : deny('field', [...path, 'on', uid]);
    narrowed[uid] = narrowShape(asked, uid, rules, mayFind, [...path, 'on', uid], false);
  }
  return { on: narrowed };
}
