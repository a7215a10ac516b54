import type { AdminPermission } from '../../server/host';
import { ApplicationError } from '../../cms/errors';
import { makePerson, makeRole, setRole } from '../support/accounts';
import { makeAdminToken, storedActions, type MadeToken } from '../support/admin-token';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';

const READ_USERS = 'admin::users.read';
const READ_ROLES = 'admin::roles.read';
const MANAGE_TOKENS = ['create', 'read'].map((verb) => `plugin::api-tokens.admin-tokens.${verb}`);
/** An action on a content type, as another plugin would bring it. */
const EDIT = 'plugin::desk.article.edit';
const ARTICLE = 'api::article.article';
const edit = (properties: AdminPermission['properties'], conditions: string[] = []) => ({ action: EDIT, subject: ARTICLE, properties, conditions });

describe.each(dialectsUnderTest())('a running admin token on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let names = 0;
  const name = () => `Name${(names += 1)}`;

  beforeAll(async () => {
    // Memory that is never looked through by itself: what is seen at once is seen because of the change.
    cms = await startTestCms({ dialect, variables: { API_TOKEN_REVALIDATE_MS: '3600000' } });
    admin = await registerFirstAdmin(cms);
    await cms.running.cms.service('admin::permission').actionProvider.registerMany([{
      section: 'contentTypes', displayName: 'Edit', uid: 'article.edit', pluginName: 'desk', subjects: [ARTICLE], options: { applyToProperties: ['fields'] },
    } as never]);
  });
  afterAll(() => cms.stop());

  /** A person with a role that grants `actions`, and a token of theirs with the same, in use. */
  async function makeOwner(actions: string[]) {
    const role = await makeRole(admin, name(), [...actions, ...MANAGE_TOKENS]);
    const person = await makePerson(cms, admin, name(), [role]);
    const client = await login(person.email, person.password);
    const token = await makeAdminToken(client, name(), actions);
    const asToken = cms.as(token.accessKey);
    await asToken.get('/admin/users/me').expect(200);
    return { role, person, client, token, asToken };
  }

  async function login(email: string, password: string): Promise<Client> {
    return cms.as((await cms.as().post('/admin/login', { email, password }).expect(200)).body.data.token);
  }

  /** What a token may do just now, by its own account. */
  async function mayDo(token: Client): Promise<AdminPermission[]> {
    const { body } = await token.get('/admin/users/me/permissions').expect(200);
    return body.data.map(({ id: _, ...permission }: AdminPermission) => permission);
  }

  const setPermissions = (role: number, permissions: object[]) => admin.put(`/admin/roles/${role}/permissions`, { permissions });

  describe('whose owner\'s role changes', () => {
    it('loses at once what the role loses, and does not get it back with the role', async () => {
      const { role, client, token, asToken } = await makeOwner([READ_USERS, READ_ROLES]);
      await asToken.get('/admin/users').expect(200);
      await setRole(admin, role, [READ_ROLES]);
      await asToken.get('/admin/users').expect(403);
      await asToken.get('/admin/roles').expect(200);
      expect(await storedActions(admin, token.id)).toEqual([READ_ROLES]);
      await setRole(admin, role, [READ_USERS, READ_ROLES]);
      await client.get('/admin/users').expect(200);
      await asToken.get('/admin/users').expect(403);
      expect(await storedActions(admin, token.id)).toEqual([READ_ROLES]);
    });

    it('keeps what another role of its owner still grants', async () => {
      const { role, person, token, asToken } = await makeOwner([READ_USERS]);
      const other = await makeRole(admin, name(), [READ_USERS]);
      await admin.put(`/admin/users/${person.id}`, { roles: [role, other] }).expect(200);
      await setRole(admin, role, []);
      await asToken.get('/admin/users').expect(200);
      expect(await storedActions(admin, token.id)).toEqual([READ_USERS]);
    });

    it('loses what its owner loses with a role, for good', async () => {
      const { role, person, token, asToken } = await makeOwner([READ_USERS]);
      const nothing = await makeRole(admin, name(), []);
      await admin.put(`/admin/users/${person.id}`, { roles: [nothing] }).expect(200);
      await asToken.get('/admin/users').expect(403);
      await admin.put(`/admin/users/${person.id}`, { roles: [role] }).expect(200);
      await asToken.get('/admin/users').expect(403);
      expect(await storedActions(admin, token.id)).toEqual([]);
    });

    it('loses what its owner loses with a role that is deleted', async () => {
      const { role, token, asToken } = await makeOwner([READ_USERS]);
      // The admin API refuses that while somebody holds the role; a plugin or an import may not.
      await cms.running.cms.db.query('admin::role').delete({ where: { id: role } });
      await asToken.get('/admin/users').expect(403);
      expect(await storedActions(admin, token.id)).toEqual([]);
    });

    it('loses what a super admin loses who becomes less', async () => {
      const superRole = (await cms.running.cms.db.query('admin::role').findOne({ where: { code: 'strapi-super-admin' } }))!.id;
      const person = await makePerson(cms, admin, name(), [superRole]);
      const token = await makeAdminToken(await login(person.email, person.password), name(), [READ_USERS, READ_ROLES]);
      const less = await makeRole(admin, name(), [READ_ROLES]);
      await cms.as(token.accessKey).get('/admin/users').expect(200);
      await admin.put(`/admin/users/${person.id}`, { roles: [less] }).expect(200);
      await cms.as(token.accessKey).get('/admin/users').expect(403);
      await admin.put(`/admin/users/${person.id}`, { roles: [superRole] }).expect(200);
      await cms.as(token.accessKey).get('/admin/users').expect(403);
      await cms.as(token.accessKey).get('/admin/roles').expect(200);
      await admin.delete(`/admin/users/${person.id}`).expect(200);
    });

    it('gains nothing by what the role gains', async () => {
      const { role, token, asToken } = await makeOwner([READ_ROLES]);
      await setRole(admin, role, [READ_ROLES, READ_USERS]);
      await asToken.get('/admin/users').expect(403);
      expect(await storedActions(admin, token.id)).toEqual([READ_ROLES]);
    });

    it('of the other owners stays as it is', async () => {
      const losing = await makeOwner([READ_USERS]);
      const keeping = await makeOwner([READ_USERS]);
      await setRole(admin, losing.role, []);
      await keeping.asToken.get('/admin/users').expect(200);
      expect(await storedActions(admin, keeping.token.id)).toEqual([READ_USERS]);
    });
  });

  describe('whose owner comes and goes', () => {
    it('is refused while its owner is deactivated, and works again afterwards', async () => {
      const { person, asToken } = await makeOwner([READ_USERS]);
      await asToken.get('/admin/users').expect(200);
      await admin.put(`/admin/users/${person.id}`, { isActive: false }).expect(200);
      const { body } = await asToken.get('/admin/users').expect(401);
      expect(body.error).toMatchObject({ name: 'UnauthorizedError', message: 'Token owner is deactivated' });
      await admin.put(`/admin/users/${person.id}`, { isActive: true }).expect(200);
      await asToken.get('/admin/users').expect(200);
    });

    it('goes with its owner, and leaves nothing behind', async () => {
      const { person, token, asToken } = await makeOwner([READ_USERS]);
      await admin.delete(`/admin/users/${person.id}`).expect(200);
      const { body } = await asToken.get('/admin/users').expect(401);
      expect(body.error.message).toBe('Missing or invalid credentials');
      expect(await rowsOf(token)).toEqual({ tokens: 0, permissions: 0 });
    });

    it('goes with its owner when several are deleted at once', async () => {
      const [one, two] = [await makeOwner([READ_USERS]), await makeOwner([READ_USERS])];
      await admin.post('/admin/users/batch-delete', { ids: [one.person.id, two.person.id] }).expect(200);
      await one.asToken.get('/admin/users').expect(401);
      await two.asToken.get('/admin/users').expect(401);
      expect([await rowsOf(one.token), await rowsOf(two.token)]).toEqual(Array(2).fill({ tokens: 0, permissions: 0 }));
    });

    async function rowsOf({ id, adminPermissions }: MadeToken) {
      const { db } = cms.running.cms;
      return {
        tokens: await db.query('plugin::api-tokens.token').count({ where: { id } }),
        permissions: await db.query('plugin::api-tokens.token-permission').count({ where: { id: { $in: adminPermissions.map((each) => each.id!) } } }),
      };
    }
  });

  describe('whose owner\'s change fails in the end', () => {
    /** Lets the change fail after everybody else has done their part. */
    async function failing(model: string, moment: 'afterDeleteMany' | 'afterUpdate' | 'afterDelete', change: () => Promise<unknown>): Promise<void> {
      let failed = false;
      const unsubscribe = cms.running.cms.db.lifecycles.subscribe({
        models: [model],
        [moment]() {
          failed = true;
          throw new ApplicationError('Not today');
        },
      }) as () => void;
      try {
        await change();
      } finally {
        unsubscribe();
      }
      expect(failed).toBe(true);
    }

    it('keeps what the role was to lose', async () => {
      const { role, token, asToken } = await makeOwner([READ_USERS]);
      await failing('admin::permission', 'afterDeleteMany', () => setPermissions(role, []).expect(400));
      await asToken.get('/admin/users').expect(200);
      expect(await storedActions(admin, token.id)).toEqual([READ_USERS]);
    });

    it('keeps what its owner was to lose with a role', async () => {
      const { person, token, asToken } = await makeOwner([READ_USERS]);
      const nothing = await makeRole(admin, name(), []);
      await failing('admin::user', 'afterUpdate', () => admin.put(`/admin/users/${person.id}`, { roles: [nothing] }).expect(400));
      await asToken.get('/admin/users').expect(200);
      expect(await storedActions(admin, token.id)).toEqual([READ_USERS]);
    });

    it('stays with its owner', async () => {
      const { person, token, asToken } = await makeOwner([READ_USERS]);
      await failing('admin::user', 'afterDelete', () => admin.delete(`/admin/users/${person.id}`).expect(400));
      await asToken.get('/admin/users').expect(200);
      expect(await storedActions(admin, token.id)).toEqual([READ_USERS]);
    });

    it('is cut together with the role or not at all', async () => {
      const { role, asToken } = await makeOwner([READ_USERS]);
      const { connection } = cms.running.cms.db;
      await connection.schema.renameTable('api_tokens_permissions', 'api_tokens_permissions_away');
      const { status } = await setPermissions(role, []);
      await connection.schema.renameTable('api_tokens_permissions_away', 'api_tokens_permissions');
      expect(status).toBe(503);
      const { body } = await admin.get(`/admin/roles/${role}/permissions`).expect(200);
      expect(body.data.map(({ action }: AdminPermission) => action)).toContain(READ_USERS);
      await asToken.get('/admin/users').expect(200);
    });
  });

  describe('under limits of fields and conditions', () => {
    const unlimited: Array<[string, AdminPermission['properties']]> = [['missing', {}], ['null', { fields: null }], ['empty', { fields: [] }]];

    async function makeEditor(permission: object) {
      const owner = await makeOwner([]);
      await limit(owner.role, permission);
      return owner;
    }

    /** Sets what the role allows of {@link EDIT}. */
    const limit = (role: number, permission: object) =>
      setPermissions(role, [permission, ...MANAGE_TOKENS.map((action) => ({ action }))]).expect(200);

    it.each(unlimited)('cannot be made for all fields by an owner with some, by a list that is %s', async (_, properties) => {
      const { client } = await makeEditor(edit({ fields: ['title'] }));
      const { body } = await client.post('/admin/admin-tokens', { name: name(), adminPermissions: [edit(properties)] }).expect(400);
      expect(body.error.message).toBe(`Cannot assign admin permissions that exceed your own. Exceeding: ${EDIT} on ${ARTICLE}`);
    });

    it.each(unlimited)('made for all fields, by a list that is %s, has no more than its owner keeps, then and later', async (_, properties) => {
      const { role, client } = await makeEditor(edit({}));
      const asToken = cms.as((await makeAdminToken(client, name(), [edit(properties)])).accessKey);
      await limit(role, edit({ fields: ['title'] }));
      expect(await mayDo(asToken)).toMatchObject([{ action: EDIT, properties: { fields: ['title'] } }]);
      await limit(role, edit({}));
      expect(await mayDo(asToken)).toMatchObject([{ action: EDIT, properties: { fields: ['title'] } }]);
    });

    it.each(unlimited)('that the cut has not reached is limited all the same, with a list that is %s', async (_, properties) => {
      const { client } = await makeEditor(edit({ fields: ['title'] }));
      const token = await makeAdminToken(client, name(), [edit({ fields: ['title'] })]);
      const { db } = cms.running.cms;
      await db.query('plugin::api-tokens.token-permission').update({ where: { token: { id: token.id } }, data: { properties: JSON.stringify(properties) } });
      expect(await mayDo(cms.as(token.accessKey))).toMatchObject([{ action: EDIT, properties: { fields: ['title'] } }]);
    });

    it('has nothing of what its owner is left with no field of', async () => {
      const { role, client } = await makeEditor(edit({}));
      const asToken = cms.as((await makeAdminToken(client, name(), [edit({})])).accessKey);
      // The admin API takes no empty list; a plugin or an import may leave one behind.
      await cms.running.cms.db.query('admin::permission').update({ where: { action: EDIT, role: { id: role } }, data: { properties: { fields: [] } } });
      expect(await mayDo(asToken)).toEqual([]);
      await client.post('/admin/admin-tokens', { name: name(), adminPermissions: [edit({})] }).expect(400);
      await client.post('/admin/admin-tokens', { name: name(), adminPermissions: [edit({ fields: ['title'] })] }).expect(400);
    });

    it('takes the conditions of its owner\'s permission, follows them, and keeps them when they are lifted', async () => {
      const { role, client } = await makeEditor(edit({}, ['admin::is-creator']));
      const made = await makeAdminToken(client, name(), [edit({}, [])]);
      expect(made.adminPermissions).toMatchObject([{ conditions: ['admin::is-creator'] }]);
      expect(await mayDo(cms.as(made.accessKey))).toMatchObject([{ conditions: ['admin::is-creator'] }]);
      await limit(role, edit({}));
      expect(await mayDo(cms.as(made.accessKey))).toMatchObject([{ action: EDIT, conditions: ['admin::is-creator'] }]);
      await limit(role, edit({}, ['admin::is-creator']));
      expect(await mayDo(cms.as(made.accessKey))).toMatchObject([{ conditions: ['admin::is-creator'] }]);
    });

    it('has a condition for good that came to its owner\'s permission and went again', async () => {
      const { role, client } = await makeEditor(edit({}));
      const made = await makeAdminToken(client, name(), [edit({})]);
      await limit(role, edit({}, ['admin::is-creator']));
      expect(await mayDo(cms.as(made.accessKey))).toMatchObject([{ conditions: ['admin::is-creator'] }]);
      await limit(role, edit({}));
      expect(await mayDo(cms.as(made.accessKey))).toMatchObject([{ conditions: ['admin::is-creator'] }]);
      const superRole = (await cms.running.cms.db.query('admin::role').findOne({ where: { code: 'strapi-super-admin' } }))!.id;
      const owner = (await client.get('/admin/users/me').expect(200)).body.data.id;
      await admin.put(`/admin/users/${owner}`, { roles: [role, superRole] }).expect(200);
      expect(await mayDo(cms.as(made.accessKey))).toMatchObject([{ conditions: ['admin::is-creator'] }]);
      await admin.put(`/admin/users/${owner}`, { roles: [role] }).expect(200);
    });

    it('has no condition where another permission of its owner has none, and is not made under one', async () => {
      const { role, person, client } = await makeEditor(edit({}, ['admin::is-creator']));
      const free = await makeRole(admin, name(), []);
      await limit(free, edit({}));
      await admin.put(`/admin/users/${person.id}`, { roles: [role, free] }).expect(200);
      expect((await makeAdminToken(client, name(), [edit({})])).adminPermissions).toMatchObject([{ action: EDIT, conditions: [] }]);
      const asked = [edit({}, ['admin::is-creator'])];
      const { body } = await client.post('/admin/admin-tokens', { name: name(), adminPermissions: asked }).expect(400);
      expect(body.error.message)
        .toBe(`The conditions of ${EDIT} cannot be chosen: the token gets those of its owner's permission, which has none`);
    });

    it('is made with its owner\'s conditions where they are named', async () => {
      const { client } = await makeEditor(edit({}, ['admin::is-creator']));
      const asked = [edit({}, ['admin::is-creator', 'admin::is-creator'])];
      const { body } = await client.post('/admin/admin-tokens', { name: name(), adminPermissions: asked }).expect(201);
      expect(body.data.adminPermissions).toMatchObject([{ conditions: ['admin::is-creator'] }]);
    });

    it.each([
      [{ action: READ_USERS, properties: { fields: ['email'] } }, `The action ${READ_USERS} cannot be limited by fields`],
      [{ action: READ_USERS, properties: { stages: ['1'] } }, `The action ${READ_USERS} cannot be limited by stages`],
      [edit({ locales: ['en'] }), `The action ${EDIT} cannot be limited by locales`],
      [{ action: READ_USERS, actionParameters: { only: 'mine' } }, `The action ${READ_USERS} takes no parameters`],
    ])('is not made of a limit that cannot be kept: %j', async (wanted, message) => {
      const asked = { name: name(), adminPermissions: [wanted] };
      expect((await admin.post('/admin/admin-tokens', asked).expect(400)).body.error.message).toBe(message);
      const { id } = await makeAdminToken(admin, name(), []);
      expect((await admin.put(`/admin/admin-tokens/${id}`, { adminPermissions: [wanted] }).expect(400)).body.error.message).toBe(message);
    });
  });
});
