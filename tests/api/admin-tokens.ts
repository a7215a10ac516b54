import type { Api } from './api-suite';
import { grant, makeOwner, makeSuperAdmin, makeToken, type MadeAdminToken, type Person } from './people';

const ours = (kind: string, ...verbs: string[]) => verbs.map((verb) => `plugin::api-tokens.${kind}.${verb}`);
const ALL_VERBS = ['access', 'create', 'read', 'update', 'delete', 'regenerate', 'reveal'];
const ADMIN_TOKENS = ours('admin-tokens', ...ALL_VERBS);

/** The contract's table of admin tokens. */
export function describeAdminTokens(api: Api): void {
  describe('admin tokens', () => {
    const path = (rest = '') => api.path(`/admin-tokens${rest}`);
    const forbidden = { data: null, error: expect.objectContaining({ status: 403, name: 'ForbiddenError', message: 'Forbidden' }) };
    let editor: Person;
    let second: Person;

    beforeAll(async () => {
      editor = await makeOwner(api, [...ADMIN_TOKENS, 'admin::users.read']);
      second = await makeSuperAdmin(api);
    });

    const actionsOf = (token: { adminPermissions: Array<{ action: string }> }) => token.adminPermissions.map(({ action }) => action).sort();
    const stored = async (token: MadeAdminToken) => actionsOf((await api.admin.get(path(`/${token.id}`)).expect(200)).body.data);

    it('say when they stand still, since their owner is deactivated', async () => {
      const owner = await makeOwner(api, [...ADMIN_TOKENS, 'admin::users.read']);
      const token = await makeToken(api, owner.client, ['admin::users.read']);
      const state = async () => (await api.admin.get(path(`/${token.id}`)).expect(200)).body.data.state;
      expect(await state()).toBe('active');
      await api.admin.put(`/admin/users/${owner.id}`, { isActive: false }).expect(200);
      expect(await state()).toBe('owner-deactivated');
      await api.admin.put(`/admin/users/${owner.id}`, { isActive: true }).expect(200);
      expect(await state()).toBe('active');
    });

    it('belong to who makes them, and carry what was asked for', async () => {
      const token = await makeToken(api, editor.client, ['admin::users.read'], { name: ` ${api.newName()} `, description: ' d ' });
      expect(token).toEqual({
        id: expect.any(Number), kind: 'admin', name: expect.stringMatching(/^token \d+$/), description: 'd', lifespan: null,
        expiresAt: null, enabled: true, rateLimit: null, allowedAddresses: null, state: 'active', lastUsedAt: null, lastUsedFrom: null, previousKey: null, managedBy: null, hint: token.accessKey.slice(-4), createdAt: expect.any(String), updatedAt: expect.any(String),
        createdBy: { type: 'user', id: editor.id, label: expect.stringMatching(/^Person\d+ Test$/) },
        accessKey: expect.stringMatching(/^cms_admin_[0-9A-Za-z]{49}$/),
        adminPermissions: [{ id: expect.any(Number), action: 'admin::users.read', actionParameters: {}, subject: null, properties: {}, conditions: [] }],
        adminUserOwner: { id: editor.id, firstname: expect.any(String), lastname: 'Test', username: null, email: editor.email },
      });
    });

    it.each([
      [{ type: 'read-only' }, 'Type is not allowed for admin tokens'],
      [{ type: null }, 'Type is not allowed for admin tokens'],
      [{ permissions: [] }, 'Permissions are not allowed for admin tokens'],
    ])('are not made of %j, which is a BadRequestError', async (wrong, message) => {
      const { body } = await api.admin.post(path(), { name: api.newName(), ...wrong }).expect(400);
      expect(body).toEqual({ data: null, error: expect.objectContaining({ status: 400, name: 'BadRequestError', message }) });
    });

    it('are not given an action that does not exist, in create and in update', async () => {
      const adminPermissions = [{ action: 'admin::users.read' }, { action: 'admin::no.such' }];
      const issue = {
        path: ['adminPermissions', '1', 'action'], message: 'action is not an existing permission action', name: 'ValidationError', value: 'admin::no.such',
      };
      const { id } = await makeToken(api, api.admin);
      for (const attempt of [
        api.admin.post(path(), { name: api.newName(), adminPermissions }), api.admin.put(path(`/${id}`), { adminPermissions }),
      ]) {
        const { body } = await attempt.expect(400);
        expect(body.error).toMatchObject({ status: 400, name: 'ValidationError', message: issue.message, details: { errors: [issue] } });
      }
    });

    it('show their permissions in the order in which they were given, each once', async () => {
      const asked = ['admin::users.read', 'admin::roles.read', 'admin::users.create', 'admin::users.read'];
      const inOrder = ({ adminPermissions }: any) => adminPermissions.map(({ action }: any) => action);
      const token = await makeToken(api, api.admin, asked);
      expect(inOrder(token)).toEqual(asked.slice(0, 3));
      const update = { adminPermissions: asked.toReversed().map((action) => ({ action })) };
      expect(inOrder((await api.admin.put(path(`/${token.id}`), update).expect(200)).body.data))
        .toEqual(['admin::users.read', 'admin::users.create', 'admin::roles.read']);
      const listed = (await api.admin.get(path()).expect(200)).body.data.find(({ id }: any) => id === token.id);
      expect(inOrder(listed)).toEqual(['admin::users.read', 'admin::users.create', 'admin::roles.read']);
    });

    it.each([
      [{ adminPermissions: [{}] }, expect.stringContaining('action')],
      [{ adminPermissions: 'all' }, expect.any(String)],
      [{ name: '' }, expect.any(String)],
      [{ lifespan: 1 }, expect.stringMatching(/^lifespan must be /)],
    ])('are not made of %j', async (wrong, message) => {
      const { body } = await api.admin.post(path(), { name: api.newName(), ...wrong }).expect(400);
      expect(body.error).toMatchObject({ status: 400, name: 'ValidationError', message });
    });

    it('are not made to do more than their owner, and the surplus is named; a super admin may do everything', async () => {
      const adminPermissions = [{ action: 'admin::users.create' }, { action: 'admin::users.read' }, { action: 'admin::roles.delete' }];
      const { body } = await editor.client.post(path(), { name: api.newName(), adminPermissions }).expect(400);
      expect(body.error.message)
        .toBe('Cannot assign admin permissions that exceed your own. Exceeding: admin::users.create, admin::roles.delete');
      await makeToken(api, api.admin, ['admin::users.create', 'admin::roles.delete']);
    });

    it('are listed: all for a super admin, their own for others, without keys', async () => {
      const theirs = await makeToken(api, editor.client);
      const another = await makeToken(api, api.admin);
      const idsFor = async (client: Person['client']) => {
        const { body } = await client.get(path()).expect(200);
        expect(JSON.stringify(body)).not.toMatch(/accessKey|encryptedKey|v1:|[0-9a-f]{128}/);
        return body.data.map(({ id }: any) => id);
      };
      expect(await idsFor(second.client)).toEqual(expect.arrayContaining([theirs.id, another.id]));
      const own = await idsFor(editor.client);
      expect(own).toContain(theirs.id);
      expect(own).not.toContain(another.id);
    });

    it('are read with the key by the owner, without it by another super admin, by nobody else', async () => {
      const { accessKey, id } = await makeToken(api, editor.client);
      expect((await editor.client.get(path(`/${id}`)).expect(200)).body.data.accessKey).toBe(accessKey);
      expect((await second.client.get(path(`/${id}`)).expect(200)).body.data).not.toHaveProperty('accessKey');
      const other = await makeToken(api, api.admin);
      await editor.client.get(path(`/${other.id}`)).expect(404);
    });

    it('are changed by the owner or a super admin, below the owner’s ceiling', async () => {
      const token = await makeToken(api, editor.client);
      const allowed = { adminPermissions: [{ action: 'admin::users.read' }] };
      expect(actionsOf((await editor.client.put(path(`/${token.id}`), allowed).expect(200)).body.data)).toEqual(['admin::users.read']);
      expect((await second.client.put(path(`/${token.id}`), { description: 'seen' }).expect(200)).body.data.description).toBe('seen');
      const beyond = { adminPermissions: [{ action: 'admin::users.create' }] };
      await editor.client.put(path(`/${token.id}`), beyond).expect(400);
      await second.client.put(path(`/${token.id}`), beyond).expect(400);
      await api.admin.put(path(`/${token.id}`), { adminUserOwner: 1 }).expect(400);
      const other = await makeToken(api, api.admin);
      expect((await editor.client.put(path(`/${other.id}`), { description: 'x' }).expect(403)).body).toEqual(forbidden);
      expect(await stored(token)).toEqual(['admin::users.read']);
    });

    it('get another key from their owner alone', async () => {
      const token = await makeToken(api, editor.client);
      await api.host.as(token.accessKey).get('/admin/users/me').expect(200);
      await second.client.post(path(`/${token.id}/regenerate`)).expect(403);
      const { body } = await editor.client.post(path(`/${token.id}/regenerate`)).expect(201);
      expect(body.data).toEqual({ id: token.id, kind: 'admin', accessKey: expect.stringMatching(/^cms_admin_/), previousKey: null });
      await api.host.as(token.accessKey).get('/admin/users/me').expect(401);
      await api.host.as(body.data.accessKey).get('/admin/users/me').expect(200);
    });

    it('are deleted by the owner or a super admin, and content-API tokens are none', async () => {
      const [first, another] = [await makeToken(api, editor.client), await makeToken(api, editor.client)];
      const other = await makeToken(api, api.admin);
      await editor.client.delete(path(`/${other.id}`)).expect(403);
      await editor.client.delete(path(`/${first.id}`)).expect(200);
      await second.client.delete(path(`/${another.id}`)).expect(200);
      await editor.client.delete(path(`/${first.id}`)).expect(404);
      const { body } = await api.admin.post(api.path('/api-tokens'), { name: api.newName() }).expect(201);
      await api.admin.delete(path(`/${body.data.id}`)).expect(404);
      await api.admin.get(path(`/${body.data.id}`)).expect(404);
    });

    it('tell the owner and super admins what the owner may do now', async () => {
      const token = await makeToken(api, editor.client);
      for (const client of [editor.client, second.client]) {
        const { body } = await client.get(path(`/${token.id}/owner-permissions`)).expect(200);
        expect(body.data.map(({ action }: any) => action).sort()).toEqual([...ADMIN_TOKENS, 'admin::users.read'].sort());
      }
      const other = await makeToken(api, api.admin);
      await editor.client.get(path(`/${other.id}/owner-permissions`)).expect(403);
    });

    it('ask people for the permission of each verb', async () => {
      const person = await makeOwner(api, []);
      const token = await makeToken(api, api.admin);
      const requests = [
        () => person.client.get(path()), () => person.client.post(path(), { name: 'x' }), () => person.client.get(path(`/${token.id}`)),
        () => person.client.put(path(`/${token.id}`), {}), () => person.client.delete(path(`/${token.id}`)),
        () => person.client.post(path(`/${token.id}/regenerate`)),
        () => person.client.get(api.path('/api-tokens')), () => person.client.post(api.path('/api-tokens'), { name: 'x' }),
      ];
      for (const request of requests) {
        expect((await request().expect(403)).body.error).toMatchObject({ status: 403, name: 'PolicyError', message: 'Policy Failed', details: { code: 'ERR_FORBIDDEN' } });
      }
      await api.host.as().get(path()).expect(401);
    });

    it('open what is on them, as their owner, and nothing else', async () => {
      const { accessKey } = await makeToken(api, editor.client, ['admin::users.read']);
      const client = api.host.as(accessKey);
      await client.get('/admin/users').expect(200);
      expect((await client.get('/admin/users/me').expect(200)).body.data).toMatchObject({ id: editor.id, email: editor.email });
      await client.get('/admin/roles').expect(403);
      const { body, headers } = await client.get(path()).expect(403);
      const required = 'plugin::api-tokens.admin-tokens.read';
      expect(body.error).toEqual({ status: 403, name: 'PolicyError', message: 'Policy Failed', details: { code: 'ERR_FORBIDDEN', required: [required] } });
      expect(headers['www-authenticate']).toBe(`Bearer error="insufficient_scope", error_description="Policy Failed", scope="${required}"`);
    });

    it('lose what their owner’s role loses, at once and for good, and keep what it keeps', async () => {
      const owner = await makeOwner(api, [...ADMIN_TOKENS, 'admin::users.read', 'admin::roles.read']);
      const token = await makeToken(api, owner.client, ['admin::users.read', 'admin::roles.read']);
      const client = api.host.as(token.accessKey);
      await client.get('/admin/users').expect(200);
      await grant(api, owner.roleId, [...ADMIN_TOKENS, 'admin::roles.read', 'admin::users.create']);
      await client.get('/admin/users').expect(403);
      await client.get('/admin/roles').expect(200);
      expect(await stored(token)).toEqual(['admin::roles.read']);
      await grant(api, owner.roleId, [...ADMIN_TOKENS, 'admin::roles.read', 'admin::users.read']);
      await client.get('/admin/users').expect(403);
      expect(await stored(token)).toEqual(['admin::roles.read']);
    });

    it('lose what their owner loses by another role', async () => {
      const owner = await makeOwner(api, [...ADMIN_TOKENS, 'admin::users.read']);
      const other = await makeOwner(api, []);
      const token = await makeToken(api, owner.client, ['admin::users.read']);
      await api.host.as(token.accessKey).get('/admin/users').expect(200);
      await api.admin.put(`/admin/users/${owner.id}`, { roles: [other.roleId] }).expect(200);
      await api.host.as(token.accessKey).get('/admin/users').expect(403);
      expect(await stored(token)).toEqual([]);
    });

    it('rest while their owner is deactivated', async () => {
      const owner = await makeOwner(api, [...ADMIN_TOKENS, 'admin::users.read']);
      const client = api.host.as((await makeToken(api, owner.client, ['admin::users.read'])).accessKey);
      await client.get('/admin/users').expect(200);
      await api.admin.put(`/admin/users/${owner.id}`, { isActive: false }).expect(200);
      expect((await client.get('/admin/users').expect(401)).body.error)
        .toMatchObject({ name: 'UnauthorizedError', message: 'Token owner is deactivated', details: { code: 'ERR_OWNER_DEACTIVATED' } });
      await api.admin.put(`/admin/users/${owner.id}`, { isActive: true }).expect(200);
      await client.get('/admin/users').expect(200);
    });

    it('go with their owner', async () => {
      const owner = await makeOwner(api, ADMIN_TOKENS);
      const token = await makeToken(api, owner.client);
      await api.host.as(token.accessKey).get('/admin/users/me').expect(200);
      await api.admin.delete(`/admin/users/${owner.id}`).expect(200);
      await api.host.as(token.accessKey).get('/admin/users/me').expect(401);
      await api.admin.get(path(`/${token.id}`)).expect(404);
    });

    it('end when their time is over', async () => {
      const token = await makeToken(api, api.admin, [], { lifespan: 604_800_000 });
      await api.host.setExpiry(token.id, new Date(Date.now() - 1));
      const { body, headers } = await api.host.as(token.accessKey).get('/admin/users/me').expect(401);
      expect(body.error).toMatchObject({ status: 401, name: 'UnauthorizedError', message: 'Token expired' });
      expect(headers['www-authenticate']).toBe('Bearer error="invalid_token", error_description="Token expired"');
    });
  });
}
