import { rm } from 'node:fs/promises';
import { CHANGES, EVENTS, KEYS, PERMISSIONS, REVISION, TOKENS } from '../../server/store/database';
import { startTestCms, type TestCms } from '../support/cms';
import { dialectsUnderTest, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';
import { logIn, makeFormerTokens, type FormerTokens } from '../support/former-tokens';
import { describeFormerVersion, unpackFormerVersion } from '../support/former-version';
import { freezeClock } from '../support/freeze-clock';
import { startCmsProcess, type CmsProcess } from '../support/hosts/cms-process';

const DAY = 86_400_000;

describeFormerVersion('two instances that start at once on a database of version 0.1.0', () => {
  let sources: string;
  beforeAll(async () => {
    sources = await unpackFormerVersion();
  });
  afterAll(() => rm(sources, { recursive: true, force: true }));

  describe.each(dialectsUnderTest())('on %s', (dialect) => {
    let place: TestDatabaseSettings;
    let old: CmsProcess;
    let former: FormerTokens;
    let answers: Record<string, Record<string, number>>;
    let shown: Record<string, any>;
    let instances: TestCms[];

    beforeAll(async () => {
      place = await testDatabaseSettings(dialect);
      old = await startCmsProcess({ sources, env: place.env });
      former = await makeFormerTokens(old, { prefix: '/admin' });
      answers = await former.answersOf(old);
      shown = await former.shownIn(old);
      await old.stop();
      instances = await Promise.all([startTestCms({ database: place }), startTestCms({ database: place })]);
    });
    afterEach(() => jest.useRealTimers());
    afterAll(async () => {
      await old?.kill();
      await Promise.all((instances ?? []).map((cms) => cms.stop()));
      await place.drop();
    });

    const rowsOf = async ({ running: { cms: { db: { connection } } } }: TestCms) =>
      Promise.all([TOKENS, KEYS, PERMISSIONS, EVENTS, CHANGES, REVISION].map((table) => connection(table).orderBy('id').select('*')));

    it('carry its tokens over once, and drop its tables', async () => {
      // Those that were made, and two that every fresh CMS has.
      expect(instances.flatMap(({ logged }) => logged.filter((line) => /0\.1\.0|"level":[456]0/.test(line)))).toEqual([
        expect.stringContaining(`API tokens: ${Object.keys(former.ids).length + 2} tokens of version 0.1.0 were carried over.`),
      ]);
      for (const name of ['api_tokens_tokens', 'api_tokens_token_permissions']) {
        expect([name, await instances[0]!.running.cms.db.connection.schema.hasTable(name)]).toEqual([name, false]);
      }
    });

    it('show tokens as before, with their ids, keys, permissions, owners, makers and times', async () => {
      expect(shown).toMatchObject({
        full: { id: former.ids['full'], accessKey: former.keys['full'], expiresAt: null, lastUsedAt: expect.any(String) },
        regenerated: { accessKey: former.keys['regenerated'] },
        'made by keeper': { createdBy: { type: 'admin-token', id: former.ids['keeper'] }, expiresAt: expect.any(String) },
        'of Eve': { adminUserOwner: { email: 'eve@example.com' }, state: 'owner-deactivated', lastUsedAt: null },
      });
      for (const cms of instances) expect(await former.shownIn(cms)).toMatchObject(shown);
    });

    it('change nothing when they start again', async () => {
      const rows = await rowsOf(instances[0]!);
      await Promise.all(instances.map((cms) => cms.restart()));
      expect(await rowsOf(instances[1]!)).toEqual(rows);
      expect(instances.flatMap(({ logged }) => logged.filter((line) => line.includes('0.1.0')))).toHaveLength(1);
    });

    it('allow each key what it could do, and deny the rest: deleted and replaced keys, and those of the other kind', async () => {
      const [content, admin] = [['get', '/api/articles'], ['get', '/admin/api-tokens']].map((request) => request.join(' ')) as [string, string];
      expect(answers).toMatchObject({
        full: { [content]: 200, [admin]: 401 },
        keeper: { [content]: 401, [admin]: 200 },
        'regenerated': { [content]: 200 },
        'regenerated, before': { [content]: 401 },
        deleted: { [content]: 401, [admin]: 401 },
        'of Max': { [admin]: 200, 'get /admin/users': 403 },
        'of Eve': { [admin]: 401 },
      });
      for (const cms of instances) expect(await former.answersOf(cms)).toEqual(answers);
    });

    it('deny a key from its end on', async () => {
      const statuses = () => Promise.all(['custom', 'reader', 'full'].map(async (name) => (await instances[0]!.as(former.keys[name]).get('/api/articles')).status));
      const end = Date.parse(shown['custom'].expiresAt);
      freezeClock(end - 1);
      expect(await statuses()).toEqual([200, 200, 200]);
      freezeClock(end);
      expect(await statuses()).toEqual([401, 200, 200]);
      freezeClock(end + 60 * DAY);
      expect(await statuses()).toEqual([401, 401, 200]);
    });

    it('regenerate and delete them, and give no id again', async () => {
      const admin = await logIn(instances[0]!);
      const { accessKey } = (await admin.post(`/admin/api-tokens/${former.ids['full']}/regenerate`).expect(201)).body.data;
      await instances[0]!.as(accessKey).get('/api/articles').expect(200);
      await instances[0]!.as(former.keys['full']).get('/api/articles').expect(401);
      await admin.delete(`/admin/admin-tokens/${former.ids['keeper']}`).expect(200);
      await instances[0]!.as(former.keys['keeper']).get('/admin/api-tokens').expect(401);
      // What it made ends with it.
      await instances[0]!.as(former.keys['made by keeper']).get('/api/articles').expect(401);
      const { id } = (await admin.post('/admin/api-tokens', { name: 'new' }).expect(201)).body.data;
      expect(id).toBeGreaterThan(Math.max(...Object.values(former.ids)));
    });
  });
});
