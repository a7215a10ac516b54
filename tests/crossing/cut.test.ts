import { makePerson, makeRole, setRole } from '../support/accounts';
import { permissionsOf, storedActions, type MadeToken } from '../support/admin-token';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';

const OWNERS = 10;
const TOKENS_EACH = 20;

describe.each(dialectsUnderTest())('a change of a role that two hundred tokens hang on, on %s,', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let role: number;
  let actions: string[];
  let tokens: MadeToken[];
  let statements = 0;

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
    actions = cms.running.cms.service('admin::permission').actionProvider.keys();
    role = await makeRole(admin, 'Owners', actions);
    tokens = [];
    for (let owner = 0; owner < OWNERS; owner += 1) {
      const person = await makePerson(cms, admin, `Owner${owner}`, [role]);
      const client = cms.as((await cms.as().post('/admin/login', person).expect(200)).body.data.token);
      for (let token = 0; token < TOKENS_EACH; token += 1) {
        const { body } = await client.post('/admin/admin-tokens', { name: `${owner} ${token}`, adminPermissions: permissionsOf(actions) }).expect(201);
        tokens.push(body.data);
      }
    }
    cms.running.cms.db.connection.on('query', () => (statements += 1));
  });
  beforeEach(() => {
    statements = 0;
  });
  afterAll(() => cms.stop());

  it('asks the database per owner and not per token, and cuts them all', async () => {
    const kept = actions.slice(0, 5);
    await setRole(admin, role, kept);
    expect(statements).toBeLessThan(tokens.length / 2);
    expect(statements).toBeGreaterThan(OWNERS);
    const { body } = await admin.get('/admin/admin-tokens').expect(200);
    const left = body.data.map(({ adminPermissions }: MadeToken) => adminPermissions.map(({ action }) => action).sort());
    expect(left).toEqual(Array(tokens.length).fill([...kept].sort()));
    expect(await storedActions(admin, tokens[0]!.id)).toEqual([...kept].sort());
  });

  it('leaves the records of what stays as they are', async () => {
    const before = (await admin.get('/admin/admin-tokens').expect(200)).body.data;
    await setRole(admin, role, actions.slice(0, 4));
    const after = (await admin.get('/admin/admin-tokens').expect(200)).body.data;
    const idsOf = ({ adminPermissions }: MadeToken) => adminPermissions.map(({ id }) => id);
    expect(idsOf(after[0])).toHaveLength(4);
    expect(idsOf(before[0])).toEqual(expect.arrayContaining(idsOf(after[0])));
  });
});
