import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import createKnex, { type Knex } from 'knex';
import type { ApiHost } from './api-host';
import { clientOf, testVariables } from '../cms';
import { testDatabaseSettings, type DialectName, type TestDatabaseSettings } from '../database';
import { noteSecrets } from '../secrets/secrets-in-use';

const START_TIMEOUT_MS = 200_000;
const STOP_TIMEOUT_MS = 15_000;
const MAX_STARTS = 6;

/** A Strapi with the packed plugin in it. */
export interface StrapiHost extends ApiHost {
  /** Its database, where that is SQLite: a file that may be read and written while it runs. */
  readonly databaseFile: string;
  /** Runs a program that the app has installed in its folder, with its variables, and those that are given. */
  run(program: string, args: string[], changed?: Record<string, string>): Promise<{ code: number | null; out: string; err: string }>;
  /** Does something in its database, beside it. */
  inDatabase<T>(work: (knex: Knex) => PromiseLike<T>): Promise<T>;
}

/** The Strapi app that scripts/test-strapi.mjs has made. */
export function strapiApp(): string {
  const folder = process.env.STRAPI_APP;
  if (folder === undefined) throw new Error('STRAPI_APP is not set: run these tests by npm run test:strapi.');
  return folder;
}

/** The drivers that a Strapi project has for each kind of database. */
export const STRAPI_DRIVERS = { sqlite: 'better-sqlite3', postgres: 'pg', mysql: 'mysql2' };

/** What Strapi is started on, and what an administrator may have set up around it. */
export interface StrapiHostOptions {
  /** A database that is there, and stays when Strapi stops; an empty one of its own when left out. */
  database?: TestDatabaseSettings;
  /** Begins every connection to a database server. */
  statement?: string;
  /** PostgreSQL's schema for Strapi's tables, which is made. */
  schema?: string;
  /** The port of a pooler in front of the server. */
  poolerPort?: string;
  variables?: Record<string, string>;
  /** Starts it again, with an empty log, where it ends with such an error while it starts, as what watches over processes does. */
  restartsAfter?: RegExp;
}

/** Starts a Strapi process on a database of the given kind. */
export async function startStrapiHost(
  dialect: DialectName = 'sqlite', { database: present, statement = '', schema = '', poolerPort, variables: given = {}, restartsAfter }: StrapiHostOptions = {},
): Promise<StrapiHost> {
  const folder = mkdtempSync(join(tmpdir(), 'strapi-test-'));
  const routesFile = join(folder, 'routes.json');
  const database = present ?? await testDatabaseSettings(dialect);
  const inDatabase = <T>(work: (knex: Knex) => PromiseLike<T>): Promise<T> => {
    const knex = createKnex({
      client: STRAPI_DRIVERS[dialect],
      connection: database.env.DATABASE_URL ?? { filename: database.env.DATABASE_FILENAME! },
      useNullAsDefault: true,
    });
    return Promise.resolve(work(knex)).finally(() => knex.destroy());
  };
  if (schema !== '') await inDatabase((knex) => knex.schema.createSchema(schema));
  const databaseUrl = database.env.DATABASE_URL && new URL(database.env.DATABASE_URL);
  if (databaseUrl && poolerPort !== undefined) databaseUrl.port = poolerPort;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let variables: Record<string, string> = {
    ...testVariables,
    NODE_ENV: 'development',
    TRANSFER_TOKEN_SALT: 'a salt for transfer tokens in tests',
    JWT_SECRET: 'a secret for users of the site in tests',
    APP_KEYS: 'one key for tests,another key for tests',
    STRAPI_TELEMETRY_DISABLED: 'true',
    DATABASE_STATEMENT: statement,
    DATABASE_SCHEMA: schema,
    ROUTES_FILE: routesFile,
    ...database.env,
    ...(databaseUrl && { DATABASE_URL: databaseUrl.href }),
    PORT: String(port),
    ...given,
  };
  let log = '';
  let child: ChildProcess | undefined;
  const killChild = () => child?.kill('SIGKILL');
  process.on('exit', killChild);

  async function start(): Promise<void> {
    for (let starts = 1; !await startOnce(); starts += 1) {
      if (starts === MAX_STARTS || !restartsAfter?.test(log)) throw new Error(`Strapi does not start:\n${log}`);
      log = '';
    }
  }

  /** Whether it answers; false if it has ended, or takes too long. */
  async function startOnce(): Promise<boolean> {
    noteSecrets(variables);
    const { PATH, HOME, TZ } = process.env;
    const started = child = spawn(process.execPath, ['node_modules/@strapi/strapi/bin/strapi.js', 'start'], {
      cwd: strapiApp(), env: { PATH, HOME, TZ, ...variables }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk: Buffer) => {
      log += String(chunk);
    };
    started.stdout!.on('data', keep);
    started.stderr!.on('data', keep);
    const latest = Date.now() + START_TIMEOUT_MS;
    while (!(await answers(`${url}/_health`))) {
      if (started.exitCode !== null || Date.now() > latest) return false;
      await sleep(100);
    }
    return true;
  }

  async function run(program: string, args: string[], changed: Record<string, string> = {}) {
    const { PATH, HOME, TZ } = process.env;
    // Without Node's warnings: the driver of PostgreSQL has one for what Strapi itself does while it deletes.
    const env = { PATH, HOME, TZ, NODE_NO_WARNINGS: '1', ...variables, ...changed };
    const ran = spawn(join(strapiApp(), 'node_modules/.bin', program), args, { cwd: strapiApp(), env });
    let [out, err] = ['', ''];
    ran.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    ran.stderr.setEncoding('utf8').on('data', (text) => (err += text));
    const [code] = await once(ran, 'close');
    return { code, out, err };
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
    databaseFile: database.env.DATABASE_FILENAME ?? '',
    as: (bearer) => clientOf(url, bearer),
    routes: () => JSON.parse(readFileSync(routesFile, 'utf8')),
    async operate(service, call, args) {
      const { status, body } = await clientOf(url).post('/api/probe/operator', { service, call, args });
      return { status, body };
    },
    run,
    inDatabase,
    async setExpiry(tokenId, date) {
      await inDatabase((knex) => knex('api_tokens_issued').where({ id: tokenId }).update({ expires_at: date.getTime() }));
      await clientOf(url).post('/api/probe/forget').expect(204);
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
      if (present === undefined) await database.drop();
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
