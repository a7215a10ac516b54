import Koa from 'koa';
import type { Knex } from 'knex';
import request from 'supertest';
import { createKoaApiTokens } from '../../koa/create-koa-api-tokens';
import { dialectsUnderTest, type DialectName, quietLog } from '../support/database';
import { type AppDatabase, createAppDatabase } from './app-knex';
import { camel, mappers, snake } from './name-mappers';

const salt = 'a salt for tests that is long enough';

type Setup = [what: string, config: Knex.Config, connection?: object];

const everywhere: Setup[] = [
  ['mappers of snake case', mappers(snake, camel)],
  ['mappers of snake case in capitals', mappers((name) => snake(name).toUpperCase(), (name) => camel(name.toLowerCase()))],
  ['mappers that put a prefix in front', mappers((name) => `app_${name}`, (name) => name.replace(/^app_/, ''))],
  ['a pool of one', { pool: { min: 1, max: 1 } }],
  ['messages without statements', { compileSqlOnError: false }],
  ['stack traces of its own', { asyncStackTraces: true }],
];

const special: Record<DialectName, Setup[]> = {
  sqlite: [
    ['no useNullAsDefault', { useNullAsDefault: undefined }],
    ['foreign keys and WAL', { pool: { afterCreate: (db: any, done: () => void) => { db.pragma('foreign_keys = on'); db.pragma('journal_mode = WAL'); done(); } } }],
    ['integers that are bigints', { pool: { afterCreate: (db: any, done: () => void) => { db.defaultSafeIntegers(true); done(); } } }],
  ],
  postgres: [
    ['a search path', { searchPath: ['tenant', 'public'] }],
    ['serializable transactions', { pool: { afterCreate: (db: any, done: () => void) => db.query("set default_transaction_isolation = 'serializable'", done) } }],
  ],
  mysql: [
    ['big numbers as texts', {}, { supportBigNumbers: true, bigNumberStrings: true }],
    ['dates as texts, in another zone', {}, { dateStrings: true, timezone: '+05:30' }],
    ['serializable transactions', { pool: { afterCreate: (db: any, done: () => void) => db.query('set session transaction isolation level serializable', done) } }],
  ],
};

describe.each(dialectsUnderTest())('an app on %s whose knex has', (dialect) => {
  let database: AppDatabase;
  beforeEach(async () => {
    database = await createAppDatabase(dialect);
  });
  afterEach(() => database.drop());

  const setups = [...everywhere, ...special[dialect]].map(([what, config, connection = {}]) => ({ what, config, connection }));
  it.each(setups)('$what makes, lists, uses, changes and revokes tokens', async ({ config, connection }) => {
    const said: unknown[] = [];
    const log = (line: unknown) => void said.push(line);
    const beside = database.knex();
    if (config.searchPath) await beside.raw('create schema tenant');
    const knex = database.knex({ ...config, log: { warn: log, error: log, deprecate: log, debug: log } }, connection);
    said.length = 0;
    const options = { knex, salt, encryptionKey: 'an encryption key for tests', actions: ['notes.find', 'notes.create'], log: { ...quietLog, warn: log, error: log } };
    // The second one finds what the first one has made.
    await (await createKoaApiTokens(options)).close();
    let tokens = await createKoaApiTokens(options);
    const ask = (key: string) => {
      const app = new Koa();
      app.use(tokens.bearer).use(tokens.requires('notes.create')).use((ctx) => {
        ctx.body = { id: ctx.state.auth.credentials.id };
      });
      return request(app.callback()).get('/').set('Authorization', `Bearer ${key}`);
    };

    const { id, accessKey } = await tokens.create({ name: 'a name', type: 'custom', permissions: ['notes.find', 'notes.create'], lifespan: 604_800_000 });
    expect(typeof id).toBe('number');
    await ask(accessKey).expect(200, { id });
    await expect(tokens.create({ name: 'a name' })).rejects.toMatchObject({ code: 'ERR_NAME_TAKEN' });
    const { accessKey: next } = await tokens.regenerate(id);
    await ask(accessKey).expect(401);
    await ask(next).expect(200);
    await tokens.update(id, { enabled: false });
    await ask(next).expect(401);
    await tokens.update(id, { enabled: true });
    const { accessKey: latest, previousKey } = await tokens.regenerate(id, { keepPreviousFor: 3_600_000 });
    expect(previousKey).toMatchObject({ hint: next.slice(-4), expiresAt: expect.stringMatching(/Z$/), lastUsedAt: expect.stringMatching(/Z$/) });
    for (const key of [next, latest]) await ask(key).expect(200);
    expect(await tokens.endPreviousKey(id)).toMatchObject({ previousKey: null });
    await ask(next).expect(401);
    await ask(latest).expect(200);
    expect(await tokens.get(id)).toMatchObject({
      id, name: 'a name', permissions: ['notes.find', 'notes.create'], lifespan: '604800000', expiresAt: expect.stringMatching(/Z$/),
      lastUsedAt: expect.stringMatching(/Z$/), state: 'active',
    });
    expect(await tokens.reveal(id)).toBe(latest);
    await tokens.close();

    tokens = await createKoaApiTokens(options);
    expect(await tokens.list()).toMatchObject([{ id, lastUsedAt: expect.stringMatching(/Z$/), createdAt: expect.stringMatching(/Z$/) }]);
    await ask(latest).expect(200);
    await tokens.close();
    tokens = await createKoaApiTokens(options);
    expect(await tokens.usage(id, { days: 1 })).toMatchObject({ days: [{ ok: 6, denied: 1, failed: 0 }], actions: [{ action: 'notes.create', count: 6 }] });
    expect(await tokens.revoke(id)).toMatchObject({ id });
    expect(await tokens.list()).toEqual([]);
    await tokens.close();
    if (config.searchPath) expect(await beside('tenant.api_tokens_revision').select('id')).toEqual([{ id: 1 }]);
    expect(said).toEqual([]);
  });
});
