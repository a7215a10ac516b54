import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Router from '@koa/router';
import Database from 'better-sqlite3';
import Koa, { type Middleware } from 'koa';
import createKnex, { type Knex } from 'knex';
import { createKoaApiTokens } from '../../koa/create-koa-api-tokens';
import { createAccessKey } from '../../server/key/access-key';
import { hashKey } from '../../server/key/hash-key';
import { closeHttpServer, createHttpServer } from '../../cms/http/http-server';
import { serveCalls } from './child';
import { type Call, cpuOf, createCaller, type Send } from './in-process';

const SALT = 'a salt for the benchmark, long enough';
const FIND = 'notes.find';

/** Who checks the key. */
export type PeerName = 'open' | 'plugin' | 'plain' | 'betterAuth';

/** One app: the same route with the same answer, and how it is guarded. */
export interface Peer {
  port: number;
  /** Opens the route; undefined where nothing is checked. */
  key?: string;
  /** Is known and may do something else. */
  otherKey?: string;
}

/** How a route is guarded. */
interface Guard {
  before?: Middleware;
  middleware: Middleware;
  key: string;
  otherKey: string;
}

const folder = mkdtempSync(join(tmpdir(), 'cms-bench-peers-'));
const servers: Array<ReturnType<typeof createHttpServer>> = [];
const callers = {} as Record<PeerName, (call: Call) => Send>;
const closing: Array<() => unknown> = [];

/** Makes all four in this process. `peersFolder` is where better-auth is installed. */
async function start(peersFolder: string): Promise<Record<PeerName, Peer>> {
  const guards: Record<PeerName, Guard | undefined> = {
    open: undefined,
    plugin: await pluginGuard(),
    plain: await plainGuard(),
    betterAuth: await betterAuthGuard(peersFolder),
  };
  const peers = {} as Record<PeerName, Peer>;
  for (const name of Object.keys(guards) as PeerName[]) {
    const guard = guards[name];
    const app = createApp(guard);
    callers[name] = createCaller(app);
    const server = createHttpServer(app, { info: () => {} });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    peers[name] = { port: (server.address() as AddressInfo).port, key: guard?.key, otherKey: guard?.otherKey };
  }
  return peers;
}

function createApp(guard?: Guard): Koa {
  const router = new Router();
  const handler: Middleware = (ctx) => {
    ctx.body = { data: [{ id: 1, title: 'A note' }] };
  };
  if (guard === undefined) router.get('/notes', handler);
  else router.get('/notes', guard.middleware, handler);
  const app = new Koa();
  if (guard?.before !== undefined) app.use(guard.before);
  app.use(router.routes());
  return app;
}

async function pluginGuard(): Promise<Guard> {
  const knex = createKnex({ client: 'better-sqlite3', connection: { filename: join(folder, 'plugin.db') }, useNullAsDefault: true });
  await knex.raw('pragma journal_mode = WAL');
  await knex.raw('pragma synchronous = NORMAL');
  const tokens = await createKoaApiTokens({
    knex,
    salt: SALT,
    encryptionKey: 'an encryption key for the benchmark',
    actions: [FIND, 'notes.delete'],
  });
  closing.push(() => tokens.close().then(() => knex.destroy()));
  const create = async (action: string) => (await tokens.create({ name: action, type: 'custom', permissions: [action] })).accessKey;
  return { before: tokens.bearer, middleware: tokens.requires(FIND), key: await create(FIND), otherKey: await create('notes.delete') };
}

/** What anybody would write: the hash, and one statement per request. */
async function plainGuard(): Promise<Guard> {
  const knex = createKnex({ client: 'better-sqlite3', connection: { filename: join(folder, 'plain.db') }, useNullAsDefault: true });
  closing.push(() => knex.destroy());
  await knex.raw('pragma journal_mode = WAL');
  await knex.raw('pragma synchronous = NORMAL');
  await knex.schema.createTable('tokens', (table) => {
    table.increments();
    table.string('hash').notNullable().unique();
    table.bigInteger('expires_at');
  });
  await knex.schema.createTable('permissions', (table) => {
    table.integer('token_id').notNullable().index();
    table.string('action').notNullable();
  });
  return {
    key: await insertPlainToken(knex, FIND),
    otherKey: await insertPlainToken(knex, 'notes.delete'),
    async middleware(ctx, next) {
      const rows: Array<{ expires_at: number | null; action: string | null }> = await knex('tokens')
        .leftJoin('permissions', 'permissions.token_id', 'tokens.id')
        .where({ hash: hashKey(keyOf(ctx), SALT) })
        .select('expires_at', 'action');
      if (rows.length === 0 || (rows[0]!.expires_at !== null && rows[0]!.expires_at < Date.now())) ctx.throw(401);
      if (!rows.some(({ action }) => action === FIND)) ctx.throw(403);
      await next();
    },
  };
}

async function insertPlainToken(knex: Knex, action: string): Promise<string> {
  const key = createAccessKey('cms', 'content');
  const [tokenId] = await knex('tokens').insert({ hash: hashKey(key, SALT) });
  await knex('permissions').insert({ token_id: tokenId, action });
  return key;
}

/** better-auth as its documentation sets it up, without its rate limit and without its log. */
async function betterAuthGuard(peersFolder: string): Promise<Guard> {
  const require = createRequire(join(peersFolder, 'package.json'));
  // The types are as absent as the package is where the project is compiled.
  const load = (name: string): Promise<any> => import(pathToFileURL(require.resolve(name)).href);
  const { betterAuth } = await load('better-auth');
  const { apiKey } = await load('@better-auth/api-key');
  const { getMigrations } = await load('better-auth/db/migration');
  const database = new Database(join(folder, 'better-auth.db'));
  closing.push(() => database.close());
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  const auth = betterAuth({
    database,
    secret: 'a secret for the benchmark, long enough',
    baseURL: 'http://127.0.0.1',
    logger: { disabled: true },
    plugins: [apiKey({ rateLimit: { enabled: false } })],
  });
  await (await getMigrations(auth.options)).runMigrations();
  const { internalAdapter } = await auth.$context;
  const { id: userId } = await internalAdapter.createUser({ name: 'Ada Admin', email: 'ada@example.com', emailVerified: true });
  const create = async (action: string): Promise<string> =>
    (await auth.api.createApiKey({ body: { name: action, userId, permissions: { notes: [action] } } })).key;
  return {
    key: await create('find'),
    otherKey: await create('delete'),
    async middleware(ctx, next) {
      const { valid } = await auth.api.verifyApiKey({ body: { key: keyOf(ctx), permissions: { notes: ['find'] } } });
      if (!valid) ctx.throw(401);
      await next();
    },
  };
}

/** The key that a request presents. */
function keyOf(ctx: Parameters<Middleware>[0]): string {
  const [, key] = /^Bearer (\S+)$/i.exec(ctx.get('authorization')) ?? [];
  if (key === undefined) ctx.throw(401);
  return key;
}

const methods = {
  start,
  /** CPU per request (microseconds). */
  price: ({ name, times, ...call }: Call & { name: PeerName; times: number }): Promise<number> => cpuOf(times, callers[name](call)),
};

/** The calls of this process. */
export type PeersMethods = typeof methods;

serveCalls(methods, async () => {
  await Promise.all(servers.map(closeHttpServer));
  for (const close of closing) await close();
  rmSync(folder, { recursive: true, force: true });
});
