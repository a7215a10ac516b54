import { promisify } from 'node:util';
import type { ServerConnection } from '../database-settings';
import type { Dialect, Failure } from './dialect';

function failure(error: any): Failure {
  switch (error?.code) {
    case 'ER_DUP_ENTRY': {
      // MySQL writes 'table.index', MariaDB 'index'.
      const index = /for key '(?:[^'.]*\.)?([^']*)'$/.exec(error.sqlMessage ?? '')?.[1];
      return { kind: 'unique', violated: index === undefined ? [] : [index] };
    }
    case 'ER_NO_REFERENCED_ROW':
    case 'ER_NO_REFERENCED_ROW_2':
      return { kind: 'foreign-key' };
    case 'ER_LOCK_DEADLOCK':
    case 'ER_CHECKREAD':
      return { kind: 'busy', retryable: true };
    case 'ER_LOCK_WAIT_TIMEOUT':
      return { kind: 'busy' };
    case 'ER_CON_COUNT_ERROR':
    case 'ER_USER_LIMIT_REACHED':
    case 'ER_TOO_MANY_USER_CONNECTIONS':
    case 'ER_HOST_IS_BLOCKED':
    case 'ER_OUT_OF_RESOURCES':
    case 'ER_OUTOFMEMORY':
    case 'ER_TOO_MANY_CONCURRENT_TRXS':
    case 'ER_DISK_FULL':
    case 'ER_RECORD_FILE_FULL':
      return { kind: 'limited' };
    case 'ER_ACCESS_DENIED_ERROR':
    case 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR':
    case 'ER_DBACCESS_DENIED_ERROR':
    case 'ER_TABLEACCESS_DENIED_ERROR':
    case 'ER_BAD_DB_ERROR':
    case 'ER_NO_DB_ERROR':
    case 'ER_ACCOUNT_HAS_BEEN_LOCKED':
    case 'ER_MUST_CHANGE_PASSWORD':
    case 'ER_MUST_CHANGE_PASSWORD_LOGIN':
    case 'ER_HOST_NOT_PRIVILEGED':
      return { kind: 'denied' };
    case 'ER_DATA_TOO_LONG':
    case 'ER_TRUNCATED_WRONG_VALUE':
    case 'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD':
    case 'ER_WARN_DATA_OUT_OF_RANGE':
    case 'ER_INVALID_CHARACTER_STRING':
      return { kind: 'invalid' };
    case 'ER_NET_PACKET_TOO_LARGE':
      return { kind: 'too-large' };
    case 'ER_STATEMENT_TIMEOUT':
    case 'ER_QUERY_TIMEOUT':
    case 'ER_SERVER_SHUTDOWN':
    case 'ER_QUERY_INTERRUPTED':
    case 'ER_CONNECTION_KILLED':
    case 'ER_NEW_ABORTING_CONNECTION':
      return { kind: 'unavailable' };
    case 'ER_OPTION_PREVENTS_STATEMENT':
    case 'ER_READ_ONLY_MODE':
    case 'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION':
      return { kind: 'read-only' };
    case 'ER_NO_SUCH_TABLE':
      return { kind: 'no-table' };
    default:
      return { kind: String(error?.code).startsWith('PROTOCOL_') ? 'unavailable' : 'other' };
  }
}

/** Collations that compare byte by byte, trailing blanks included: MySQL's and MariaDB's. */
const collations = ['utf8mb4_0900_bin', 'utf8mb4_nopad_bin'];

/** Whether a connection is to MariaDB. */
const isMariaDb = Symbol('isMariaDb');

/** Session settings that must not depend on the server's configuration. */
const session = [
  'set session transaction isolation level read committed',
  `set session time_zone = '+00:00', innodb_lock_wait_timeout = 5, sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'`,
];

/** MySQL 8 or MariaDB 10.6 and newer, through mysql2. */
export const mysql: Dialect = {
  knexConfig(settings) {
    const { connectionString, ssl, ...connection } = settings.connection as ServerConnection;
    return {
      client: 'mysql2',
      connection: {
        ...(connectionString ? { uri: connectionString } : connection),
        ...(ssl && { ssl: ssl === true ? {} : ssl }),
        charset: 'utf8mb4',
        timezone: 'Z',
        supportBigNumbers: true,
        bigNumberStrings: true,
        connectTimeout: settings.acquireTimeoutMs ?? 5_000,
      } as object,
      pool: {
        min: 0,
        max: 10,
        ...settings.pool,
        afterCreate(connection: any, done: (error: unknown) => void) {
          const prepare = async (): Promise<void> => {
            const query = promisify(connection.query).bind(connection);
            for (const statement of session) await query(statement);
            // One that does not tell is taken for MySQL.
            const [told] = await query('select version() as version').catch(() => []);
            connection[isMariaDb] = /mariadb/i.test(told?.version);
          };
          prepare().then(() => done(undefined), done);
        },
      },
    };
  },
  quote: (name) => `\`${name}\``,

  begin: 'start transaction',
  // A compound statement, which MySQL has only in stored programs.
  join: (connection, statements) => (connection[isMariaDb] ? `begin not atomic ${statements.join('; ')}; end` : undefined),
  supportsReturning: false,
  noLimit: '18446744073709551615',
  nullsLow: { asc: '', desc: '' },
  upsert: (statement, _key, columns) =>
    `${statement} on duplicate key update ${columns.map((name) => `\`${name}\` = values(\`${name}\`)`).join(', ')}`,

  lower: (expression) => `lower(${expression})`,
  has(text, part, place) {
    if (place === 'anywhere') return `locate(${part()}, ${text}) > 0`;
    return `${place === 'start' ? 'left' : 'right'}(${text}, char_length(${part()})) = ${part()}`;
  },

  read: (_type, column) => column,
  datetime: (milliseconds) => new Date(milliseconds),

  columnTypes: {
    string: 'varchar(255)', email: 'varchar(255)', password: 'varchar(255)', enumeration: 'varchar(255)', uid: 'varchar(255)',
    text: 'longtext', integer: 'int', biginteger: 'bigint', decimal: 'double', float: 'double',
    boolean: 'boolean', datetime: 'datetime(3)', json: 'longtext',
  },
  primaryKey: 'int not null auto_increment primary key',
  foreignKeyType: 'int',
  addForeignKey: ({ column, target }, constraint) =>
    `, add constraint \`${constraint}\` foreign key (\`${column}\`) references \`${target}\` (\`id\`) on delete set null`,
  async tableOptions(rows) {
    const names = collations.map((name) => `'${name}'`).join(', ');
    const known = `select collation_name as name from information_schema.collations where collation_name in (${names})`;
    const [collation] = await rows(known);
    return ` engine = InnoDB default character set utf8mb4 collate ${collation?.name ?? 'utf8mb4_bin'}`;
  },
  // MySQL 8 names the columns of these views in capitals unless they have an alias.
  columnsQuery: `select table_name as table_name, column_name as name
    from information_schema.columns where table_schema = database()`,
  indexesQuery: `select distinct table_name as table_name, index_name as name
    from information_schema.statistics where table_schema = database()`,

  rows: ([rows]) => rows,
  outcome: ([header]) => ({ affected: header.affectedRows, insertedId: Number(header.insertId) }),
  failure,

  abort: (connection) => connection.destroy(),
  processLock: {
    async acquire(statement, timeoutMs) {
      // The name is shared by the whole server.
      const [row] = await statement(`select get_lock(concat('cms.', md5(database())), ?) as locked`, [timeoutMs / 1000]);
      return Number(row.locked) === 1;
    },
  },
};
