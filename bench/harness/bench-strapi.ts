import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { firstAdmin } from './bench-cms';
import { createBenchDatabase, type DialectName } from './bench-database';
import { callApi } from './call-api';
import { freePort } from './free-port';
import { assertRight } from './part';
import { secrets } from './secrets';

const START_TIMEOUT_MS = 120_000;

/** A real Strapi in a process of its own, with the plugin and one article in it. */
export interface BenchStrapi {
  port: number;
  /** The article's route in the content API, and a route of the admin API that reads it. */
  routes: Record<'content' | 'admin', StrapiRoute>;
  stop(): Promise<void>;
}

/** A route that reads the article. */
export interface StrapiRoute {
  path: string;
  /** The same without authentication. */
  openPath: string;
  /** What both answer. */
  article: string;
  /** Of tokens that may do no more than this: Strapi's own, and this plugin's. The third is taken without a look at it. */
  keys: { strapi: string; plugin: string; any: string };
}

/** As long as a key of the plugin. */
const ANY_KEY = 'any'.padEnd(63, '-');

/** What guards the route of the admin API. */
const ACTION = 'admin::users.read';

/** The public role is not "no authentication" in Strapi: it is read from the database, and worked out, on every request. */
const openArticles = `module.exports = {
  routes: [{ method: 'GET', path: '/open-articles/:id', handler: 'article.findOne', config: { auth: false } }],
};
`;

/** What Strapi does for authenticated requests, whoever authenticates them, is told by a key that costs nothing. */
const appCode = `module.exports = {
  bootstrap({ strapi }) {
    const auth = strapi.get('auth');
    const { authenticate } = auth;
    const taken = { isAuthenticated: true, userAbility: { can: () => true }, auth: { strategy: { name: 'any', verify: () => {} }, credentials: {}, ability: null } };
    auth.authenticate = (ctx, next) => {
      if (ctx.req.headers.authorization !== 'Bearer ${ANY_KEY}') return authenticate.call(auth, ctx, next);
      Object.assign(ctx.state, taken);
      return next();
    };
  },
  register({ strapi }) {
    const handler = async (ctx) => {
      ctx.body = { data: await strapi.documents('api::article.article').findOne({ documentId: ctx.params.id }) };
    };
    const info = { pluginName: 'bench' };
    const policies = ['admin::isAuthenticatedAdmin', { name: 'admin::hasPermissions', config: { actions: ['${ACTION}'] } }];
    strapi.server.routes({
      type: 'admin',
      routes: [
        { method: 'GET', path: '/bench/articles/:id', handler, info, config: { policies } },
        { method: 'GET', path: '/bench/open-articles/:id', handler, info, config: { auth: false } },
      ],
    });
  },
};
`;

/** The folder of a Strapi app with the packed plugin and a built panel, made where there is none yet. */
export async function strapiApp(): Promise<string> {
  const { makeStrapiApp } = await import(pathToFileURL(resolve('scripts/strapi-app.mjs')).href);
  return makeStrapiApp().app;
}

/** Starts the app of {@link strapiApp} in production, as `strapi start` does, on an empty database. Its log is thrown away. */
export async function startBenchStrapi(app: string, dialect: DialectName, article: { title: string; body: string; views: number }): Promise<BenchStrapi> {
  const folder = mkdtempSync(join(tmpdir(), 'strapi-bench-'));
  for (const part of ['config', 'src', 'public', 'package.json']) cpSync(join(app, part), join(folder, part), { recursive: true });
  for (const part of ['node_modules', 'build']) symlinkSync(join(app, part), join(folder, part));
  writeFileSync(join(folder, 'src/api/article/routes/open-article.js'), openArticles);
  writeFileSync(join(folder, 'src/index.js'), appCode);
  const database = await createBenchDatabase(dialect);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, ['node_modules/@strapi/strapi/bin/strapi.js', 'start'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH,
      HOME,
      ...secrets,
      ...database.variables,
      NODE_ENV: 'production',
      PORT: String(port),
      TRANSFER_TOKEN_SALT: 'a salt for the benchmark, long enough',
      JWT_SECRET: 'a secret for the benchmark, long enough',
      APP_KEYS: 'one key for the benchmark,another key for the benchmark',
      STRAPI_TELEMETRY_DISABLED: 'true',
    },
  });
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    await end(child);
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilHealthy(url, child);
    return { port, stop, routes: await fill(url, article) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Makes the first admin, the tokens and the article. */
async function fill(url: string, article: object): Promise<BenchStrapi['routes']> {
  const send = async (path: string, method: string, bearer?: string, body?: unknown) => {
    const answer = await callApi(`${url}${path}`, method, { bearer, body });
    assertRight(answer.status < 300, `Strapi answers ${answer.status} to ${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const admin = (await send('/admin/register-admin', 'POST', undefined, firstAdmin)).data.token;
  const makeKey = async (path: string, body: object): Promise<string> => (await send(path, 'POST', admin, body)).data.accessKey;
  const writer = await makeKey('/admin/api-tokens', { name: 'writer', type: 'full-access', lifespan: null });
  const { documentId } = (await send('/api/articles', 'POST', writer, { data: article })).data;

  const reader = { name: 'reader', type: 'read-only', lifespan: null };
  const granted = { name: 'admin', lifespan: null, adminPermissions: [{ action: ACTION, subject: null, properties: {}, conditions: [] }] };
  const routeOf = async (prefix: string, keys: Omit<StrapiRoute['keys'], 'any'>): Promise<StrapiRoute> => {
    const [path, openPath] = [`${prefix}/articles/${documentId}`, `${prefix}/open-articles/${documentId}`];
    const { status } = await callApi(`${url}${path}`, 'GET');
    assertRight(status === 401 || status === 403, `Strapi answers ${status} to GET ${path} without a token`);
    return { path, openPath, keys: { ...keys, any: ANY_KEY }, article: await (await fetch(`${url}${openPath}`)).text() };
  };
  return {
    content: await routeOf('/api', { strapi: await makeKey('/admin/api-tokens', reader), plugin: await makeKey('/api-tokens', reader) }),
    admin: await routeOf('/bench', { strapi: await makeKey('/admin/admin-tokens', granted), plugin: await makeKey('/admin-tokens', granted) }),
  };
}

async function untilHealthy(url: string, child: ChildProcess): Promise<void> {
  const latest = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const answer = await fetch(`${url}/_health`).catch(() => undefined);
    if (answer?.ok) return;
    if (child.exitCode !== null || Date.now() > latest) throw new Error('Strapi does not start.');
    await sleep(100);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
