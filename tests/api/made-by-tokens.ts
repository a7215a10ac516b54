import type { Client } from '../support/cms';
import type { Api } from './api-suite';
import { grant, makeOwner, makeToken, type MadeAdminToken, type Person } from './people';

const WEEK = 604_800_000;
const admin = (verb: string) => `plugin::api-tokens.admin-tokens.${verb}`;
const content = (verb: string) => `plugin::api-tokens.api-tokens.${verb}`;
const RIGHTS = [...['create', 'read', 'update', 'delete', 'regenerate'].map(admin), content('create'), 'admin::users.read'];

/** What an admin token makes ends with it, however that comes about. */
export function describeMadeByTokens(api: Api): void {
  describe('what an admin token has made', () => {
    let owner: Person;
    let parent: MadeAdminToken;
    let child: MadeAdminToken;
    let page: { id: number; accessKey: string; expiresAt: string | null; createdBy: unknown };

    beforeEach(async () => {
      owner = await makeOwner(api, RIGHTS);
      parent = await makeToken(api, owner.client, RIGHTS);
      child = await makeToken(api, api.host.as(parent.accessKey), RIGHTS);
      const made = await api.host.as(child.accessKey).post(api.path('/api-tokens'), { name: api.newName(), type: 'full-access' }).expect(201);
      page = made.body.data;
    });

    const status = async (client: Client, path: string) => (await client.get(path)).status;
    const childStatus = () => status(api.host.as(child.accessKey), '/admin/users');
    const pageStatus = () => status(api.host.as(page.accessKey), '/api/articles');
    const put = (token: { id: number }, body: object) => owner.client.put(api.path(`/admin-tokens/${token.id}`), body);

    it('says so', () => {
      expect(page.createdBy).toEqual({ type: 'admin-token', id: child.id, label: child.name });
      expect(child).toMatchObject({ createdBy: { type: 'admin-token', id: parent.id } });
    });

    it('works while that lives', async () => {
      expect([await childStatus(), await pageStatus()]).toEqual([200, 200]);
    });

    it('is deleted with it, also what that has made', async () => {
      await childStatus();
      await owner.client.delete(api.path(`/admin-tokens/${parent.id}`)).expect(200);
      expect([await childStatus(), await pageStatus()]).toEqual([401, 401]);
      await api.admin.get(api.path(`/api-tokens/${page.id}`)).expect(404);
      await api.admin.get(api.path(`/admin-tokens/${child.id}`)).expect(404);
    });

    it('is deleted with its owner', async () => {
      await api.admin.delete(`/admin/users/${owner.id}`).expect(200);
      expect([await childStatus(), await pageStatus()]).toEqual([401, 401]);
      await api.admin.get(api.path(`/api-tokens/${page.id}`)).expect(404);
    });

    it('rests while its owner is deactivated', async () => {
      expect(await pageStatus()).toBe(200);
      await api.admin.put(`/admin/users/${owner.id}`, { isActive: false }).expect(200);
      expect([await childStatus(), await pageStatus()]).toEqual([401, 401]);
      await api.admin.put(`/admin/users/${owner.id}`, { isActive: true }).expect(200);
      expect([await childStatus(), await pageStatus()]).toEqual([200, 200]);
    });

    it('is over when its time is over, and a person cannot lift that', async () => {
      await api.host.setExpiry(parent.id, new Date(Date.now() - 1));
      const { body } = await api.host.as(page.accessKey).get('/api/articles').expect(401);
      expect(body.error.message).toBe('Token expired');
      expect(await childStatus()).toBe(401);
      await api.admin.post(api.path(`/api-tokens/${page.id}/regenerate`)).expect(400);
    });

    it('is narrowed with it for good, and content-API tokens end with its right to make them', async () => {
      expect([await childStatus(), await pageStatus()]).toEqual([200, 200]);
      const permissions = (actions: string[]) => ({ adminPermissions: actions.map((action) => ({ action })) });
      await put(parent, permissions([admin('read')])).expect(200);
      expect([await childStatus(), await pageStatus()]).toEqual([403, 401]);
      await put(parent, permissions(RIGHTS)).expect(200);
      expect([await childStatus(), await pageStatus()]).toEqual([403, 401]);
      await put(child, permissions(['admin::roles.read'])).expect(400);
    });

    it('ends with a right that its owner’s role loses', async () => {
      expect(await pageStatus()).toBe(200);
      await grant(api, owner.roleId, RIGHTS.filter((action) => action !== content('create')));
      expect([await childStatus(), await pageStatus()]).toEqual([200, 401]);
      await grant(api, owner.roleId, RIGHTS);
      expect(await pageStatus()).toBe(401);
    });

    it('ends with it still when a person has given it another key', async () => {
      const brief = await makeToken(api, owner.client, RIGHTS, { lifespan: WEEK });
      const made = (await api.host.as(brief.accessKey).post(api.path('/api-tokens'), { name: api.newName() }).expect(201)).body.data;
      await api.admin.post(api.path(`/api-tokens/${made.id}/regenerate`)).expect(201);
      expect((await api.admin.get(api.path(`/api-tokens/${made.id}`)).expect(200)).body.data.expiresAt).toBe(brief.expiresAt);
    });

    it('cannot be widened beyond it', async () => {
      const weak = await makeToken(api, owner.client, [admin('create')]);
      const made = await makeToken(api, api.host.as(weak.accessKey), []);
      await put(made, { adminPermissions: [{ action: 'admin::users.read' }] }).expect(400);
    });
  });

  describe('a token that is looked at and changed', () => {
    it('shows its key to who may reveal it, and to who only reads it not', async () => {
      const reader = await makeOwner(api, [content('read'), admin('read'), admin('create')]);
      const revealer = await makeOwner(api, [content('read'), content('reveal')]);
      const { id, accessKey } = (await api.admin.post(api.path('/api-tokens'), { name: api.newName() }).expect(201)).body.data;
      const seen = async ({ client }: Person) => (await client.get(api.path(`/api-tokens/${id}`)).expect(200)).body.data;
      expect(await seen(revealer)).toMatchObject({ accessKey, canRevealKey: true });
      expect(await seen(reader)).toMatchObject({ canRevealKey: false });
      expect(await seen(reader)).not.toHaveProperty('accessKey');
      const own = await makeToken(api, reader.client);
      expect((await reader.client.get(api.path(`/admin-tokens/${own.id}`)).expect(200)).body.data).not.toHaveProperty('accessKey');
    });

    it.each([['/api-tokens', { description: 'x' }], ['/admin-tokens', { adminPermissions: [{ action: 'admin::users.read' }] }]])('is not changed on the basis of an older one: %s', async (path, change) => {
      const { id, updatedAt } = (await api.admin.post(api.path(path), { name: api.newName() }).expect(201)).body.data;
      const put = (body: object) => api.admin.put(api.path(`${path}/${id}`), body);
      const changed = (await put({ ...change, basedOn: updatedAt }).expect(200)).body.data;
      expect(Date.parse(changed.updatedAt)).toBeGreaterThan(Date.parse(updatedAt));
      const { body } = await put({ name: api.newName(), basedOn: updatedAt }).expect(409);
      expect(body.error).toMatchObject({ name: 'ConflictError', details: { code: 'ERR_CONFLICT', token: changed } });
      await put({ name: api.newName(), basedOn: changed.updatedAt }).expect(200);
      for (const basedOn of ['yesterday', '', null, 7, '2026-13-45T00:00:00Z']) await put({ basedOn }).expect(400);
    });

    it('is kept out of caches', async () => {
      const { headers, body } = await api.admin.post(api.path('/api-tokens'), { name: api.newName() }).expect(201);
      expect(headers['cache-control']).toBe('no-store');
      expect((await api.admin.get(api.path(`/api-tokens/${body.data.id}`)).expect(200)).headers['cache-control']).toBe('no-store');
      expect((await api.admin.post(api.path(`/api-tokens/${body.data.id}/regenerate`)).expect(201)).headers['cache-control']).toBe('no-store');
    });
  });
}
