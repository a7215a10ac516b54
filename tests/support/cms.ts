import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request, { type Test } from 'supertest';
import { createCms, type RunningCms } from '../../cms/create-cms';
import { createHttpServer } from '../../cms/http/http-server';
import { dialectsUnderTest, testDatabaseSettings, type DialectName, type TestDatabaseSettings } from './database';
import { noteSecrets } from './secrets/secrets-in-use';
import { testVariables } from './secrets/test-variables';

/** Sends requests as one caller. */
export interface Client {
  get(path: string): Test;
  post(path: string, body?: object | string): Test;
  put(path: string, body?: object | string): Test;
  delete(path: string): Test;
}

/** A CMS of a test's own, on real HTTP and a database of its own. */
export interface TestCms {
  /** Where it answers, without a slash at the end. */
  readonly url: string;
  readonly running: RunningCms;
  readonly server: ReturnType<typeof createHttpServer>;
  /** The lines that it has logged. */
  readonly logged: string[];
  /** Requests with this key or JWT, or with none. */
  as(bearer?: string): Client;
  /** Stops and starts it on the same database, with other variables where some are given. */
  restart(variables?: Record<string, string>): Promise<void>;
  stop(): Promise<void>;
}

export { testVariables };

/** The first admin of a test's CMS. */
export const firstAdmin = { firstname: 'Ada', lastname: 'Admin', email: 'ada@example.com', password: 'Correct-horse-1' };

/** What a test's CMS is started on: a database that is there, and stays when it stops; or an empty one of this kind, the first under test when left out. */
export interface TestCmsOptions {
  database?: TestDatabaseSettings;
  dialect?: DialectName;
  variables?: Record<string, string>;
}

/** Starts a CMS. */
export async function startTestCms({ database: present, dialect = dialectsUnderTest()[0]!, variables = {} }: TestCmsOptions = {}): Promise<TestCms> {
  const root = await mkdtemp(join(tmpdir(), 'cms-test-'));
  const database = present ?? await testDatabaseSettings(dialect);
  const logged: string[] = [];
  let given: Record<string, string> = { ...testVariables, LOG_LEVEL: 'debug', ...variables };
  let running: RunningCms;
  let server: ReturnType<typeof createHttpServer>;
  let url: string;

  async function start(): Promise<void> {
    noteSecrets(given);
    running = await createCms({
      root,
      variables: { ...given, ...database.env },
      logTo: { write: (line: string) => void logged.push(line) },
    });
    server = createHttpServer(running.app, running.log);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async function shutDown(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
    await running.stop();
  }

  await start();
  return {
    get url() {
      return url;
    },
    get running() {
      return running;
    },
    get server() {
      return server;
    },
    logged,
    as: (bearer) => clientOf(url, bearer),
    async restart(changed = {}) {
      given = { ...given, ...changed };
      await shutDown();
      await start();
    },
    async stop() {
      await shutDown();
      if (present === undefined) await database.drop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Registers the first admin and answers with the client of that super admin. */
export async function registerFirstAdmin(cms: TestCms): Promise<Client> {
  const { body } = await cms.as().post('/admin/register-admin', firstAdmin).expect(200);
  return cms.as(body.data.token);
}

/** Requests to `url` with this key or JWT, or with none. */
export function clientOf(url: string, bearer?: string): Client {
  const prepare = (test: Test) => (bearer === undefined ? test : test.set('Authorization', `Bearer ${bearer}`));
  const withBody = (test: Test, body?: object | string) =>
    (body === undefined ? test : test.set('Content-Type', 'application/json').send(typeof body === 'string' ? body : JSON.stringify(body)));
  return {
    get: (path) => prepare(request(url).get(path)),
    post: (path, body) => withBody(prepare(request(url).post(path)), body),
    put: (path, body) => withBody(prepare(request(url).put(path)), body),
    delete: (path) => prepare(request(url).delete(path)),
  };
}
