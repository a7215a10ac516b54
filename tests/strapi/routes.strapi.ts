import { firstAdmin, type Client } from '../support/cms';
import type { ListedRoute } from '../support/hosts/api-host';
import { startStrapiHost, type StrapiHost } from '../support/hosts/strapi-host';

interface Route extends ListedRoute {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  auth: false | { scope?: string[]; strategies?: unknown[] };
}

/** What admin tokens without any permission may call, beside what is public; all else is refused to them. */
const OPEN = [
  'GET /admin/content-api/permissions',
  'GET /admin/content-api/routes',
  'GET /admin/permissions',
  'GET /admin/users/me',
  'GET /client-address',
  'GET /content-manager/components',
  'GET /content-manager/components/:uid/configuration',
  'GET /content-manager/content-types',
  'GET /content-manager/content-types-settings',
  'GET /content-manager/content-types/:uid/configuration',
  'GET /content-manager/init',
  'GET /i18n/locales',
  'GET /token-policy',
  'POST /admin/permissions/check',
  'POST /i18n/content-manager/actions/get-non-localized-fields',
];

/**
 * Refused as well, but not with 403: Strapi looks at the input before it looks at the caller; and for relations that may not be
 * read it answers 500, to people too.
 */
const REFUSED_OTHERWISE = [
  'GET /content-manager/relations/:model/:id/:targetField',
  'GET /content-manager/relations/:model/:targetField',
  'POST /upload/',
  'POST /upload/files',
  'POST /upload/files/:id/replace',
  'PUT /content-manager/components/:uid/configuration',
  'PUT /upload/files/:id',
];

/** Keys of Strapi's own: closed to admin tokens whatever they may do. */
const KEYS = /^\/admin\/(api-tokens|admin-tokens|transfer\/tokens)(\/|$)/;

const nameOf = ({ method, path }: Route) => `${method} ${path}`;

describe('the admin routes of Strapi', () => {
  let host: StrapiHost;
  let admin: Client;
  let routes: Route[];

  beforeAll(async () => {
    host = await startStrapiHost();
    admin = host.as((await host.as().post('/admin/register-admin', firstAdmin).expect(200)).body.data.token);
    routes = (host.routes() as Route[]).filter(({ type, auth }) => type === 'admin' && auth !== false && !(auth && auth.strategies));
  });
  afterAll(() => host?.stop());

  async function makeKey(name: string, actions: string[]): Promise<string> {
    const adminPermissions = actions.map((action) => ({ action }));
    return (await admin.post('/admin-tokens', { name, adminPermissions }).expect(201)).body.data.accessKey;
  }

  /** What a route answers to a request without any input of meaning. */
  async function call(client: Client, { method, path }: Route): Promise<number> {
    const filled = path.replace(/:(\w+)/g, (_, name) => (['model', 'uid', 'contentType'].includes(name) ? 'api::article.article' : '1'));
    const verb = method.toLowerCase() as Lowercase<Route['method']>;
    return (await (verb === 'post' || verb === 'put' ? client[verb](filled, {}) : client[verb](filled))).status;
  }

  it('are all closed to an admin token without permissions, but for those that are listed', async () => {
    const client = host.as(await makeKey('without', []));
    const open: string[] = [];
    for (const route of routes) {
      const status = await call(client, route);
      expect([nameOf(route), status]).not.toEqual([nameOf(route), 401]);
      if (status < 400 || (status !== 403 && !REFUSED_OTHERWISE.includes(nameOf(route)))) open.push(nameOf(route));
    }
    expect(open.sort()).toEqual(OPEN);
  });

  it('refuse such a token also where their input is right', async () => {
    const client = host.as(await makeKey('still without', []));
    const article = (await admin.post('/content-manager/collection-types/api::article.article', { title: 'Here' }).expect(201)).body.data;
    await client.get(`/content-manager/relations/api::article.article/${article.documentId}/category`).expect(500);
    await client.get('/content-manager/relations/api::article.article/category').expect(500);
    const file = (request: ReturnType<Client['post']>) => request.attach('files', Buffer.from('text'), 'text.txt');
    const [uploaded] = (await file(admin.post('/upload')).expect(201)).body;
    await file(client.post('/upload')).expect(403);
    await file(client.post(`/upload?id=${uploaded.id}`)).expect(403);
    await client.post(`/upload?id=${uploaded.id}`).field('fileInfo', '{"name":"other"}').expect(403);
  });

  it('for keys of Strapi’s own are closed to a token that may do everything', async () => {
    const { sections } = (await admin.get('/admin/permissions').expect(200)).body.data;
    const actions = [...sections.settings, ...sections.plugins].map(({ action }: { action: string }) => action);
    const client = host.as(await makeKey('everything', actions));
    const keys = routes.filter(({ path }) => KEYS.test(path));
    expect(keys.length).toBeGreaterThan(15);
    for (const route of keys) expect([nameOf(route), await call(client, route)]).toEqual([nameOf(route), 403]);
    await client.get('/admin/roles').expect(200);
    await client.get('/api-tokens').expect(200);
  });

  it('for accounts are closed whatever an id is written like', async () => {
    const client = host.as(await makeKey('accounts', ['admin::users.create', 'admin::users.update', 'admin::users.delete', 'admin::roles.update']));
    const person = { firstname: 'A', lastname: 'B', email: 'ab@example.com' };
    for (const id of ['1', '01', '1.0', '1e0', '%201', '+1', '1a', '0x1']) {
      await client.put(`/admin/users/${id}`, { password: 'Another-horse-9' }).expect(403);
      await client.delete(`/admin/users/${id}`).expect(403);
      const permissions = [{ action: 'admin::roles.delete', subject: null, properties: {}, conditions: [] }];
      await client.put(`/admin/roles/${id.replace('1', '2')}/permissions`, { permissions }).expect(403);
    }
    for (const ids of [['1'], ['1.0'], [1], [[1]], '1', { 0: 1 }, null]) {
      await client.post('/admin/users', { ...person, roles: ids }).expect(403);
      await client.post('/admin/users/batch-delete', { ids }).expect(403);
    }
    expect((await admin.get('/admin/users').expect(200)).body.data.results).toHaveLength(1);
  });

  it('are explained as closed where a permission is not enough', async () => {
    const adminPermissions = ['admin::users.update', 'admin::users.delete', 'admin::roles.update', 'admin::roles.delete'].map((action) => ({ action }));
    const { id, accessKey } = (await admin.post('/admin-tokens', { name: 'explained', adminPermissions }).expect(201)).body.data;
    const explained = async (method: string, path: string) => (await admin.post(`/admin-tokens/${id}/explain`, { method, path }).expect(200)).body.data;
    const denied = { check: 'openToTokens', passed: false, code: 'ERR_FORBIDDEN', detail: 'Forbidden' };
    // PostgreSQL fails on an id that exceeds 32 bits.
    const closed = [
      ['put', '/admin/users/1'], ['delete', '/admin/users/1'], ['put', '/admin/roles/1/permissions'], ['delete', '/admin/roles/1'], ['delete', '/admin/users/01'],
      ['delete', '/admin/users/2147483648'],
    ] as const;
    for (const [method, path] of closed) {
      const { allowed, checks } = await explained(method, path);
      expect([method, path, allowed, checks.filter(({ passed }: { passed: boolean }) => !passed)]).toEqual([method, path, false, [denied]]);
      await host.as(accessKey)[method](path).expect(403);
    }
    expect((await explained('delete', '/admin/users/2147483647')).allowed).toBe(true);
    await host.as(accessKey).delete('/admin/users/2147483647').expect(404);
    expect((await explained('put', '/admin/users/me')).checks.at(-1)).toEqual(denied);
  });

  it('are explained without what an account or a role may do, if the token may not change it', async () => {
    const { id } = (await admin.post('/admin-tokens', { name: 'explained without permissions', adminPermissions: [] }).expect(201)).body.data;
    for (const [method, path] of [['put', '/admin/users/1'], ['delete', '/admin/users/1'], ['put', '/admin/roles/1/permissions'], ['delete', '/admin/roles/1']] as const) {
      const { allowed, checks } = (await admin.post(`/admin-tokens/${id}/explain`, { method, path }).expect(200)).body.data;
      const failed = checks.filter(({ passed }: { passed: boolean }) => !passed).map(({ check }: { check: string }) => check);
      expect([method, path, allowed, failed]).toEqual([method, path, false, ['inScope']]);
    }
  });

  it('know nobody without a key, with a content-API token or with a wrong key', async () => {
    const { accessKey } = (await admin.post('/api-tokens', { name: 'content', type: 'full-access' }).expect(201)).body.data;
    for (const client of [host.as(), host.as(accessKey), host.as('ab'.repeat(128))]) {
      for (const route of routes) expect([nameOf(route), await call(client, route)]).toEqual([nameOf(route), 401]);
    }
  });
});
