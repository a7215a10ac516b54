import { firstAdmin, startTestCms, testVariables, type TestCms } from '../../support/cms';
import { dialectsUnderTest } from '../../support/database';

describe.each(dialectsUnderTest())('the salt of a database, %s', (dialect) => {
  let cms: TestCms;
  beforeEach(async () => {
    cms = await startTestCms({ dialect });
  });
  afterEach(() => cms.stop());

  const salt = testVariables.API_TOKEN_SALT;
  const complaints = () => cms.logged.filter((line) => line.includes('admin.apiToken.salt (API_TOKEN_SALT) is not the salt that this database was last used with'));

  it('is no matter as long as it stays the same', async () => {
    await cms.restart();
    expect(complaints()).toEqual([]);
  });

  it.each([['a newline', `${salt}\n`], ['a blank', ` ${salt}`], ['all of it', 'quite another salt, as long as the first']])(
    'is complained about once where it differs by %s', async (_what, other) => {
      await cms.restart({ API_TOKEN_SALT: other });
      expect(complaints()).toHaveLength(1);
      expect(JSON.parse(complaints()[0]!)).toMatchObject({ level: 50 });
      await cms.restart();
      expect(complaints()).toHaveLength(1);
      // Back to the first one: another change.
      await cms.restart({ API_TOKEN_SALT: salt });
      expect(complaints()).toHaveLength(2);
    },
  );

  it('is not what the database holds, nor what the log says', async () => {
    await cms.restart({ API_TOKEN_SALT: `${salt}!` });
    const rows = await cms.running.cms.db.connection('cms_core_store');
    expect(JSON.stringify(rows)).not.toContain(salt);
    expect(cms.logged.join('\n')).not.toContain(salt);
  });

  it('decides which keys are shown: none that is rejected, and each that works', async () => {
    const { body } = await cms.as().post('/admin/register-admin', firstAdmin).expect(200);
    const admin = () => cms.as(body.data.token);
    const content = (await admin().post('/admin/api-tokens', { name: 'content' }).expect(201)).body.data;
    const own = (await admin().post('/admin/admin-tokens', { name: 'own' }).expect(201)).body.data;
    const shown = async (path: string) => (await admin().get(path).expect(200)).body.data;
    const paths = [`/admin/api-tokens/${content.id}`, `/admin/admin-tokens/${own.id}`];
    for (const path of paths) expect(await shown(path)).toMatchObject({ canRevealKey: true, accessKey: expect.any(String) });

    await cms.restart({ API_TOKEN_SALT: `${salt}\n` });
    await cms.as(content.accessKey).get('/api/articles').expect(401);
    for (const path of paths) {
      const data = await shown(path);
      expect(data).toMatchObject({ canRevealKey: false });
      expect(data).not.toHaveProperty('accessKey');
    }
    const renewed = (await admin().post(`/admin/api-tokens/${content.id}/regenerate`).expect(201)).body.data;
    await cms.as(renewed.accessKey).get('/api/articles').expect(200);
    expect(await shown(paths[0]!)).toMatchObject({ canRevealKey: true, accessKey: renewed.accessKey });

    await cms.restart({ API_TOKEN_SALT: salt });
    expect(await shown(paths[0]!)).toMatchObject({ canRevealKey: false });
    expect(await shown(paths[1]!)).toMatchObject({ canRevealKey: true, accessKey: own.accessKey });
  });
});
