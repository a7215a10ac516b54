import { SYSTEM } from '../../../server/callers';
import { pluginServices, type Services } from '../../../server/services';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../../support/cms';
import { freezeClock } from '../../support/freeze-clock';
import { makeAdminToken } from '../../support/admin-token';

const DAY = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();
const LIMIT = expect.objectContaining({ error: expect.objectContaining({ name: 'ValidationError', message: 'A token may last at most 30 days. Choose an earlier expiry date' }) });

describe('a policy of 30 days for content-API tokens and 7 for admin tokens', () => {
  let cms: TestCms;
  let admin: Client;

  beforeAll(async () => {
    cms = await startTestCms({ variables: { API_TOKEN_POLICY: '{"maxLifetimeDays":{"contentApi":30,"admin":7}}' } });
    admin = await registerFirstAdmin(cms);
  });
  afterAll(() => cms.stop());
  afterEach(() => jest.useRealTimers());

  let names = 0;
  const create = (body: object, by = admin) => by.post('/admin/api-tokens', { name: `limited ${++names}`, ...body });

  it('is known to the settings pages', async () => {
    expect((await admin.get('/admin/token-policy').expect(200)).body.data).toEqual({ maxLifetimeDays: { contentApi: 30, admin: 7 }, enforce: 'new', readActions: [], mcpPath: null });
  });

  it('limits the default tokens', async () => {
    const { data } = (await admin.get('/admin/api-tokens').expect(200)).body;
    const seeded = data.filter(({ createdBy }: any) => createdBy.type === 'system');
    expect(seeded.map(({ expiresAt, createdAt }: any) => Date.parse(expiresAt) - Date.parse(createdAt))).toEqual([30 * DAY, 30 * DAY]);
  });

  it.each([{}, { lifespan: null }, { lifespan: 90 * DAY }, { expiresAt: null }, { expiresAt: '2100-01-01' }])('denies a token with %j to people, to admin tokens, and to the host’s own code', async (life) => {
    expect((await create(life).expect(400)).body).toEqual(LIMIT);
    const { accessKey } = await makeAdminToken(admin, `maker ${++names}`, ['plugin::api-tokens.api-tokens.create'], 7 * DAY);
    const made = await create(life, cms.as(accessKey));
    // It ends with the one that made it anyway, unless a later date is asked for.
    expect(made.status).toBe('expiresAt' in life && life.expiresAt !== null ? 400 : 201);
    const { contentApiTokens } = pluginServices(cms.running.cms);
    await expect(contentApiTokens.create(SYSTEM, { name: `limited ${++names}`, type: 'read-only', ...life } as never)).rejects.toMatchObject({ status: 400 });
  });

  it('allows what is within it, for each kind its own', async () => {
    await create({ lifespan: 30 * DAY }).expect(201);
    await create({ expiresAt: inDays(29) }).expect(201);
    const { body } = await admin.post('/admin/admin-tokens', { name: 'too long', lifespan: 30 * DAY }).expect(400);
    expect(body.error.message).toContain('at most 7 days');
    await admin.post('/admin/admin-tokens', { name: 'short', lifespan: 7 * DAY }).expect(201);
  });

  it('is measured from now where a token is extended, and caps the life of one that gets a new key', async () => {
    const { id } = (await create({ lifespan: 7 * DAY }).expect(201)).body.data;
    freezeClock(Date.now() + 6 * DAY);
    const { contentApiTokens } = pluginServices(cms.running.cms);
    await expect(contentApiTokens.update(SYSTEM, id, { expiresAt: inDays(31) })).rejects.toMatchObject({ status: 400 });
    await expect(contentApiTokens.update(SYSTEM, id, { expiresAt: null })).rejects.toMatchObject({ status: 400 });
    expect(await contentApiTokens.update(SYSTEM, id, { expiresAt: inDays(30) })).toMatchObject({ expiresAt: inDays(30) });
    await contentApiTokens.regenerate(SYSTEM, id, {});
    expect(await contentApiTokens.get(SYSTEM, id)).toMatchObject({ expiresAt: inDays(30) });
  });

  it('never stands in the way of shortening, pausing and deleting', async () => {
    const { id } = (await create({ lifespan: 30 * DAY }).expect(201)).body.data;
    // Made before there was a policy.
    await cms.running.cms.db.query('plugin::api-tokens.token').update({ where: { id }, data: { expiresAt: null, lifespan: null } });
    await admin.put(`/admin/api-tokens/${id}`, { description: 'kept', enabled: false }).expect(200);
    await admin.put(`/admin/api-tokens/${id}`, { expiresAt: inDays(400) }).expect(200);
    await admin.put(`/admin/api-tokens/${id}`, { expiresAt: inDays(401) }).expect(400);
    await admin.delete(`/admin/api-tokens/${id}`).expect(200);
  });
});

describe('a policy for all tokens', () => {
  let cms: TestCms;
  let services: Services;

  beforeAll(async () => {
    cms = await startTestCms();
    await registerFirstAdmin(cms);
  });
  afterAll(() => cms.stop());
  afterEach(() => jest.useRealTimers());

  it('denies older ones past the longest life, rewrites nothing, and lets a new key begin another life', async () => {
    const unlimited = await pluginServices(cms.running.cms).contentApiTokens.create(SYSTEM, { name: 'older', type: 'full-access' });
    await cms.restart({ API_TOKEN_POLICY: '{"maxLifetimeDays":{"contentApi":30},"enforce":"all"}', API_TOKEN_REVALIDATE_MS: '0' });
    services = pluginServices(cms.running.cms);
    const end = Date.parse(unlimited.createdAt) + 30 * DAY;
    expect(await services.contentApiTokens.get(SYSTEM, unlimited.id)).toMatchObject({ expiresAt: new Date(end).toISOString(), state: 'active' });

    freezeClock(end - 1);
    await cms.as(unlimited.accessKey).get('/api/articles').expect(200);
    jest.setSystemTime(end);
    const { body } = await cms.as(unlimited.accessKey).get('/api/articles').expect(401);
    expect(body.error).toMatchObject({ message: 'Token expired', details: { code: 'ERR_TOKEN_EXPIRED' } });
    expect(await services.contentApiTokens.get(SYSTEM, unlimited.id)).toMatchObject({ state: 'expired' });
    const stored = await cms.running.cms.db.query('plugin::api-tokens.token').findOne({ where: { id: unlimited.id as number } });
    expect(stored!.expiresAt).toBeNull();

    const { accessKey, previousKey } = await services.contentApiTokens.regenerate(SYSTEM, unlimited.id, { keepPreviousFor: DAY });
    expect(previousKey).toBeNull();
    await cms.as(accessKey).get('/api/articles').expect(200);
    await cms.as(unlimited.accessKey).get('/api/articles').expect(401);
    jest.setSystemTime(end + 30 * DAY);
    await cms.as(accessKey).get('/api/articles').expect(401);
  });
});
