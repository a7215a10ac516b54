import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { firstAdmin } from './bench-cms';
import { callApi } from './call-api';
import { freePort } from './free-port';
import { assertRight } from './part';

const START_TIMEOUT_MS = 120_000;

/** A real Strapi in a process of its own, with the plugin and one article in it. */
export interface BenchStrapi {
  port: number;
  /** The article, for a token, or for everybody by the public role. */
  articlePath: string;
  /** The same by a route without authentication. */
  openPath: string;
  /** What it answers. */
  article: string;
  /** Of read-only tokens: Strapi's own, and this plugin's. */
  keys: { strapi: string; plugin: string };
  stop(): Promise<void>;
}

/** The folder of a Strapi app with the packed plugin and a built panel, made where there is none yet. */
export async function strapiApp(): Promise<string> {
  const { makeStrapiApp } = await import(pathToFileURL(resolve('scripts/strapi-app.mjs')).href);
  return makeStrapiApp().app;
}

/** Starts the app of {@link strapiApp} in production, as `strapi start` does, on an empty SQLite database. Its log is thrown away. */
export async function startBenchStrapi(app: string, article: { title: string; body: string; views: number }): Promise<BenchStrapi> {
  const folder = mkdtempSync(join(tmpdir(), 'strapi-bench-'));
  for (const part of ['config', 'src', 'public', 'package.json']) cpSync(join(app, part), join(folder, part), { recursive: true });
  for (const part of ['node_modules', 'build']) symlinkSync(join(app, part), join(folder, part));
  // The public role is not "no authentication" in Strapi: it is read from the database, and worked out, on every request.
  writeFileSync(join(folder, 'src/api/article/routes/open-article.js'), `module.exports = {
    routes: [{ method: 'GET', path: '/open-articles/:id', handler: 'article.findOne', config: { auth: false } }],
  };\n`);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, ['node_modules/@strapi/strapi/bin/strapi.js', 'start'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH,
      HOME,
      NODE_ENV: 'production',
      PORT: String(port),
      DATABASE_FILENAME: join(folder, 'data.db'),
      API_TOKEN_SALT: 'a salt for the benchmark, long enough',
      TRANSFER_TOKEN_SALT: 'a salt for the benchmark, long enough',
      ADMIN_JWT_SECRET: 'a secret for the benchmark, long enough',
      JWT_SECRET: 'a secret for the benchmark, long enough',
      ENCRYPTION_KEY: 'an encryption key for the benchmark',
      APP_KEYS: 'one key for the benchmark,another key for the benchmark',
      STRAPI_TELEMETRY_DISABLED: 'true',
    },
  });
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilHealthy(url, child);
    return { port, stop, ...await fill(url, article) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Makes the first admin, the tokens and the article, and lets the public role read articles. */
async function fill(url: string, article: object): Promise<Pick<BenchStrapi, 'articlePath' | 'openPath' | 'article' | 'keys'>> {
  const send = async (path: string, method: string, bearer?: string, body?: unknown) => {
    const answer = await callApi(`${url}${path}`, method, { bearer, body });
    assertRight(answer.status < 300, `Strapi answers ${answer.status} to ${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const admin = (await send('/admin/register-admin', 'POST', undefined, firstAdmin)).data.token;
  const makeKey = async (path: string, type: string): Promise<string> =>
    (await send(path, 'POST', admin, { name: type, description: '', type, lifespan: null })).data.accessKey;
  const writer = await makeKey('/admin/api-tokens', 'full-access');
  const keys = { strapi: await makeKey('/admin/api-tokens', 'read-only'), plugin: await makeKey('/api-tokens', 'read-only') };
  const { documentId } = (await send('/api/articles', 'POST', writer, { data: article })).data;

  const paths = { articlePath: `/api/articles/${documentId}`, openPath: `/api/open-articles/${documentId}` };
  assertRight((await fetch(`${url}${paths.articlePath}`)).status === 403, 'Strapi lets everybody read articles');
  const { roles } = await send('/users-permissions/roles', 'GET', admin);
  const { id } = roles.find(({ type }: { type: string }) => type === 'public');
  const { role } = await send(`/users-permissions/roles/${id}`, 'GET', admin);
  const actions = role.permissions['api::article'].controllers.article;
  for (const name of ['find', 'findOne']) actions[name] = { enabled: true, policy: '' };
  await send(`/users-permissions/roles/${id}`, 'PUT', admin, role);
  return { ...paths, keys, article: await (await fetch(`${url}${paths.openPath}`)).text() };
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
