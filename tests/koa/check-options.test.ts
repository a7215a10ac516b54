import { createKoaApiTokens } from '../../koa/create-koa-api-tokens';

const good = { database: { client: 'sqlite', connection: { filename: ':memory:' } }, salt: 'a secret salt for tests', actions: ['notes.find'] };
const sqlite = good.database;
const postgres = { client: 'postgres', connection: { connectionString: 'postgres://127.0.0.1/none' } };
const start = (options: unknown) => createKoaApiTokens(options as never);

describe('the options of createKoaApiTokens', () => {
  it.each<[unknown, string]>([
    [undefined, 'the options must be an object with database, salt'],
    [null, 'the options must be an object'],
    ['sqlite', 'the options must be an object'],
    [[good], 'the options must be an object'],
    [{ ...good, slat: 'x' }, 'the options has no option slat'],
    [{ ...good, constructor: 'x' }, 'no option constructor'],
    [{ ...good, database: undefined }, 'database must be an object with client, connection'],
    [{ ...good, database: 'postgres://127.0.0.1/none' }, 'database must be an object'],
    [{ ...good, database: { ...sqlite, dialect: 'x' } }, 'database has no option dialect'],
    [{ ...good, database: { ...sqlite, client: undefined } }, 'database.client must be one of sqlite, postgres, mysql'],
    [{ ...good, database: { ...sqlite, client: 'better-sqlite3' } }, 'database.client must be one of'],
    [{ ...good, database: { ...sqlite, client: 'toString' } }, 'database.client must be one of'],
    [{ ...good, database: { client: 'sqlite' } }, 'database.connection must be an object with filename'],
    [{ ...good, database: { client: 'sqlite', connection: {} } }, 'database.connection.filename is missing'],
    [{ ...good, database: { client: 'sqlite', connection: { filename: '' } } }, 'database.connection.filename is missing'],
    [{ ...good, database: { client: 'sqlite', connection: { filename: 7 } } }, 'database.connection.filename must be text'],
    [{ ...good, database: { client: 'sqlite', connection: { file: 'app.db' } } }, 'database.connection has no option file'],
    [{ ...good, database: { client: 'postgres', connection: 'postgres://127.0.0.1/none' } }, 'database.connection must be an object with connectionString'],
    [{ ...good, database: { client: 'mysql', connection: { host: 'db' } } }, 'database.connection must have a connectionString, or the name of a database'],
    [{ ...good, database: { client: 'mysql', connection: { database: 'app', port: '3306' } } }, 'database.connection.port must be a whole number'],
    [{ ...good, database: { client: 'mysql', connection: { database: 'app', username: 'me' } } }, 'database.connection has no option username'],
    [{ ...good, database: { ...postgres, pool: { max: 0 } } }, 'database.pool.max must be a whole number from 1'],
    [{ ...good, database: { ...postgres, pool: { min: 5, max: 4 } } }, 'database.pool.max must be a whole number from 5'],
    [{ ...good, database: { ...postgres, pool: 10 } }, 'database.pool must be an object'],
    [{ ...good, database: { ...postgres, acquireTimeoutMs: 0 } }, 'database.acquireTimeoutMs must be a whole number'],
    [{ ...good, database: { ...postgres, queryTimeoutMs: '10' } }, 'database.queryTimeoutMs must be a whole number'],
    ...['  ', 'a\0b', 'file:app.db', 'file::memory:', ':MEMORY:', 'data/'].map((filename): [unknown, string] =>
      [{ ...good, database: { client: 'sqlite', connection: { filename } } }, 'database.connection.filename must be the path of a file, or :memory:']),
    ...['a secret salt for tests', 'mysql://db/app', 'postgres://db', 'https://db/app', ''].map((connectionString): [unknown, string] =>
      [{ ...good, database: { client: 'postgres', connection: { connectionString, database: 'app' } } }, 'database.connection.connectionString must be a URL such as postgres://']),
    [{ ...good, database: { client: 'mysql', connection: { connectionString: 'postgres://db/app' } } }, 'database.connection.connectionString must be a URL such as mysql://'],
    [{ ...good, database: { client: 'postgres', connection: { database: 'app', ssl: 'yes' } } }, 'database.connection.ssl must be true, false, or an object'],
    [{ ...good, database: { client: 'postgres', connection: { database: 'app', ssl: null } } }, 'database.connection.ssl must be true, false, or an object'],
    [{ ...good, salt: undefined }, 'salt is missing'],
    [{ ...good, salt: '' }, 'salt is missing'],
    [{ ...good, salt: 7 }, 'salt must be text'],
    [{ ...good, encryptionKey: null }, 'encryptionKey must be text'],
    [{ ...good, actions: undefined }, 'actions must be a list of names'],
    [{ ...good, actions: 'notes.find' }, 'actions must be a list of names'],
    [{ ...good, actions: ['notes.find', undefined] }, 'actions must be a list of names'],
    [{ ...good, actions: ['notes find'] }, 'actions must be a list of names'],
    [{ ...good, actions: ['a'.repeat(256)] }, 'actions must be a list of names'],
    [{ ...good, actions: [''] }, 'actions must be a list of names'],
    [{ ...good, log: {} }, 'log must have the functions debug, info, warn, error'],
    [{ ...good, log: null }, 'log must have the functions'],
  ])('are checked before anything is done: %j', async (options, message) => {
    const error = await start(options).then(() => null, (thrown: Error) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect(error!.message).toContain(`createKoaApiTokens: ${message.startsWith('no ') ? 'the options has ' : ''}${message}`);
    expect(error!.message).not.toContain(good.salt);
  });

  it('have a salt that is not blank', async () => {
    await expect(start({ ...good, salt: '   ' })).rejects.toThrow('API_TOKEN_SALT) is blank');
  });
});
