import type { Knex } from 'knex';
import { STATEMENT_TIMEOUT_MS, type StoreDatabase, tableName } from './database';

/** Rows to write: the types of their columns, and their values in the same order. */
export interface NewRows {
  readonly columns: Readonly<Record<string, 'integer' | 'text'>>;
  readonly values: ReadonlyArray<ReadonlyArray<number | string | null>>;
}

/** A column of a new row, and of the stored row that has the same key. */
export const inNew = (column: string): string => `fresh.${column}`;
export const inStored = (column: string): string => `stored.${column}`;

type Column = 'bigint' | 'text';

/**
 * What reads one JSON text as rows, with the names of columns and of the table left out, and whether the text comes first. Thousands of bindings would
 * take drivers and databases several times as long.
 */
const READ: Record<string, { sql: (types: Column[]) => string; startsWithText: boolean }> = {
  // MySQL 8.0, MariaDB 10.6.
  mysql: { sql: (types) => `json_table(?, '$[*]' columns (${types.map((type, index) => `?? ${type} path '$[${index}]'`).join(', ')})) as ??`, startsWithText: true },
  postgresql: {
    sql: (types) => `(select ${types.map((type, index) => `cast(item ->> ${index} as ${type}) as ??`).join(', ')} from json_array_elements(cast(? as json)) as item) as ??`,
    startsWithText: false,
  },
  sqlite3: { sql: (types) => `(select ${types.map((_type, index) => `json_extract(value, '$[${index}]') as ??`).join(', ')} from json_each(?)) as ??`, startsWithText: false },
};

function read(knex: Knex, { columns, values }: NewRows): Knex.Raw {
  const { sql, startsWithText } = READ[knex.client.dialect]!;
  const names = Object.keys(columns);
  const json = JSON.stringify(values);
  const types = Object.values(columns).map((type) => (type === 'integer' ? 'bigint' : 'text'));
  return knex.raw(sql(types), [...(startsWithText ? [json, ...names] : [...names, json]), 'fresh']);
}

function same(knex: Knex, key: readonly string[]): Knex.Raw {
  return knex.raw(key.map(() => '?? = ??').join(' and '), key.flatMap((column) => [inStored(column), inNew(column)]));
}

/** Updates the stored rows that have the `key` of a new one: sets columns to the values of `set`, where `where` holds. Returns how many there were. */
export async function updateFrom(
  db: StoreDatabase, knex: Knex, name: string, rows: NewRows, key: readonly string[], set: Readonly<Record<string, Knex.Raw>>, where: Knex.Raw = knex.raw('1 = 1'),
): Promise<number> {
  const isMysql = knex.client.dialect === 'mysql';
  const assignments = knex.raw(Object.keys(set).map(() => '?? = ?').join(', '), Object.entries(set).flatMap(([column, value]) => [isMysql ? inStored(column) : column, value]));
  const bindings = { table: tableName(db, name), stored: 'stored', rows: read(knex, rows), same: same(knex, key), assignments, where };
  const response = await knex.raw(isMysql
    ? 'update :table: as :stored: join :rows on :same set :assignments where :where'
    : 'update :table: as :stored: set :assignments from :rows where :same and :where', bindings).timeout(STATEMENT_TIMEOUT_MS);
  // As pg, better-sqlite3 and mysql2 name it.
  const [{ rowCount, changes, affectedRows }] = [response].flat();
  return rowCount ?? changes ?? affectedRows;
}

/** Inserts the new rows whose `key` no stored one has, and whose column `parent` is an id in the table `parents`. */
export async function insertMissing(
  db: StoreDatabase, knex: Knex, name: string, rows: NewRows, key: readonly string[], parent: string, parents: string,
): Promise<void> {
  const columns = Object.keys(rows.columns);
  const places = columns.map(() => '??').join(', ');
  await knex.raw(`insert into ?? (${places}) select ${places} from ? where exists (select 1 from ?? as ?? where ?? = ??) and not exists (select 1 from ?? as ?? where ?)`, [
    tableName(db, name), ...columns, ...columns.map(inNew), read(knex, rows),
    tableName(db, parents), 'parent', 'parent.id', inNew(parent), tableName(db, name), 'stored', same(knex, key),
  ]).timeout(STATEMENT_TIMEOUT_MS);
}
