import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Koa from 'koa';
import type { Middleware } from 'koa';
import { pluginServices } from '../../server/services';
import { hashKey } from '../../server/key/hash-key';
import { createAccessKey } from '../../server/key/access-key';
import { parseBearer } from '../../server/key/bearer';
import { bearer } from '../../server/middlewares/bearer';
import { createCms, type RunningCms } from '../../host/create-cms';
import { seedDemoContent } from '../../host/api/demo-content';
import type { MountedRoute } from '../../host/cms';
import { createApp } from '../../host/server/create-app';
import { closeHttpServer, createHttpServer } from '../../host/server/http-server';
import { serveCalls } from './child';
import { fillTokens, TOKENS } from './fill-tokens';
import { type Call, cpuNow, cpuOf, createCaller } from './in-process';
import { profileOf, type ProfileLine } from './profile';

const PROBE_SCOPE = ['api::article.article.findOne'];
const SALT = 'a salt for the benchmark, long enough';

/** A token to make; `permissions` counts the actions of a custom one, those of articles first. */
export interface TokenSpec {
  type: 'read-only' | 'full-access' | 'custom';
  permissions?: number;
}

/** What the process has taken so far. */
export interface Usage {
  /** CPU (microseconds). */
  cpu: number;
  /** After collecting garbage (bytes). */
  heap: number;
  rss: number;
  /** How often the database was asked for a token by its key. */
  keyReads: number;
}

/** A route whose handler does nothing, for either kind of key, so that nothing drowns what stands in front of it. */
const probes: MountedRoute[] = (['content-api', 'admin'] as const).map((type) => ({
  type,
  method: 'GET',
  path: '/probe',
  fullPath: type === 'admin' ? '/admin/probe' : '/api/probe',
  owner: 'bench',
  handler: (ctx) => {
    ctx.body = { data: 'probe' };
  },
  config: { auth: { scope: PROBE_SCOPE } },
}));

const folder = mkdtempSync(join(tmpdir(), 'cms-bench-'));
let running: RunningCms;
const servers: Array<ReturnType<typeof createHttpServer>> = [];
let call: (call: Call) => Promise<void>;
let keyReads = 0;

/** Where the CMS answers. */
export interface Started {
  port: number;
  /** The same CMS with another route to the article, which is open to everybody (see {@link openPath}), and with the probes. */
  openPort: number;
  articlePath: string;
  openPath: string;
  /** What both answer. */
  article: string;
}

/** The CMS as `npm start` runs it in production, with its log going nowhere slower than a file that is thrown away. */
async function start(variables: Record<string, string>): Promise<Started> {
  running = await createCms({
    root: folder,
    variables: {
      NODE_ENV: 'production',
      API_TOKEN_SALT: SALT,
      ADMIN_JWT_SECRET: 'a secret for the benchmark, long enough',
      ENCRYPTION_KEY: 'an encryption key for the benchmark',
      ...variables,
    },
  });
  const { cms, log } = running;
  await seedDemoContent(cms);
  cms.db.connection.on('query', ({ sql }: { sql: string }) => {
    if (/access_key. = /.test(sql)) keyReads += 1;
  });
  const middlewares = [bearer(), pluginServices(cms).ownerChanges.settle] as Middleware[];
  const [{ documentId }] = await cms.db.query('api::article.article').findMany({ limit: 1 }) as [{ documentId: string }];
  const articlePath = `/api/articles/${documentId}`;
  const guarded = cms.routes.find(({ name }) => name === 'article.findOne')!;
  cms.routes.push(...probes, { ...guarded, fullPath: '/api/openings/:id', config: { auth: false } });
  const app = createApp({ cms, log, policies: new Proxy({}, { get: () => () => true }), middlewares, panelFolder: folder });
  call = createCaller(app);
  const port = await serve(running.app);
  const openPort = await serve(app);
  const openPath = `/api/openings/${documentId}`;
  const article = await (await fetch(`http://127.0.0.1:${openPort}${openPath}`)).text();
  if (!article.includes(documentId)) throw new Error(`Wrong answer: ${article}`);
  return { port, openPort, articlePath, openPath, article };
}

async function serve(app: Koa): Promise<number> {
  const server = createHttpServer(app);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Opens the probes to everybody, or closes them again: the same route with and without authentication. */
function setOpen(open: boolean): void {
  for (const { config } of probes) config!.auth = open ? false : { scope: PROBE_SCOPE };
}

async function makeTokens(specs: TokenSpec[]): Promise<string[]> {
  const { tokens } = pluginServices(running.cms);
  return tokens.write(async () => {
    const keys: string[] = [];
    for (const { type, permissions = 0 } of specs) {
      const actions = Array.from({ length: permissions }, (_, index) =>
        `api::article.article.${['findOne', 'find', 'create', 'update', 'delete'][index] ?? `made-up-${index}`}`);
      const { accessKey } = await tokens.insert({
        kind: 'content-api', name: createAccessKey('name', 'content'), description: '', type, lifespan: null, notAfter: Infinity,
        permissions: actions.map((action) => ({ action })), ownerId: null,
      });
      keys.push(accessKey);
    }
    return keys;
  });
}

/** A full-access key for each of so many tokens, written as rows, since a million take too long one by one. */
async function makeManyTokens(count: number): Promise<string[]> {
  const keys = Array.from({ length: count }, () => createAccessKey('cms', 'content'));
  const now = new Date().toISOString();
  for (let start = 0; start < count; start += 500) {
    const rows = keys.slice(start, start + 500).map((key, index) => ({
      name: `many ${now} ${start + index}`, kind: 'content-api', type: 'full-access', access_key: hashKey(key, SALT),
    }));
    await running.cms.db.connection(TOKENS).insert(rows);
  }
  return keys;
}

async function makeAdminToken(): Promise<string> {
  const { tokens } = pluginServices(running.cms);
  const owner = await running.cms.db.query('admin::user').findOne({ where: {} });
  const { accessKey } = await tokens.write(() => tokens.insert({
    kind: 'admin', name: createAccessKey('name', 'admin'), description: '', type: null, lifespan: null, notAfter: Infinity,
    permissions: [{ action: 'admin::users.read' }], ownerId: owner!.id,
  }));
  return accessKey;
}

function usage(): Usage {
  global.gc!();
  const { heapUsed, rss } = process.memoryUsage();
  return { cpu: cpuNow(), heap: heapUsed, rss, keyReads };
}

/** CPU per request (microseconds) of the app in this process, `open` without authentication. */
async function price({ open, times, ...request }: Call & { open: boolean; times: number }): Promise<number> {
  setOpen(open);
  try {
    return await cpuOf(times, () => call(request));
  } finally {
    setOpen(false);
  }
}

/** CPU (microseconds) of the pieces that a known key passes, each by itself. */
async function pieces({ key, times }: { key: string; times: number }): Promise<Record<'parse' | 'hash' | 'authenticate', number>> {
  const { authenticator } = pluginServices(running.cms);
  const header = `Bearer ${key}`;
  const presented = parseBearer(header)!;
  return {
    parse: await cpuOf(times, async () => void parseBearer(header)),
    hash: await cpuOf(times, async () => void hashKey(key, SALT)),
    authenticate: await cpuOf(times, async () => void await authenticator.authenticate(presented, 'content-api')),
  };
}

/** How long each of these keys took to find (microseconds); null in `found` would be a wrong answer. */
async function authenticate({ keys, known }: { keys: string[]; known: boolean }): Promise<number[]> {
  const { authenticator } = pluginServices(running.cms);
  const times: number[] = [];
  for (const key of keys) {
    const presented = parseBearer(`Bearer ${key}`)!;
    const begun = performance.now();
    const credential = await authenticator.authenticate(presented, 'content-api');
    times.push((performance.now() - begun) * 1000);
    if ((credential !== null) !== known) throw new Error('Wrong answer: a key is taken for what it is not');
  }
  return times;
}

/** Uses so many keys that are not known once each. */
async function flood(count: number): Promise<void> {
  const { authenticator } = pluginServices(running.cms);
  for (let turn = 0; turn < count; turn += 1) {
    const presented = parseBearer(`Bearer ${createAccessKey('cms', 'content')}`)!;
    if (await authenticator.authenticate(presented, 'content-api') !== null) throw new Error('Wrong answer: a made-up key is known');
  }
}

async function profile({ times, ...request }: Call & { times: number }): Promise<ProfileLine[]> {
  return profileOf(times, () => call(request));
}

const methods = {
  start,
  makeTokens,
  makeManyTokens,
  makeAdminToken,
  fillTokens: (count: number) => fillTokens(running.cms.db.connection, count),
  usage,
  price,
  pieces,
  authenticate,
  flood,
  profile,
};

/** The calls of this process. */
export type CmsMethods = typeof methods;

serveCalls(methods, async () => {
  await Promise.all(servers.map(closeHttpServer));
  await running?.stop();
  rmSync(folder, { recursive: true, force: true });
});
