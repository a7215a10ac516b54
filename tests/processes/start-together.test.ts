import { createDatabase } from '../../cms/database/create-database';
import { firstAdmin, testVariables } from '../support/cms';
import { dialectsUnderTest, quietLog, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';
import { startCmsProcess, type CmsProcess } from '../support/hosts/cms-process';

const INSTANCES = 8;
/** How many rows each table holds after a start on an empty database. */
const DEFAULTS = {
  api_tokens_issued: 2, api_tokens_keys: 2, api_tokens_permissions: 0, api_tokens_revision: 1, admin_roles: 2, admin_permissions: 4, admin_users: 0,
  articles: 12, categories: 4, homepages: 1,
};

describe.each(dialectsUnderTest())('eight instances that start at once on an empty %s', (dialect) => {
  let place: TestDatabaseSettings;
  let instances: CmsProcess[];

  beforeAll(async () => {
    place = await testDatabaseSettings(dialect);
    const variables = { ...testVariables, NODE_ENV: 'development' };
    instances = await Promise.all(Array.from({ length: INSTANCES }, () => startCmsProcess({ variables, env: place.env })));
  });
  afterAll(async () => {
    await Promise.all(instances.map((cms) => cms.kill()));
    await place.drop();
  });

  it('make every table once, and everything that is there from the start once', async () => {
    const db = createDatabase(place.settings, [], quietLog);
    const rows = async (table: string) => Number((await db.connection(table).count('* as n').first())!['n']);
    const found: Record<string, number> = {};
    for (const table of Object.keys(DEFAULTS)) found[table] = await rows(table);
    expect(found).toEqual(DEFAULTS);
    await db.destroy();
    for (const { output } of instances) expect(output).not.toMatch(/"level":[456]0/);
  });

  it('let one first admin in, whomever they ask, and all know that admin and the tokens', async () => {
    const answers = await Promise.all(instances.map((cms, n) =>
      cms.as().post('/admin/register-admin', { ...firstAdmin, email: `admin${n}@example.com` })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(INSTANCES - 1).fill(400)]);
    const jwt = answers.find(({ status }) => status === 200)!.body.data.token;
    for (const cms of instances) {
      const { body } = await cms.as(jwt).get('/admin/api-tokens').expect(200);
      expect(body.data.map(({ name }: { name: string }) => name)).toEqual(['Full Access', 'Read Only']);
      const shown = await cms.as(jwt).get(`/admin/api-tokens/${body.data[1].id}`).expect(200);
      await instances[0]!.as(shown.body.data.accessKey).get('/api/articles').expect(200);
    }
  });
});
