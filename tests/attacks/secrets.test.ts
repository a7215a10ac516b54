import { makePerson, makeRole } from '../support/accounts';
import { makeAdminToken } from '../support/admin-token';
import { firstAdmin, registerFirstAdmin, startTestCms, testVariables, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';

const TOKEN_KEY = 'plugin::api-tokens.token-key';

describe.each(dialectsUnderTest())('what nobody is told, on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let content: Client;
  /** All that is stored to check keys and passwords by, and the secrets that it was made with. */
  let secrets: string[];
  let adminKey: string;
  let contentKey: string;
  let ids: Record<'user' | 'role' | 'adminToken' | 'contentToken', number>;

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
    const role = await makeRole(admin, 'Role', ['admin::users.read']);
    const user = (await makePerson(cms, admin, 'Person', [role])).id;
    await admin.post('/admin/users', { firstname: 'Invited', email: 'invited@example.com', roles: [role] }).expect(201);
    const adminToken = await makeAdminToken(admin, 'admin token', ['admin::users.read']);
    const contentToken = (await admin.post('/admin/api-tokens', { name: 'content token', type: 'full-access' }).expect(201)).body.data;
    ids = { user, role, adminToken: adminToken.id, contentToken: contentToken.id };
    ({ accessKey: adminKey } = adminToken);
    ({ accessKey: contentKey } = contentToken);
    content = cms.as(contentKey);
    const { db } = cms.running.cms;
    const stored = [
      ...(await db.query(TOKEN_KEY).findMany()).flatMap(({ hash, encryptedKey }) => [hash, encryptedKey]),
      ...(await db.query('admin::user').findMany()).flatMap(({ password, sessionVersion, registrationToken }) => [password, sessionVersion, registrationToken]),
      ...(await db.query('admin::session').findMany()).flatMap(({ sessionId, tokenHash }) => [sessionId, tokenHash]),
    ].filter((secret) => secret !== null);
    expect(stored).toHaveLength(4 * 2 + 2 * 2 + 2 + 2 * 2);
    secrets = [...stored, testVariables.API_TOKEN_SALT, testVariables.ADMIN_JWT_SECRET, testVariables.ENCRYPTION_KEY, firstAdmin.password];
  });
  afterAll(() => cms.stop());

  function expectNoSecret(text: string): void {
    for (const secret of secrets) expect(text).not.toContain(secret);
  }

  it('no answer of the admin API holds a hash, a ciphertext or a secret', async () => {
    const paths = cms.running.cms.routes.filter(({ type, method }) => type === 'admin' && method === 'GET').map(({ fullPath }) => fullPath);
    expect(paths.length).toBeGreaterThan(10);
    for (const path of paths) {
      const id = path.includes('users') ? ids.user : path.includes('roles') ? ids.role : path.includes('admin-tokens') ? ids.adminToken : ids.contentToken;
      const { text } = await admin.get(path.replace(':id', String(id)));
      expectNoSecret(text);
    }
    for (const [path, change] of [
      [`/admin/users/${ids.user}`, { firstname: 'X' }], [`/admin/roles/${ids.role}`, { description: 'x' }],
      [`/admin/admin-tokens/${ids.adminToken}`, { description: 'x' }], [`/admin/api-tokens/${ids.contentToken}`, { description: 'x' }],
    ] as const) expectNoSecret((await admin.put(path, change).expect(200)).text);
  });

  it('lists show no keys, and are neither sorted nor searched by what is secret', async () => {
    const { db } = cms.running.cms;
    const key = (await db.query(TOKEN_KEY).findOne({ where: { token: { id: ids.adminToken } } }))!;
    const user = (await db.query('admin::user').findOne({ where: { email: firstAdmin.email } }))!;
    for (const path of ['/admin/admin-tokens', '/admin/api-tokens']) {
      expect((await admin.get(path).expect(200)).text).not.toMatch(/cms_(admin|content)_/);
      for (const sort of ['accessKey', 'encryptedKey', 'hint', 'accessKey:asc', 'adminUserOwner.password', 'name,accessKey', 'name:asc,accessKey:asc', 'permissions.action']) {
        await admin.get(`${path}?sort=${sort}`).expect(400);
      }
      await admin.get(`${path}?sort[accessKey]=asc&page=1`).expect(400);
      for (const part of [key['hash'].slice(0, 12), 'v1:', key['encryptedKey'].slice(0, 12), adminKey.slice(-6)]) {
        expect((await admin.get(`${path}?_q=${part}`).expect(200)).body.data).toEqual([]);
      }
    }
    for (const sort of ['password', 'registrationToken', 'sessionVersion', 'roles.name', 'blocked']) await admin.get(`/admin/users?sort=${sort}`).expect(400);
    for (const part of ['$argon2', user['password'].slice(0, 20), user['sessionVersion']]) {
      expect((await admin.get(`/admin/users?_q=${encodeURIComponent(part)}`).expect(200)).body.data.results).toEqual([]);
    }
    for (const query of ['filters[password][$startsWith]=$', 'filters[sessionVersion]=x', 'fields=password', 'populate=*', 'select=password', 'where[password]=x']) {
      await admin.get(`/admin/users?${query}`).expect(400);
      for (const path of ['/admin/admin-tokens', '/admin/api-tokens', '/admin/roles']) expectNoSecret((await admin.get(`${path}?${query}`)).text);
    }
  });

  it('the content API never exposes accounts or tokens, whatever is requested', async () => {
    const relations = ['createdBy', 'updatedBy', 'adminUserOwner', 'users', 'roles', 'permissions', 'admin::user', 'plugin::api-tokens.token', 'localizations'];
    for (const relation of relations) {
      for (const query of [
        `populate=${relation}`, `populate[${relation}][populate]=*`, `populate[category][populate]=${relation}`, `populate=category.${relation}`,
        `filters[${relation}][password][$startsWith]=$`, `filters[${relation}][id]=1`, `filters[category][${relation}][email][$contains]=a`,
        `sort=${relation}.password`, `sort=category.${relation}.email`, `fields=${relation}`,
      ]) expect((await content.get(`/api/articles?${query}`)).status).toBe(400);
    }
    for (const path of ['/api/users', '/api/tokens', '/api/admin-users', '/api/admin::user', '/api/api-tokens', '/api/plugin::api-tokens.token', '/api/users/me']) {
      expect((await content.get(path)).status).toBe(404);
    }
    expectNoSecret((await content.get('/api/articles?populate=*').expect(200)).text);
  });

  it('GraphQL knows no account and no token', async () => {
    const { body } = await content.post('/graphql', { query: '{ __schema { types { name fields { name } inputFields { name } } } }' }).expect(200);
    const names = JSON.stringify(body.data);
    expect(names).toContain('Article');
    expect(names).not.toMatch(/password|accessKey|encryptedKey|adminUserOwner|registrationToken|session/i);
    for (const query of ['{ users { email } }', '{ tokens { accessKey } }', '{ articles { createdBy { password } } }', '{ articles(filters: { createdBy: { email: { contains: "a" } } }) { title } }', '{ articles(sort: "createdBy.password") { title } }']) {
      const answer = await content.post('/graphql', { query });
      expect(answer.body.errors).toHaveLength(1);
      expectNoSecret(answer.text);
    }
  });

  it('refusals and log lines hold no secret', async () => {
    for (const body of [
      { registrationToken: firstAdmin.password, userInfo: { firstname: 'x', password: 'Secret-thing-77' } },
      { registrationToken: 'x'.repeat(300), userInfo: { password: 'secret-thing-77' } },
    ]) {
      const { text } = await cms.as().post('/admin/register', body).expect(400);
      expect(text).not.toMatch(/secret-thing-77/i);
      expectNoSecret(text);
    }
    expectNoSecret((await admin.put('/admin/users/me', { password: 'short', currentPassword: firstAdmin.password }).expect(400)).text);
    expectNoSecret((await admin.put('/admin/users/me', { password: 'Longer-horse-1', currentPassword: 'Wrong-horse-1' }).expect(400)).text);
    await cms.as(`${contentKey}x`).get('/api/articles').expect(401);
    const log = cms.logged.join('');
    expectNoSecret(log);
    for (const text of [adminKey, contentKey, 'Bearer', 'Secret-thing-77', 'cms_admin_refresh']) expect(log).not.toContain(text);
  });
});
