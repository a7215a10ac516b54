import { makeRole } from '../../support/accounts';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../../support/cms';
import { dialectsUnderTest, testDatabaseSettings, type TestDatabaseSettings } from '../../support/database';

const READ = 'plugin::api-tokens.api-tokens.read';
const REVEAL = 'plugin::api-tokens.api-tokens.reveal';

describe.each(dialectsUnderTest())('the permission to reveal keys, on %s,', (dialect) => {
  let database: TestDatabaseSettings;
  let cms: TestCms;
  let admin: Client;

  beforeAll(async () => {
    database = await testDatabaseSettings(dialect);
    cms = await startTestCms({ database });
    admin = await registerFirstAdmin(cms);
  });
  afterAll(async () => {
    await cms.stop();
    await database.drop();
  });

  const db = () => cms.running.cms.db;
  const granted = async (role: number): Promise<string[]> =>
    (await db().query('admin::permission').findMany({ where: { role: { id: role } } })).map(({ action }) => action).sort();
  const store = () => cms.running.cms.store({ type: 'plugin', name: 'api-tokens' });

  it('is given once to roles that read tokens before it existed, and not to the seeded Editor, by several instances that start at once', async () => {
    const editor = (await db().query('admin::role').findOne({ where: { code: 'strapi-editor' } }))!.id;
    const reader = await makeRole(admin, 'Reader', [READ]);
    const other = await makeRole(admin, 'Other', ['admin::users.read']);
    await store().set({ key: 'revealGranted', value: null });
    const [others] = await Promise.all([Promise.all([1, 2].map(() => startTestCms({ database }))), cms.restart()]);
    for (const other of others) await other.stop();
    expect(await granted(reader)).toEqual([READ, REVEAL]);
    expect(await granted(other)).toEqual(['admin::users.read']);
    expect(await granted(editor)).not.toContain(REVEAL);

    const { id: later } = await db().query('admin::role').create({ data: { name: 'Later', code: 'later' } });
    await db().query('admin::permission').create({ data: { action: READ, role: later } });
    await cms.restart();
    expect(await granted(reader)).toEqual([READ, REVEAL]);
    expect(await granted(later)).toEqual([READ]);
  });
});
