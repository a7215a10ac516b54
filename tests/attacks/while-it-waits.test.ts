import { setTimeout as sleep } from 'node:timers/promises';
import { makePerson, makeRole } from '../support/accounts';
import { makeAdminToken, type MadeToken } from '../support/admin-token';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';

const ACTIONS = ['users', 'roles'].flatMap((of) => ['create', 'read', 'update', 'delete'].map((verb) => `admin::${of}.${verb}`));

/** The request is admitted and waits for others' changes; meanwhile its caller loses the right to it. */
describe.each(dialectsUnderTest())('who loses a right while a command waits, on %s,', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let superRole: number;
  let names = 0;
  const name = () => `Name${(names += 1)}`;
  const query = (uid: string) => cms.running.cms.db.query(uid);

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
    superRole = (await query('admin::role').findOne({ where: { code: 'strapi-super-admin' } }))!.id;
  });
  afterAll(() => cms.stop());

  async function logIn(roles: number[]) {
    const person = await makePerson(cms, admin, name(), roles);
    return { ...person, client: cms.as((await cms.as().post('/admin/login', person).expect(200)).body.data.token) };
  }

  /** Sends `request` while all changes of accounts wait, does `meanwhile` in front of it, and lets it go on. */
  async function overtake(request: () => PromiseLike<{ status: number }>, meanwhile: () => Promise<unknown>): Promise<number> {
    const { db } = cms.running.cms;
    const { exclusively } = db;
    let sent: Promise<{ status: number }>;
    await exclusively(async () => {
      const waits = new Promise<void>((resolve) => {
        jest.spyOn(db, 'exclusively').mockImplementationOnce((change) => {
          resolve();
          return exclusively(change);
        });
      });
      sent = Promise.resolve(request());
      // SQLite's only connection is in use: there it waits as soon as its caller is looked up.
      await (dialect === 'sqlite' ? sleep(20) : waits);
      await meanwhile();
    });
    return (await sent!).status;
  }

  const commands: Record<string, (client: Client, target: { user: number; role: number }) => PromiseLike<{ status: number }>> = {
    'invite somebody': (client) => client.post('/admin/users', { firstname: 'X', email: `${name()}@example.com`.toLowerCase() }),
    'invite somebody again': (client, { user }) => client.post(`/admin/users/${user}/invitation`),
    'rename a user': (client, { user }) => client.put(`/admin/users/${user}`, { firstname: 'Changed' }),
    'set a password': (client, { user }) => client.put(`/admin/users/${user}`, { password: 'Changed-horse-1' }),
    'delete a user': (client, { user }) => client.delete(`/admin/users/${user}`),
    'delete users': (client, { user }) => client.post('/admin/users/batch-delete', { ids: [user] }),
    'make a role': (client) => client.post('/admin/roles', { name: name() }),
    'rename a role': (client, { role }) => client.put(`/admin/roles/${role}`, { name: name() }),
    'give a role permissions': (client, { role }) => client.put(`/admin/roles/${role}/permissions`, { permissions: [{ action: ACTIONS[0] }] }),
    'delete a role': (client, { role }) => client.delete(`/admin/roles/${role}`),
    'delete roles': (client, { role }) => client.post('/admin/roles/batch-delete', { ids: [role] }),
  };

  async function inVain(command: keyof typeof commands, client: Client, meanwhile: () => Promise<unknown>, expected: number[]): Promise<void> {
    const user = (await admin.post('/admin/users', { firstname: 'Target', email: `${name()}@example.com`.toLowerCase() }).expect(201)).body.data.id;
    const role = await makeRole(admin, name(), []);
    const stored = async () => ({
      users: await query('admin::user').count(),
      user: await query('admin::user').findOne({ where: { id: user } }),
      roles: await query('admin::role').count(),
      role: await query('admin::role').findOne({ where: { id: role }, populate: ['permissions'] }),
    });
    const before = await stored();
    expect(expected).toContain(await overtake(() => commands[command]!(client, { user, role }), meanwhile));
    expect(await stored()).toEqual(before);
  }

  describe.each(Object.keys(commands))('to %s:', (command) => {
    it('a super admin is deactivated', async () => {
      const { id, client } = await logIn([superRole]);
      await inVain(command, client, () => query('admin::user').update({ where: { id }, data: { isActive: false } }), [401]);
    });

    it('a super admin becomes a nobody', async () => {
      const { id, client } = await logIn([superRole]);
      await inVain(command, client, () => query('admin::user').update({ where: { id }, data: { roles: [] } }), [403]);
    });

    it('a person\'s role loses the permission', async () => {
      const role = await makeRole(admin, name(), ACTIONS);
      const { client } = await logIn([role]);
      await inVain(command, client, () => query('admin::permission').deleteMany({ where: { role: { id: role } } }), [403]);
    });

    it('an admin token is deleted, has another key, has expired, or its owner is deactivated', async () => {
      const owner = await logIn([await makeRole(admin, name(), [...ACTIONS, 'plugin::api-tokens.admin-tokens.create'])]);
      const losses: Array<(token: MadeToken) => Promise<unknown>> = [
        ({ id }) => query('plugin::api-tokens.token').delete({ where: { id } }),
        ({ id }) => query('plugin::api-tokens.token-key').updateMany({ where: { token: { id } }, data: { hash: String(id).padStart(128, 'f') } }),
        ({ id }) => query('plugin::api-tokens.token').update({ where: { id }, data: { expiresAt: Date.now() - 1000 } }),
        () => query('admin::user').update({ where: { id: owner.id }, data: { isActive: false } }),
      ];
      for (const lose of losses) {
        const token = await makeAdminToken(owner.client, name(), ACTIONS);
        await inVain(command, cms.as(token.accessKey), () => lose(token), [401]);
      }
    });

    it('an admin token is narrowed', async () => {
      const token = await makeAdminToken(admin, name(), ACTIONS);
      const narrow = () => query('plugin::api-tokens.token-permission').deleteMany({ where: { token: { id: token.id } } });
      await inVain(command, cms.as(token.accessKey), narrow, [403]);
    });
  });

  it('to give a role: the role becomes stronger than the giver', async () => {
    const giver = await logIn([await makeRole(admin, name(), ACTIONS)]);
    const role = await makeRole(admin, name(), []);
    const target = await makePerson(cms, admin, name(), [await makeRole(admin, name(), [])]);
    const strengthen = () => query('admin::permission').create({ data: { action: 'plugin::api-tokens.api-tokens.create', role } });
    expect(await overtake(() => giver.client.put(`/admin/users/${target.id}`, { roles: [role] }), strengthen)).toBe(403);
  });

  it('to change the own profile: the session has ended', async () => {
    const role = await makeRole(admin, name(), []);
    for (const change of [{ firstname: 'Changed' }, { email: 'changed@example.com' }, { password: 'Changed-horse-1', currentPassword: 'Correct-horse-2' }]) {
      const { id, client, email, password } = await logIn([role]);
      const end = () => query('admin::session').deleteMany({ where: { user: { id } } });
      expect(await overtake(() => client.put('/admin/users/me', change), end)).toBe(401);
      await cms.as().post('/admin/login', { email, password }).expect(200);
    }
  });

  it('to register: the invitation is withdrawn', async () => {
    const withdrawals: Array<(id: number) => Promise<unknown>> = [
      (id) => query('admin::user').update({ where: { id }, data: { registrationToken: null } }),
      (id) => query('admin::user').update({ where: { id }, data: { blocked: true } }),
      (id) => query('admin::user').delete({ where: { id } }),
    ];
    for (const withdraw of withdrawals) {
      const { id, registrationToken } = (await admin.post('/admin/users', { firstname: 'X', email: `${name()}@example.com`.toLowerCase() }).expect(201)).body.data;
      const register = () => cms.as().post('/admin/register', { registrationToken, userInfo: { firstname: 'X', password: 'Correct-horse-2' } });
      expect(await overtake(register, () => withdraw(id))).toBe(400);
    }
  });
});
