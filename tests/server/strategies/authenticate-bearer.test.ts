import { pluginServices } from '../../../server/services';
import { makeAdminToken } from '../../support/admin-token';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../../support/cms';

describe('a request by a token', () => {
  let cms: TestCms;
  let admin: Client;
  let touch: jest.SpyInstance;

  beforeAll(async () => {
    cms = await startTestCms();
    admin = await registerFirstAdmin(cms);
    touch = jest.spyOn(pluginServices(cms.running.cms).lastUse, 'touch');
  });
  afterAll(() => cms.stop());
  beforeEach(() => touch.mockClear());

  const keyOf = async (id: number) => (await cms.running.cms.db.query('plugin::api-tokens.token-key').findOne({ where: { token: { id } } }))!.id;
  const create = async (body: object) => (await admin.post('/admin/api-tokens', body).expect(201)).body.data;

  it('counts as one use, with a body, which is asked about twice, as without', async () => {
    const { id, accessKey } = await create({ name: 'content', type: 'full-access' });
    await cms.as(accessKey).get('/api/articles').expect(200);
    expect(touch.mock.calls).toEqual([[await keyOf(id), expect.any(Number), expect.stringContaining('127.0.0.1')]]);
    await cms.as(accessKey).post('/api/articles', { data: { title: 'One' } }).expect(201);
    expect(touch).toHaveBeenCalledTimes(2);
    const token = await makeAdminToken(admin, 'admin', ['plugin::api-tokens.api-tokens.create']);
    touch.mockClear();
    await cms.as(token.accessKey).post('/admin/api-tokens', { name: 'made' }).expect(201);
    expect(touch.mock.calls).toEqual([[await keyOf(token.id), expect.any(Number), expect.stringContaining('127.0.0.1')]]);
  });

  it('counts where its scope is denied, and not where it is not authenticated', async () => {
    const { accessKey } = await create({ name: 'reader', type: 'read-only' });
    await cms.as(accessKey).post('/api/articles', { data: { title: 'x' } }).expect(403);
    expect(touch).toHaveBeenCalledTimes(1);
    await cms.as(accessKey).get('/admin/users').expect(401);
    expect(touch).toHaveBeenCalledTimes(1);
  });

  it('is logged with the token’s id, also where it is denied', async () => {
    const token = await create({ name: 'logged', type: 'read-only' });
    const line = async (request: PromiseLike<unknown>) => {
      cms.logged.length = 0;
      await request;
      return JSON.parse(cms.logged.find((each) => each.includes('"path"'))!);
    };
    const client = cms.as(token.accessKey);
    expect(await line(client.get('/api/articles').expect(200))).toMatchObject({ path: '/api/articles', status: 200, tokenId: token.id });
    expect(await line(client.delete('/api/homepage').expect(403))).toMatchObject({ status: 403, tokenId: token.id });
    await admin.put(`/admin/api-tokens/${token.id}`, { enabled: false }).expect(200);
    expect(await line(client.get('/api/articles').expect(401))).toMatchObject({ status: 401, tokenId: token.id });
    for (const request of [client.get('/admin/users').expect(401), cms.as('garbage').get('/api/articles').expect(401), admin.get('/admin/users').expect(200)]) {
      expect(await line(request)).not.toHaveProperty('tokenId');
    }
    expect(cms.logged.join('')).not.toContain(token.accessKey);
  });

  it('shows the host the owner of an admin token without roles, rank or password', async () => {
    const { accessKey } = await makeAdminToken(admin, 'shown', ['plugin::api-tokens.api-tokens.read']);
    const { authenticator } = pluginServices(cms.running.cms);
    const find = jest.spyOn(authenticator, 'find');
    await cms.as(accessKey).get('/admin/api-tokens').expect(200);
    const credential = (await find.mock.results[0]!.value)!;
    find.mockRestore();
    expect(credential.owner).toMatchObject({ email: 'ada@example.com', isActive: true, roles: [{ code: 'strapi-super-admin' }] });
    expect(JSON.stringify(credential)).not.toMatch(/password|argon|registrationToken/i);
  });
});
