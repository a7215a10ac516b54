import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../../support/cms';
import { makeAdminToken } from '../../support/admin-token';
import { dialectsUnderTest } from '../../support/database';
import { pluginServices } from '../../../server/services';

describe.each(dialectsUnderTest())('content-API tokens on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
  });
  afterAll(() => cms.stop());

  const create = async (body: object) => (await admin.post('/admin/api-tokens', body).expect(201)).body.data;
  const get = async (id: number) => (await admin.get(`/admin/api-tokens/${id}`).expect(200)).body.data;

  it('keep permissions for actions that no longer exist, show them as unavailable, and gain nothing from them', async () => {
    const { id, accessKey } = await create({ name: 'gone', type: 'custom', permissions: ['api::article.article.find'] });
    await cms.running.cms.db.query('plugin::api-tokens.token-permission').create({ data: { action: 'api::old.old.find', token: id } });
    await cms.restart();
    const { body } = await cms.as().post('/admin/login', { email: 'ada@example.com', password: 'Correct-horse-1' }).expect(200);
    admin = cms.as(body.data.token);
    expect(await get(id)).toMatchObject({
      permissions: ['api::article.article.find', 'api::old.old.find'],
      unavailablePermissions: ['api::old.old.find'],
    });
    await cms.as(accessKey).get('/api/articles').expect(200);
    await cms.as(accessKey).get('/api/categories').expect(403);
    const kept = await admin.put(`/admin/api-tokens/${id}`, { permissions: ['api::old.old.find', 'api::article.article.create'] }).expect(200);
    expect(kept.body.data.permissions).toEqual(['api::old.old.find', 'api::article.article.create']);
    await admin.put(`/admin/api-tokens/${id}`, { permissions: ['api::other.other.find'] }).expect(400);
  });

  it('that become custom have the permissions that they are given, and none that a restored or repaired database has beside them', async () => {
    const { id, accessKey } = await create({ name: 'restored', type: 'read-only' });
    const stray = { action: 'api::article.article.create', token: id };
    await cms.running.cms.db.query('plugin::api-tokens.token-permission').create({ data: stray });
    const write = () => cms.as(accessKey).post('/api/articles', { data: { title: 'By a stray permission' } });
    await write().expect(403);
    await admin.put(`/admin/api-tokens/${id}`, { type: 'custom', permissions: [] }).expect(200);
    expect(await get(id)).toMatchObject({ type: 'custom', permissions: [] });
    await write().expect(403);
  });

  it('are broken by a permission that cannot be read, whatever their type', async () => {
    const { id, accessKey } = await create({ name: 'damaged', type: 'read-only' });
    await cms.as(accessKey).get('/api/articles').expect(200);
    const permissions = cms.running.cms.db.query('plugin::api-tokens.token-permission');
    const { id: permissionId } = await permissions.create({ data: { action: 'api::article.article.find', token: id } });
    await cms.running.cms.db.connection('api_tokens_permissions').where({ id: permissionId }).update({ properties: '{' });
    // As after a restart: whoever writes to the tables tells nobody.
    await pluginServices(cms.running.cms).store.write(async ({ changed }) => changed('all'));
    expect(await get(id)).toMatchObject({ broken: true });
    await cms.as(accessKey).get('/api/articles').expect(401);
  });

  it('show a key as long as it can be decrypted, and say so', async () => {
    const { id, accessKey } = await create({ name: 'shown' });
    expect(await get(id)).toMatchObject({ accessKey, canRevealKey: true, hint: accessKey.slice(-4) });
    await cms.running.cms.db.query('plugin::api-tokens.token-key').updateMany({ where: { token: { id } }, data: { encryptedKey: 'v1:00:00:00' } });
    const hidden = await get(id);
    expect(hidden).toMatchObject({ canRevealKey: false });
    expect(hidden).not.toHaveProperty('accessKey');
  });

  it('show and give a program no key that outlives its own token', async () => {
    const verbs = ['create', 'read', 'regenerate', 'reveal'].map((verb) => `plugin::api-tokens.api-tokens.${verb}`);
    const lasting = await create({ name: 'lasting' });
    const brief = await create({ name: 'brief', lifespan: 604_800_000 });
    const token = await makeAdminToken(admin, 'month', verbs, 2_592_000_000);
    const program = cms.as(token.accessKey);
    const seen = async (id: number) => (await program.get(`/admin/api-tokens/${id}`).expect(200)).body.data;
    expect(await seen(lasting.id)).not.toHaveProperty('accessKey');
    expect(await seen(brief.id)).toMatchObject({ accessKey: brief.accessKey });
    const made = (await program.post('/admin/api-tokens', { name: 'made', lifespan: 7_776_000_000 }).expect(201)).body.data;
    expect(made.expiresAt).toBe(token.expiresAt);
    await program.post(`/admin/api-tokens/${lasting.id}/regenerate`).expect(403);
    await cms.as(lasting.accessKey).get('/api/articles').expect(200);
    await program.post(`/admin/api-tokens/${brief.id}/regenerate`).expect(201);
  });

  it('never show a hash or a ciphertext', async () => {
    const { id } = await create({ name: 'hidden' });
    const stored = (await cms.running.cms.db.query('plugin::api-tokens.token-key').findOne({ where: { token: { id } } }))!;
    for (const path of ['/admin/api-tokens', '/admin/api-tokens?page=1', `/admin/api-tokens/${id}`]) {
      const { text } = await admin.get(path).expect(200);
      expect(text).not.toContain(stored.hash);
      expect(text).not.toContain(stored.encryptedKey);
    }
  });

  it('are listed in pages, sorted and searched', async () => {
    for (const name of ['Zulu', 'alpha 100%', 'Bravo_x']) await create({ name, description: `made for ${name}`, lifespan: 604_800_000 });
    const list = async (query: string) => (await admin.get(`/admin/api-tokens?${query}`).expect(200)).body;
    const names = ({ data }: any) => data.map(({ name }: any) => name);
    expect(names(await list('_q=ALPHA'))).toEqual(['alpha 100%']);
    expect(names(await list('_q=%25'))).toEqual(['alpha 100%']);
    expect(names(await list('_q=o_x'))).toEqual(['Bravo_x']);
    expect(names(await list('_q=made+for&sort=createdAt:desc'))).toEqual(['Bravo_x', 'alpha 100%', 'Zulu']);
    const { meta: { pagination } } = await list('pageSize=2');
    expect(pagination).toMatchObject({ page: 1, pageSize: 2, pageCount: Math.ceil(pagination.total / 2) });
    const all = names(await list('pageSize=100'));
    const paged = [];
    for (let page = 1; page <= pagination.pageCount; page += 1) paged.push(...names(await list(`pageSize=2&page=${page}`)));
    expect(paged).toEqual(all);
    expect(names(await list('page=999'))).toEqual([]);
  });

  it('lose all permissions with the type custom, and leave those of other tokens alone', async () => {
    const permissions = ['api::article.article.find'];
    const { id } = await create({ name: 'one', type: 'custom', permissions });
    const { id: other } = await create({ name: 'two', type: 'custom', permissions: [...permissions, 'api::category.category.find'] });
    await admin.put(`/admin/api-tokens/${id}`, { type: 'full-access' }).expect(200);
    expect(await get(id)).toMatchObject({ type: 'full-access', permissions: [] });
    expect((await get(other)).permissions).toEqual([...permissions, 'api::category.category.find']);
  });
});

describe('content-API tokens without an encryption key', () => {
  it('show their key once', async () => {
    const cms = await startTestCms({ variables: { ENCRYPTION_KEY: '', NODE_ENV: 'production' } });
    try {
      expect(cms.logged.join('')).toContain('keys are shown only once');
      const admin = await registerFirstAdmin(cms);
      const { id, accessKey } = (await admin.post('/admin/api-tokens', { name: 'once' }).expect(201)).body.data;
      await cms.as(accessKey).get('/api/articles').expect(200);
      const { body } = await admin.get(`/admin/api-tokens/${id}`).expect(200);
      expect(body.data).toMatchObject({ canRevealKey: false });
      expect(body.data).not.toHaveProperty('accessKey');
    } finally {
      await cms.stop();
    }
  });
});
