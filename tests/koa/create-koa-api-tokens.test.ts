import Router from '@koa/router';
import Koa from 'koa';
import createKnex, { type Knex } from 'knex';
import request from 'supertest';
import { createAccessKey } from '../../server/key/access-key';
import { hashKey } from '../../server/key/hash-key';
import { createKoaApiTokens, type KoaApiTokens, type KoaDeclaredToken } from '../../koa/create-koa-api-tokens';
import { freezeClock } from '../support/freeze-clock';
import { dialectsUnderTest, quietLog } from '../support/database';
import { type AppDatabase, createAppDatabase } from './app-knex';

const salt = 'a salt for tests that is long enough';

describe.each(dialectsUnderTest())('tokens in an existing Koa app on knex, %s', (dialect) => {
  let tokens: KoaApiTokens;
  let app: Koa;
  let knex: Knex;
  let database: AppDatabase;

  beforeAll(async () => {
    database = await createAppDatabase(dialect);
    knex = database.knex();
    await knex.schema.createTable('notes', (table) => {
      table.increments('id');
      table.string('text');
    });
    tokens = await createKoaApiTokens({
      knex,
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
  });
  afterAll(async () => {
    await tokens.close();
    await database.drop();
  });

  const as = (key: string, method: 'get' | 'post' = 'get') => request(app.callback())[method]('/notes').set('Authorization', `Bearer ${key}`);

  it('lets tokens in within their scope, and refuses others with a challenge', async () => {
    const reader = await tokens.create({ name: 'reader', type: 'read-only' });
    const writer = await tokens.create({ name: 'writer', type: 'custom', permissions: ['notes.create'] });
    await as(writer.accessKey, 'post').expect(201);
    await as(reader.accessKey).expect(200, [{ id: 1, text: 'new' }]);
    await as(writer.accessKey).expect(403).expect('WWW-Authenticate', 'Bearer error="insufficient_scope", error_description="Forbidden", scope="notes.find"');
    await as(reader.accessKey, 'post').expect(403);
    await as('wrong').expect(401).expect('WWW-Authenticate', /^Bearer error="invalid_token"/);
    await request(app.callback()).get('/notes').expect(401);
  });

  it('gives a guarded route the token, so that a program can ask what its key is', async () => {
    const { accessKey } = await tokens.create({ name: 'asks', type: 'read-only' });
    const self = new Koa();
    self.use(tokens.requires('notes.find')).use((ctx) => {
      const { name, type, expiresAt } = ctx.state.auth.credentials;
      ctx.body = { name, type, expiresAt };
    });
    await request(self.callback()).get('/').set('Authorization', `Bearer ${accessKey}`).expect(200, { name: 'asks', type: 'read-only', expiresAt: null });
  });

  it('accepts a token only from its allowed addresses', async () => {
    const { id, accessKey, allowedAddresses } = await tokens.create({ name: 'here', type: 'read-only', allowedAddresses: ['127.0.0.0/8', '::ffff:192.0.2.1'] });
    expect(allowedAddresses).toEqual(['127.0.0.0/8', '192.0.2.1']);
    await as(accessKey).expect(200);
    await tokens.update(id, { allowedAddresses: ['192.0.2.1'] });
    await as(accessKey).set('X-Forwarded-For', '192.0.2.1').expect(403).expect('WWW-Authenticate', 'Bearer error="insufficient_scope", error_description="Address not allowed"');
    await expect(tokens.update(id, { allowedAddresses: ['10.0.0.1/8'] })).rejects.toMatchObject({ code: 'ERR_VALIDATION' });
    await expect(tokens.update(id, { allowedAddresses: [] })).rejects.toMatchObject({ code: 'ERR_VALIDATION' });
  });

  it('counts each request once, however many guards it passes, and tells which were denied', async () => {
    const { id, accessKey } = await tokens.create({ name: 'counted', type: 'custom', permissions: ['notes.find'] });
    await as(accessKey).expect(200);
    await as(accessKey, 'post').expect(403);
    const guards = new Koa();
    guards.silent = true;
    guards.use(tokens.requires('notes.find')).use(tokens.requires('notes.find')).use((ctx) => {
      ctx.status = 418;
    });
    await request(guards.callback()).get('/').set('Authorization', `Bearer ${accessKey}`).expect(418);
    const { days, actions } = await tokens.usage(id, { days: 1 });
    expect(days).toEqual([{ day: new Date().toISOString().slice(0, 10), ok: 1, denied: 1, failed: 1 }]);
    expect(actions).toEqual([{ action: 'notes.find', count: 2 }]);
    expect(await tokens.denials(id)).toMatchObject([{ method: 'POST', path: '/notes', code: 'ERR_FORBIDDEN', count: 1 }]);
    await expect(tokens.usage(id, { days: 401 })).rejects.toMatchObject({ status: 400 });
    await expect(tokens.denials(999)).rejects.toMatchObject({ status: 404 });
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

  it('identifies a key for 30 days after it was replaced, and no other', async () => {
    const start = Date.now();
    const days = (count: number) => start + count * 86_400_000;
    const { id, name, accessKey: old } = await tokens.create({ name: 'found' });
    const identified = { id, name, kind: 'content-api', state: 'active' };
    freezeClock(days(1));
    try {
      const { accessKey } = await tokens.regenerate(id);
      expect(await tokens.identify(`${accessKey}\n`)).toEqual({ ...identified, keyState: 'current' });
      freezeClock(days(31));
      expect(await tokens.identify(old)).toEqual({ ...identified, keyState: 'retired' });
      freezeClock(days(31) + 1);
      await expect(tokens.identify(old)).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' });
      expect(await tokens.identify(accessKey)).toEqual({ ...identified, keyState: 'current' });
    } finally {
      jest.useRealTimers();
    }
    for (const wrong of ['', 7, undefined]) await expect(tokens.identify(wrong as string)).rejects.toMatchObject({ code: 'ERR_VALIDATION' });
  });

  it('refuses actions that the app does not have, and a name that is taken', async () => {
    await expect(tokens.create({ name: 'x', type: 'custom', permissions: ['notes.delete'] }))
      .rejects.toMatchObject({ code: 'ERR_VALIDATION', message: 'Unknown permissions provided: notes.delete' });
    await tokens.create({ name: 'once' });
    await expect(tokens.create({ name: 'once' })).rejects.toMatchObject({ code: 'ERR_NAME_TAKEN' });
  });

  it('creates no tokens by itself, at the first start or any other', async () => {
    for (const { id } of await tokens.list()) await tokens.revoke(id);
    const again = await createKoaApiTokens({ knex, salt, actions: ['notes.find'], log: quietLog });
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
    [['note.find'], "requires: there is no action 'note.find'. Pass one or more of the app's actions, each as an argument: 'notes.find', 'notes.create'."],
    [['notes.find', 'notes.delete'], "there is no action 'notes.delete'"],
    [[undefined], 'there is no action undefined'],
    [[null], 'there is no action'],
    [[['notes.find']], 'there is no action a list'],
    [[{ toString: () => 'notes.find' }], 'there is no action object'],
    [[''], "there is no action ''"],
  ])('rejects requires(%j)', (actions, message) => {
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

  it('accepts an id as text, as in paths, and rejects one that no token has', async () => {
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

  it('logs that its salt differs from that of the last start, and then knows none of its keys', async () => {
    const errors: string[] = [];
    const other = await createKoaApiTokens({
      knex, salt: `${salt}\n`, actions: ['notes.find'], log: { ...quietLog, error: (message: string) => errors.push(message) },
    });
    await other.close();
    expect(errors).toEqual([expect.stringMatching(/^API tokens: the option salt of createKoaApiTokens is not the salt that this database was last used with\./)]);
  });

  it('explains why the database cannot be used, without any secret', async () => {
    const broken: Array<[Knex.Config, RegExp]> = [
      [{ client: 'better-sqlite3', connection: { filename: '/dev/null/app.db' }, useNullAsDefault: true }, /directory does not exist|unable to open/],
      [{ client: 'pg', connection: 'postgres://me:hush@127.0.0.1:1/app' }, /ECONNREFUSED/],
      [{ client: 'mysql2', connection: { host: '127.0.0.1', port: 1, database: 'app', password: 'hush' } }, /ECONNREFUSED/],
    ];
    for (const [config, reason] of broken) {
      const warned: unknown[] = [];
      const own = createKnex({ ...config, log: { warn: (line: unknown) => warned.push(line) } });
      const log = { ...quietLog, warn: (line: unknown) => warned.push(line) };
      const error = await createKoaApiTokens({ knex: own, salt, actions: [], log }).catch((thrown: unknown) => thrown) as Error;
      expect(error.message).toMatch(/^createKoaApiTokens: the database cannot be used: /);
      expect(error.message).toMatch(reason);
      expect(`${error.stack} ${warned.join()}`).not.toContain('hush');
      await own.destroy();
    }
  });

  it('once closed, rejects every request and every call, and closes only once', async () => {
    const own = await createKoaApiTokens({ knex, salt, actions: ['notes.find'], log: { ...quietLog, error: () => {} } });
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
    for (const call of [() => own.create({ name: 'x' }), () => own.list(), () => own.get(id), () => own.regenerate(id), () => own.revoke(id)]) {
      await expect(call()).rejects.toThrow('close() was called');
    }
    // The app's knex is the app's, and what was used before is written.
    expect((await tokens.list()).find((token) => token.id === id)?.lastUsedAt).not.toBeNull();
    await tokens.revoke(id);
  });

  it('once closed, leaves the database alone where nobody is authenticated', async () => {
    const place = await createAppDatabase(dialect);
    const ownKnex = place.knex();
    const own = await createKoaApiTokens({ knex: ownKnex, salt, actions: ['notes.find'], log: quietLog });
    const closing = new Koa().use(own.bearer).use((ctx) => {
      ctx.body = 'in';
    });
    await own.close();
    const queries: string[] = [];
    ownKnex.on('query', ({ sql }: { sql: string }) => void queries.push(sql));
    await request(closing.callback()).get('/').set('Authorization', `Bearer ${createAccessKey('cms', 'content')}`).expect(200);
    await new Promise((resolve) => setImmediate(resolve));
    await ownKnex.raw('select 1');
    expect(queries).toEqual(['select 1']);
    await place.drop();
  });

  it('keeps two sets of tokens in one app apart, whichever bearer comes first', async () => {
    const place = await createAppDatabase(dialect);
    const other = await createKoaApiTokens({ knex: place.knex(), salt: `${salt}, another`, actions: ['notes.find'], log: quietLog });
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

  it.each(['first', 'last'])('counts requests under their own instance’s token, whose bearer comes %s, also where nobody is authenticated', async (position) => {
    // All on one day.
    freezeClock(Date.now());
    const place = await createAppDatabase(dialect);
    const other = await createKoaApiTokens({ knex: place.knex(), salt, actions: ['notes.find'], log: quietLog });
    // The same id in both.
    for (let made = 0; made < 50; made += 1) await other.create({ name: `token ${made}`, type: 'full-access' });
    const ours = await tokens.create({ name: `counted ${position}`, type: 'full-access' });
    const theirs = await other.regenerate(ours.id);
    const both = new Koa();
    both.silent = true;
    const fronts = [tokens.bearer, other.bearer];
    (position === 'first' ? fronts : fronts.reverse()).forEach((front) => both.use(front));
    const guards: Record<string, Koa.Middleware> = { '/ours': tokens.requires('notes.find'), '/theirs': other.requires('notes.find') };
    both.use((ctx, next) => guards[ctx.path]?.(ctx, next)).use((ctx) => {
      ctx.body = 'in';
    });
    const send = (path: string, key: string, status: number) => request(both.callback()).get(path).set('Authorization', `Bearer ${key}`).expect(status);
    await send('/ours', ours.accessKey, 200);
    for (const path of ['/theirs', '/theirs']) await send(path, theirs.accessKey!, 200);
    await send('/ours', theirs.accessKey!, 401);
    for (const path of ['/nowhere', '/none', '/not']) await send(path, ours.accessKey, 404);
    await other.close();
    const again = await createKoaApiTokens({ knex: place.knex(), salt, actions: ['notes.find'], log: quietLog });
    expect(await again.usage(ours.id, { days: 1 })).toMatchObject({ days: [{ ok: 2, denied: 1, failed: 0 }] });
    await again.close();
    await place.drop();
    const counted = async () => (await tokens.usage(ours.id, { days: 1 })).days[0]!;
    while ((await counted()).failed < 3) await new Promise((resolve) => setImmediate(resolve));
    expect(await counted()).toMatchObject({ ok: 1, denied: 0, failed: 3 });
    jest.useRealTimers();
  });

  it('lists all tokens, however many, by name', async () => {
    const before = (await tokens.list()).length;
    const rows = Array.from({ length: 1001 }, (_, index) => (
      { name: `many ${index}`, kind: 'content-api', type: 'read-only', description: '', issued_at: 1, changed_at: 1 }));
    await knex.batchInsert('api_tokens_issued', rows, 100);
    const names = (await tokens.list()).map(({ name }) => name);
    expect(names).toHaveLength(before + 1001);
    expect(names).toEqual([...names].sort());
    await knex('api_tokens_issued').where('name', 'like', 'many %').delete();
  });

  it('shows a key again where there is an encryption key, and only then', async () => {
    const own = await createKoaApiTokens({ knex, salt, encryptionKey: 'an encryption key for tests', actions: ['notes.find'], log: quietLog });
    const { id, accessKey } = await own.create({ name: unique() });
    expect(await own.reveal(id)).toBe(accessKey);
    expect(await tokens.reveal(id)).toBeNull();
    expect(JSON.stringify(await own.get(id))).not.toContain(accessKey);
    for (const read of [own.get, own.reveal]) await expect(read(2_147_483_647)).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' });
    const revealed = await knex('api_tokens_events').where({ action: 'token.reveal', token_id: id });
    expect(revealed).toHaveLength(1);
    await own.close();
  });

  it('warns once about a guarded route without tokens.bearer in front', async () => {
    const warnings: string[] = [];
    const log = { ...quietLog, warn: (message: string) => warnings.push(message) };
    const own = await createKoaApiTokens({ knex, salt, actions: ['notes.find'], log });
    const guard = own.requires('notes.find');
    for (const inFront of [[own.bearer], []]) {
      const one = new Koa();
      one.silent = true;
      [...inFront, guard].forEach((middleware) => one.use(middleware));
      for (let count = 0; count < 2; count += 1) await request(one.callback()).get('/somewhere').expect(401);
      expect(warnings).toEqual(inFront.length > 0 ? [] : [expect.stringMatching(/GET \/somewhere requires notes\.find, but tokens\.bearer is not mounted before it.*app\.use\(tokens\.bearer\)/)]);
    }
    await own.close();
  });

  it('is set up as a CMS is: prefix, cache, policy, and what is recorded', async () => {
    const own = await createKoaApiTokens({
      knex, salt, actions: ['notes.find'], log: quietLog,
      keyPrefix: 'notes', cache: { revalidateMs: 0 }, track: { use: false, usage: false }, policy: { maxLifetimeDays: { contentApi: 30 } }, events: { retentionDays: 7 },
    });
    await expect(own.create({ name: unique() })).rejects.toThrow('A token may last at most 30 days');
    const { id, accessKey } = await own.create({ name: unique(), lifespan: 604_800_000 });
    expect(accessKey).toMatch(/^notes_content_/);
    await expect(own.update(id, { expiresAt: null })).rejects.toThrow('at most 30 days');
    const guarded = new Koa();
    guarded.silent = true;
    guarded.use(own.bearer).use(own.requires('notes.find')).use((ctx) => {
      ctx.body = 'in';
    });
    const ask = () => request(guarded.callback()).get('/').set('Authorization', `Bearer ${accessKey}`);
    await ask().expect(200, 'in');
    // By another process: without a cache that waits, it counts at once.
    await tokens.update(id, { enabled: false });
    await ask().expect(401);
    await own.close();
    expect(await tokens.get(id)).toMatchObject({ lastUsedAt: null });
    expect(await knex('api_tokens_usage').where({ token_id: id })).toEqual([]);
  });

  it('creates tokens outside of a running transaction of the app', async () => {
    const name = unique();
    let creating: Promise<unknown> = Promise.resolve();
    await knex.transaction(async (trx) => {
      await trx('notes').select('id');
      creating = tokens.create({ name });
      // SQLite has one connection, which is the transaction's until that has ended.
      if (dialect !== 'sqlite') await creating;
      throw new Error('rolled back');
    }).catch(() => {});
    await creating;
    expect((await tokens.list()).map((token) => token.name)).toContain(name);
  });

  it('makes, changes and deletes declared tokens at start, and leaves the others alone', async () => {
    const declared = createAccessKey('cms', 'content');
    const start = (...some: KoaDeclaredToken[]) => createKoaApiTokens({ knex, salt, actions: ['notes.find', 'notes.create'], log: quietLog, tokens: some });
    const before = (await tokens.list()).map(({ name }) => name);
    const first = await start({ name: 'declared', key: declared });
    await as(declared).expect(200);
    const { id, managedBy } = (await tokens.list()).find(({ name }) => name === 'declared')!;
    expect(managedBy).toBe('config');
    for (const change of [() => tokens.update(id, { name: 'x' }), () => tokens.regenerate(id), () => tokens.revoke(id)]) {
      await expect(change()).rejects.toMatchObject({ status: 403, code: 'ERR_MANAGED' });
    }
    await expect(start({ name: before[0]!, key: declared })).rejects.toThrow(`createKoaApiTokens: tokens: "${before[0]}": name: a token that was not declared has this name`);
    await expect(start({ name: 'declared', type: 'custom', permissions: ['notes.none'], key: declared })).rejects.toThrow('"declared": permissions: Unknown permissions provided: notes.none');
    await (await start()).close();
    await first.close();
    expect((await tokens.list()).map(({ name }) => name)).toEqual(before);
  });
});
