import { pluginServices } from '../../server/services';
import { makePerson, makeRole } from '../support/accounts';
import { makeAdminToken, permissionsOf, type MadeToken } from '../support/admin-token';
import { firstAdmin, registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';
import { freezeClock } from '../support/freeze-clock';

const WEEK = 604_800_000;
const MONTH = 2_592_000_000;
const QUARTER = 7_776_000_000;
const on = (verb: string) => `plugin::api-tokens.admin-tokens.${verb}`;
const VERBS = ['create', 'read', 'update', 'regenerate', 'reveal', 'delete'];

describe.each(dialectsUnderTest())('whoever comes in by an admin token, on %s,', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let allActions: string[];
  let names = 0;
  const name = () => `name ${(names += 1)}`;

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
    allActions = cms.running.cms.service('admin::permission').actionProvider.keys();
  });
  afterAll(() => cms.stop());

  const make = (actions: string[], lifespan: number | null = null, owner = admin) => makeAdminToken(owner, name(), actions, lifespan);
  const as = (token: MadeToken) => cms.as(token.accessKey);
  /** What is stored of a token, all of it but when and from where it was used. */
  const stored = async ({ id }: MadeToken) => {
    const [token] = await pluginServices(cms.running.cms).store.rows.byIds([id]);
    return { ...token, key: { ...token?.key, lastUsedAt: null, lastUsedFrom: null } } as Record<string, any>;
  };
  const mayDo = async (client: Client): Promise<string[]> =>
    (await client.get('/admin/users/me/permissions').expect(200)).body.data.map(({ action }: { action: string }) => action);
  const login = async (email: string, password: string) =>
    cms.as((await cms.as().post('/admin/login', { email, password }).expect(200)).body.data.token);

  /** Tries something on a token, and sees that nothing of it has changed. */
  async function inVain(target: MadeToken, attack: () => Promise<unknown>): Promise<void> {
    const before = await stored(target);
    await attack();
    expect(await stored(target)).toEqual(before);
    await as(target).get('/admin/users/me').expect(200);
  }

  describe('with only `create`', () => {
    it('makes no token that may do more than itself', async () => {
      const token = await make([on('create')]);
      for (const action of allActions.filter((each) => each !== on('create'))) {
        for (const wanted of [[action], [on('create'), action]]) {
          const { body } = await as(token).post('/admin/admin-tokens', { name: name(), adminPermissions: permissionsOf(wanted) }).expect(400);
          expect(body.error.message).toBe(`Cannot assign admin permissions that exceed your own. Exceeding: ${action}`);
        }
      }
      const child = (await as(token).post('/admin/admin-tokens', { name: name(), adminPermissions: permissionsOf([on('create')]) }).expect(201)).body.data;
      expect(await mayDo(as(child))).toEqual([on('create')]);
    });

    it('makes no token for another owner, of another kind, or with a key of its choice', async () => {
      const token = await make([on('create')]);
      const second = await makePerson(cms, admin, 'Victim', [await makeRole(admin, name(), allActions)]);
      const chosen = {
        adminUserOwner: second.id, owner: second.id, kind: 'content-api', accessKey: 'ab'.repeat(128), encryptedKey: 'x', id: 1, enabled: true, hint: 'aaaa',
      };
      for (const [attribute, value] of Object.entries(chosen)) {
        const { body } = await as(token).post('/admin/admin-tokens', { name: name(), [attribute]: value }).expect(400);
        expect(body.error.message).toBe(`this field has unspecified keys: ${attribute}`);
      }
      const { body: { data } } = await as(token).post('/admin/admin-tokens', { name: name() }).expect(201);
      expect(data).toMatchObject({ kind: 'admin', adminUserOwner: { email: firstAdmin.email } });
      expect(data.accessKey).toMatch(/^cms_admin_/);
      await cms.as(chosen.accessKey).get('/admin/users/me').expect(401);
      await cms.as(chosen.accessKey).get('/api/articles').expect(401);
    });
  });

  describe('with only `update`', () => {
    it('does not widen itself', async () => {
      const token = await make([on('update')]);
      await inVain(token, async () => {
        for (const action of allActions.filter((each) => each !== on('update'))) {
          await as(token).put(`/admin/admin-tokens/${token.id}`, { adminPermissions: permissionsOf([on('update'), action]) }).expect(400);
        }
      });
    });

    it('does not widen another token', async () => {
      const token = await make([on('update')]);
      const other = await make([on('update')]);
      await inVain(other, () => as(token).put(`/admin/admin-tokens/${other.id}`, { adminPermissions: permissionsOf(allActions) }).expect(400));
    });

    it('leaves a stronger token as it is: its name, its permissions, its end', async () => {
      const token = await make([on('update')]);
      const strong = await make([on('update'), 'admin::users.read']);
      await inVain(strong, async () => {
        for (const changes of [{ name: name() }, { description: 'x' }, { adminPermissions: [] }, { adminPermissions: permissionsOf([on('update')]) }]) {
          await as(token).put(`/admin/admin-tokens/${strong.id}`, changes).expect(403);
        }
      });
    });

    it('gives no token another owner, kind, end or key', async () => {
      const token = await make([on('update')], WEEK);
      await inVain(token, async () => {
        for (const change of [{ adminUserOwner: 2 }, { kind: 'content-api' }, { lifespan: null }, { lifespan: QUARTER }, { expiresAt: null }, { accessKey: 'x' }, { id: 1 }, { type: 'full-access' }]) {
          await as(token).put(`/admin/admin-tokens/${token.id}`, change).expect(400);
        }
      });
    });
  });

  describe('with only `read` and `reveal`', () => {
    it('does not see the key of a stronger token of the same owner', async () => {
      const token = await make([on('read'), on('reveal')]);
      const strong = await make([on('read'), on('reveal'), 'admin::users.read']);
      const { body, text } = await as(token).get(`/admin/admin-tokens/${strong.id}`).expect(200);
      expect(body.data).toMatchObject({ id: strong.id, canRevealKey: false });
      expect(text).not.toContain(strong.accessKey);
      expect(body.data).not.toHaveProperty('accessKey');
      expect((await as(token).get('/admin/admin-tokens').expect(200)).text).not.toMatch(/cms_admin_|accessKey|encryptedKey/);
    });

    it('does not see the tokens of other owners, though its owner is a super admin', async () => {
      const person = await makePerson(cms, admin, 'Other', [await makeRole(admin, name(), allActions)]);
      const foreign = await make([], null, await login(person.email, person.password));
      const token = await make(allActions);
      await as(token).get(`/admin/admin-tokens/${foreign.id}`).expect(404);
      await as(token).get(`/admin/admin-tokens/${foreign.id}/owner-permissions`).expect(403);
      const { body } = await as(token).get('/admin/admin-tokens').expect(200);
      expect(body.data.map(({ id }: MadeToken) => id)).not.toContain(foreign.id);
    });

    it('learns from a stronger token no more than what it may do itself', async () => {
      const token = await make([on('read')]);
      const strong = await make(allActions);
      const { body } = await as(token).get(`/admin/admin-tokens/${strong.id}/owner-permissions`).expect(200);
      expect(body.data.map(({ action }: { action: string }) => action)).toEqual([on('read')]);
    });
  });

  describe('with only `regenerate`', () => {
    it('does not replace and take the key of a stronger token', async () => {
      const token = await make([on('regenerate')]);
      const strong = await make([on('regenerate'), 'admin::users.read']);
      await inVain(strong, () => as(token).post(`/admin/admin-tokens/${strong.id}/regenerate`).expect(403));
    });

    it('takes the key of a token that may do no more, and gains nothing', async () => {
      const token = await make([on('regenerate')]);
      const weak = await make([]);
      const { body } = await as(token).post(`/admin/admin-tokens/${weak.id}/regenerate`).expect(201);
      expect(await mayDo(cms.as(body.data.accessKey))).toEqual([]);
    });
  });

  describe('with only `delete`', () => {
    it('does not delete a stronger token', async () => {
      const token = await make([on('delete')]);
      const strong = await make([on('delete'), 'admin::users.read']);
      await inVain(strong, () => as(token).delete(`/admin/admin-tokens/${strong.id}`).expect(403));
    });
  });

  describe('sees how strong a token of its owner is, and gains nothing,', () => {
    const ABSENT = 'plugin::absent.settings.change';
    let role: number;
    let owner: Client;
    let weak: MadeToken;
    let strong: MadeToken;

    beforeEach(async () => {
      const rights = [...VERBS.map(on), 'admin::users.read'];
      role = await makeRole(admin, name(), rights);
      const person = await makePerson(cms, admin, `Owner${role}`, [role]);
      owner = await login(person.email, person.password);
      weak = await make(VERBS.map(on), null, owner);
      strong = await make(rights, null, owner);
    });

    const strongAsAttacked = () => inVain(strong, async () => {
      expect((await as(weak).get(`/admin/admin-tokens/${strong.id}`).expect(200)).body.data).not.toHaveProperty('accessKey');
      await as(weak).post(`/admin/admin-tokens/${strong.id}/regenerate`).expect(403);
      await as(weak).put(`/admin/admin-tokens/${strong.id}`, { adminPermissions: [] }).expect(403);
      await as(weak).delete(`/admin/admin-tokens/${strong.id}`).expect(403);
    });

    it('while a role is being changed, and grants less in between', async () => {
      const removed = await cms.running.cms.db.connection('admin_permissions').where({ role_id: role, action: 'admin::users.read' }).delete();
      expect(removed).toBe(1);
      await strongAsAttacked();
    });

    it('while a plugin is switched off, whose actions the token keeps when roles change', async () => {
      const { db } = cms.running.cms;
      await db.query('admin::permission').create({ data: { action: ABSENT, role } });
      await db.query('plugin::api-tokens.token-permission').deleteMany({ where: { action: 'admin::users.read', token: { id: strong.id } } });
      await db.query('plugin::api-tokens.token-permission').create({ data: { action: ABSENT, token: strong.id } });
      await strongAsAttacked();
      await admin.put(`/admin/roles/${role}/permissions`, { permissions: permissionsOf(VERBS.map(on).slice(1)) }).expect(200);
      const actions = (await stored(strong))['permissions'].map(({ action }: { action: string }) => action);
      expect(actions).toEqual([...VERBS.map(on).slice(1), ABSENT]);
      const { body } = await owner.get(`/admin/admin-tokens/${strong.id}/owner-permissions`).expect(200);
      expect(body.data.map(({ action }: { action: string }) => action)).not.toContain(ABSENT);
    });
  });

  it('touches no token of another owner, though its own owner is a super admin', async () => {
    const person = await makePerson(cms, admin, 'Third', [await makeRole(admin, name(), allActions)]);
    const foreign = await make([], null, await login(person.email, person.password));
    const token = await make(allActions);
    await inVain(foreign, async () => {
      await as(token).put(`/admin/admin-tokens/${foreign.id}`, { name: name() }).expect(403);
      await as(token).post(`/admin/admin-tokens/${foreign.id}/regenerate`).expect(403);
      await as(token).delete(`/admin/admin-tokens/${foreign.id}`).expect(403);
    });
  });

  it.each(VERBS)('with all verbs but `%s` does not make up for it by the others', async (missing) => {
    const verbs = VERBS.filter((verb) => verb !== missing);
    const token = await make(verbs.map(on));
    const strong = await make(allActions);
    const client = as(token);
    await inVain(strong, async () => {
      await client.put(`/admin/admin-tokens/${strong.id}`, { adminPermissions: [] });
      await client.post(`/admin/admin-tokens/${strong.id}/regenerate`);
      await client.delete(`/admin/admin-tokens/${strong.id}`);
      const { text } = await client.get(`/admin/admin-tokens/${strong.id}`);
      expect(text).not.toContain(strong.accessKey);
    });
    await client.put(`/admin/admin-tokens/${token.id}`, { adminPermissions: permissionsOf([on(missing)]) }).expect(missing === 'update' ? 403 : 400);
    await client.post('/admin/admin-tokens', { name: name(), adminPermissions: permissionsOf([on(missing)]) }).expect(missing === 'create' ? 403 : 400);
    expect(await mayDo(client)).toEqual(verbs.map(on));
  });

  describe('leaves its owner\'s account alone:', () => {
    it('profile, password, e-mail, roles, activity, sessions, life', async () => {
      const token = await make(allActions);
      const { id } = (await admin.get('/admin/users/me').expect(200)).body.data;
      const before = await cms.running.cms.db.query('admin::user').findOne({ where: { id }, populate: ['roles'] });
      const superRole = before!.roles[0].id;
      const changes = [
        { firstname: 'X' }, { username: 'x' }, { email: 'x@example.com' }, { password: 'Another-horse-3' }, { isActive: false }, { roles: [superRole] },
      ];
      for (const change of changes) await as(token).put(`/admin/users/${id}`, change).expect(403);
      for (const change of changes.slice(0, 4)) await as(token).put('/admin/users/me', { ...change, currentPassword: firstAdmin.password }).expect(403);
      await as(token).delete(`/admin/users/${id}`).expect(403);
      await as(token).post('/admin/users/batch-delete', { ids: [id] }).expect(403);
      await as(token).post('/admin/users/batch-delete', { ids: [String(id)] }).expect(403);
      await as(token).post('/admin/logout').expect(403);
      await as(token).post('/admin/access-token').expect(401);
      expect(await cms.running.cms.db.query('admin::user').findOne({ where: { id }, populate: ['roles'] })).toEqual(before);
      await admin.get('/admin/users/me').expect(200);
    });

    it('the roles that the owner holds, and so the owner\'s other tokens', async () => {
      const role = await makeRole(admin, name(), allActions);
      const person = await makePerson(cms, admin, 'Holder', [role]);
      const owner = await login(person.email, person.password);
      const token = await make(['admin::roles.update', 'admin::roles.delete', 'admin::roles.read'], null, owner);
      const strong = await make(allActions, null, owner);
      await inVain(strong, async () => {
        await as(token).put(`/admin/roles/${role}/permissions`, { permissions: [] }).expect(403);
        await as(token).put(`/admin/roles/${role}/permissions`, { permissions: permissionsOf(['admin::roles.update']) }).expect(403);
        await as(token).put(`/admin/roles/${role}`, { name: name() }).expect(403);
        await as(token).delete(`/admin/roles/${role}`).expect(403);
      });
      expect(await mayDo(owner)).toEqual(allActions);
      await owner.put(`/admin/roles/${role}`, { name: name() }).expect(200);
    });

    it('and is answered with the owner by GET /admin/users/me', async () => {
      const { body } = await as(await make([])).get('/admin/users/me').expect(200);
      expect(body.data).toMatchObject({ firstname: 'Ada', email: firstAdmin.email, isActive: true });
      expect(JSON.stringify(body)).not.toMatch(/argon2|password|sessionVersion|registrationToken/);
    });
  });

  describe('treats the other kind\'s ids as unknown', () => {
    it('at the content-API tokens\' endpoint, deletion included; and so does a super admin', async () => {
      const strong = await make(allActions);
      for (const client of [as(await make(allActions)), admin]) {
        await inVain(strong, async () => {
          await client.get(`/admin/api-tokens/${strong.id}`).expect(404);
          await client.put(`/admin/api-tokens/${strong.id}`, { name: name() }).expect(404);
          await client.post(`/admin/api-tokens/${strong.id}/regenerate`).expect(404);
          expect((await client.delete(`/admin/api-tokens/${strong.id}`).expect(200)).body).toEqual({ data: null });
          expect((await client.get('/admin/api-tokens').expect(200)).text).not.toContain(`"id":${strong.id},`);
        });
      }
    });

    it('at the admin tokens\' endpoint', async () => {
      const content = (await admin.post('/admin/api-tokens', { name: name(), type: 'full-access' }).expect(201)).body.data;
      for (const client of [as(await make(allActions)), admin]) {
        await client.get(`/admin/admin-tokens/${content.id}`).expect(404);
        await client.get(`/admin/admin-tokens/${content.id}/owner-permissions`).expect(404);
        await client.put(`/admin/admin-tokens/${content.id}`, { name: name() }).expect(404);
        await client.post(`/admin/admin-tokens/${content.id}/regenerate`).expect(404);
        await client.delete(`/admin/admin-tokens/${content.id}`).expect(404);
        await cms.as(content.accessKey).get('/api/articles').expect(200);
      }
    });
  });

  describe('does not outlive itself:', () => {
    const end = (token: { expiresAt: string | null }) => (token.expiresAt === null ? Infinity : Date.parse(token.expiresAt));

    it.each([null, WEEK, MONTH, QUARTER])('what it makes for %s ms ends with it', async (lifespan) => {
      const token = await make(allActions, WEEK);
      for (const path of ['/admin/admin-tokens', '/admin/api-tokens']) {
        const { body } = await as(token).post(path, { name: name(), lifespan }).expect(201);
        expect(end(body.data)).toBeLessThanOrEqual(end(token));
        const again = await as({ ...token }).post(`${path}/${body.data.id}/regenerate`).expect(201);
        expect(again.body.data.id).toBe(body.data.id);
        expect(end((await admin.get(`${path}/${body.data.id}`).expect(200)).body.data)).toBeLessThanOrEqual(end(token));
      }
    });

    it('though it is in memory, it ends to the millisecond', async () => {
      const token = await make([on('read')], WEEK);
      await as(token).get('/admin/admin-tokens').expect(200);
      try {
        freezeClock(end(token) - 1);
        await as(token).get('/admin/admin-tokens').expect(200);
        freezeClock(end(token));
        expect((await as(token).get('/admin/admin-tokens').expect(401)).body.error.message).toBe('Token expired');
      } finally {
        jest.useRealTimers();
      }
    });

    it('a new key of its own ends when the old one would have', async () => {
      const token = await make([on('regenerate'), on('read')], WEEK);
      const { body } = await as(token).post(`/admin/admin-tokens/${token.id}/regenerate`).expect(201);
      const renewed = (await cms.as(body.data.accessKey).get(`/admin/admin-tokens/${token.id}`).expect(200)).body.data;
      expect(end(renewed)).toBeLessThanOrEqual(end(token));
    });

    it('a token of the same permissions that ends later is a stronger one', async () => {
      const token = await make(VERBS.map(on), WEEK);
      for (const lifespan of [null, MONTH]) {
        const lasting = await make(VERBS.map(on), lifespan);
        await inVain(lasting, async () => {
          expect((await as(token).get(`/admin/admin-tokens/${lasting.id}`).expect(200)).body.data).toMatchObject({ canRevealKey: false });
          await as(token).put(`/admin/admin-tokens/${lasting.id}`, { name: name() }).expect(403);
          await as(token).post(`/admin/admin-tokens/${lasting.id}/regenerate`).expect(403);
          await as(token).delete(`/admin/admin-tokens/${lasting.id}`).expect(403);
        });
      }
    });
  });
});
