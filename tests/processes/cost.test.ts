import { setTimeout as sleep } from 'node:timers/promises';
import { createAccessKey } from '../../server/key/access-key';
import { firstAdmin, startTestCms } from '../support/cms';
import { dialectsUnderTest, testDatabaseSettings, type DialectName } from '../support/database';
import { startCmsProcess } from '../support/hosts/cms-process';
import { startTcpProxy } from '../support/network/tcp-proxy';

/** How long the traffic goes on: longer than one interval between two writes of last uses, shorter than two (milliseconds). */
const TRAFFIC_MS = 10_500;
const FLUSH_MS = 10_000;
const REVALIDATE_MS = 1000;
/** How long after its start a CMS has done what it does once an hour (milliseconds). */
const UPKEEP_DONE_MS = 11_000;
/** What usage costs is told by its own test. */
const WITHOUT_USAGE = { API_TOKEN_TRACK: '{"usage":false}' };

/** A CMS, and the statements that it has sent to its database. */
interface ObservedCms {
  url: string;
  /** How many statements so far. */
  count(): { all: number; revision: number; lastUse: number; unknown: number };
  stop(): Promise<unknown>;
}

describe.each(dialectsUnderTest())('what constant traffic costs on %s', (dialect) => {
  let cms: ObservedCms;

  beforeAll(async () => {
    cms = await (dialect === 'sqlite' ? observeConnection() : observeNetwork(dialect));
  });
  afterAll(() => cms.stop());

  const send = async (method: string, path: string, bearer?: string, body?: object) => {
    const headers: Record<string, string> = { 'Content-Type': 'application/json' };
    if (bearer !== undefined) headers['Authorization'] = `Bearer ${bearer}`;
    const response = await fetch(cms.url + path, { method, headers, body: body && JSON.stringify(body) });
    return { status: response.status, body: await response.json() as any };
  };

  it('is one look at the revision and at a repeated unknown key per interval, one write of last uses per flush, and nothing else', async () => {
    const jwt = (await send('POST', '/admin/register-admin', undefined, firstAdmin)).body.data.token;
    const keys = await Promise.all(['a', 'b'].map(async (name) =>
      (await send('POST', '/admin/api-tokens', jwt, { name, type: 'custom', permissions: [] })).body.data.accessKey));
    const wrong = createAccessKey('cms', 'content');
    // Requests that the token's scope refuses, or that nobody makes, so that no handler asks the database for its own sake.
    const traffic = [[keys[0], 403], [keys[1], 403], [wrong, 401]] as const;
    for (const [key, status] of traffic) expect(await send('GET', '/api/articles', key)).toMatchObject({ status });

    await sleep(UPKEEP_DONE_MS);
    // Again, since the first request after an interval looks at the revision.
    for (const [key, status] of traffic) expect(await send('GET', '/api/articles', key)).toMatchObject({ status });
    const before = cms.count();
    const begun = Date.now();
    let requests = 0;
    await Promise.all([...traffic, ...traffic].map(async ([key, status]) => {
      while (Date.now() - begun < TRAFFIC_MS) {
        expect(await send('GET', '/api/articles', key)).toMatchObject({ status });
        requests += 1;
      }
    }));
    const after = cms.count();
    const took = Date.now() - begun;
    const revision = after.revision - before.revision;
    const lastUse = after.lastUse - before.lastUse;
    const unknown = after.unknown - before.unknown;

    expect(requests).toBeGreaterThan(10 * (revision + unknown + lastUse));
    expect(revision).toBeGreaterThanOrEqual(3);
    expect(revision).toBeLessThanOrEqual(1 + took / REVALIDATE_MS);
    expect(unknown).toBeLessThanOrEqual(1 + took / REVALIDATE_MS);
    expect(lastUse).toBeGreaterThanOrEqual(1);
    expect(lastUse).toBeLessThanOrEqual(Math.ceil(took / FLUSH_MS));
    expect(after.all - before.all).toBe(revision + unknown + lastUse);
  });
});

function countIn(statements: string[]) {
  const having = (part: RegExp) => statements.filter((sql) => part.test(sql)).length;
  return { all: statements.length, revision: having(/api_tokens_revision/), lastUse: having(/^update.*last_used_at/is), unknown: having(/where.*hash/is) };
}

/** A CMS in this process, whose connection tells each statement. */
async function observeConnection(): Promise<ObservedCms> {
  const cms = await startTestCms({ dialect: 'sqlite', variables: WITHOUT_USAGE });
  const statements: string[] = [];
  cms.running.cms.db.connection.on('query', ({ sql }: { sql: string }) => statements.push(sql));
  return { url: cms.url, count: () => countIn(statements), stop: () => cms.stop() };
}

/** A CMS in a process of its own, whose statements are read on their way to the server. */
async function observeNetwork(dialect: DialectName): Promise<ObservedCms> {
  const place = await testDatabaseSettings(dialect);
  const address = new URL(place.env['DATABASE_URL']!);
  const proxy = await startTcpProxy(Number(address.port));
  const statements: string[] = [];
  proxy.onSent((text) => statements.push(...text.match(/\b(select|insert|update|delete|begin|start transaction|commit)\b[^\0]*/gi) ?? []));
  address.port = String(proxy.port);
  const cms = await startCmsProcess({ env: { ...place.env, ...WITHOUT_USAGE, DATABASE_URL: address.href } });
  return {
    url: cms.url,
    count: () => countIn(statements),
    async stop() {
      await cms.stop();
      await proxy.stop();
      await place.drop();
    },
  };
}
