import { setTimeout as sleep } from 'node:timers/promises';
import { firstAdmin, type Client } from '../support/cms';
import { startStrapiHost, type StrapiHost } from '../support/hosts/strapi-host';

/** The paths of both kinds of token: the plugin's, and Strapi's own. */
const PLUGIN = { content: '/api-tokens', admin: '/admin-tokens' };
const STRAPI = { content: '/admin/api-tokens', admin: '/admin/admin-tokens' };

/** Each line of the two tables in docs/why-not-strapis-own.md, shown on the plugin's tokens and on Strapi's own. */
describe('what the plugin’s tokens have over Strapi’s own', () => {
  let host: StrapiHost;
  let admin: Client;
  let names = 0;

  beforeAll(async () => {
    host = await startStrapiHost();
    admin = host.as((await host.as().post('/admin/register-admin', firstAdmin).expect(200)).body.data.token);
  });
  afterAll(() => host?.stop());

  const permissions = (actions: string[]) => actions.map((action) => ({ action, subject: null, properties: {}, conditions: [] }));
  const make = async (path: string, body: object = {}) =>
    (await admin.post(path, { name: `token ${++names}`, ...(path.endsWith('/api-tokens') && { type: 'read-only' }), ...body }).expect(201)).body.data;
  const makeAdmin = async ({ admin: path }: typeof PLUGIN, actions: string[] = []) => {
    const token = await make(path, { adminPermissions: permissions(actions) });
    return { id: token.id, client: host.as(token.accessKey) };
  };

  it('identifies itself', async () => {
    expect((await make(PLUGIN.content)).accessKey).toMatch(/^cms_content_\w{49}$/);
    expect((await make(PLUGIN.admin)).accessKey).toMatch(/^cms_admin_\w{49}$/);
    for (const path of [STRAPI.content, STRAPI.admin]) expect((await make(path)).accessKey).toMatch(/^[0-9a-f]{256}$/);
  });

  it('can be told apart in the list', async () => {
    const { accessKey } = await make(PLUGIN.content);
    const listed = async (path: string) => (await admin.get(path).expect(200)).body.data.at(-1);
    expect((await listed(PLUGIN.content)).hint).toBe(accessKey.slice(-4));
    await make(STRAPI.content);
    expect(await listed(STRAPI.content)).not.toHaveProperty('hint');
  });

  it('shows every use', async () => {
    const secondUse = async (path: string) => {
      const { id, accessKey } = await make(path);
      const lastUse = async () => Date.parse((await admin.get(`${path}/${id}`).expect(200)).body.data.lastUsedAt);
      await host.as(accessKey).get('/api/articles').expect(200);
      const first = await lastUse();
      // Longer than the plugin lets pass between two uses that it notes.
      await sleep(20);
      await host.as(accessKey).get('/api/articles').expect(200);
      return (await lastUse()) - first;
    };
    expect(await secondUse(PLUGIN.content)).toBeGreaterThan(0);
    expect(await secondUse(STRAPI.content)).toBe(0);
  });

  it('does not write to the owner’s account, nor send mail, without a permission', async () => {
    const { client: ours } = await makeAdmin(PLUGIN);
    const { client: theirs } = await makeAdmin(STRAPI);
    await ours.put('/admin/users/me', { email: 'ours@example.com' }).expect(403);
    await theirs.put('/admin/users/me', { email: 'theirs@example.com' }).expect(200);
    await ours.get('/admin/users/me/sessions').expect(403);
    await theirs.get('/admin/users/me/sessions').expect(200);
    await ours.post('/email', {}).expect(403);
    expect((await theirs.post('/email', {})).status).not.toBe(403);
  });

  it('cannot create a token that can do more than itself', async () => {
    const more = permissions(['admin::users.create', 'admin::roles.delete']);
    const { client: ours } = await makeAdmin(PLUGIN, ['plugin::api-tokens.admin-tokens.create']);
    await ours.post(PLUGIN.admin, { name: 'more', adminPermissions: more }).expect(400);
    const { client: theirs } = await makeAdmin(STRAPI, ['admin::admin-tokens.create']);
    await theirs.post(STRAPI.admin, { name: 'more', adminPermissions: more }).expect(201);
  });

  it('cannot take over a token that can do more', async () => {
    const strong = ['admin::users.create'];
    const { client: ours } = await makeAdmin(PLUGIN, ['plugin::api-tokens.admin-tokens.regenerate']);
    await ours.post(`${PLUGIN.admin}/${(await makeAdmin(PLUGIN, strong)).id}/regenerate`).expect(403);
    const { client: theirs } = await makeAdmin(STRAPI, ['admin::admin-tokens.regenerate']);
    await theirs.post(`${STRAPI.admin}/${(await makeAdmin(STRAPI, strong)).id}/regenerate`).expect(201);
  });

  it('cannot invite a super admin', async () => {
    const { body } = await admin.get('/admin/roles').expect(200);
    const roles = [body.data.find(({ code }: any) => code === 'strapi-super-admin').id];
    const person = (firstname: string) => ({ firstname, lastname: 'X', email: `invited.${firstname}@example.com`, roles });
    await (await makeAdmin(PLUGIN, ['admin::users.create'])).client.post('/admin/users', person('ours')).expect(403);
    await (await makeAdmin(STRAPI, ['admin::users.create'])).client.post('/admin/users', person('theirs')).expect(201);
  });

  it('cannot be deleted through the endpoint of the other kind', async () => {
    const ours = await makeAdmin(PLUGIN);
    expect((await admin.delete(`${PLUGIN.content}/${ours.id}`).expect(200)).body.data).toBeNull();
    await ours.client.get('/admin/users/me').expect(200);
    const theirs = await makeAdmin(STRAPI);
    await admin.delete(`${STRAPI.content}/${theirs.id}`).expect(200);
    await theirs.client.get('/admin/users/me').expect(401);
  });

  it('works again after it is regenerated, for its whole lifespan', async () => {
    const { id, expiresAt } = await make(PLUGIN.content, { lifespan: 604_800_000 });
    await host.setExpiry(id, new Date(Date.now() - 1000));
    const { accessKey } = (await admin.post(`${PLUGIN.content}/${id}/regenerate`).expect(201)).body.data;
    await host.as(accessKey).get('/api/articles').expect(200);
    expect(Date.parse((await admin.get(`${PLUGIN.content}/${id}`).expect(200)).body.data.expiresAt)).toBeGreaterThanOrEqual(Date.parse(expiresAt));
    const theirs = await make(STRAPI.content, { lifespan: 604_800_000 });
    await admin.post(`${STRAPI.content}/${theirs.id}/regenerate`).expect(201);
    expect((await admin.get(`${STRAPI.content}/${theirs.id}`).expect(200)).body.data.expiresAt).toBe(theirs.expiresAt);
  });

  it('is found among many', async () => {
    await make(PLUGIN.content, { description: 'for the harbour website' });
    const search = async (path: string) => (await admin.get(`${path}?_q=harbour&page=1&pageSize=10`).expect(200)).body;
    expect((await search(PLUGIN.content)).meta.pagination.total).toBe(1);
    expect((await search(STRAPI.content)).data.length).toBeGreaterThan(1);
  });
});
