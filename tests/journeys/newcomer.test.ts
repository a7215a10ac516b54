import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';

const DAY = 86_400_000;

describe.each(dialectsUnderTest())('a newcomer\'s way on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  const articles = '/api/articles';
  const title = (text: string) => ({ data: { title: text } });
  const create = async (body: object) => (await admin.post('/admin/api-tokens', body).expect(201)).body.data;

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
  });
  afterAll(() => cms.stop());

  it('finds a Full Access and a Read Only token in a fresh CMS, with keys that work', async () => {
    const { body } = await admin.get('/admin/api-tokens').expect(200);
    expect(body.data).toMatchObject([
      { name: 'Full Access', type: 'full-access', kind: 'content-api', lifespan: null, expiresAt: null, lastUsedAt: null },
      { name: 'Read Only', type: 'read-only', kind: 'content-api', lifespan: null, expiresAt: null, lastUsedAt: null },
    ]);
    const [full, readOnly] = await Promise.all(body.data.map(async ({ id }: { id: number }) =>
      (await admin.get(`/admin/api-tokens/${id}`).expect(200)).body.data.accessKey));
    const { documentId } = (await cms.as(full).post(articles, title('First')).expect(201)).body.data;
    expect((await cms.as(readOnly).get(`${articles}/${documentId}`).expect(200)).body.data.title).toBe('First');
    await cms.as(readOnly).put(`${articles}/${documentId}`, title('Changed')).expect(403);
    await cms.as(readOnly).delete(`${articles}/${documentId}`).expect(403);
    await cms.as().get(articles).expect(401);
  });

  it.each([
    ['read-only', null], ['read-only', 7], ['read-only', 30], ['read-only', 90],
    ['full-access', null], ['full-access', 7], ['full-access', 30], ['full-access', 90],
    ['custom', null], ['custom', 7], ['custom', 30], ['custom', 90],
  ] as const)('makes a token of type %s for %s days, and uses it', async (type, days) => {
    const lifespan = days === null ? null : days * DAY;
    const permissions = type === 'custom' ? ['api::article.article.find', 'api::article.article.create'] : [];
    const before = Date.now();
    const token = await create({ name: `${type} for ${days}`, type, lifespan, permissions });
    expect(token).toMatchObject({ type, lifespan: lifespan === null ? null : String(lifespan), permissions });
    if (lifespan === null) expect(token.expiresAt).toBeNull();
    else {
      expect(Date.parse(token.expiresAt)).toBeGreaterThanOrEqual(before + lifespan);
      expect(Date.parse(token.expiresAt)).toBeLessThanOrEqual(Date.now() + lifespan);
    }
    const client = cms.as(token.accessKey);
    await client.get(articles).expect(200);
    await client.post(articles, title('Made by a token')).expect(type === 'read-only' ? 403 : 201);
    await client.get('/api/categories').expect(type === 'custom' ? 403 : 200);
  });

  it('updates a token, and what it opens changes at once', async () => {
    const { id, accessKey } = await create({ name: 'changing', type: 'custom', permissions: ['api::article.article.find'] });
    const client = cms.as(accessKey);
    await client.get(articles).expect(200);
    await client.post(articles, title('x')).expect(403);
    await admin.put(`/admin/api-tokens/${id}`, { permissions: ['api::article.article.create'] }).expect(200);
    await client.get(articles).expect(403);
    await client.post(articles, title('x')).expect(201);
    const { body } = await admin.put(`/admin/api-tokens/${id}`, { type: 'read-only', name: 'changed' }).expect(200);
    expect(body.data).toMatchObject({ name: 'changed', type: 'read-only', permissions: [] });
    await client.get(articles).expect(200);
  });

  it('regenerates a token: the old key stops, the new one works', async () => {
    const { id, accessKey } = await create({ name: 'regenerated', type: 'read-only' });
    await cms.as(accessKey).get(articles).expect(200);
    const { body } = await admin.post(`/admin/api-tokens/${id}/regenerate`).expect(201);
    expect(body.data).toEqual({ id, kind: 'content-api', accessKey: expect.stringMatching(/^cms_content_/), previousKey: null });
    await cms.as(accessKey).get(articles).expect(401);
    await cms.as(body.data.accessKey).get(articles).expect(200);
  });

  it('deletes a token, and its key stops', async () => {
    const { id, accessKey } = await create({ name: 'deleted', type: 'full-access' });
    await cms.as(accessKey).get(articles).expect(200);
    await admin.delete(`/admin/api-tokens/${id}`).expect(200);
    await cms.as(accessKey).get(articles).expect(401);
    await admin.get(`/admin/api-tokens/${id}`).expect(404);
  });

  it('finds everything again after a restart, last uses included, and makes no token anew', async () => {
    const { accessKey } = await create({ name: 'lasting', type: 'custom', permissions: ['api::article.article.find'] });
    await cms.as(accessKey).get(articles).expect(200);
    const before = (await admin.get('/admin/api-tokens').expect(200)).body.data;
    expect(before.find(({ name }: { name: string }) => name === 'lasting').lastUsedAt).not.toBeNull();
    await cms.restart();
    const { body } = await cms.as().post('/admin/login', { email: 'ada@example.com', password: 'Correct-horse-1' }).expect(200);
    admin = cms.as(body.data.token);
    expect((await admin.get('/admin/api-tokens').expect(200)).body.data).toEqual(before);
    await cms.as(accessKey).get(articles).expect(200);
  });

  it('invalidates every key by another salt', async () => {
    const { accessKey } = await create({ name: 'salted', type: 'full-access' });
    await cms.as(accessKey).get(articles).expect(200);
    await cms.restart({ API_TOKEN_SALT: 'quite another salt than before' });
    await cms.as(accessKey).get(articles).expect(401);
  });
});
