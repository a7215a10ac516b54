import type { Explanation } from '../../server/contract';
import type { Api } from './api-suite';
import { makeOwner, makeToken } from './people';

const HOUR = 3_600_000;

type Kind = 'api-tokens' | 'admin-tokens';

/** What a token and its owner learn of what it may do. */
export function describeWhyDenied(api: Api): void {
  const make = async (body: object) => (await api.admin.post(api.path('/api-tokens'), { name: api.newName(), ...body }).expect(201)).body.data;

  describe('what a token is', () => {
    const CONTENT = '/api/api-tokens/self';
    const ofItself = async (path: string, key: string) =>
      (await api.host.as(key).get(path).expect(200).expect('Cache-Control', /no-store/)).body;

    it.each([['read-only', []], ['full-access', []], ['custom', []], ['custom', ['api::article.article.create']]])('is told to a %s token with %j', async (type, permissions) => {
      const { name, accessKey } = await make({ type, permissions });
      expect(await ofItself(CONTENT, accessKey)).toEqual({
        data: { name, kind: 'content-api', type, permissions, restrictions: null, expiresAt: null, rateLimit: null, keyState: 'current' },
      });
    });

    it('is told by either of its keys, as it is just now', async () => {
      const { id, accessKey, expiresAt } = await make({ type: 'read-only', lifespan: 604_800_000 });
      const body = { keepPreviousFor: HOUR };
      const { accessKey: next } = (await api.admin.post(api.path(`/api-tokens/${id}/regenerate`), body).expect(201)).body.data;
      const name = api.newName();
      await api.admin.put(api.path(`/api-tokens/${id}`), { name, expiresAt }).expect(200);
      expect((await ofItself(CONTENT, accessKey)).data).toMatchObject({ name, expiresAt, keyState: 'previous' });
      expect((await ofItself(CONTENT, next)).data).toMatchObject({ name, expiresAt, keyState: 'current' });
      await api.admin.put(api.path(`/api-tokens/${id}`), { enabled: false }).expect(200);
      const { body: denied } = await api.host.as(next).get(CONTENT).expect(401);
      expect(denied.error.details).toEqual({ code: 'ERR_TOKEN_DISABLED' });
    });

    it('is told to an admin token: what it may do within what its owner may', async () => {
      const owner = await makeOwner(api, ['admin::users.read', 'plugin::api-tokens.admin-tokens.create']);
      const { name, accessKey } = await makeToken(api, owner.client, ['admin::users.read']);
      const { data } = await ofItself(api.path('/admin-tokens/self'), accessKey);
      expect(data).toEqual({
        name, kind: 'admin', adminPermissions: [expect.objectContaining({ action: 'admin::users.read' })], restrictions: null, expiresAt: null, rateLimit: null,
        keyState: 'current',
      });
      expect(JSON.stringify(data)).not.toMatch(/"id"|owner|@example/i);
      const { accessKey: empty } = await makeToken(api, api.admin);
      expect((await ofItself(api.path('/admin-tokens/self'), empty)).data.adminPermissions).toEqual([]);
    });

    it('is told to nobody else', async () => {
      const content = (await make({ type: 'full-access' })).accessKey;
      const admin = (await makeToken(api, api.admin)).accessKey;
      const refused = [
        [api.host.as(), CONTENT], [api.host.as('garbage'), CONTENT], [api.host.as(admin), CONTENT], [api.admin, CONTENT],
        [api.host.as(), api.path('/admin-tokens/self')], [api.host.as('garbage'), api.path('/admin-tokens/self')],
        [api.host.as(content), api.path('/admin-tokens/self')], [api.admin, api.path('/admin-tokens/self')],
      ] as const;
      for (const [client, path] of refused) {
        const { body, headers } = await client.get(path).expect(401);
        expect(body.error).toEqual({ status: 401, name: 'UnauthorizedError', message: 'Missing or invalid credentials', details: { code: 'ERR_UNAUTHORIZED' } });
        expect(headers['www-authenticate']).toMatch(/^Bearer/);
      }
    });
  });

  describe('an explained request', () => {
    const PASSED = ['known', 'enabled', 'notExpired', 'ownerActive', 'addressAllowed', 'withinRateLimit'].map((check) => ({ check, passed: true }));
    const path = (kind: Kind, rest: string) => api.path(`/${kind}${rest}`);
    const explain = async (kind: Kind, id: number, method: string, url: string, address?: string): Promise<Explanation> =>
      (await api.admin.post(path(kind, `/${id}/explain`), { method, path: url, address }).expect(200)).body.data;

    it('has its route, what that requires, and the outcome of every check', async () => {
      const { id } = await make({ type: 'read-only' });
      expect(await explain('api-tokens', id, 'get', '/api/articles/x?populate=*')).toEqual({
        allowed: true,
        route: { method: 'GET', path: '/api/articles/:id', action: 'api::article.article.findOne' },
        required: ['api::article.article.findOne'],
        checks: [...PASSED, { check: 'inScope', passed: true }],
      });
      expect(await explain('api-tokens', id, 'POST', '/api/articles')).toEqual({
        allowed: false,
        route: { method: 'POST', path: '/api/articles', action: 'api::article.article.create' },
        required: ['api::article.article.create'],
        checks: [...PASSED, { check: 'inScope', passed: false, code: 'ERR_FORBIDDEN', detail: 'Forbidden' }],
      });
    });

    it('says what a token’s restrictions deny, as far as its route, locale and status tell', async () => {
      const { id } = await make({ type: 'full-access', restrictions: { read: { status: 'published' }, write: { status: 'draft' }, locales: ['en'] } });
      const outcome = async (method: string, url: string, version: object = {}) => {
        const { body: { data } } = await api.admin.post(path('api-tokens', `/${id}/explain`), { method, path: url, ...version }).expect(200);
        const { check, passed, code, detail } = data.checks.at(-1);
        expect([check, data.allowed]).toEqual(['withinRestrictions', passed]);
        return passed ? null : [code, detail];
      };
      expect(await outcome('GET', '/api/articles')).toBeNull();
      expect(await outcome('GET', '/api/articles/x', { status: 'published', locale: 'en' })).toBeNull();
      expect(await outcome('GET', '/api/articles', { status: 'draft' })).toEqual(['ERR_RESTRICTED', 'Restricted: status']);
      expect(await outcome('GET', '/api/articles', { locale: 'fr' })).toEqual(['ERR_RESTRICTED', 'Restricted: locale']);
      expect(await outcome('POST', '/api/articles')).toEqual(['ERR_RESTRICTED', 'Restricted: status']);
      expect(await outcome('DELETE', '/api/articles/x')).toEqual(['ERR_RESTRICTED', 'Restricted: status']);
      expect(await outcome('GET', '/api/api-tokens/self')).toBeNull();
    });

    it('has also the outcomes after the check that decides', async () => {
      const { id } = await makeToken(api, api.admin);
      await api.admin.put(path('admin-tokens', `/${id}`), { enabled: false }).expect(200);
      const { allowed, required, checks } = await explain('admin-tokens', id, 'GET', api.path('/api-tokens/7'));
      expect({ allowed, required }).toEqual({ allowed: false, required: ['plugin::api-tokens.api-tokens.read'] });
      expect(checks).toEqual([
        PASSED[0], { check: 'enabled', passed: false, code: 'ERR_TOKEN_DISABLED', detail: 'Token disabled' }, PASSED[2], PASSED[3], PASSED[4], PASSED[5],
        { check: 'inScope', passed: false, code: 'ERR_FORBIDDEN', detail: 'Forbidden' },
      ]);
    });

    it.each<Kind>(['api-tokens', 'admin-tokens'])('comes from an address where it says so, and is not checked for it otherwise: %s', async (kind) => {
      const wish = { name: api.newName(), allowedAddresses: ['192.0.2.0/24', '2001:db8::/32'], ...(kind === 'api-tokens' && { type: 'full-access' }) };
      const { id } = (await api.admin.post(path(kind, ''), wish).expect(201)).body.data;
      const url = kind === 'api-tokens' ? '/api/articles' : '/admin/users/me';
      const ofAddress = async (address?: string) => (await explain(kind, id, 'GET', url, address)).checks.filter(({ check }) => check === 'addressAllowed');
      expect(await ofAddress()).toEqual([]);
      for (const address of ['192.0.2.9', '::ffff:192.0.2.9', '2001:db8::9']) expect(await ofAddress(address)).toEqual([{ check: 'addressAllowed', passed: true }]);
      for (const address of ['192.0.3.9', '::1']) {
        expect(await ofAddress(address)).toEqual([{ check: 'addressAllowed', passed: false, code: 'ERR_ADDRESS_NOT_ALLOWED', detail: 'Address not allowed' }]);
      }
      expect((await explain(kind, id, 'GET', url, '192.0.3.9')).allowed).toBe(false);
    });

    it('is checked for nothing on a public route', async () => {
      const { id } = await make({ type: 'read-only' });
      const { allowed, required, checks } = await explain('api-tokens', id, 'POST', '/api/api-tokens/leaked');
      expect({ allowed, required, checks }).toEqual({ allowed: true, required: [], checks: [] });
    });

    it('is 404 where no route answers, and for a token that is unknown, of the other kind, or not to be seen', async () => {
      const { id } = await make({ type: 'full-access' });
      const body = { method: 'GET', path: '/api/articles' };
      const told = async (url: string, sent: object, by = api.admin) => (await by.post(url, sent).expect(404)).body.error.message;
      for (const sent of [{ ...body, path: '/api/nothing' }, { ...body, path: '/' }, { ...body, method: 'PATCH' }, { ...body, method: 'BREW' }]) {
        expect(await told(path('api-tokens', `/${id}/explain`), sent)).toBe('Route not found');
      }
      expect(await told(path('admin-tokens', `/${id}/explain`), body)).toBe('API Token not found');
      expect(await told(path('api-tokens', '/2147483647/explain'), body)).toBe('API Token not found');
      const other = await makeOwner(api, ['plugin::api-tokens.admin-tokens.read']);
      const { id: foreign } = await makeToken(api, api.admin);
      expect(await told(path('admin-tokens', `/${foreign}/explain`), body, other.client)).toBe('API Token not found');
      await other.client.post(path('api-tokens', `/${id}/explain`), body).expect(403);
    });

    it('takes an address, a locale and a status, and nothing that is none', async () => {
      const { id } = await make({ type: 'full-access' });
      const body = { method: 'GET', path: '/api/articles' };
      for (const more of [{ address: '192.0.2.1' }, { address: '2001:db8::1' }, { locale: 'en' }, { status: 'draft' }, { status: 'published' }]) {
        await api.admin.post(path('api-tokens', `/${id}/explain`), { ...body, ...more }).expect(200);
      }
      const wrong = [
        undefined, {}, { method: 'GET' }, { path: '/api/articles' }, { ...body, method: 7 }, { ...body, method: 'GET /' }, { ...body, path: 'api' }, { ...body, path: '/a b' },
        { ...body, path: '/\0' }, { ...body, path: `/${'x'.repeat(2048)}` }, { ...body, address: '192.0.2.1/24' }, { ...body, address: null }, { ...body, address: 7 },
        { ...body, locale: '' }, { ...body, status: 'all' }, { ...body, key: 'x' }, [body],
      ];
      for (const sent of wrong) {
        const { body: { error } } = await api.admin.post(path('api-tokens', `/${id}/explain`), sent).expect(400);
        expect(error.details.code).toBe('ERR_VALIDATION');
      }
    });
  });
}
