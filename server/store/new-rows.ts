import type { Knex } from 'knex';
import { STATEMENT_TIMEOUT_MS, type StoreDatabase, tableName } from './database';

/** Rows to write. */
export interface NewRows {
  /** The columns of numbers by which they are compared with stored rows. */
  readonly key: readonly [string, ...string[]];
  /** The types of the columns, those of the key first. */
  readonly columns: Readonly<Record<string, 'integer' | 'text'>>;
  /** In the order of the columns. */
  readonly values: ReadonlyArray<ReadonlyArray<number | string | null>>;
  /** The text columns of the key. They have the same value in all of the rows: a text in JSON may have another collation than the column. */
  readonly texts?: Readonly<Record<string, string>>;
}

/** A column of a new row, and of the stored row that has the same key. */
export const inNew = (column: string): string => `fresh.${column}`;
export const inStored = (column: string): string => `stored.${column}`;

/**
 * What reads one JSON text as rows, with the names of columns and of the table left out, and whether the text comes first. Thousands of bindings would
 * take drivers and databases several times as long.
 */
const READ: Record<string, { sql: (types: string[]) => string; startsWithText: boolean }> = {
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

function same(knex: Knex, { key, texts = {} }: NewRows): Knex.Raw {
  const conditions = [...key.map(() => '?? = ??'), ...Object.keys(texts).map(() => '?? = ?')];
  const bindings = [...key.flatMap((column) => [inStored(column), inNew(column)]), ...Object.entries(texts).flatMap(([column, text]) => [inStored(column), text])];
  return knex.raw(conditions.join(' and '), bindings);
}

/**
 * Updates the stored rows that have the key of a new one: sets columns to the values of `set`, where `where` holds. Returns how many there were; 0 if
 * the driver, or the app's knex, does not tell.
 */
export async function updateFrom(
  db: StoreDatabase, knex: Knex, name: string, rows: NewRows, set: Readonly<Record<string, Knex.Raw>>, where: Knex.Raw = knex.raw('1 = 1'),
): Promise<number> {
  const isMysql = knex.client.dialect === 'mysql';
  const assignments = knex.raw(Object.keys(set).map(() => '?? = ?').join(', '), Object.entries(set).flatMap(([column, value]) => [isMysql ? inStored(column) : column, value]));
  const target = [tableName(db, name), 'stored'];
  const response = await (isMysql
    ? knex.raw('update ?? as ?? join ? on ? set ? where ?', [...target, read(knex, rows), same(knex, rows), assignments, where])
    : knex.raw('update ?? as ?? set ? from ? where ? and ?', [...target, assignments, read(knex, rows), same(knex, rows), where])).timeout(STATEMENT_TIMEOUT_MS);
  // As pg, better-sqlite3 and mysql2 name it.
  const [answer] = [response].flat();
  return answer?.rowCount ?? answer?.changes ?? answer?.affectedRows ?? 0;
}

/** Inserts the new rows whose key no stored one has, and whose first column is an id in the table `parents`. */
export async function insertMissing(db: StoreDatabase, knex: Knex, name: string, rows: NewRows, parents: string): Promise<void> {
  const columns = Object.keys(rows.columns);
  const texts = Object.entries(rows.texts ?? {});
  const names = [...columns, ...texts.map(([column]) => column)];
  const places = [...columns.map(() => '??'), ...texts.map(() => '?')].join(', ');
  await knex.raw(`insert into ?? (${names.map(() => '??').join(', ')}) select ${places} from ? `
    + 'where exists (select 1 from ?? as ?? where ?? = ??) and not exists (select 1 from ?? as ?? where ?)', [
    tableName(db, name), ...names, ...columns.map(inNew), ...texts.map(([, text]) => text), read(knex, rows),
    tableName(db, parents), 'parent', 'parent.id', inNew(columns[0]!), tableName(db, name), 'stored', same(knex, rows),
  ]).timeout(STATEMENT_TIMEOUT_MS);
}
