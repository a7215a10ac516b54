import { createAccessKey } from '../../server/key/access-key';
import { parseBearer } from '../../server/key/bearer';
import { hashKey } from '../../server/key/hash-key';
import { pluginServices } from '../../server/services';
import { registerFirstAdmin, startTestCms, testVariables, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';
import { freezeClock } from '../support/freeze-clock';

describe.each(dialectsUnderTest())('the authenticator on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let queries: string[];

  beforeAll(async () => {
    // Long enough that no look at the revision falls into a test.
    cms = await startTestCms({ dialect, variables: { API_TOKEN_REVALIDATE_MS: '3600000' } });
    admin = await registerFirstAdmin(cms);
  });
  afterAll(() => cms.stop());

  beforeEach(() => {
    queries = [];
    cms.running.cms.db.connection.on('query', ({ sql }: { sql: string }) => queries.push(sql));
  });
  afterEach(() => {
    cms.running.cms.db.connection.removeAllListeners('query');
  });

  const create = async (name: string) => (await admin.post('/admin/api-tokens', { name }).expect(201)).body.data;
  const tokenQueries = () => queries.filter((sql) => sql.includes('api_tokens_') || sql.includes('core_store'));

  it('asks the database for a key once, and answers it from memory afterwards', async () => {
    const { accessKey } = await create('cached');
    await cms.as(accessKey).get('/api/articles').expect(200);
    expect(tokenQueries()).not.toEqual([]);
    queries.length = 0;
    for (let i = 0; i < 5; i += 1) await cms.as(accessKey).get('/api/articles').expect(200);
    expect(tokenQueries()).toEqual([]);
  });

  it('asks once for many first requests at once', async () => {
    const { accessKey } = await create('stampede');
    await cms.as(createAccessKey('cms', 'content')).get('/api/articles').expect(401);
    queries.length = 0;
    await Promise.all(Array.from({ length: 20 }, () => cms.as(accessKey).get('/api/articles').expect(200)));
    expect(tokenQueries().filter((sql) => sql.includes('access_key'))).toHaveLength(1);
  });

  it('asks once for different keys that come in together, and takes each for what it is', async () => {
    const { authenticator } = pluginServices(cms.running.cms);
    const types = ['read-only', 'full-access', 'custom'] as const;
    const made = await Promise.all(types.map(async (type) =>
      (await admin.post('/admin/api-tokens', { name: `together ${type}`, type, permissions: [] }).expect(201)).body.data));
    const keys = [...made.map(({ accessKey }) => accessKey), createAccessKey('cms', 'content')];
    await authenticator.find(parseBearer(`Bearer ${createAccessKey('cms', 'content')}`)!, 'content-api');
    queries.length = 0;
    const found = await Promise.all(keys.map((key) => authenticator.find(parseBearer(`Bearer ${key}`)!, 'content-api')));
    expect(found).toEqual([...made.map(({ id, type }) => expect.objectContaining({ tokenId: id, type })), null]);
    expect(queries.filter((sql) => sql.includes('access_key'))).toHaveLength(1);
  });

  it('never asks for a mistyped key, a key of the other kind, or what is no key', async () => {
    const { accessKey } = await create('mistyped');
    await cms.as(accessKey).get('/api/articles').expect(200);
    queries.length = 0;
    const mistyped = accessKey.slice(0, -1) + (accessKey.endsWith('x') ? 'y' : 'x');
    for (const key of [mistyped, createAccessKey('cms', 'admin'), 'nonsense', 'f'.repeat(255)]) {
      await cms.as(key).get('/api/articles').expect(401);
    }
    expect(tokenQueries()).toEqual([]);
  });

  it('asks for the same unknown key once', async () => {
    const unknown = createAccessKey('cms', 'content');
    await cms.as(unknown).get('/api/articles').expect(401);
    queries.length = 0;
    await cms.as(unknown).get('/api/articles').expect(401);
    expect(tokenQueries()).toEqual([]);
  });

  it('notes every use of a token, and none of one that is denied', async () => {
    const { lastUse } = pluginServices(cms.running.cms);
    const { id, accessKey } = await create('busy');
    try {
      for (const time of ['2030-01-01T00:00:00.000Z', '2030-01-01T00:00:00.001Z', '2030-01-01T00:00:00.017Z']) {
        freezeClock(Date.parse(time));
        await cms.as(accessKey).get('/api/articles').expect(200);
        expect(lastUse.pending(id)).toBe(Date.parse(time));
      }
    } finally {
      jest.useRealTimers();
    }
  });

  it('accepts a key of Strapi\'s form whose hash is stored', async () => {
    const imported = 'a1'.repeat(128);
    const { id } = await create('imported');
    await cms.running.cms.db.query('plugin::api-tokens.token')
      .update({ where: { id }, data: { accessKey: hashKey(imported, testVariables.API_TOKEN_SALT) } });
    await cms.as(imported).get('/api/articles').expect(200);
  });

  it('forgets at once what was changed here', async () => {
    const { id, accessKey } = await create('forgotten');
    await cms.as(accessKey).get('/api/articles').expect(200);
    await admin.delete(`/admin/api-tokens/${id}`).expect(200);
    await cms.as(accessKey).get('/api/articles').expect(401);
  });

  it('keeps nothing that was read before a change, however the two fall together', async () => {
    const { id, accessKey } = await create('racing');
    for (let i = 0; i < 20; i += 1) {
      const type = i % 2 === 0 ? 'full-access' : 'read-only';
      await Promise.all([
        admin.put(`/admin/api-tokens/${id}`, { type }).expect(200),
        ...Array.from({ length: 5 }, () => cms.as(accessKey).get('/api/articles').expect(200)),
      ]);
      await cms.as(accessKey).post('/api/articles', { data: { title: 'x' } }).expect(type === 'full-access' ? 201 : 403);
    }
  });
});

describe('an expiring token', () => {
  it('works until the last millisecond, then answers 401 `Token expired`, and lives again when it is regenerated', async () => {
    const cms = await startTestCms();
    try {
      const admin = await registerFirstAdmin(cms);
      const { id, accessKey, expiresAt } = (await admin.post('/admin/api-tokens', { name: 'week', lifespan: 604_800_000 }).expect(201)).body.data;
      freezeClock(Date.parse(expiresAt) - 1);
      await cms.as(accessKey).get('/api/articles').expect(200);
      freezeClock(Date.parse(expiresAt));
      const { body, headers } = await cms.as(accessKey).get('/api/articles').expect(401);
      expect(body).toEqual({ data: null, error: { status: 401, name: 'UnauthorizedError', message: 'Token expired', details: { code: 'ERR_TOKEN_EXPIRED' } } });
      expect(headers['www-authenticate']).toBe('Bearer error="invalid_token", error_description="Token expired"');
      const { body: login } = await cms.as().post('/admin/login', { email: 'ada@example.com', password: 'Correct-horse-1' }).expect(200);
      const { body: renewed } = await cms.as(login.data.token).post(`/admin/api-tokens/${id}/regenerate`).expect(201);
      await cms.as(renewed.data.accessKey).get('/api/articles').expect(200);
      await cms.as(accessKey).get('/api/articles').expect(401);
    } finally {
      jest.useRealTimers();
      await cms.stop();
    }
  });
});
