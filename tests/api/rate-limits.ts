import type { Client } from '../support/cms';
import type { Api } from './api-suite';
import { makeOwner, makeToken } from './people';

const kinds = ['api-tokens', 'admin-tokens'] as const;
const RIGHTS = kinds.flatMap((kind) => ['read', 'create', 'update', 'regenerate', 'reveal'].map((verb) => `plugin::api-tokens.${kind}.${verb}`));
/** So long that nothing is forgotten while a test runs. */
const DAY = 86_400;

/** Tokens that may send a number of requests alone. */
export function describeRateLimits(api: Api): void {
  describe.each(kinds)('the rate limit of one of the %s', (kind) => {
    const path = (rest = '') => api.path(`/${kind}${rest}`);
    const post = (body: object, by: Client = api.admin) => by.post(path(), { name: api.newName(), ...(kind === 'api-tokens' && { type: 'read-only' }), ...body });
    const create = async (body: object = {}, by: Client = api.admin) => (await post(body, by).expect(201)).body.data;
    const put = (id: number, body: object, by: Client = api.admin) => by.put(path(`/${id}`), body);
    const use = (key: string) => api.host.as(key).get(kind === 'admin-tokens' ? '/admin/users/me' : '/api/articles');
    const limited = (limit: number) => create({ rateLimit: { limit, window: DAY } });

    it('is a number of requests in a number of seconds, or none', async () => {
      const { id, rateLimit } = await create({ rateLimit: { limit: 1_000_000, window: 1 } });
      expect(rateLimit).toEqual({ limit: 1_000_000, window: 1 });
      expect((await put(id, { rateLimit: null }).expect(200)).body.data.rateLimit).toBeNull();
      const wrong = [
        0, '1/s', [], {}, { limit: 1 }, { window: 1 }, { limit: 0, window: 1 }, { limit: 1_000_001, window: 1 }, { limit: 1, window: 0 }, { limit: 1, window: 86_401 },
        { limit: 1.5, window: 1 }, { limit: '1', window: 1 }, { limit: null, window: 1 }, { limit: 1, window: 1, burst: 2 },
      ];
      for (const given of wrong) {
        for (const answer of [await post({ rateLimit: given }), await put(id, { rateLimit: given })]) {
          expect([given, answer.status, answer.body.error?.details.code]).toEqual([given, 400, 'ERR_VALIDATION']);
        }
      }
    });

    it('is stated in every response, and denies requests beyond it', async () => {
      const { id, accessKey } = await limited(3);
      for (const left of [2, 1, 0]) {
        const { headers } = await use(accessKey).expect(200);
        expect(headers['ratelimit-policy']).toBe(`"token";q=3;w=${DAY}`);
        expect(headers.ratelimit).toMatch(new RegExp(`^"token";r=${left};t=[1-9]\\d*$`));
      }
      const { body, headers } = await use(accessKey).set('Origin', 'https://www.example.com').expect(429);
      const retryAfter = Number(headers['retry-after']);
      expect(body).toEqual({ data: null, error: { status: 429, name: 'RateLimitError', message: 'Too many requests', details: { code: 'ERR_RATE_LIMITED', retryAfter } } });
      expect(retryAfter).toBeGreaterThan(DAY / 2);
      expect(headers.ratelimit).toBe(`"token";r=0;t=${retryAfter}`);
      if (headers['access-control-allow-origin'] !== undefined) expect(headers['access-control-expose-headers']).toMatch(/RateLimit.*RateLimit-Policy.*Retry-After/i);
      expect((await api.admin.get(path(`/${id}`)).expect(200)).body.data.rateUsed).toBe(3);
      const { checks } = (await api.admin.post(path(`/${id}/explain`), { method: 'GET', path: kind === 'admin-tokens' ? '/admin/users/me' : '/api/articles' }).expect(200)).body.data;
      expect(checks).toContainEqual({ check: 'withinRateLimit', passed: false, code: 'ERR_RATE_LIMITED', detail: 'Too many requests' });
      expect((await use((await create()).accessKey).expect(200)).headers).not.toHaveProperty('ratelimit');
    });

    it('counts what is denied for its scope, and not what is denied for its address', async () => {
      const { id, accessKey } = await limited(2);
      await put(id, { allowedAddresses: ['192.0.2.1'] }).expect(200);
      expect((await use(accessKey).expect(403)).headers).not.toHaveProperty('ratelimit');
      await put(id, { allowedAddresses: null }).expect(200);
      const denied = () => (kind === 'admin-tokens' ? api.host.as(accessKey).get('/admin/users') : api.host.as(accessKey).delete('/api/articles/x'));
      expect((await denied().expect(403)).headers.ratelimit).toMatch(/r=1;/);
      expect((await denied().expect(403)).headers.ratelimit).toMatch(/r=0;/);
      await denied().expect(429);
    });

    it('keeps counting while the token is paused, rotated, renamed and limited differently', async () => {
      const { id, accessKey } = await limited(3);
      await use(accessKey).expect(200);
      await put(id, { enabled: false }).expect(200);
      await use(accessKey).expect(401);
      await put(id, { enabled: true, name: api.newName() }).expect(200);
      const { accessKey: next } = (await api.admin.post(path(`/${id}/regenerate`), { keepPreviousFor: 60_000 }).expect(201)).body.data;
      await use(next).expect(200);
      await put(id, { rateLimit: { limit: 3, window: DAY / 2 } }).expect(200);
      await use(accessKey).expect(200);
      for (const key of [accessKey, next]) await use(key).expect(429);
      await put(id, { rateLimit: null }).expect(200);
      await use(next).expect(200);
      await put(id, { rateLimit: { limit: 3, window: DAY / 2 } }).expect(200);
      await use(next).expect(429);
    });

    it('cannot be lifted by an admin token, and what that makes has its own at most', async () => {
      const owner = await makeOwner(api, RIGHTS);
      const maker = await makeToken(api, owner.client, RIGHTS, { rateLimit: { limit: 1000, window: 60 } });
      const as = api.host.as(maker.accessKey);
      for (const rateLimit of [null, { limit: 1001, window: 60 }, { limit: 1000, window: 59 }]) {
        await as.put(api.path(`/admin-tokens/${maker.id}`), { rateLimit }).expect(400);
        await as.post(path(), { name: api.newName(), rateLimit: rateLimit ?? { limit: 1_000_000, window: 1 } }).expect(400);
      }
      const made = await create({}, as);
      expect(made.rateLimit).toEqual({ limit: 1000, window: 60 });
      await put(made.id, { rateLimit: null }).expect(400);
      expect((await create({ rateLimit: { limit: 10, window: 60 } }, as)).rateLimit).toEqual({ limit: 10, window: 60 });
      await owner.client.put(api.path(`/admin-tokens/${maker.id}`), { rateLimit: { limit: 500, window: 60 } }).expect(200);
      expect((await use(made.accessKey).expect(200)).headers['ratelimit-policy']).toBe('"token";q=500;w=60');
      const free = await create({}, owner.client);
      expect('accessKey' in (await as.get(path(`/${free.id}`)).expect(200)).body.data).toBe(false);
      await as.post(path(`/${free.id}/regenerate`)).expect(403);
    });
  });

  it('GraphQL counts once for a request, however many fields it has', async () => {
    const { accessKey } = (await api.admin.post(api.path('/api-tokens'), { name: api.newName(), type: 'read-only', rateLimit: { limit: 2, window: DAY } }).expect(201)).body.data;
    const query = { query: api.host.kind === 'bundled' ? '{ a: articles { title } b: articles { title } c: categories { name } }' : '{ a: articles { title } b: articles { title } }' };
    const ask = () => api.host.as(accessKey).post('/graphql', query);
    const first = await ask();
    // Not every host of this suite has GraphQL.
    if (first.status === 404 || first.status === 405) return;
    expect([first.status, first.headers.ratelimit]).toEqual([200, expect.stringMatching(/r=1;/)]);
    await ask().expect(200);
    await ask().expect(429);
  });
}
