import type { Dialect, Failure } from './dialect';
import { SqliteClient } from './sqlite-client';

function failure(error: any): Failure {
  const code = String(error?.code ?? '');
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
    const columns = /constraint failed: (.*)$/.exec(error.message)?.[1];
    return { kind: 'unique', violated: columns?.split(', ') };
  }
  if (code === 'SQLITE_CONSTRAINT_FOREIGNKEY') return { kind: 'foreign-key' };
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return { kind: 'busy', retryable: code === 'SQLITE_BUSY_SNAPSHOT' };
  if (/^SQLITE_(CANTOPEN|IOERR)/.test(code)) return { kind: 'unavailable' };
  if (code === 'SQLITE_FULL') return { kind: 'limited' };
  if (code === 'SQLITE_TOOBIG') return { kind: 'too-large' };
  if (code === 'SQLITE_ERROR' && /no such table: \S+$/.test(error.message)) return { kind: 'no-table' };
  if (code.startsWith('SQLITE_READONLY')) return { kind: 'read-only' };
  return { kind: 'other' };
}

/** SQLite 3.35 or newer, through better-sqlite3. */
export const sqlite: Dialect = {
  knexConfig: (settings) => ({
    client: SqliteClient,
    connection: settings.connection as { filename: string },
    // One connection, so that the writers of this process queue here instead of at the file's lock.
    pool: { min: 1, max: 1 },
    useNullAsDefault: true,
  }),
  quote: (name) => `"${name}"`,

  // A transaction that reads first and writes later fails immediately if another process wrote in between.
  begin: 'begin immediate',
  supportsReturning: true,
  noLimit: '-1',
  nullsLow: { asc: '', desc: '' },
  upsert: (statement, key, columns) =>
    `${statement} on conflict ("${key}") do update set ${columns.map((name) => `"${name}" = excluded."${name}"`).join(', ')}`,

  // SQLite's own `lower` only supports ASCII, but is twenty times as fast as a function in JavaScript, and sufficient for most texts.
  lower: (expression) => (expression === '?'
    ? 'unicode_lower(?)'
    : `case when ${expression} glob '*[^ -~]*' then unicode_lower(${expression}) else lower(${expression}) end`),
  has(text, part, place) {
    if (place === 'anywhere') return `instr(${text}, ${part()}) > 0`;
    const piece = place === 'start' ? `substr(${text}, 1, length(${part()}))` : `substr(${text}, -length(${part()}))`;
    return `${piece} = ${part()}`;
  },

  // The driver reads an integer as a double, which has 53 bits.
  read: (type, column) => (type === 'biginteger' ? `cast(${column} as text)` : column),
  datetime: (milliseconds) => milliseconds,

  columnTypes: {
    string: 'varchar(255)', email: 'varchar(255)', password: 'varchar(255)', enumeration: 'varchar(255)', uid: 'varchar(255)',
    text: 'text', integer: 'integer', biginteger: 'bigint', decimal: 'double', float: 'double',
    boolean: 'boolean', datetime: 'datetime', json: 'text',
  },
  // Without autoincrement the id of a deleted record would be reused.
  primaryKey: 'integer not null primary key autoincrement',
  foreignKeyType: 'integer',
  addForeignKey: ({ target }) => ` references "${target}" ("id") on delete set null`,
  tableOptions: async () => '',
  columnsQuery: `select m.name as table_name, c.name as name
    from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table'`,
  indexesQuery: `select tbl_name as table_name, name from sqlite_master where type = 'index'`,

  rows: (response) => response,
  outcome: (response) => ({ affected: response.changes, insertedId: Number(response.lastInsertRowid) }),
  failure,
  failsWhileLocked: true,
};
