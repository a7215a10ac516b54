import { setTimeout as sleep } from 'node:timers/promises';
import createKnex from 'knex';
import { createAccessKey } from '../../server/key/access-key';
import { createDatabase } from '../../cms/database/create-database';
import { firstAdmin } from '../support/cms';
import { registerFirstAdmin, runCmsProcess, startCmsProcess, type Answer, type CmsProcess } from '../support/hosts/cms-process';
import { dialectsUnderTest, quietLog, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';
import { startTcpProxy, type TcpProxy } from '../support/network/tcp-proxy';

const REVALIDATE_MS = 200;
const MAX_STALE_MS = 2000;
/** How long the CMS waits for an answer of the database at most (milliseconds). */
const QUERY_TIMEOUT_MS = 10_000;
const ACTIONS = ['find', 'findOne', 'create', 'update', 'delete'].map((action) => `api::article.article.${action}`);

const servers = dialectsUnderTest().filter((dialect) => dialect !== 'sqlite');

(servers.length > 0 ? describe.each(servers) : describe.skip.each(['postgres', 'mysql'] as const))('while %s is out of reach', (dialect) => {
  let place: TestDatabaseSettings;
  let proxy: TcpProxy;
  let env: Record<string, string>;
  /** The instance behind the proxy, and one beside it. */
  let cms: CmsProcess;
  let other: CmsProcess;
  let jwt: string;
  let full: string;

  beforeAll(async () => {
    place = await testDatabaseSettings(dialect);
    const address = new URL(place.env['DATABASE_URL']!);
    proxy = await startTcpProxy(Number(address.port));
    address.port = String(proxy.port);
    env = {
      ...place.env, DATABASE_URL: address.href,
      API_TOKEN_REVALIDATE_MS: String(REVALIDATE_MS), API_TOKEN_MAX_STALE_MS: String(MAX_STALE_MS),
    };
    cms = await startCmsProcess({ env });
    other = await startCmsProcess({ env: { ...env, ...place.env } });
    jwt = await registerFirstAdmin(cms);
    full = (await makeToken('full', { type: 'full-access' })).key;
  });
  afterAll(async () => {
    await Promise.all([cms.kill(), other.kill()]);
    await proxy.stop();
    await place.drop();
  });

  async function makeToken(name: string, more: object): Promise<{ id: number; key: string }> {
    const { body } = await other.as(jwt).post('/admin/api-tokens', { name, ...more }).expect(201);
    return { id: body.data.id, key: body.data.accessKey };
  }

  /** A key that is known and may do nothing: its 403 shows that it was let in, and needs no database. */
  const makeNarrow = (name: string) => makeToken(name, { type: 'custom', permissions: [] });
  const use = (key: string) => cms.call('GET', '/api/articles', { bearer: key });

  /** Waits until the CMS behind the proxy reads and writes again. */
  async function recovered(): Promise<void> {
    for (const begun = Date.now(); ; await sleep(100)) {
      const { status } = await cms.call('POST', '/api/articles', { bearer: full, body: { data: { title: 'Back' } } });
      if (status === 201) return;
      expect(status).toBe(503);
      if (Date.now() - begun > 2 * QUERY_TIMEOUT_MS) throw new Error('The CMS did not recover.');
    }
  }

  function expectUnavailable(answer: Answer): void {
    const error = { status: 503, name: 'ServiceUnavailableError', message: expect.any(String), details: { code: 'ERR_UNAVAILABLE' } };
    expect(answer).toMatchObject({ status: 503, body: { data: null, error } });
    expect(answer.headers.get('retry-after')).toBe('1');
  }

  /** Uses a key until `over`, and tells the answers with when they were asked for and given. */
  async function watch(key: string, over: () => boolean) {
    const seen: Array<Answer & { askedAt: number; givenAt: number }> = [];
    while (!over()) {
      const askedAt = Date.now();
      const answer = await use(key);
      seen.push({ ...answer, askedAt, givenAt: Date.now() });
      await sleep(5);
    }
    return seen;
  }

  it.each<['that does not answer', 'freeze', 'thaw'] | ['that is down', 'close', 'open']>([
    ['that does not answer', 'freeze', 'thaw'],
    ['that is down', 'close', 'open'],
  ])('%s, a token in memory is served until maxStaleMs, then 503, never a wrong yes, and all is well when it is back', async (_what, leave, comeBack) => {
    const { id, key } = await makeNarrow(`known ${leave}`);
    expect(await use(key)).toMatchObject({ status: 403 });
    let over = false;
    const watching = watch(key, () => over);
    await sleep(300);

    const leftAt = Date.now();
    proxy[leave]();
    // Revoked where the database can still be reached.
    await other.as(jwt).delete(`/admin/api-tokens/${id}`).expect(200);
    const health = await cms.call('GET', '/_health');
    const others = await Promise.all([
      cms.call('GET', '/api/articles', { bearer: full }),
      cms.call('POST', '/graphql', { bearer: full, body: { query: '{ articles { title } }' } }),
      use(createAccessKey('cms', 'content')),
      cms.call('GET', '/admin/api-tokens', { bearer: jwt }),
      cms.call('POST', '/admin/login', { body: { email: firstAdmin.email, password: firstAdmin.password } }),
    ]);
    await sleep(leftAt + MAX_STALE_MS + 1500 - Date.now());
    const backAt = Date.now();
    proxy[comeBack]();
    await recovered();
    expect(await use(key)).toMatchObject({ status: 401 });
    over = true;
    const seen = await watching;

    expect(health).toMatchObject({ status: 204 });
    expect(others.map(({ status }) => status)).toEqual([503, expect.any(Number), 503, 503, 503]);
    for (const answer of others.filter((_answer, n) => n !== 1)) expectUnavailable(answer);
    expect([200, 503]).toContain(others[1]!.status);
    expect(others[1]!.body).toMatchObject(others[1]!.status === 503 ? { data: null } : { errors: [expect.anything()] });

    const during = seen.filter(({ givenAt, askedAt }) => askedAt >= leftAt && givenAt < backAt);
    expect(new Set(seen.filter(({ givenAt }) => givenAt < leftAt).map(({ status }) => status))).toEqual(new Set([403]));
    expect(new Set(during.filter(({ askedAt }) => askedAt > leftAt + REVALIDATE_MS).map(({ status }) => status))).toEqual(new Set([403, 503]));
    const stale = during.filter(({ askedAt }) => askedAt > leftAt + MAX_STALE_MS);
    expect(stale.length).toBeGreaterThan(0);
    for (const answer of stale) expectUnavailable(answer);
    const afterwards = seen.filter(({ givenAt }) => givenAt >= backAt);
    expect([...new Set(afterwards.map(({ status }) => status))].filter((status) => status !== 401 && status !== 503)).toEqual([]);
  });

  it('a key that was being read when it fell silent is not let in by what was read before it was revoked', async () => {
    const { id, key } = await makeNarrow('being read');
    const frozen = new Promise<void>((resolve) => {
      proxy.onSent((text) => {
        if (!text.includes('api_tokens_issued')) return;
        proxy.freeze();
        resolve();
      });
    });
    const answer = use(key);
    await frozen;
    await sleep(200);
    await other.as(jwt).delete(`/admin/api-tokens/${id}`).expect(200);
    await sleep(MAX_STALE_MS);
    proxy.forget();
    proxy.thaw();
    expect(await answer).toMatchObject({ status: 401 });
    await recovered();
  });

  it('connections that are cut or ended by the server under load cost some a 503, nobody a 500, and no half of a token', async () => {
    let over = false;
    const statuses = new Map<string, Set<number>>();
    const made: string[] = [];
    const note = (what: string, { status }: Answer) => statuses.set(what, (statuses.get(what) ?? new Set()).add(status));
    const loop = async (work: (n: number) => Promise<unknown>) => {
      for (let n = 0; !over; n += 1) await work(n);
    };
    const load = [
      loop(async () => note('read', await use(full))),
      loop(async () => note('list', await cms.call('GET', '/admin/api-tokens', { bearer: jwt }))),
      ...['a', 'b', 'c'].map((lane) => loop(async (n) => {
        const name = `${lane} ${n}`;
        const answer = await cms.call('POST', '/admin/api-tokens', { bearer: jwt, body: { name, type: 'custom', permissions: ACTIONS } });
        note('create', answer);
        if (answer.status === 201) made.push(name);
      })),
    ];
    // On a slow machine a token takes longer to make than connections live here; one has to be made.
    for (let round = 0; round < 30 || made.length === 0; round += 1) {
      await sleep(20 + Math.random() * 280);
      if (round % 3 === 0) await endConnections(place);
      else proxy.cut();
    }
    over = true;
    await Promise.all(load);
    await recovered();

    for (const [what, seen] of statuses) {
      expect({ what, other: [...seen].filter((status) => ![200, 201, 503].includes(status)) }).toEqual({ what, other: [] });
    }
    expect(made.length).toBeGreaterThan(0);
    const db = createDatabase(place.settings, [], quietLog);
    const rows: Array<{ name: string; n: number | string }> = await db.connection('api_tokens_issued as t')
      .leftJoin('api_tokens_permissions as p', 'p.token_id', 't.id')
      .where('t.type', 'custom').whereRaw(`t.name like '_ %'`).groupBy('t.name').select('t.name').count('p.id as n');
    await db.destroy();
    expect(rows.filter(({ n }) => Number(n) !== ACTIONS.length)).toEqual([]);
    expect(made.filter((name) => !rows.some((row) => row.name === name))).toEqual([]);
  });

  it('a process ends by itself when it is asked to, and says that something was not written', async () => {
    const leaving = await startCmsProcess({ env });
    expect(await leaving.call('GET', '/api/articles', { bearer: full })).toMatchObject({ status: 200 });
    proxy.freeze();
    const exit = await leaving.stop();
    proxy.thaw();
    expect(exit).toMatchObject({ code: 1, signal: null, output: expect.stringContaining('without writing what was pending') });
    await recovered();
  });

  it('a start ends with a message', async () => {
    proxy.freeze();
    const exit = await runCmsProcess({ env });
    proxy.thaw();
    expect(exit).toMatchObject({ code: 1, output: expect.stringMatching(/DATABASE_(URL|HOST and DATABASE_PORT): the server does not respond/) });
    await recovered();
  });
});

/** Makes the database server end every connection to a database. */
async function endConnections(place: TestDatabaseSettings): Promise<void> {
  const { client } = place.settings;
  const url = place.env['DATABASE_URL']!;
  const server = createKnex({ client: client === 'postgres' ? 'pg' : 'mysql2', connection: url });
  try {
    if (client === 'postgres') {
      await server.raw('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
      return;
    }
    const [processes] = await server.raw('select id from information_schema.processlist where db = database() and id <> connection_id()');
    // One may have ended by itself meanwhile.
    for (const { id } of processes) await server.raw(`kill ${Number(id)}`).catch(() => {});
  } finally {
    await server.destroy();
  }
}
