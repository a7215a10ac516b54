import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Koa from 'koa';
import { seedDemoContent } from '../../cms/api/demo-content';
import { createCms, type RunningCms } from '../../cms/create-cms';
import { createApp } from '../../cms/http/create-app';
import { closeHttpServer, createHttpServer } from '../../cms/http/http-server';
import type { ContentCredential } from '../../server/admission/credential';
import type { Restrictions } from '../../server/grant/restrictions';
import { covers } from '../../server/grant/scope';
import { createAccessKey } from '../../server/key/access-key';
import { parseBearer } from '../../server/key/bearer';
import { createFingerprint } from '../../server/key/fingerprint';
import { hashKey } from '../../server/key/hash-key';
import { bearer } from '../../server/middlewares/bearer';
import { pluginServices } from '../../server/services';
import type { TokenRecord } from '../../server/token/token-record';
import type { RateLimit } from '../../server/token/request-window';
import { serveCalls } from './child';
import { actionsOf, type Batch, fillTokens, insertTokens } from './fill-tokens';
import { type Call, cpuOf, createCaller } from './in-process';
import { IN_A_ROW } from './in-a-row';
import { profileOf, type ProfileLine } from './profile';
import { secrets } from './secrets';
import { quantile } from './statistics';

const FIND_ONE = 'api::article.article.findOne';

/** A token to make; `permissions` counts the actions of a custom one, those of articles first. */
export interface TokenSpec {
  type: 'read-only' | 'full-access' | 'custom';
  permissions?: number;
  rateLimit?: RateLimit;
  restrictions?: Restrictions;
}

/** What the process has taken so far. */
export interface Usage {
  /** After collecting garbage (bytes). */
  heap: number;
  rss: number;
}

/** Where the CMS answers. */
export interface Started {
  port: number;
  articlePath: string;
  /** What it answers. */
  article: string;
  /** The CMS's app once more, with the article's route under four paths: for either kind of key, and open to everybody. */
  twins: { port: number; content: string; contentOpen: string; admin: string; adminOpen: string };
}

const folder = mkdtempSync(join(tmpdir(), 'cms-bench-'));
const servers: Array<ReturnType<typeof createHttpServer>> = [];
let running: RunningCms;
let twin: Koa;
/** The same without counting requests. */
let uncounted: Koa;
let keyReads = 0;
/** Keys that stay in this process, since a million are too many to hand over. */
let kept: string[] = [];

/** The CMS as `npm start` runs it in production, with its log going to where this process's output goes. */
async function start(variables: Record<string, string>): Promise<Started> {
  running = await createCms({
    root: folder,
    variables: {
      NODE_ENV: 'production',
      ...secrets,
      ...variables,
    },
  });
  const { cms, log } = running;
  await seedDemoContent(cms);
  // As many as are asked for: keys that come in together are read by one statement.
  cms.db.connection.on('query', ({ sql, bindings }: { sql: string; bindings: unknown[] }) => {
    if (/hash. in /.test(sql)) keyReads += bindings.length;
  });
  const [article] = await cms.db.query('api::article.article').findMany({ limit: 1 });
  const { documentId } = article!;
  const articleRoutes = cms.routes.filter(({ type, owner }) => type === 'content-api' && owner === 'api::article');
  const route = articleRoutes.find(({ name }) => name === 'article.findOne')!;
  const appWith = (counting: ReturnType<typeof bearer>) => createApp({
    cms: {
      ...cms,
      contentAPI: cms.contentAPI,
      routes: [
        ...cms.routes.filter(({ type }) => type === 'content-api'),
        // All of them, since a router looks at every route that may be meant: it shall have as much to do as without the token.
        ...articleRoutes.map((each) => ({ ...each, fullPath: each.fullPath.replace('/articles', '/open-articles'), config: { auth: false as const } })),
        { ...route, type: 'admin', fullPath: '/admin/articles/:id', config: {} },
        { ...route, type: 'admin', fullPath: '/admin/open-articles/:id', config: { auth: false } },
      ],
    },
    log,
    policies: {},
    middlewares: [counting, pluginServices(cms).ownerChanges.settle],
    panelFolder: folder,
  });
  twin = appWith(bearer(pluginServices(cms).usage));
  uncounted = appWith(bearer());
  const twins = {
    port: await serve(twin),
    content: `/api/articles/${documentId}`,
    contentOpen: `/api/open-articles/${documentId}`,
    admin: `/admin/articles/${documentId}`,
    adminOpen: `/admin/open-articles/${documentId}`,
  };
  const answer = await (await fetch(`http://127.0.0.1:${twins.port}${twins.contentOpen}`)).text();
  if (!answer.includes(documentId)) throw new Error(`Wrong answer: ${answer}`);
  return { port: await serve(running.app), articlePath: twins.content, article: answer, twins };
}

async function serve(app: Koa): Promise<number> {
  const server = createHttpServer(app, { info: () => {} });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function makeTokens(specs: TokenSpec[]): Promise<string[]> {
  const specified = specs.map(({ type, permissions = 0, rateLimit = null, restrictions = null }) =>
    ({ kind: 'content-api' as const, type, ownerId: null, rateLimit, restrictions, actions: actionsOf(permissions) }));
  return writeTokens(specified);
}

async function makeAdminToken(): Promise<string> {
  const owner = await running.cms.db.query('admin::user').findOne({ where: {} });
  const [accessKey] = await writeTokens([{ kind: 'admin', type: null, ownerId: owner!.id, actions: ['admin::users.read'] }]);
  return accessKey!;
}

type Specified = Pick<TokenRecord, 'kind' | 'type' | 'ownerId'> & Partial<Pick<TokenRecord, 'rateLimit' | 'restrictions'>> & { actions: string[] };

/** Writes tokens without end, and answers their keys. */
async function writeTokens(specified: Specified[]): Promise<string[]> {
  const { issueKey, store } = pluginServices(running.cms);
  const now = Date.now();
  return store.write(async ({ rows, changed }) => {
    const keys: string[] = [];
    for (const { actions, ...token } of specified) {
      const { accessKey, record } = issueKey(token.kind);
      const { id } = await rows.insert({
        ...token, name: createAccessKey('name', 'content'), description: '', lifespan: null, expiresAt: null, createdAt: now,
        madeBy: null, key: record, permissions: actions.map((action) => ({ action })),
      });
      changed({ tokenIds: [id], ownerIds: [] });
      keys.push(accessKey);
    }
    return keys;
  });
}

function usage(): Usage {
  global.gc!();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
}

/** How many keys the database was asked for so far. */
function countKeyReads(): number {
  return keyReads;
}

/**
 * How long each of these requests takes in this process (microseconds), some of each by turns: of each its runs, of which each is
 * the median. There is no network to wait for, so it is CPU.
 */
async function price({ calls, runs }: { calls: Array<Call & { keys?: string[]; isUncounted?: boolean }>; runs: number }): Promise<number[][]> {
  // Each has a connection of its own, on which its keys take turns.
  const callers = calls.map(({ keys, isUncounted = false, ...request }) => {
    const call = createCaller(isUncounted ? uncounted : twin);
    return { requests: keys?.map((key) => call({ ...request, key })) ?? [call(request)], medians: [] as number[] };
  });
  for (let run = 0; run < runs; run += 1) {
    for (const { requests, medians } of callers) {
      const taken: number[] = [];
      for (let i = 0; i < IN_A_ROW; i += 1) {
        const begun = performance.now();
        await requests[i % requests.length]!();
        taken.push((performance.now() - begun) * 1000);
      }
      medians.push(quantile(taken, 0.5));
    }
  }
  return callers.map(({ medians }) => medians);
}

/** CPU (microseconds) of the pieces that a known key passes, each by itself. */
async function pieces({ key, times }: { key: string; times: number }) {
  const { authenticator } = pluginServices(running.cms);
  const fingerprint = createFingerprint();
  const header = `Bearer ${key}`;
  const presented = parseBearer(header)!;
  const credential = (await authenticator.find(presented, 'content-api')) as ContentCredential;
  let right = 0;
  const count = (isRight: boolean) => {
    if (isRight) right += 1;
  };
  const work = {
    'HMAC-SHA512 of the key, what is stored': () => hashKey(key, secrets.API_TOKEN_SALT).length === 128,
    'fingerprint, what memory knows a key by': () => fingerprint(key).length === 44,
    'header to key': () => parseBearer(header) !== null,
    'key to credential, from memory': () => authenticator.find(presented, 'content-api').then((found) => found === credential),
    'scope': () => covers(credential, [FIND_ONE]),
  };
  const measured: Record<string, number> = {};
  for (const [name, piece] of Object.entries(work)) {
    measured[name] = await cpuOf(times, () => {
      const answer = piece();
      return answer instanceof Promise ? answer.then(count) : count(answer);
    });
  }
  if (right !== times * Object.keys(work).length) throw new Error('Wrong answer: a piece says no');
  return measured;
}

/** How long finding who each of these keys stands for took (microseconds). */
async function authenticate(keys: string[]): Promise<number[]> {
  const { authenticator } = pluginServices(running.cms);
  const times: number[] = [];
  for (const key of keys) {
    const presented = parseBearer(`Bearer ${key}`)!;
    const begun = performance.now();
    const credential = await authenticator.find(presented, 'content-api');
    times.push((performance.now() - begun) * 1000);
    if (credential?.kind !== 'content-api' || credential.type !== 'read-only') throw new Error('Wrong answer: a key is not taken for what it is');
  }
  return times;
}

/** Writes tokens as rows and keeps their keys here, after those that were kept before. */
async function keepTokens(batch: Batch): Promise<void> {
  kept = [...kept, ...await insertTokens(running.cms.db.connection, pluginServices(running.cms).keyring, batch)];
}

/** Lets go of every key in memory, as after a change. */
async function forget(): Promise<void> {
  await pluginServices(running.cms).store.write(async ({ changed }) => changed('all'));
}

/** Changes one of the kept tokens, as a person does who renames it. */
async function changeKept(index: number): Promise<void> {
  const { settings: { salt }, store } = pluginServices(running.cms);
  const hash = hashKey(kept[index]!, salt);
  await store.write(async ({ rows, changed }) => {
    const { token } = (await rows.byHashes([hash])).get(hash)!;
    await rows.update(token, { description: String(Date.now()) });
    changed({ tokenIds: [token.id], ownerIds: [] });
  });
}

/** Writes the times of last use, so that those that wait for it are not taken for a key's own memory; answers how long it took (milliseconds). */
async function writeLastUse(): Promise<number> {
  const { lastUse } = pluginServices(running.cms);
  const begun = performance.now();
  await lastUse.flush();
  const took = performance.now() - begun;
  // The last batch is held until there is another; no token has this id.
  lastUse.touch(0, Date.now(), undefined);
  await lastUse.flush();
  return took;
}

/** Counts a request of each of so many tokens, and answers how long writing that took (milliseconds). */
async function writeUsage(size: number): Promise<number> {
  const { usage: counter } = pluginServices(running.cms);
  const ids: Array<{ id: number }> = await running.cms.db.connection('api_tokens_issued').limit(size).select('id');
  if (ids.length < size) throw new Error(`Wrong answer: there are ${ids.length} tokens, not ${size}`);
  await counter.flush();
  for (const { id } of ids) counter.count(id, 'ok', [FIND_ONE]);
  const begun = performance.now();
  await counter.flush();
  return performance.now() - begun;
}

/** Uses the kept keys from one to another once each, a hundred at a time, as they come in on a busy server. */
async function useKept({ from, to }: { from: number; to: number }): Promise<void> {
  const { authenticator, lastUse } = pluginServices(running.cms);
  for (let start = from; start < to; start += 100) {
    await Promise.all(kept.slice(start, Math.min(start + 100, to)).map(async (key) => {
      const credential = await authenticator.find(parseBearer(`Bearer ${key}`)!, 'content-api');
      if (credential === null) throw new Error('Wrong answer: a key is refused');
      lastUse.touch(credential.keyId, Date.now(), undefined);
    }));
  }
}

/** Uses so many keys that no token has once each. */
async function useUnknown(count: number): Promise<void> {
  const { authenticator } = pluginServices(running.cms);
  for (let turn = 0; turn < count; turn += 1) {
    const credential = await authenticator.find(parseBearer(`Bearer ${createAccessKey('cms', 'content')}`)!, 'content-api');
    if (credential !== null) throw new Error('Wrong answer: a made-up key is known');
  }
}

function profile({ times, ...request }: Call & { times: number }): Promise<ProfileLine[]> {
  return profileOf(times, createCaller(twin)(request));
}

const methods = {
  start,
  makeTokens,
  makeAdminToken,
  fillTokens: (numbers: { from: number; to: number }) => fillTokens(running.cms.db.connection, numbers),
  insertTokens: (batch: Batch) => insertTokens(running.cms.db.connection, pluginServices(running.cms).keyring, batch),
  forget,
  changeKept,
  writeLastUse,
  writeUsage,
  keepTokens,
  useKept,
  useUnknown,
  usage,
  countKeyReads,
  price,
  pieces,
  authenticate,
  profile,
};

/** The calls of this process. */
export type CmsMethods = typeof methods;

serveCalls(methods, async () => {
  await Promise.all(servers.map(closeHttpServer));
  await running?.stop();
  rmSync(folder, { recursive: true, force: true });
});
