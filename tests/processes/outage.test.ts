import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase } from '../../host/database/create-database';
import { registerFirstAdmin, startCmsProcess, type CmsProcess } from '../support/cms-process';
import { dialectsUnderTest, quietLog, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy';

const READ = ['find', 'findOne'].map((verb) => `api::article.article.${verb}`);
const CUTS = 15;
const servers = dialectsUnderTest().filter((dialect) => dialect !== 'sqlite');

/** SQLite has no server that could be out of reach. */
(servers.length > 0 ? describe.each(servers) : describe.skip.each(['a server']))('a CMS whose database on %s goes away', (dialect) => {
  let place: TestDatabaseSettings;
  let proxy: TcpProxy;
  let cms: CmsProcess;
  let other: CmsProcess;
  let bearer: string;

  beforeAll(async () => {
    place = await testDatabaseSettings(dialect as 'postgres' | 'mysql');
    proxy = await startTcpProxy(dialect === 'postgres' ? 5432 : 3306);
    const through = place.env['DATABASE_URL']!.replace(/:\d+\//, `:${proxy.port}/`);
    cms = await startCmsProcess({ env: { ...place.env, DATABASE_URL: through, API_TOKEN_MAX_STALE_MS: '4000' } });
    other = await startCmsProcess({ env: place.env });
    bearer = await registerFirstAdmin(other);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([cms.stop(), other.stop()]);
    await proxy.stop();
    await place.drop();
  });

  const create = (on: CmsProcess, name: string) =>
    on.call('POST', '/admin/api-tokens', { bearer, body: { name, type: 'custom', permissions: READ } });
  const read = (key: string) => cms.call('GET', '/api/articles', { bearer: key });
  /** 403 where the key is known, before the database is asked for content. */
  const outOfScope = (key: string) => cms.call('POST', '/api/articles', { bearer: key, body: { data: { title: 'x' } } });

  async function until(status: number, ask: () => ReturnType<typeof read>, before: number[]) {
    const end = Date.now() + 15_000;
    for (;;) {
      const answer = await ask();
      if (answer.status === status) return answer;
      expect(before).toContain(answer.status);
      if (Date.now() > end) throw new Error(`Still ${answer.status}, not ${status}`);
      await sleep(50);
    }
  }

  it.each([
    ['refuses connections', () => proxy.close(), () => proxy.open()],
    ['says nothing any more', () => proxy.freeze(), () => proxy.thaw()],
  ])('knows its tokens for a while when the database %s, then answers 503, and recovers by itself', async (how, lose, regain) => {
    const kept = (await create(other, `kept, ${how}`)).body.data;
    const revoked = (await create(other, `revoked, ${how}`)).body.data;
    await until(200, () => read(kept.accessKey), [401, 503]);
    await until(200, () => read(revoked.accessKey), [401, 503]);
    lose();
    const content = read(revoked.accessKey);
    expect((await outOfScope(kept.accessKey)).status).toBe(403);
    const { headers, body } = await until(503, () => outOfScope(kept.accessKey), [403]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(body.error.status).toBe(503);
    expect((await content).status).toBe(503);
    expect((await other.call('DELETE', `/admin/api-tokens/${revoked.id}`, { bearer })).status).toBe(200);
    regain();
    await until(401, () => read(revoked.accessKey), [503]);
    await until(200, () => read(kept.accessKey), [503]);
  }, 60_000);

  it('leaves no token without its permissions when connections are cut while it makes them', async () => {
    let made = 0;
    for (let round = 0; round < CUTS; round += 1) {
      const creating = Promise.all([0, 1, 2].map((index) => create(cms, `cut ${round} ${index}`)));
      await sleep(Math.random() * 30);
      proxy.cut();
      for (const { status } of await creating) {
        expect([201, 503]).toContain(status);
        if (status === 201) made += 1;
      }
    }
    const db = createDatabase(place.settings, [], quietLog);
    const tokens = await db.connection('api_tokens_tokens as t').leftJoin('api_tokens_token_permissions as p', 'p.token_id', 't.id')
      .where('t.name', 'like', 'cut %').groupBy('t.name').select('t.name').count('p.id as permissions');
    await db.destroy();
    expect(tokens.filter(({ permissions }: any) => Number(permissions) !== READ.length)).toEqual([]);
    expect(tokens.length).toBeGreaterThanOrEqual(made);
  }, 60_000);
});
