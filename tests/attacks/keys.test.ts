import { forgetTokens } from '../support/forget-tokens';
import { createAccessKey } from '../../server/key/access-key';
import { makePerson, makeRole } from '../support/accounts';
import { makeAdminToken } from '../support/admin-token';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';

const TOKEN_KEY = 'plugin::api-tokens.token-key';

describe.each(dialectsUnderTest())('what opens nothing, on %s:', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let names = 0;
  const name = () => `key ${(names += 1)}`;

  beforeAll(async () => {
    cms = await startTestCms({ dialect, variables: { API_TOKEN_REVALIDATE_MS: '0' } });
    admin = await registerFirstAdmin(cms);
  });
  afterAll(() => cms.stop());

  const create = async (more: object = { type: 'full-access' }) =>
    (await admin.post('/admin/api-tokens', { name: name(), ...more }).expect(201)).body.data as { id: number; accessKey: string };

  it('all that the database holds of a key', async () => {
    const tokens = [await create(), await makeAdminToken(admin, name(), ['admin::users.read'])];
    for (const { id, accessKey } of tokens) {
      const row = (await cms.running.cms.db.query(TOKEN_KEY).findOne({ where: { token: { id } } }))!;
      const parts = [row.hash, row.hash.repeat(2), row.encryptedKey, ...row.encryptedKey.split(':'), row.hint, row.documentId, String(id)];
      for (const part of parts) {
        expect(part).not.toBe(accessKey);
        for (const path of ['/api/articles', '/admin/users']) await cms.as(part).get(path).expect(401);
      }
    }
  });

  it('an unknown, a deleted and a replaced key, one of the other kind and one without an owner, all alike', async () => {
    const [deleted, replaced] = [await create(), await create()];
    await cms.as(deleted.accessKey).get('/api/articles').expect(200);
    await cms.as(replaced.accessKey).get('/api/articles').expect(200);
    await admin.delete(`/admin/api-tokens/${deleted.id}`).expect(200);
    await admin.post(`/admin/api-tokens/${replaced.id}/regenerate`).expect(201);
    const ownerless = await makeAdminToken(admin, name(), ['admin::users.read']);
    await cms.running.cms.db.connection('api_tokens_issued').where({ id: ownerless.id }).update({ admin_user_owner_id: null });
    await forgetTokens(cms);
    const adminKey = (await makeAdminToken(admin, name(), ['admin::users.read'])).accessKey;

    const answerTo = async (key: string, path: string) => {
      const { status, body, headers } = await cms.as(key).get(path);
      const { date: _date, 'x-request-id': _id, ...others } = headers;
      return { status, body, headers: others };
    };
    const content = [createAccessKey('cms', 'content'), deleted.accessKey, replaced.accessKey, adminKey, 'f0'.repeat(128), 'nonsense'];
    const answers = await Promise.all(content.map((key) => answerTo(key, '/api/articles')));
    expect(answers[0]).toMatchObject({ status: 401, body: { error: { message: 'Missing or invalid credentials' } } });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const forAdmin = [createAccessKey('cms', 'admin'), ownerless.accessKey, (await create()).accessKey, 'f0'.repeat(128), 'nonsense'];
    const adminAnswers = await Promise.all(forAdmin.map((key) => answerTo(key, '/admin/users')));
    expect(adminAnswers[0]).toMatchObject({ status: 401, body: answers[0]!.body });
    for (const answer of adminAnswers) expect(answer).toEqual(adminAnswers[0]);
  });

  it('an admin token whose permissions, or whose owner\'s, cannot be worked out', async () => {
    const role = await makeRole(admin, name(), ['admin::users.read', 'plugin::api-tokens.admin-tokens.create']);
    const person = await makePerson(cms, admin, `P${(names += 1)}`, [role]);
    const { body } = await cms.as().post('/admin/login', { email: person.email, password: person.password }).expect(200);
    const { accessKey } = await makeAdminToken(cms.as(body.data.token), name(), ['admin::users.read']);
    await cms.as(accessKey).get('/admin/users').expect(200);
    const knex = cms.running.cms.db.connection;
    for (const table of ['admin_permissions', 'api_tokens_permissions', 'admin_users_roles_lnk']) {
      await knex.schema.renameTable(table, `${table}_away`);
      await forgetTokens(cms);
      await cms.as(accessKey).get('/admin/users').expect(503).expect('Retry-After', '1');
      await knex.schema.renameTable(`${table}_away`, table);
      await cms.as(accessKey).get('/admin/users').expect(200);
    }
  });
});

describe.each(dialectsUnderTest())('what is left of a key or token that is gone, on %s:', (dialect) => {
  let cms: TestCms;
  let admin: Client;

  beforeAll(async () => {
    cms = await startTestCms({ dialect, variables: { API_TOKEN_REVALIDATE_MS: '0' } });
    admin = await registerFirstAdmin(cms);
  });
  afterAll(() => cms.stop());

  it('the account of somebody who has registered by its invitation, and no invitation', async () => {
    const token = await makeAdminToken(admin, 'inviter', ['admin::users.create']);
    const invite = async (email: string) => (await cms.as(token.accessKey).post('/admin/users', { firstname: 'X', email }).expect(201)).body.data.registrationToken;
    const [used, open] = [await invite('used@example.com'), await invite('open@example.com')];
    const register = (registrationToken: string) => cms.as().post('/admin/register', { registrationToken, userInfo: { firstname: 'X', password: 'Correct-horse-2' } });
    await register(used).expect(200);
    await admin.delete(`/admin/admin-tokens/${token.id}`).expect(200);
    await cms.as().post('/admin/login', { email: 'used@example.com', password: 'Correct-horse-2' }).expect(200);
    await register(open).expect(400);
  });

  it('keys that it has revealed or regenerated of tokens that it did not make, until those have other ones', async () => {
    const verbs = ['read', 'reveal', 'regenerate'].map((verb) => `plugin::api-tokens.api-tokens.${verb}`);
    const token = await makeAdminToken(admin, 'revealer', verbs);
    const own = async (tokenName: string) =>
      (await admin.post('/admin/api-tokens', { name: tokenName, type: 'full-access', lifespan: null }).expect(201)).body.data as { id: number; accessKey: string };
    const [seen, renewed] = [await own('seen'), await own('renewed')];
    await cms.as(token.accessKey).get(`/admin/api-tokens/${seen.id}`).expect(200).expect(({ body }) => expect(body.data.accessKey).toBe(seen.accessKey));
    const next = (await cms.as(token.accessKey).post(`/admin/api-tokens/${renewed.id}/regenerate`).expect(201)).body.data.accessKey as string;
    await admin.delete(`/admin/admin-tokens/${token.id}`).expect(200);
    for (const key of [seen.accessKey, next]) await cms.as(key).get('/api/articles').expect(200);
    for (const { id } of [seen, renewed]) await admin.post(`/admin/api-tokens/${id}/regenerate`).expect(201);
    for (const key of [seen.accessKey, next]) await cms.as(key).get('/api/articles').expect(401);
  });

  it('a use: one that was denied with 403 counts, one that was denied with 401 does not', async () => {
    const { id, accessKey } = (await admin.post('/admin/api-tokens', { name: 'for nothing', type: 'custom', permissions: [] }).expect(201)).body.data;
    const used = async () => (await admin.get(`/admin/api-tokens/${id}`).expect(200)).body.data.lastUsedAt;
    await cms.as(accessKey).get('/admin/users').expect(401);
    await cms.as(`${accessKey.slice(0, -1)}${accessKey.endsWith('a') ? 'b' : 'a'}`).get('/api/articles').expect(401);
    expect(await used()).toBeNull();
    await cms.as(accessKey).get('/api/articles').expect(403);
    expect(await used()).not.toBeNull();
  });
});
