import type { FindParams, Row, Where } from '../../../server/host';
import type { ContentType, RelationAttribute } from '../../content-type';
import { ValidationError } from '../../errors';
import { invalidKey, invalidParameter, shorten } from '../invalid-input';
import { readFilters } from './filters';
import { mostRecords, type ReadContext } from './read-context';
import { isRelation, isToMany, readableAttribute, readableFields, readableRelations } from './readable-attributes';
import { readSort, type SortTerm } from './sort';

/** The unvalidated query of a request, as parsed by qs or sent by a GraphQL client. */
export interface DocumentQuery {
  filters?: unknown;
  sort?: unknown;
  fields?: unknown;
  populate?: unknown;
  /** A text contained in one of the record's texts, case-insensitively. */
  _q?: unknown;
}

/** What to read of a content type, validated and allowed for the caller. */
export interface ReadPlan {
  /** Names of scalar attributes, in the order of the response. */
  fields: readonly string[];
  where: Where | undefined;
  orderBy: SortTerm[];
  relations: Map<string, { plan: ReadPlan; toMany: boolean }>;
}

/** A record as returned to the caller. */
export type Document = Record<string, unknown>;

const deepestPopulate = 5;
const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** Checks a query on records of `type`. Throws a {@link ValidationError} for whatever is unknown, private or not allowed. */
export async function planRead(query: DocumentQuery, type: ContentType, context: ReadContext, path: string[] = []): Promise<ReadPlan> {
  return {
    fields: isGiven(query.fields) ? readFields(query.fields, type, path) : readableFields(type),
    where: await readConditions(query, type, context),
    orderBy: isGiven(query.sort) ? await readSort(query.sort, type, context) : [],
    relations: isGiven(query.populate) ? await readPopulate(query.populate, type, context, path) : new Map(),
  };
}

async function readConditions({ filters, _q }: DocumentQuery, type: ContentType, context: ReadContext): Promise<Where | undefined> {
  const conditions = isGiven(filters) ? await readFilters(filters, type, context) : undefined;
  if (!isGiven(_q)) return conditions;
  const search = readSearch(_q, type, context);
  return conditions ? { $and: [conditions, search] } : search;
}

const searchable = new Set(['string', 'text', 'email', 'uid', 'enumeration']);

function readSearch(_q: unknown, type: ContentType, context: ReadContext): Where {
  if (typeof _q !== 'string') throw invalidParameter('_q', 'Expected a string');
  const names = Object.keys(type.attributes).filter((name) => searchable.has(readableAttribute(type, name)?.type ?? ''));
  for (const _ of names) context.spendSearch(_q);
  // A list without conditions would match everything.
  return names.length === 0 ? { id: { $in: [] } } : { $or: names.map((name) => ({ [name]: { $containsi: _q } })) };
}

function splitNames(value: unknown, param: string): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((entry) => {
    if (typeof entry !== 'string') throw new ValidationError(`Invalid ${param} parameter. Expected a string or an array of strings`);
    return entry.split(',').map((name) => name.trim()).filter((name) => name !== '');
  });
}

function readFields(fields: unknown, type: ContentType, path: string[]): string[] {
  const names = new Set(splitNames(fields, 'fields'));
  const readable = readableFields(type);
  if (names.delete('*')) readable.forEach((name) => names.add(name));
  for (const name of names) {
    if (!readable.includes(name)) throw invalidKey(name, [...path, name], { source: 'query', param: 'fields' });
  }
  return readable.filter((name) => name === 'id' || name === 'documentId' || names.has(name));
}

type Relations = ReadPlan['relations'];

async function readPopulate(populate: unknown, type: ContentType, context: ReadContext, path: string[]): Promise<Relations> {
  if (populate === '*') return populateAll(type, context, path);
  if (typeof populate === 'string' || Array.isArray(populate)) {
    return populateSome(nestPaths(splitNames(populate, 'populate')), type, context, path);
  }
  if (typeof populate !== 'object') {
    throw invalidParameter('populate', 'Expected a string, an array of strings, a populate object');
  }
  return populateSome(populate as Record<string, unknown>, type, context, path);
}

/** `['a', 'a.b']` as the equivalent object: `{ a: { populate: { b: {} } } }`. */
function nestPaths(paths: string[]): Record<string, unknown> {
  const root: Record<string, any> = Object.create(null);
  for (const path of paths) {
    let level = root;
    for (const name of path.split('.').slice(0, deepestPopulate + 1)) {
      level = (level[name.trim()] ??= { populate: Object.create(null) }).populate;
    }
  }
  return root;
}

/** All relations to what the caller may find; others are left out, since they were not requested by name. */
async function populateAll(type: ContentType, context: ReadContext, path: string[]): Promise<Relations> {
  const relations: Relations = new Map();
  for (const [name, relation] of readableRelations(type)) {
    if (await context.mayFind(relation.target)) relations.set(name, await planRelation({}, name, relation, context, path));
  }
  return relations;
}

async function populateSome(wanted: Record<string, unknown>, type: ContentType, context: ReadContext, path: string[]): Promise<Relations> {
  const relations: Relations = new Map();
  for (const [name, value] of Object.entries(wanted)) {
    const here = [...path, name];
    const relation = readableAttribute(type, name);
    if (!relation || !isRelation(relation) || !await context.mayFind(relation.target)) {
      throw invalidKey(name, here, { source: 'query', param: 'populate' });
    }
    const query = readEntry(value, here);
    if (query) relations.set(name, await planRelation(query, name, relation, context, path));
  }
  return relations;
}

const yes = new Set<unknown>([true, 'true', 't', '1', 1, '*']);
const no = new Set<unknown>([false, 'false', 'f', '0', 0, null]);
const entryKeys = new Set(['fields', 'filters', 'sort', 'populate']);

/** What to read of one relation; undefined if it is not requested. */
function readEntry(value: unknown, path: string[]): DocumentQuery | undefined {
  if (yes.has(value)) return {};
  if (no.has(value)) return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidParameter('populate', `Expected ${shorten(path.join('.'))} to be true, false or an object`);
  }
  for (const key of Object.keys(value)) {
    if (!entryKeys.has(key)) throw invalidKey(key, [...path, key], { source: 'query', param: 'populate' });
  }
  return value;
}

async function planRelation(
  query: DocumentQuery, name: string, relation: RelationAttribute, context: ReadContext, path: string[],
): Promise<{ plan: ReadPlan; toMany: boolean }> {
  if (path.length >= deepestPopulate) throw invalidParameter('populate', `Relations may be nested at most ${deepestPopulate} levels deep`);
  context.spendTerm();
  return { plan: await planRead(query, context.types[relation.target]!, context, [...path, name]), toMany: isToMany(relation) };
}

/** Converts a plan to a database query that reads no more related records than one request may. */
export function toFindParams({ fields, where, orderBy, relations }: ReadPlan): FindParams {
  const populate = [...relations].map(([name, { plan, toMany }]) =>
    [name, { ...toFindParams(plan), ...(toMany && { limit: mostRecords }) }] as const);
  return {
    select: fields,
    ...(where && { where }),
    ...(orderBy.length > 0 && { orderBy: orderBy as FindParams['orderBy'] }),
    ...(populate.length > 0 && { populate: Object.fromEntries(populate) }),
  };
}

/** Converts a row to what is returned: only what the plan names. Throws a 400 if that is too much. */
export function toDocument(row: Row, plan: ReadPlan, context: ReadContext): Document {
  context.spendRecords(1);
  const document: Document = {};
  for (const name of plan.fields) {
    const value: unknown = row[name] ?? null;
    context.spendValue(value);
    document[name] = value;
  }
  for (const [name, { plan: related, toMany }] of plan.relations) {
    if (toMany) document[name] = (row[name] as Row[]).map((each) => toDocument(each, related, context));
    else document[name] = row[name] ? toDocument(row[name], related, context) : null;
  }
  return document;
}
