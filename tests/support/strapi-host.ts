import Database from 'better-sqlite3';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiHost } from './api-host';
import { clientOf, testVariables } from './cms';

const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 15_000;

/** A Strapi with the packed plugin in it. */
export interface StrapiHost extends ApiHost {
  /** Its SQLite file, which may be read while it runs. */
  readonly databaseFile: string;
}

/** The Strapi app that scripts/test-strapi.mjs has made. */
export function strapiApp(): string {
  const folder = process.env.STRAPI_APP;
  if (folder === undefined) throw new Error('STRAPI_APP is not set: run these tests by npm run test:strapi.');
  return folder;
}

/** Starts a Strapi process on an empty SQLite database. */
export async function startStrapiHost(): Promise<StrapiHost> {
  const folder = mkdtempSync(join(tmpdir(), 'strapi-test-'));
  const databaseFile = join(folder, 'data.db');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let variables: Record<string, string> = {
    ...testVariables,
    NODE_ENV: 'development',
    TRANSFER_TOKEN_SALT: 'a salt for transfer tokens in tests',
    JWT_SECRET: 'a secret for users of the site in tests',
    APP_KEYS: 'one key for tests,another key for tests',
    STRAPI_TELEMETRY_DISABLED: 'true',
    DATABASE_FILENAME: databaseFile,
    PORT: String(port),
  };
  let log = '';
  let child: ChildProcess | undefined;
  const killChild = () => child?.kill('SIGKILL');
  process.on('exit', killChild);

  async function start(): Promise<void> {
    const { PATH, HOME } = process.env;
    child = spawn(process.execPath, ['node_modules/@strapi/strapi/bin/strapi.js', 'start'], {
      cwd: strapiApp(), env: { PATH, HOME, ...variables }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk: Buffer) => {
      log += String(chunk);
    };
    child.stdout!.on('data', keep);
    child.stderr!.on('data', keep);
    const latest = Date.now() + START_TIMEOUT_MS;
    while (!(await answers(`${url}/_health`))) {
      if (child.exitCode !== null || Date.now() > latest) throw new Error(`Strapi does not start:\n${log}`);
      await sleep(100);
    }
  }

  async function end(): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    const killing = setTimeout(killChild, STOP_TIMEOUT_MS);
    child.kill('SIGTERM');
    await ended;
    clearTimeout(killing);
  }

  await start();
  return {
    kind: 'strapi',
    url,
    databaseFile,
    as: (bearer) => clientOf(url, bearer),
    async operate(service, call, args) {
      const { status, body } = await clientOf(url).post('/api/probe/operator', { service, call, args });
      return { status, body };
    },
    async setExpiry(tokenId, date) {
      const database = new Database(databaseFile);
      database.prepare('update api_tokens_tokens set expires_at = ? where id = ?').run(date.getTime(), tokenId);
      database.close();
    },
    log: () => log,
    async restart(changed = {}) {
      variables = { ...variables, ...changed };
      await end();
      await start();
    },
    async stop() {
      await end();
      process.off('exit', killChild);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
