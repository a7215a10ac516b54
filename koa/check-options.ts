import { isDatabaseUrl, urlForm } from '../cms/database/database-url';

const OPTIONS = ['database', 'salt', 'encryptionKey', 'actions', 'log'];
const DATABASE_OPTIONS = ['client', 'connection', 'pool', 'acquireTimeoutMs', 'queryTimeoutMs'];
const SERVER_OPTIONS = ['connectionString', 'host', 'port', 'database', 'user', 'password', 'ssl'];
const CLIENTS: Record<string, string[]> = { sqlite: ['filename'], postgres: SERVER_OPTIONS, mysql: SERVER_OPTIONS };
const LOG_LEVELS = ['debug', 'info', 'warn', 'error'];
/** What columns hold of an action's name (characters). */
const MAX_ACTION_LENGTH = 255;

/**
 * Checks what `createKoaApiTokens` was called with.
 * @throws {TypeError} naming the first option that is missing, unknown or wrong, and what is allowed; never a value that may be secret
 */
export function checkOptions(options: unknown): void {
  demandObject('the options', options, OPTIONS);
  const { database, salt, encryptionKey, actions, log } = options;
  demandObject('database', database, DATABASE_OPTIONS);
  checkDatabase(database);
  if (salt === undefined || salt === null || salt === '') {
    throw wrong('salt is missing. Set it to a random value, for example from a variable API_TOKEN_SALT with the output of: openssl rand -base64 32');
  }
  if (typeof salt !== 'string') throw wrong('salt must be text');
  if (encryptionKey !== undefined && typeof encryptionKey !== 'string') throw wrong('encryptionKey must be text, or left out');
  if (!Array.isArray(actions) || !actions.every(isAction)) {
    throw wrong(`actions must be a list of names such as 'notes.find', without blanks, each of at most ${MAX_ACTION_LENGTH} characters`);
  }
  if (log !== undefined && !LOG_LEVELS.every((level) => typeof (log as any)?.[level] === 'function')) {
    throw wrong(`log must have the functions ${LOG_LEVELS.join(', ')}`);
  }
}

function checkDatabase({ client, connection, pool, acquireTimeoutMs, queryTimeoutMs }: Record<string, any>): void {
  if (typeof client !== 'string' || !Object.hasOwn(CLIENTS, client)) {
    throw wrong(`database.client must be one of ${Object.keys(CLIENTS).join(', ')}`);
  }
  demandObject('database.connection', connection, CLIENTS[client]!);
  for (const name of ['filename', 'connectionString', 'host', 'database', 'user', 'password']) {
    if (connection[name] !== undefined && typeof connection[name] !== 'string') throw wrong(`database.connection.${name} must be text`);
  }
  demandWhole('database.connection.port', connection['port'], 1, 65_535);
  if (client === 'sqlite' && !connection['filename']) throw wrong('database.connection.filename is missing');
  if (client === 'sqlite' && !isFilename(String(connection['filename']))) throw wrong('database.connection.filename must be the path of a file, or :memory:');
  const url = connection['connectionString'];
  if (url !== undefined && !isDatabaseUrl(String(url), client)) throw wrong(`database.connection.connectionString must be ${urlForm(client)}`);
  const ssl = connection['ssl'];
  if (ssl !== undefined && typeof ssl !== 'boolean' && (typeof ssl !== 'object' || ssl === null)) {
    throw wrong('database.connection.ssl must be true, false, or an object for the driver');
  }
  if (client !== 'sqlite' && !connection['connectionString'] && !connection['database']) {
    throw wrong('database.connection must have a connectionString, or the name of a database');
  }
  if (pool !== undefined) {
    demandObject('database.pool', pool, ['min', 'max']);
    demandWhole('database.pool.min', pool['min'], 0, 1000);
    demandWhole('database.pool.max', pool['max'], Math.max(1, Number(pool['min'] ?? 0)), 1000);
  }
  demandWhole('database.acquireTimeoutMs', acquireTimeoutMs, 1, 3_600_000);
  demandWhole('database.queryTimeoutMs', queryTimeoutMs, 1, 3_600_000);
}

function demandObject(name: string, value: unknown, known: string[]): asserts value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(`${name} must be an object with ${known.join(', ')}`);
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw wrong(`${name} has no option ${unknown.join(', ')}; there are ${known.join(', ')}`);
}

function demandWhole(name: string, value: unknown, min: number, max: number): void {
  if (value === undefined || (Number.isInteger(value) && (value as number) >= min && (value as number) <= max)) return;
  throw wrong(`${name} must be a whole number from ${min} to ${max}`);
}

/** What a file can be called, other than SQLite's special names. */
function isFilename(value: string): boolean {
  return value === ':memory:' || (value.trim() !== '' && !/^:memory:$|^file:|[/\\]$|\0/i.test(value));
}

function isAction(value: unknown): boolean {
  return typeof value === 'string' && /^\S+$/.test(value) && value.length <= MAX_ACTION_LENGTH && !value.includes('\0') && value.isWellFormed();
}

function wrong(what: string): TypeError {
  return new TypeError(`createKoaApiTokens: ${what}.`);
}
