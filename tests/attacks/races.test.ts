import type { AdminPermission } from '../../server/host';
import { makePerson, makeRole, setRole } from '../support/accounts';
import { makeAdminToken, permissionsOf, storedActions } from '../support/admin-token';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';

const USERS_READ = 'admin::users.read';
const on = (verb: string) => `plugin::api-tokens.admin-tokens.${verb}`;
const TOKENS = ['create', 'read', 'update', 'regenerate', 'delete'].map(on);
const ROUNDS = 8;

/** In each, what takes away and what gives meet. Whoever comes first: afterwards nobody has what was taken. */
describe.each(dialectsUnderTest())('at the same moment, on %s,', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let names = 0;
  const name = () => `Name${(names += 1)}`;

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
  });
  afterAll(() => cms.stop());

  async function makeOwner(actions: string[]) {
    const role = await makeRole(admin, name(), actions);
    const person = await makePerson(cms, admin, name(), [role]);
    const client = cms.as((await cms.as().post('/admin/login', person).expect(200)).body.data.token);
    return { role, person, client };
  }

  /** The statuses of requests that are sent at once. */
  const statuses = async (requests: Array<PromiseLike<{ status: number }>>) => (await Promise.all(requests)).map(({ status }) => status);

  it('a role loses a permission and its user\'s tokens are given it', async () => {
    const { role, client } = await makeOwner([...TOKENS, USERS_READ]);
    for (let round = 0; round < ROUNDS; round += 1) {
      await setRole(admin, role, [...TOKENS, USERS_READ]);
      const asked = { adminPermissions: permissionsOf([USERS_READ]) };
      const present = await makeAdminToken(client, name(), []);
      const found = await Promise.all([
        setRole(admin, role, TOKENS),
        ...[1, 2, 3].map(() => client.post('/admin/admin-tokens', { name: name(), ...asked })),
        client.put(`/admin/admin-tokens/${present.id}`, asked),
      ]);
      for (const answer of found.slice(1)) expect([200, 201, 400]).toContain(answer!.status);
      const { body } = await client.get('/admin/admin-tokens').expect(200);
      expect(body.data.flatMap((token: { adminPermissions: AdminPermission[] }) => token.adminPermissions)).toEqual([]);
      await setRole(admin, role, [...TOKENS, USERS_READ]);
      for (const { body: made } of found.slice(1, 4).filter((answer) => answer!.status === 201) as Array<{ body: any }>) {
        await cms.as(made.data.accessKey).get('/admin/users').expect(403);
      }
      for (const { id } of body.data) await client.delete(`/admin/admin-tokens/${id}`).expect(200);
    }
  });

  it('a token is narrowed and mints', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const token = await makeAdminToken(admin, name(), [...TOKENS, USERS_READ]);
      const childName = name();
      const [narrowed, minted] = await Promise.all([
        admin.put(`/admin/admin-tokens/${token.id}`, { adminPermissions: permissionsOf([]) }),
        cms.as(token.accessKey).post('/admin/admin-tokens', { name: childName, adminPermissions: permissionsOf([...TOKENS, USERS_READ]) }),
      ]);
      expect(narrowed.status).toBe(200);
      // Before the narrowing it may; after it, it is told so by its permissions or by what they no longer hold.
      expect([201, 400, 403]).toContain(minted.status);
      await cms.as(token.accessKey).post('/admin/admin-tokens', { name: name(), adminPermissions: permissionsOf([]) }).expect(403);
    }
  });

  it('a token is deleted and mints, widens or regenerates', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const token = await makeAdminToken(admin, name(), TOKENS);
      const client = cms.as(token.accessKey);
      const [removed, ...others] = await statuses([
        admin.delete(`/admin/admin-tokens/${token.id}`),
        client.post('/admin/admin-tokens', { name: name() }),
        client.put(`/admin/admin-tokens/${token.id}`, { name: name() }),
        client.post(`/admin/admin-tokens/${token.id}/regenerate`),
      ]);
      expect(removed).toBe(200);
      for (const status of others) expect([200, 201, 401, 404]).toContain(status);
      await admin.get(`/admin/admin-tokens/${token.id}`).expect(404);
      await client.get('/admin/users/me').expect(401);
    }
  });

  it('a token regenerates itself twice: one key is left', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const token = await makeAdminToken(admin, name(), TOKENS);
      const answers = await Promise.all([1, 2, 3].map(() => cms.as(token.accessKey).post(`/admin/admin-tokens/${token.id}/regenerate`)));
      const keys = [token.accessKey, ...answers.filter(({ status }) => status === 201).map(({ body }) => body.data.accessKey)];
      const working = await statuses(keys.map((key) => cms.as(key).get('/admin/users/me')));
      expect(working.filter((status) => status === 200)).toHaveLength(1);
      expect(working[0]).toBe(401);
    }
  });

  it('an owner is deleted and makes tokens: none is left, and none works', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { person, client } = await makeOwner(TOKENS);
      const answers = await Promise.all([
        admin.delete(`/admin/users/${person.id}`),
        ...[1, 2, 3].map(() => client.post('/admin/admin-tokens', { name: name() })),
      ]);
      expect(answers[0]!.status).toBe(200);
      for (const { status, body } of answers.slice(1)) {
        expect([201, 400, 401, 403]).toContain(status);
        if (status === 201) await cms.as(body.data.accessKey).get('/admin/users/me').expect(401);
      }
      const { body } = await admin.get('/admin/admin-tokens').expect(200);
      const ownerless = body.data.filter(({ adminUserOwner }: { adminUserOwner: unknown }) => adminUserOwner === null);
      expect(ownerless).toEqual([]);
    }
  });

  it('an owner is deactivated and a token is used: afterwards it is refused', async () => {
    const { person, client } = await makeOwner([...TOKENS, USERS_READ]);
    const token = cms.as((await makeAdminToken(client, name(), [USERS_READ])).accessKey);
    for (let round = 0; round < ROUNDS; round += 1) {
      await Promise.all([
        admin.put(`/admin/users/${person.id}`, { isActive: false }).expect(200),
        ...Array.from({ length: 10 }, () => token.get('/admin/users')),
      ]);
      await token.get('/admin/users').expect(401);
      await admin.put(`/admin/users/${person.id}`, { isActive: true }).expect(200);
      await token.get('/admin/users').expect(200);
    }
  });

  it('a role loses a permission and a token is used: afterwards it is refused', async () => {
    const { role, client } = await makeOwner([...TOKENS, USERS_READ]);
    for (let round = 0; round < ROUNDS; round += 1) {
      const token = await makeAdminToken(client, name(), [USERS_READ]);
      await Promise.all([
        setRole(admin, role, TOKENS),
        ...Array.from({ length: 10 }, () => cms.as(token.accessKey).get('/admin/users')),
      ]);
      await cms.as(token.accessKey).get('/admin/users').expect(403);
      expect(await storedActions(admin, token.id)).toEqual([]);
      await setRole(admin, role, [...TOKENS, USERS_READ]);
      await cms.as(token.accessKey).get('/admin/users').expect(403);
    }
  });

  it('two tokens of one name are made: one gets it', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const same = name();
      const results = await statuses([
        ...[1, 2].map(() => admin.post('/admin/admin-tokens', { name: same })), ...[1, 2].map(() => admin.post('/admin/api-tokens', { name: same })),
      ]);
      expect(results.sort()).toEqual([201, 400, 400, 400]);
    }
  });

  it('an invitation is used twice: one person comes in', async () => {
    const { registrationToken } = (await admin.post('/admin/users', { firstname: 'X', email: `${name()}@example.com` }).expect(201)).body.data;
    const userInfo = { firstname: 'X', password: 'Correct-horse-2' };
    expect((await statuses([1, 2, 3].map(() => cms.as().post('/admin/register', { registrationToken, userInfo })))).sort()).toEqual([200, 400, 400]);
  });
});
