import type { FindParams, Row } from '../../server/host';
import type { Linked, Model, Relation, ToMany, ToOne } from './model';
import type { Find } from './find';
import { refusal } from './values';

/** The relations to read along, each with its own parameters. */
export type Population = Array<{ relation: Relation; params: FindParams }>;

/** Ids that one statement asks for; databases limit how many values a statement may bind. */
const chunkSize = 1000;
const nestedParams = new Set(['select', 'where', 'orderBy', 'populate']);
const nothing: Population = [];

const unknown = (name: string) => refusal(['populate', name], `Invalid key ${name}`);

/** Reads what `populate` asks for: everything, some names, or per name its parameters. Throws a ValidationError. */
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
    for (const key of Object.keys(params)) if (!nestedParams.has(key)) throw unknown(key);
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

/** The name under which a related record says whose it is, until it is put in its place. */
const ownerKey = '$owner';

async function populateToMany(find: Find, rows: Row[], relation: ToMany | Linked, params: FindParams): Promise<void> {
  const related = new Map<number, Row[]>();
  for (const row of rows) related.set(row['id'], (row[relation.name] = []));
  for (const chunk of chunks([...related.keys()])) {
    for (const row of await findOwned(find, relation, chunk, params)) {
      const owned = related.get(row[ownerKey])!;
      delete row[ownerKey];
      owned.push(row);
    }
  }
}

function findOwned(find: Find, relation: ToMany | Linked, owners: number[], params: FindParams): Promise<Row[]> {
  if (relation.kind === 'toMany') {
    return find(relation.target, params, {
      select: (quote) => `${quote(relation.targetColumn)} as ${quote(ownerKey)}`,
      condition: (draft, table) => {
        draft.bindings.push(...owners);
        return `${table}.${draft.dialect.quote(relation.targetColumn)} in (${placeholders(owners)})`;
      },
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
    // In the order in which they were linked.
    order: (quote) => ` order by ${quote('$position')}`,
  });
}
