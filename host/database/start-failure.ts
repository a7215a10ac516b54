import { DatabaseError } from './database-error';
import type { DatabaseSettings, ServerConnection } from './database-settings';

const file = 'DATABASE_FILENAME: ';
const SERVER = 'DATABASE_HOST and DATABASE_PORT';
const NO_ANSWER = 'the server does not answer';

/** What a code says at the start, by the setting that it is about. */
function reasonOf(code: string, setting: (name: string) => string): string | undefined {
  const server = setting(SERVER);
  if (code === 'ECONNREFUSED') return `${server}: nothing listens there`;
  if (/^(ENOTFOUND|EAI_AGAIN)$/.test(code)) return `${setting('DATABASE_HOST')}: the name of the server has no address`;
  if (code === 'ETIMEDOUT') return `${server}: ${NO_ANSWER}`;
  if (/^E(HOST|NET)UNREACH$/.test(code)) return `${server}: the server cannot be reached`;
  if (/^(28...|ER_ACCESS_DENIED_.*)$/.test(code)) {
    return `${setting('DATABASE_USERNAME and DATABASE_PASSWORD')}: the server denies this user with this password`;
  }
  if (/^(3D000|ER_BAD_DB_ERROR|ER_NO_DB_ERROR)$/.test(code)) return `${setting('DATABASE_NAME')}: there is no such database`;
  if (/^(42501|ER_DBACCESS_DENIED_ERROR|ER_TABLEACCESS_DENIED_ERROR)$/.test(code)) {
    return `${setting('DATABASE_USERNAME')}: this user lacks rights in the database`;
  }
  if (/^(TLS_NOT_OFFERED|HANDSHAKE_NO_SSL_SUPPORT)$/.test(code)) return 'DATABASE_SSL: the server does not offer TLS';
  if (/CERT|VERIFY|^ERR_(TLS|SSL)/.test(code)) return 'DATABASE_SSL: the server’s certificate cannot be verified';
  if (/^SQLITE_READONLY|^EROFS$/.test(code)) return `${file}the file or its folder is read-only`;
  if (/^(EACCES|EPERM|SQLITE_CANTOPEN.*)$/.test(code)) return `${file}the file or its folder cannot be opened for writing by this user`;
  if (/^(SQLITE_FULL|ENOSPC)$/.test(code)) return `${file}the disk is full`;
  if (/^(ENOTDIR|EEXIST|EISDIR)$/.test(code)) return `${file}a part of the path is not a folder`;
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) return `${file}the file is not a SQLite database, or it is damaged`;
  if (/^SQLITE_IOERR/.test(code)) return `${file}the file cannot be read or written`;
  return undefined;
}

/** The error to end a start with: names the setting and the reason, never a value. Others than a {@link DatabaseError} stay as they are. */
export function startFailure(error: unknown, { client, connection }: DatabaseSettings): unknown {
  if (!(error instanceof DatabaseError)) return error;
  const { code } = error;
  const isUrl = client !== 'sqlite' && (connection as ServerConnection).connectionString !== undefined;
  const setting = (name: string) => (isUrl ? 'DATABASE_URL' : name);
  const silence = error.kind === 'unavailable' && client !== 'sqlite' ? `${setting(SERVER)}: ${NO_ANSWER}` : error.message;
  const told = (code === undefined ? undefined : reasonOf(code, setting)) ?? silence;
  return new Error(`The database cannot be used. ${told}${code === undefined || told.includes(code) ? '' : ` (${code})`}.`);
}
