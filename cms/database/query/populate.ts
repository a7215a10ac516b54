import type { FindParams, Row } from '../../../server/host';
import type { Linked, Model, Relation, ToMany, ToOne } from '../schema/model';
import { type Find, type Part, rowKey, totalKey } from './find';
import { refusal } from '../schema/values';

/**
 * How related records are read. For a relation to many, `limit` is the maximum number of records for all rows together, and more are
 * rejected; with `part` a row gets `{ rows, total }`: part of its related records, and their number.
 */
export interface RelatedParams extends FindParams {
  part?: Part;
}

/** The relations to populate, each with its own parameters. */
export type Population = Array<{ relation: Relation; params: RelatedParams }>;

/** The maximum number of ids in one statement; databases limit how many values a statement may bind. */
const chunkSize = 1000;
const nestedParams = new Set(['select', 'where', 'orderBy', 'populate']);
const toManyParams = new Set(['limit', 'part']);
const nothing: Population = [];

const unknown = (name: string) => refusal(['populate', name], `Invalid key ${name}`);

/** Parses `populate`: everything, some names, or parameters by name. Throws a ValidationError. */
export function parsePopulate(model: Model, populate: FindParams['populate']): Population {
  if (populate === undefined || populate === false) return nothing;
  if (populate === true) return [...model.relations.values()].map((relation) => ({ relation, params: {} }));
  const wanted = Array.isArray(populate) ? populate.map((name): [string, boolean] => [name, true]) : Object.entries(populate);
  return wanted.flatMap(([name, params]) => {
    const relation = model.relations.get(name);
    if (!relation) throw unknown(String(name));
    if (params === false) return [];
    if (params === true) return [{ relation, params: {} }];
    if (typeof params !== 'object' || params === null) throw unknown(name);
    const isKnown = (key: string) => nestedParams.has(key) || (relation.kind !== 'toOne' && toManyParams.has(key));
    for (const key of Object.keys(params)) if (!isKnown(key)) throw unknown(key);
    return [{ relation, params }];
  });
}

/**
 * Reads the related records of `rows`, one statement per relation (and per thousand rows), and puts them in place. For a to-one
 * relation the rows hold the foreign key under the relation's name; rows that point to the same record share it afterwards.
 */
export async function populateRows(find: Find, rows: Row[], population: Population): Promise<void> {
  if (rows.length === 0) return;
  for (const { relation, params } of population) {
    if (relation.kind === 'toOne') await populateToOne(find, rows, relation, params);
    else await populateToMany(find, rows, relation, params);
  }
}

function* chunks(ids: number[]): Generator<number[]> {
  for (let start = 0; start < ids.length; start += chunkSize) yield ids.slice(start, start + chunkSize);
}

const placeholders = (ids: number[]): string => ids.map(() => '?').join(', ');

async function populateToOne(find: Find, rows: Row[], relation: ToOne, params: FindParams): Promise<void> {
  const { name, target } = relation;
  const ids = [...new Set(rows.map((row): number | null => row[name]))].filter((id) => id !== null);
  const related = new Map<number, Row>();
  for (const chunk of chunks(ids)) {
    const found = await find(target, params, {
      condition: (draft, table) => {
        draft.bindings.push(...chunk);
        return `${table}.${draft.dialect.quote('id')} in (${placeholders(chunk)})`;
      },
    });
    for (const row of found) related.set(row['id'], row);
  }
  for (const row of rows) row[name] = related.get(row[name]) ?? null;
}

/** The name under which a related record holds its owner's id until it is assigned. */
const ownerKey = '$owner';

async function populateToMany(find: Find, rows: Row[], relation: ToMany | Linked, params: RelatedParams): Promise<void> {
  const { part, limit = Infinity } = params;
  const related = new Map(rows.map((row): [number, { rows: Row[]; total: number }] => [row['id'], { rows: [], total: 0 }]));
  let left = limit;
  for (const chunk of chunks([...related.keys()])) {
    const found = await findOwned(find, relation, chunk, left === Infinity ? params : { ...params, limit: left + 1 });
    left -= found.length;
    if (left < 0) throw refusal(['populate', relation.name], `There are too many records of ${relation.name}: at most ${limit} can be read at once`);
    for (const { [ownerKey]: owner, [rowKey]: position, [totalKey]: total, ...row } of found) {
      const owned = related.get(owner)!;
      owned.total = Number(total);
      if (part === undefined || Number(position) > part.start) owned.rows.push(row);
    }
  }
  for (const row of rows) {
    const owned = related.get(row['id'])!;
    row[relation.name] = part === undefined ? owned.rows : owned;
  }
}

function findOwned(find: Find, relation: ToMany | Linked, owners: number[], { part, ...params }: RelatedParams): Promise<Row[]> {
  if (relation.kind === 'toMany') {
    const owner = (quote: (name: string) => string, table: string) => `${table}.${quote(relation.targetColumn)}`;
    return find(relation.target, params, {
      select: (quote) => `${quote(relation.targetColumn)} as ${quote(ownerKey)}`,
      condition: (draft, table) => {
        draft.bindings.push(...owners);
        return `${owner(draft.dialect.quote, table)} in (${placeholders(owners)})`;
      },
      ...(part && { part: { ...part, owner } }),
    });
  }
  return find(relation.target, params, {
    select: (quote) => quote(ownerKey),
    join: (draft, table) => {
      const { quote } = draft.dialect;
      draft.bindings.push(...owners);
      return ` join (select ${quote('id')} as ${quote('$position')}, ${quote(relation.ownColumn)} as ${quote(ownerKey)}, `
        + `${quote(relation.targetColumn)} as ${quote('$target')} from ${quote(relation.table)} `
        + `where ${quote(relation.ownColumn)} in (${placeholders(owners)})) as ${quote('$link')} `
        + `on ${quote('$target')} = ${table}.${quote('id')}`;
    },
    // In the order of linking.
    order: (quote) => ` order by ${quote('$position')}`,
    ...(part && { part: { ...part, owner: (quote) => quote(ownerKey) } }),
  });
}
