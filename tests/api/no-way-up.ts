import { permissionsOf, type Wanted } from '../support/admin-token';
import type { Api } from './api-suite';
import { differences, onHost } from './differences';
import { makeOwner, makeToken, superAdminRole } from './people';

const ours = (verb: string) => `plugin::api-tokens.admin-tokens.${verb}`;

/** Whoever comes in by an admin token stays inside of that token's permissions in everything it touches. */
export function describeNoWayUp(api: Api): void {
  describe('an admin token', () => {
    const path = (rest = '') => api.path(`/admin-tokens${rest}`);
    /** A token of the super admin's, who may do everything, and a client that comes in by it. */
    const tokenWith = async (wanted: Wanted[], more: object = {}) => {
      const token = await makeToken(api, api.admin, wanted, more);
      return { ...token, client: api.host.as(token.accessKey) };
    };
    const strong = () => tokenWith(['admin::users.create', 'admin::roles.delete']);
    const stored = async (id: number) => (await api.admin.get(path(`/${id}`)).expect(200)).body.data;

    it('with create makes none that may do more, or lives longer', async () => {
      const { client, expiresAt } = await tokenWith([ours('create'), ours('read')], { lifespan: 604_800_000 });
      const make = (wanted: Wanted[], more: object = {}) =>
        client.post(path(), { name: api.newName(), adminPermissions: permissionsOf(wanted), ...more });
      const { body } = await make(['admin::users.create']).expect(400);
      expect(body.error.message).toBe('Cannot assign admin permissions that exceed your own. Exceeding: admin::users.create');
      expect((await make([ours('read')]).expect(201)).body.data.expiresAt).toBe(expiresAt);
      expect((await make([ours('read')], { lifespan: 7_776_000_000 }).expect(201)).body.data.expiresAt).toBe(expiresAt);
    });

    it('with create makes no content-API token that lives longer', async () => {
      const { client, expiresAt } = await tokenWith(['plugin::api-tokens.api-tokens.create'], { lifespan: 604_800_000 });
      const { body } = await client.post(api.path('/api-tokens'), { name: api.newName(), type: 'full-access' }).expect(201);
      expect(body.data.expiresAt).toBe(expiresAt);
    });

    it('with update, but without create, does not change what a content-API token can do', async () => {
      const ourContent = (verb: string) => `plugin::api-tokens.api-tokens.${verb}`;
      const { client } = await tokenWith([ourContent('read'), ourContent('update')], { lifespan: 604_800_000 });
      const content = (rest = '') => api.path(`/api-tokens${rest}`);
      const { id } = (await api.admin.post(content(), { name: api.newName(), type: 'read-only', expiresAt: new Date(Date.now() + 86_400_000).toISOString(), restrictions: { read: { status: 'published' } } }).expect(201)).body.data;
      for (const change of [{ type: 'full-access' }, { type: 'custom', permissions: ['api::article.article.create'] }, { restrictions: null }]) {
        expect((await client.put(content(`/${id}`), change).expect(403)).body.error.details.required).toEqual([ourContent('create')]);
      }
      await client.put(content(`/${id}`), { description: 'Changed', type: 'read-only', restrictions: { read: { status: 'published' } } }).expect(200);
      const both = await tokenWith([ourContent('read'), ourContent('update'), ourContent('create')], { lifespan: 604_800_000 });
      await both.client.put(content(`/${id}`), { type: 'full-access', restrictions: null }).expect(200);
    });

    it('with update widens neither itself nor another', async () => {
      const { id, client } = await tokenWith([ours('update')]);
      const other = await tokenWith([]);
      for (const target of [id, other.id]) {
        await client.put(path(`/${target}`), { adminPermissions: permissionsOf([ours('update'), 'admin::users.create']) }).expect(400);
      }
      expect((await stored(id)).adminPermissions).toHaveLength(1);
      expect((await stored(other.id)).adminPermissions).toHaveLength(0);
    });

    it('with update leaves a stronger one alone', async () => {
      const { client } = await tokenWith([ours('update')]);
      await client.put(path(`/${(await strong()).id}`), { description: 'x' }).expect(403);
    });

    it('with read and reveal does not see the key of a stronger one', async () => {
      const { client } = await tokenWith([ours('read'), ours('reveal')]);
      const { body } = await client.get(path(`/${(await strong()).id}`)).expect(200);
      expect(body.data).not.toHaveProperty('accessKey');
      const weaker = await tokenWith([]);
      expect((await client.get(path(`/${weaker.id}`)).expect(200)).body.data.accessKey).toBe(weaker.accessKey);
    });

    it('with read is not told more of its owner than it may do itself', async () => {
      const { id, client } = await tokenWith([ours('read')]);
      const { body } = await client.get(path(`/${id}/owner-permissions`)).expect(200);
      expect(body.data.map(({ action }: any) => action)).toEqual([ours('read')]);
    });

    it('with regenerate does not take a stronger one over', async () => {
      const { client } = await tokenWith([ours('regenerate')]);
      const stronger = await strong();
      await client.post(path(`/${stronger.id}/regenerate`)).expect(403);
      await stronger.client.get('/admin/users/me').expect(200);
    });

    it('with a key that was replaced makes no new key, of its own token or of another: it would outlive its end', async () => {
      const { id, client } = await tokenWith([ours('regenerate'), 'plugin::api-tokens.api-tokens.regenerate']);
      const { body: { data: content } } = await api.admin.post(api.path('/api-tokens'), { name: api.newName() }).expect(201);
      const { body: { data: { accessKey } } } = await api.admin.post(path(`/${id}/regenerate`), { keepPreviousFor: 3_600_000 }).expect(201);
      // Its own comes last: then its present key is replaced as well.
      const paths = [path(`/${(await tokenWith([])).id}/regenerate`), api.path(`/api-tokens/${content.id}/regenerate`), path(`/${id}/regenerate`)];
      for (const each of paths) expect((await client.post(each).expect(403)).body.error.message).toMatch(/^A key that was replaced/);
      await client.get('/admin/users/me').expect(200);
      for (const each of paths) await api.host.as(accessKey).post(each).expect(201);
      await client.get('/admin/users/me').expect(401);
    });

    it('with delete does not delete a stronger one, nor by the endpoint of the other kind', async () => {
      const { client } = await tokenWith([ours('delete'), 'plugin::api-tokens.api-tokens.delete']);
      const stronger = await strong();
      await client.delete(path(`/${stronger.id}`)).expect(403);
      expect((await client.delete(api.path(`/api-tokens/${stronger.id}`)).expect(200)).body.data).toBeNull();
      await stronger.client.get('/admin/users/me').expect(200);
    });

    it('does not act for its owner’s rank on tokens of others', async () => {
      const { client } = await tokenWith([ours('read'), ours('update'), ours('delete')]);
      const owner = await makeOwner(api, [ours('create'), ours('read')]);
      const theirs = await makeToken(api, owner.client);
      await client.get(path(`/${theirs.id}`)).expect(404);
      await client.put(path(`/${theirs.id}`), { description: 'x' }).expect(403);
      await client.delete(path(`/${theirs.id}`)).expect(403);
      expect((await client.get(path()).expect(200)).body.data.map(({ id }: any) => id)).not.toContain(theirs.id);
    });

    it('changes neither profile, password nor sessions of its owner', async () => {
      const owner = await makeOwner(api, [ours('create'), 'admin::users.update', 'admin::users.delete']);
      const { accessKey } = await makeToken(api, owner.client, ['admin::users.update', 'admin::users.delete']);
      const client = api.host.as(accessKey);
      await client.put('/admin/users/me', { firstname: 'Other', email: 'other@example.com' }).expect(403);
      await client.put('/admin/users/me', { currentPassword: owner.password, password: 'Another-horse-9' }).expect(403);
      await client.put(`/admin/users/${owner.id}`, { password: 'Another-horse-9' }).expect(403);
      await client.put(`/admin/users/${owner.id}`, { roles: [await superAdminRole(api)] }).expect(403);
      await client.delete(`/admin/users/${owner.id}`).expect(403);
      await client.post('/admin/users/batch-delete', { ids: [owner.id] }).expect(403);
      await client.post('/admin/logout').expect(403);
      expect((await owner.client.get('/admin/users/me').expect(200)).body.data).toMatchObject({ email: owner.email });
      await client.get('/admin/users/me/permissions').expect(onHost(api.host, differences.ownPermissionsByToken));
    });

    it('with users.create invites nobody who may do more', async () => {
      const { client } = await tokenWith(['admin::users.create', 'admin::users.read']);
      const invite = (roles: unknown) =>
        client.post('/admin/users', { firstname: 'In', lastname: 'Vited', email: `${api.newName().replace(' ', '')}@example.com`, roles });
      const stronger = await makeOwner(api, ['admin::roles.delete']);
      const weaker = await makeOwner(api, ['admin::users.read']);
      await invite([await superAdminRole(api)]).expect(403);
      await invite([weaker.roleId, stronger.roleId]).expect(403);
      await invite([weaker.roleId]).expect(201);
    });

    it('with users.update takes nobody over who may do more', async () => {
      const { client } = await tokenWith(['admin::users.update', 'admin::users.read']);
      const stronger = await makeOwner(api, ['admin::roles.delete']);
      const weaker = await makeOwner(api, ['admin::users.read']);
      await client.put(`/admin/users/${stronger.id}`, { password: 'Another-horse-9' }).expect(403);
      await client.put(`/admin/users/${stronger.id}`, { email: 'mine@example.com' }).expect(403);
      await client.put(`/admin/users/${weaker.id}`, { roles: [stronger.roleId] }).expect(403);
      await client.put(`/admin/users/${weaker.id}`, { roles: [await superAdminRole(api)] }).expect(403);
      await client.put(`/admin/users/${weaker.id}`, { firstname: 'Changed' }).expect(200);
    });

    it('with roles.update gives a role nothing that it may not do itself', async () => {
      const { client } = await tokenWith(['admin::roles.update', 'admin::users.read']);
      const { roleId } = await makeOwner(api, ['admin::users.read']);
      const set = (...actions: string[]) =>
        client.put(`/admin/roles/${roleId}/permissions`, { permissions: permissionsOf(actions).map(({ actionParameters: _, ...rest }) => rest) });
      await set('admin::roles.read', 'admin::users.create').expect(403);
      await set('admin::roles.update', 'admin::users.read').expect(200);
      await set().expect(200);
    });

    it('with roles and users rights touches neither a role nor a person that may do more', async () => {
      const { client } = await tokenWith(['admin::roles.update', 'admin::roles.delete', 'admin::users.update', 'admin::users.delete']);
      const stronger = await makeOwner(api, ['admin::roles.create']);
      const weaker = await makeOwner(api, []);
      await client.put(`/admin/roles/${stronger.roleId}/permissions`, { permissions: [] }).expect(403);
      await client.put(`/admin/roles/${stronger.roleId}`, { name: api.newName(), description: '' }).expect(403);
      await client.put(`/admin/users/${stronger.id}`, { isActive: false }).expect(403);
      await client.put(`/admin/users/${stronger.id}`, { roles: [weaker.roleId] }).expect(403);
      await api.admin.put(`/admin/users/${stronger.id}`, { isActive: false }).expect(200);
      await client.put(`/admin/users/${stronger.id}`, { isActive: true }).expect(403);
      await client.delete(`/admin/users/${stronger.id}`).expect(403);
      await api.admin.delete(`/admin/users/${stronger.id}`).expect(200);
      await client.delete(`/admin/roles/${stronger.roleId}`).expect(403);
    });

    it('with roles.update leaves the role of its owner alone, on which all tokens of the owner hang', async () => {
      const owner = await makeOwner(api, [ours('create'), 'admin::roles.update', 'admin::users.read']);
      const { accessKey } = await makeToken(api, owner.client, ['admin::roles.update']);
      const stronger = await makeToken(api, owner.client, ['admin::users.read']);
      await api.host.as(accessKey).put(`/admin/roles/${owner.roleId}/permissions`, { permissions: [] }).expect(403);
      await api.host.as(stronger.accessKey).get('/admin/users').expect(200);
    });
  });
}
