import { DatabaseError } from './database-error';
import type { DatabaseSettings, ServerConnection } from './database-settings';

/** The names of settings in messages. */
export interface SettingNames {
  file: string;
  url: string;
  server: string;
  host: string;
  database: string;
  user: string;
  login: string;
  ssl: string;
}

/** The variables of the bundled CMS. */
const variables: SettingNames = {
  file: 'DATABASE_FILENAME',
  url: 'DATABASE_URL',
  server: 'DATABASE_HOST and DATABASE_PORT',
  host: 'DATABASE_HOST',
  database: 'DATABASE_NAME',
  user: 'DATABASE_USERNAME',
  login: 'DATABASE_USERNAME and DATABASE_PASSWORD',
  ssl: 'DATABASE_SSL',
};

/** The meaning of an error code at startup, with the setting that it concerns. */
function reasonOf(code: string, names: SettingNames): string | undefined {
  if (code === 'ECONNREFUSED') return `${names.server}: nothing is listening there`;
  if (/^(ENOTFOUND|EAI_AGAIN)$/.test(code)) return `${names.host}: the host name cannot be resolved`;
  if (code === 'ETIMEDOUT') return `${names.server}: the server does not respond`;
  if (/^E(HOST|NET)UNREACH$/.test(code)) return `${names.server}: the server cannot be reached`;
  if (/^(28...|ER_ACCESS_DENIED_.*)$/.test(code)) return `${names.login}: the server rejected this user or password`;
  if (/^(3D000|ER_BAD_DB_ERROR|ER_NO_DB_ERROR)$/.test(code)) return `${names.database}: the database does not exist`;
  // PgBouncer uses this one code for all its own errors, including a missing database and a wrong password.
  if (code === '08P01') return `${[...new Set([names.database, names.login])].join(', ')}: the server, or a pooler in front of it, rejects connections with these`;
  if (code === '3F000') return `${names.user}: the schema in this user’s search_path does not exist; create it, or change search_path`;
  if (/^(42501|ER_DBACCESS_DENIED_ERROR|ER_TABLEACCESS_DENIED_ERROR)$/.test(code)) return `${names.user}: this user lacks privileges in the database`;
  if (/^(TLS_NOT_OFFERED|HANDSHAKE_NO_SSL_SUPPORT)$/.test(code)) return `${names.ssl}: the server does not offer TLS`;
  if (/CERT|VERIFY|^ERR_(TLS|SSL)/.test(code)) return `${names.ssl}: the server’s certificate cannot be verified`;
  if (/^SQLITE_READONLY|^EROFS$/.test(code)) return `${names.file}: the file or its folder is read-only`;
  if (/^(EACCES|EPERM|SQLITE_CANTOPEN.*)$/.test(code)) return `${names.file}: the file or its folder cannot be opened for writing by this user`;
  if (/^(SQLITE_FULL|ENOSPC)$/.test(code)) return `${names.file}: the disk is full`;
  if (/^(ENOTDIR|EEXIST|EISDIR)$/.test(code)) return `${names.file}: part of the path is not a folder`;
  if (code === 'ENOENT') return `${names.file}: a folder of the path is missing and cannot be created, for example because of a broken link`;
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) return `${names.file}: the file is not a SQLite database, or it is damaged`;
  if (/^SQLITE_IOERR/.test(code)) return `${names.file}: the file cannot be read or written`;
  return undefined;
}

/**
 * The error that ends a failed start: names the setting and the reason, never a value. Errors other than a {@link DatabaseError} are
 * returned as they are. `named` holds the names of settings, by default the variables of the bundled CMS.
 */
export function startFailure(error: unknown, { client, connection }: DatabaseSettings, named: SettingNames = variables): unknown {
  if (!(error instanceof DatabaseError)) return error;
  const { code } = error;
  const hasUrl = client !== 'sqlite' && (connection as ServerConnection).connectionString !== undefined;
  const { url } = named;
  const names = hasUrl ? { ...named, server: url, host: url, database: url, user: url, login: url } : named;
  const reason = code === undefined ? undefined : reasonOf(code, names);
  const told = reason ?? (error.kind === 'unavailable' && client !== 'sqlite' ? `${names.server}: the server does not respond` : error.message);
  return new Error(`The database cannot be used. ${told}${code === undefined || told.includes(code) ? '' : ` (${code})`}.`);
}
