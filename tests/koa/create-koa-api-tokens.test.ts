import { readdirSync, readlinkSync } from 'node:fs';
import Router from '@koa/router';
import Koa from 'koa';
import createKnex, { type Knex } from 'knex';
import request from 'supertest';
import { createAccessKey } from '../../server/key/access-key';
import { hashKey } from '../../server/key/hash-key';
import { createKoaApiTokens, type KoaApiTokens } from '../../koa/create-koa-api-tokens';
import type { DatabaseSettings } from '../../cms/database/database-settings';
import { freezeClock } from '../support/freeze-clock';
import { dialectsUnderTest, quietLog, testDatabaseSettings } from '../support/database';

const salt = 'a salt for tests that is long enough';

describe.each(dialectsUnderTest())('tokens in an existing Koa app on knex, %s', (dialect) => {
  let tokens: KoaApiTokens;
  let app: Koa;
  let knex: Knex;
  let settings: DatabaseSettings;
  let end: () => Promise<void>;

  beforeAll(async () => {
    const place = await testDatabaseSettings(dialect);
    settings = place.settings;
    knex = createKnex({
      client: { sqlite: 'better-sqlite3', postgres: 'pg', mysql: 'mysql2' }[dialect],
      connection: 'connectionString' in settings.connection ? settings.connection.connectionString : settings.connection as object,
      useNullAsDefault: true,
    });
    await knex.schema.createTable('notes', (table) => {
      table.increments('id');
      table.string('text');
    });
    tokens = await createKoaApiTokens({
      database: settings,
      salt,
      actions: ['notes.find', 'notes.create'],
      log: quietLog,
    });
    const router = new Router();
    router.get('/notes', tokens.requires('notes.find'), async (ctx) => {
      ctx.body = await knex('notes');
    });
    router.get('/all', tokens.requires('notes.find', 'notes.create'), (ctx) => {
      ctx.body = 'both';
    });
    router.post('/notes', tokens.requires('notes.create'), async (ctx) => {
      await knex('notes').insert({ text: 'new' });
      ctx.status = 201;
    });
    app = new Koa();
    app.silent = true;
    app.use(tokens.bearer).use(router.routes());
    end = async () => {
      await tokens.close();
      await knex.destroy();
      await place.drop();
    };
  });
  afterAll(() => end());

  const as = (key: string, method: 'get' | 'post' = 'get') => request(app.callback())[method]('/notes').set('Authorization', `Bearer ${key}`);

  it('lets tokens in within their scope, and refuses others with a challenge', async () => {
    const reader = await tokens.create({ name: 'reader', type: 'read-only' });
    const writer = await tokens.create({ name: 'writer', type: 'custom', permissions: ['notes.create'] });
    await as(writer.accessKey, 'post').expect(201);
    await as(reader.accessKey).expect(200, [{ id: 1, text: 'new' }]);
    await as(writer.accessKey).expect(403).expect('WWW-Authenticate', 'Bearer error="insufficient_scope", error_description="Forbidden"');
    await as(reader.accessKey, 'post').expect(403);
    await as('wrong').expect(401).expect('WWW-Authenticate', /^Bearer error="invalid_token"/);
    await request(app.callback()).get('/notes').expect(401);
  });

  it('regenerates, lists and revokes', async () => {
    const { id, accessKey } = await tokens.create({ name: 'short-lived', type: 'full-access', lifespan: 604_800_000 });
    await as(accessKey).expect(200);
    const { accessKey: next } = await tokens.regenerate(id as number);
    await as(accessKey).expect(401);
    await as(next).expect(200);
    expect((await tokens.list()).map(({ name }) => name)).toContain('short-lived');
    await tokens.revoke(id as number);
    await as(next).expect(401);
  });

  it('refuses actions that the app does not have, and a name that is taken', async () => {
    await expect(tokens.create({ name: 'x', type: 'custom', permissions: ['notes.delete'] }))
      .rejects.toMatchObject({ code: 'ERR_VALIDATION', message: 'Unknown permissions provided: notes.delete' });
    await tokens.create({ name: 'once' });
    await expect(tokens.create({ name: 'once' })).rejects.toMatchObject({ code: 'ERR_NAME_TAKEN' });
  });

  it('makes no token of its own, at the first start or at any other', async () => {
    for (const { id } of await tokens.list()) await tokens.revoke(id);
    const again = await createKoaApiTokens({ database: settings, salt, actions: ['notes.find'], log: quietLog });
    expect(await again.list()).toEqual([]);
    await again.close();
    expect(await knex('api_tokens_issued')).toEqual([]);
  });

  it.each<[string, () => Promise<string | undefined>, number, number, number]>([
    ['no key', async () => undefined, 401, 401, 401],
    ['a key that is none', async () => 'wrong', 401, 401, 401],
    ['an unknown key', async () => createAccessKey('cms', 'content'), 401, 401, 401],
    ['an unknown key of Strapi’s form', async () => '0f'.repeat(128), 401, 401, 401],
    ['a read-only token', () => keyOf({ type: 'read-only' }), 200, 403, 403],
    ['a full-access token', () => keyOf({ type: 'full-access' }), 200, 201, 200],
    ['a token for reading alone', () => keyOf({ type: 'custom', permissions: ['notes.find'] }), 200, 403, 403],
    ['a token for writing alone', () => keyOf({ type: 'custom', permissions: ['notes.create'] }), 403, 201, 403],
    ['a token for both', () => keyOf({ type: 'custom', permissions: ['notes.find', 'notes.create'] }), 200, 201, 200],
    ['a token for nothing', () => keyOf({ type: 'custom', permissions: [] }), 403, 403, 403],
    ['a revoked token', async () => {
      const { id, accessKey } = await tokens.create({ name: unique(), type: 'full-access' });
      await tokens.revoke(id);
      return accessKey;
    }, 401, 401, 401],
    ['a replaced key', async () => {
      const { id, accessKey } = await tokens.create({ name: unique(), type: 'full-access' });
      await tokens.regenerate(id);
      return accessKey;
    }, 401, 401, 401],
    ['a token that has expired', async () => {
      freezeClock(Date.now() - 604_800_000 - 1000);
      const key = await keyOf({ type: 'full-access', lifespan: 604_800_000 });
      jest.useRealTimers();
      return key;
    }, 401, 401, 401],
    ['an admin token', async () => {
      const { id } = await tokens.create({ name: unique(), type: 'full-access' });
      const key = createAccessKey('cms', 'admin');
      await knex('api_tokens_issued').where({ id }).update({ kind: 'admin' });
      await knex('api_tokens_keys').where({ token_id: id }).update({ hash: hashKey(key, salt) });
      return key;
    }, 401, 401, 401],
  ])('answers %s', async (_who, key, find, create, both) => {
    const bearer = await key();
    const ask = (method: 'get' | 'post', path: string) => {
      const asked = request(app.callback())[method](path);
      return bearer === undefined ? asked : asked.set('Authorization', `Bearer ${bearer}`);
    };
    for (const [method, path, status] of [['get', '/notes', find], ['post', '/notes', create], ['get', '/all', both]] as const) {
      const answer = await ask(method, path);
      expect({ path, status: answer.status }).toEqual({ path, status });
      const challenge = status === 401 ? (bearer === undefined ? /^Bearer$/ : /error="invalid_token"/) : /error="insufficient_scope"/;
      if (status >= 400) expect(answer.headers['www-authenticate']).toMatch(challenge);
    }
  });

  let count = 0;
  const unique = () => `token ${(count += 1)}`;
  const keyOf = async (token: object) => (await tokens.create({ name: unique(), ...token })).accessKey;

  it('guards a route without tokens.bearer in front of it just as well', async () => {
    const bare = new Koa();
    bare.silent = true;
    bare.use(tokens.requires('notes.find')).use((ctx) => {
      ctx.body = 'in';
    });
    const ask = (key?: string) => (key === undefined ? request(bare.callback()).get('/') : request(bare.callback()).get('/').set('Authorization', `Bearer ${key}`));
    await ask(await keyOf({ type: 'read-only' })).expect(200, 'in');
    await ask(await keyOf({ type: 'custom', permissions: ['notes.create'] })).expect(403).expect('WWW-Authenticate', /insufficient_scope/);
    await ask('wrong').expect(401).expect('WWW-Authenticate', /invalid_token/);
    await ask().expect(401).expect('WWW-Authenticate', 'Bearer');
  });

  it.each<[unknown[], string]>([
    [[], 'requires: no action is given'],
    [['note.find'], "requires: there is no action 'note.find'. It takes one or more of the actions that the app has, one by one: 'notes.find', 'notes.create'."],
    [['notes.find', 'notes.delete'], "there is no action 'notes.delete'"],
    [[undefined], 'there is no action undefined'],
    [[null], 'there is no action'],
    [[['notes.find']], 'there is no action a list'],
    [[{ toString: () => 'notes.find' }], 'there is no action object'],
    [[''], "there is no action ''"],
  ])('does not make a guard of requires(%j)', (actions, message) => {
    expect(() => tokens.requires(...actions as string[])).toThrow(message);
    expect(() => tokens.requires(...actions as string[])).toThrow(TypeError);
  });

  it.each<unknown>([{ $gt: 0 }, [1], undefined, null, true, NaN, 0, -1, 1.5, '1 or 1=1', '', 99_999_999_999, Symbol('id')])(
    'takes nothing for an id that is none: %p', async (id) => {
      const before = await tokens.list();
      await expect(tokens.revoke(id as number)).rejects.toMatchObject({ code: 'ERR_VALIDATION', message: expect.stringContaining('id must be a whole number') });
      await expect(tokens.regenerate(id as number)).rejects.toMatchObject({ code: 'ERR_VALIDATION' });
      expect(await tokens.list()).toEqual(before);
    },
  );

  it('takes an id as text, as paths have it, and says so of one that no token has', async () => {
    const { id } = await tokens.create({ name: unique() });
    await tokens.regenerate(String(id));
    expect(await tokens.revoke(String(id))).toMatchObject({ id });
    expect(await tokens.revoke(id)).toBeNull();
    await expect(tokens.regenerate(id)).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' });
  });

  it.each<unknown>([undefined, null, 'name', [], {}, { name: '' }, { name: { $gt: '' } }, { name: 'x', type: 'all' }, { name: 'x', lifespan: 7 }])(
    'makes no token of %j', async (token) => {
      await expect(tokens.create(token as never)).rejects.toMatchObject({ code: 'ERR_VALIDATION', status: 400 });
    },
  );

  it('says so where its salt is not the one of the last start, and then knows none of its keys', async () => {
    const errors: string[] = [];
    const other = await createKoaApiTokens({
      database: settings, salt: `${salt}\n`, actions: ['notes.find'], log: { ...quietLog, error: (message: string) => errors.push(message) },
    });
    await other.close();
    expect(errors).toEqual([expect.stringContaining('API_TOKEN_SALT) is not the one')]);
  });

  it('names the option and the reason where the database cannot be used, and no secret', async () => {
    const broken: [DatabaseSettings, RegExp][] = [
      [{ client: 'sqlite', connection: { filename: '/dev/null/app.db' } }, /database\.connection\.filename: a part of the path is not a folder \(/],
      [{ client: 'postgres', connection: { connectionString: 'postgres://me:hush@127.0.0.1:1/app' } }, /database\.connection\.connectionString: nothing listens there/],
      [{ client: 'mysql', connection: { host: '127.0.0.1', port: 1, database: 'app', password: 'hush' } }, /database\.connection\.host and port: nothing listens there/],
    ];
    for (const [database, message] of broken) {
      const warned: unknown[] = [];
      const log = { ...quietLog, warn: (line: unknown) => warned.push(line) };
      const error = await createKoaApiTokens({ database, salt, actions: [], log }).catch((reason: unknown) => reason);
      expect(String(error)).toMatch(message);
      expect(`${error} ${warned.join()}`).not.toContain('hush');
    }
  });

  it('once closed, lets nobody in, says so of every call, and closes once', async () => {
    const own = await createKoaApiTokens({ database: settings, salt, actions: ['notes.find'], log: { ...quietLog, error: () => {} } });
    const { id, accessKey } = await own.create({ name: unique(), type: 'full-access' });
    const closing = new Koa();
    closing.silent = true;
    closing.use(own.bearer).use(own.requires('notes.find')).use((ctx) => {
      ctx.body = 'in';
    });
    const ask = (key: string) => request(closing.callback()).get('/').set('Authorization', `Bearer ${key}`);
    await ask(accessKey).expect(200);
    await Promise.all([own.close(), own.close()]);
    await own.close();
    for (const key of [accessKey, createAccessKey('cms', 'content'), 'wrong']) await ask(key).expect(503).expect('Retry-After', '1');
    for (const call of [() => own.create({ name: 'x' }), () => own.list(), () => own.regenerate(id), () => own.revoke(id)]) {
      await expect(call()).rejects.toThrow('close() was called');
    }
    // What was used before is written.
    expect((await tokens.list()).find((token) => token.id === id)?.lastUsedAt).not.toBeNull();
    await tokens.revoke(id);
  });

  it('keeps apart two sets of tokens in one app, whichever bearer stands in front', async () => {
    const place = await testDatabaseSettings(dialect);
    const other = await createKoaApiTokens({ database: place.settings, salt: `${salt}, another`, actions: ['notes.find'], log: quietLog });
    const [mine, theirs] = [await keyOf({ type: 'full-access' }), (await other.create({ name: 'theirs', type: 'full-access' })).accessKey];
    for (const front of [[tokens.bearer, other.bearer], [other.bearer], []]) {
      const both = new Koa();
      both.silent = true;
      front.forEach((middleware) => both.use(middleware));
      const guards = { '/mine': tokens.requires('notes.find'), '/theirs': other.requires('notes.find') };
      both.use((ctx, next) => guards[ctx.path as '/mine'](ctx, next)).use((ctx) => {
        ctx.body = 'in';
      });
      for (const [path, key, status] of [['/mine', mine, 200], ['/theirs', theirs, 200], ['/mine', theirs, 401], ['/theirs', mine, 401]] as const) {
        await request(both.callback()).get(path).set('Authorization', `Bearer ${key}`).expect(status);
      }
    }
    await other.close();
    await place.drop();
  });

  it('leaves no connection behind where its start fails', async () => {
    const place = await testDatabaseSettings(dialect);
    const uri = (place.settings.connection as { connectionString?: string }).connectionString;
    const own = createKnex({
      client: { sqlite: 'better-sqlite3', postgres: 'pg', mysql: 'mysql2' }[dialect],
      connection: uri ?? place.settings.connection as object,
      pool: { min: 1, max: 1 },
      useNullAsDefault: true,
    });
    /** How many connections this database has. */
    const connections = async () => {
      if (dialect === 'sqlite') {
        const { filename } = place.settings.connection as { filename: string };
        return readdirSync('/proc/self/fd').filter((fd) => {
          try {
            return readlinkSync(`/proc/self/fd/${fd}`) === filename;
          } catch {
            return false;
          }
        }).length;
      }
      const [row] = dialect === 'postgres'
        ? (await own.raw('select count(*)::int as n from pg_stat_activity where datname = current_database()')).rows
        : (await own.raw('select count(*) as n from information_schema.processlist where db = database()'))[0];
      return Number(row.n);
    };
    try {
      // A view in the place of the table of tokens: the start gets as far as to the database, and no further.
      await own.raw('create view api_tokens_issued as select 1 as x');
      const before = await connections();
      await expect(createKoaApiTokens({ database: place.settings, salt, actions: [], log: quietLog })).rejects.toThrow();
      for (let left = 50; left > 0 && await connections() > before; left -= 1) await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await connections()).toBe(before);
    } finally {
      await own.destroy();
      await place.drop();
    }
  });
});
