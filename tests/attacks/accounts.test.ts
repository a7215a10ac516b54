import { makePerson, makeRole, setRole } from '../support/accounts';
import { makeAdminToken, permissionsOf } from '../support/admin-token';
import { firstAdmin, registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';

const USERS = ['create', 'read', 'update', 'delete'].map((verb) => `admin::users.${verb}`);
const ROLES = ['create', 'read', 'update', 'delete'].map((verb) => `admin::roles.${verb}`);
const TOKENS = ['create', 'read', 'update', 'delete', 'regenerate'].map((verb) => `plugin::api-tokens.admin-tokens.${verb}`);

describe.each(dialectsUnderTest())('accounts and roles under attack on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let superRole: number;
  let allActions: string[];
  let names = 0;
  const name = () => `Name${(names += 1)}`;
  const address = () => `${name()}@example.com`.toLowerCase();

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
    superRole = (await cms.running.cms.db.query('admin::role').findOne({ where: { code: 'strapi-super-admin' } }))!.id;
    allActions = cms.running.cms.service('admin::permission').actionProvider.keys();
  });
  afterAll(() => cms.stop());

  async function login(email: string, password: string): Promise<Client> {
    return cms.as((await cms.as().post('/admin/login', { email, password }).expect(200)).body.data.token);
  }

  async function personWith(actions: string[]) {
    const role = await makeRole(admin, name(), actions);
    const person = await makePerson(cms, admin, name(), [role]);
    return { ...person, role, client: await login(person.email, person.password) };
  }

  const mayDo = async (client: Client): Promise<string[]> =>
    (await client.get('/admin/users/me/permissions').expect(200)).body.data.map(({ action }: { action: string }) => action).sort();

  /** The two that manage users and roles without being super admin: a person, and an admin token of a super admin. */
  const managers: Array<[string, (actions: string[]) => Promise<Client>]> = [
    ['a person', async (actions) => (await personWith(actions)).client],
    ['an admin token', async (actions) => cms.as((await makeAdminToken(admin, name(), actions)).accessKey)],
  ];

  describe.each(managers)('by %s who manages users and roles', (_, make) => {
    let manager: Client;
    beforeAll(async () => {
      manager = await make([...USERS, ...ROLES]);
    });

    it('nobody is invited into, or given, a role that may do more', async () => {
      const beyond = await makeRole(admin, name(), [TOKENS[0]!]);
      const within = await makeRole(admin, name(), [USERS[1]!]);
      const target = await makePerson(cms, admin, name(), [within]);
      for (const role of [beyond, superRole]) {
        for (const roles of [[role], [within, role], [String(role)], [within, within, role]]) {
          await manager.post('/admin/users', { firstname: 'X', email: address(), roles }).expect(403);
          await manager.put(`/admin/users/${target.id}`, { roles }).expect(403);
        }
      }
      for (const roles of [[[superRole]], [{ id: superRole }], { id: superRole }, `${superRole}`, [`${superRole} `], [`0${superRole}`], [superRole + 0.5], [true], [null]]) {
        await manager.post('/admin/users', { firstname: 'X', email: address(), roles }).expect(400);
        await manager.put(`/admin/users/${target.id}`, { roles }).expect(400);
      }
    });

    it('no role is made or widened beyond their own permissions', async () => {
      const role = (await manager.post('/admin/roles', { name: name() }).expect(201)).body.data.id;
      for (const action of TOKENS) {
        await manager.put(`/admin/roles/${role}/permissions`, { permissions: permissionsOf([USERS[0]!, action]) }).expect(403);
      }
      for (const action of ['manage', 'all', '*', 'admin::users', 'admin::users.*']) {
        await manager.put(`/admin/roles/${role}/permissions`, { permissions: permissionsOf([action]) }).expect(400);
      }
      await manager.put(`/admin/roles/${role}/permissions`, { permissions: [{ action: USERS[0], subject: 'all' }] }).expect(400);
      expect((await manager.get(`/admin/roles/${role}/permissions`).expect(200)).body.data).toEqual([]);
    });

    it.each([
      ['code', 'strapi-super-admin'], ['id', 1], ['users', [1]], ['permissions', [{ action: TOKENS[0] }]], ['documentId', 'x'], ['__proto__', { code: 'strapi-super-admin' }], ['constructor', {}],
    ])('a role takes no %s from a body', async (attribute, value) => {
      const role = await makeRole(admin, name(), []);
      const body = `{"name":"${name()}",${JSON.stringify(attribute)}:${JSON.stringify(value)}}`;
      await manager.post('/admin/roles', body).expect(400);
      await manager.put(`/admin/roles/${role}`, body).expect(400);
    });

    it.each([
      ['password', 'Another-horse-3'], ['isActive', true], ['registrationToken', 'x'], ['sessionVersion', 'x'], ['id', 1], ['documentId', 'x'], ['blocked', false], ['createdAt', '2020-01-01'],
      ['__proto__', { isActive: true }], ['constructor', { prototype: { isActive: true } }],
    ])('an invitation takes no %s from a body', async (attribute, value) => {
      const body = `{"firstname":"X","email":"${address()}",${JSON.stringify(attribute)}:${JSON.stringify(value)}}`;
      await manager.post('/admin/users', body).expect(400);
    });

    it.each([['registrationToken', 'x'], ['sessionVersion', 'x'], ['id', 1], ['blocked', true], ['documentId', 'x'], ['__proto__', { isActive: true }]])(
      'a user takes no %s from a body', async (attribute, value) => {
        const target = await personWith([]);
        await manager.put(`/admin/users/${target.id}`, `{"firstname":"X",${JSON.stringify(attribute)}:${JSON.stringify(value)}}`).expect(400);
      });

    it('no account that may do more is taken over, by password, by e-mail, or by both with other changes', async () => {
      const stronger = await personWith([TOKENS[0]!]);
      for (const change of [{ password: 'Another-horse-3' }, { email: address() }, { email: address(), password: 'Another-horse-3', isActive: true }]) {
        await manager.put(`/admin/users/${stronger.id}`, change).expect(403);
        await manager.put(`/admin/users/${stronger.id}/`, change).expect(403);
      }
      // Weaker roles together with the password: judged by what the account can do before the change.
      const nothing = await makeRole(admin, name(), []);
      await manager.put(`/admin/users/${stronger.id}`, { roles: [nothing], password: 'Another-horse-3' }).expect(403);
      await login(stronger.email, stronger.password);
    });

    it('no super admin is touched, alone or among others', async () => {
      const weak = await makePerson(cms, admin, name(), [await makeRole(admin, name(), [])]);
      const superAdmin = await makePerson(cms, admin, name(), [superRole]);
      for (const change of [{ firstname: 'X' }, { isActive: false }, { roles: [superRole] }, { password: 'Another-horse-3' }]) {
        await manager.put(`/admin/users/${superAdmin.id}`, change).expect(403);
      }
      await manager.delete(`/admin/users/${superAdmin.id}`).expect(403);
      await manager.post('/admin/users/batch-delete', { ids: [weak.id, superAdmin.id] }).expect(403);
      await login(weak.email, weak.password);
      await login(superAdmin.email, superAdmin.password);
      await admin.delete(`/admin/users/${superAdmin.id}`).expect(200);
    });

    it('the super admin\'s role is neither edited nor deleted', async () => {
      await manager.put(`/admin/roles/${superRole}`, { name: name() }).expect(400);
      await manager.put(`/admin/roles/${superRole}/permissions`, { permissions: [] }).expect(400);
      await manager.delete(`/admin/roles/${superRole}`).expect(400);
      const empty = await makeRole(admin, name(), []);
      await manager.post('/admin/roles/batch-delete', { ids: [empty, superRole] }).expect(400);
      await manager.get(`/admin/roles/${empty}`).expect(200);
    });
  });

  it('who registers by an invitation has the roles of the invitation and nothing else', async () => {
    const within = await makeRole(admin, name(), [USERS[1]!]);
    const token = cms.as((await makeAdminToken(admin, name(), USERS)).accessKey);
    const { registrationToken, id } = (await token.post('/admin/users', { firstname: 'X', email: address(), roles: [within] }).expect(201)).body.data;
    const userInfo = { firstname: 'X', lastname: 'Y', password: 'Correct-horse-2' };
    for (const more of [{ roles: [superRole] }, { isActive: true }, { email: address() }, { id: 1 }]) {
      await cms.as().post('/admin/register', { registrationToken, userInfo: { ...userInfo, ...more } }).expect(400);
      await cms.as().post('/admin/register', { registrationToken, userInfo, ...more }).expect(400);
    }
    const { body } = await cms.as().post('/admin/register', { registrationToken, userInfo }).expect(200);
    expect(body.data.user).toMatchObject({ id, roles: [{ id: within }] });
    expect(await mayDo(cms.as(body.data.token))).toEqual([USERS[1]]);
    await cms.as().post('/admin/register', { registrationToken, userInfo }).expect(400);
  });

  it('an invitation is good for nothing once the account has got a password otherwise', async () => {
    const { registrationToken, id, email } = (await admin.post('/admin/users', { firstname: 'X', email: address(), roles: [superRole] }).expect(201)).body.data;
    await admin.put(`/admin/users/${id}`, { isActive: true, password: 'Correct-horse-9' }).expect(200);
    await cms.as().get(`/admin/registration-info?registrationToken=${registrationToken}`).expect(400);
    await cms.as().post('/admin/register', { registrationToken, userInfo: { firstname: 'X', password: 'Thief-horse-1' } }).expect(400);
    await login(email, 'Correct-horse-9');
    await admin.delete(`/admin/users/${id}`).expect(200);
  });

  it('there is no second first admin', async () => {
    const body = { ...firstAdmin, email: address() };
    await Promise.all([1, 2, 3].map(() => cms.as().post('/admin/register-admin', body).expect(400)));
    await cms.as().post('/admin/register-admin', { ...body, roles: [superRole] }).expect(400);
  });

  it('an editor reads tokens and does nothing else', async () => {
    const editorRole = (await cms.running.cms.db.query('admin::role').findOne({ where: { code: 'strapi-editor' } }))!.id;
    const person = await makePerson(cms, admin, name(), [editorRole]);
    const editor = await login(person.email, person.password);
    await editor.put('/admin/users/me', { roles: [superRole] }).expect(400);
    await editor.put('/admin/users/me', { isActive: true }).expect(400);
    await editor.put(`/admin/users/${person.id}`, { roles: [superRole] }).expect(403);
    await editor.post('/admin/admin-tokens', { name: name(), adminPermissions: [] }).expect(403);
    await editor.post('/admin/api-tokens', { name: name() }).expect(403);
    expect((await editor.get('/admin/admin-tokens').expect(200)).body.data).toEqual([]);
  });

  it('a person gives tokens nothing beyond the own permissions, whatever they are called', async () => {
    const { client } = await personWith([...TOKENS, USERS[1]!]);
    const attempts: object[] = [
      { action: USERS[0] }, { action: USERS[1], subject: 'api::article.article' }, { action: 'manage', subject: 'all' }, { action: USERS[1], actionParameters: { any: true } },
      { action: 'Admin::Users.Create' }, { action: `${USERS[1]} ` }, { action: `${USERS[1]}\0` }, { action: [USERS[0]] }, { action: { $ne: null } }, { action: '__proto__' }, { action: 'constructor' },
    ];
    for (const attempt of attempts) await client.post('/admin/admin-tokens', { name: name(), adminPermissions: [attempt] }).expect(400);
  });

  it('who loses a permission cannot give it any more, by a token or by a role', async () => {
    const { client, role } = await personWith([...TOKENS, ...ROLES, USERS[1]!]);
    const token = cms.as((await makeAdminToken(client, name(), [...TOKENS, ...ROLES, USERS[1]!])).accessKey);
    await setRole(admin, role, [...TOKENS, ...ROLES]);
    const other = await makeRole(admin, name(), []);
    for (const caller of [client, token]) {
      await caller.post('/admin/admin-tokens', { name: name(), adminPermissions: permissionsOf([USERS[1]!]) }).expect(400);
      await caller.put(`/admin/roles/${other}/permissions`, { permissions: permissionsOf([USERS[1]!]) }).expect(403);
    }
  });

  it('a demoted super admin can grant nothing any more, even in a continuing session', async () => {
    const person = await makePerson(cms, admin, name(), [superRole]);
    const client = await login(person.email, person.password);
    const weak = await makeRole(admin, name(), [...USERS, ...ROLES]);
    await admin.put(`/admin/users/${person.id}`, { roles: [weak] }).expect(200);
    await client.put(`/admin/users/${person.id}`, { roles: [superRole] }).expect(403);
    await client.put(`/admin/roles/${weak}/permissions`, { permissions: permissionsOf(allActions) }).expect(403);
    await client.get('/admin/admin-tokens').expect(403);
  });

  it('logins tell nothing about whether an address exists', async () => {
    const { email } = await personWith([]);
    const invited = address();
    await admin.post('/admin/users', { firstname: 'X', email: invited }).expect(201);
    const deactivated = await personWith([]);
    await admin.put(`/admin/users/${deactivated.id}`, { isActive: false }).expect(200);
    const answers = await Promise.all([email, invited, deactivated.email, address(), 'no address'].map(async (each) => {
      const { status, body, headers } = await cms.as().post('/admin/login', { email: each, password: 'Not-the-password-1' });
      return { status, body, cookies: headers['set-cookie'] };
    }));
    for (const answer of answers) {
      expect(answer).toEqual({ status: 400, body: { data: null, error: { status: 400, name: 'ApplicationError', message: 'Invalid credentials', details: {} } } });
    }
  });

  it('a password is guessed five times, for an address that exists as for one that does not, from wherever it claims to come', async () => {
    const { email } = await personWith([]);
    for (const each of [email, address()]) {
      const spellings = [each, each.toUpperCase(), `${each[0]!.toUpperCase()}${each.slice(1)}`];
      const guess = async (index: number) => (await cms.as()
        .post('/admin/login', { email: spellings[index % spellings.length], password: `Guess-horse-${index}` })
        .set('X-Forwarded-For', `10.0.0.${index}`).set('X-Real-IP', `10.0.0.${index}`).set('Forwarded', `for=10.0.0.${index}`)).status;
      const answers = [];
      for (let index = 0; index < 7; index += 1) answers.push(await guess(index));
      expect(answers).toEqual([400, 400, 400, 400, 400, 429, 429]);
    }
    await cms.as().post('/admin/login', { email, password: 'Correct-horse-2' }).expect(429);
  });
});
