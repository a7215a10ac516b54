import { differences, onHost } from './differences';
import type { Api } from './api-suite';
import { makeOwner } from './people';

const FIND = 'api::article.article.find';
const CREATE = 'api::article.article.create';
const DELETE = 'api::article.article.delete';
const WEEK = 604_800_000;

/** The contract's table of content-API tokens. */
export function describeContentApiTokens(api: Api): void {
  describe('content-API tokens', () => {
    const path = (rest = '') => api.path(`/api-tokens${rest}`);
    const create = async (body: object = {}) =>
      (await api.admin.post(path(), { name: api.newName(), ...body }).expect(201)).body.data;
    const get = async (id: number) => (await api.admin.get(path(`/${id}`)).expect(200)).body.data;
    const makeAdminToken = async () =>
      (await api.admin.post(api.path('/admin-tokens'), { name: api.newName() }).expect(201)).body.data;
    const refusal = (name: string, message: unknown) => ({ data: null, error: expect.objectContaining({ status: 400, name, message }) });

    it('are two in a fresh CMS, none where the host makes its own', async () => {
      const { body } = await api.admin.get(path()).expect(200);
      expect(body.data.map(({ name, type }: any) => [name, type])).toEqual(onHost(api.host, differences.firstTokens));
    });

    it('are made with a key, trimmed, read-only if nothing else is said', async () => {
      const name = api.newName();
      const token = await create({ name: `  ${name} `, description: ' why \n' });
      expect(token).toEqual({
        id: expect.any(Number), kind: 'content-api', name, description: 'why', type: 'read-only', permissions: [],
        unavailablePermissions: [], restrictions: null, lifespan: null, expiresAt: null, enabled: true, rateLimit: null, allowedAddresses: null,
        state: 'active', lastUsedAt: null, lastUsedFrom: null, previousKey: null, managedBy: null,
        hint: token.accessKey.slice(-4),
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), updatedAt: expect.stringMatching(/Z$/),
        createdBy: { type: 'user', id: 1, label: 'Ada Admin' },
        accessKey: expect.stringMatching(/^cms_content_[0-9A-Za-z]{49}$/),
      });
    });

    it.each([7, 30, 90])('live for %s days', async (days) => {
      const lifespan = days * 86_400_000;
      const { lifespan: stored, createdAt, expiresAt } = await create({ lifespan });
      expect(stored).toBe(String(lifespan));
      expect(Math.abs(Date.parse(expiresAt) - Date.parse(createdAt) - lifespan)).toBeLessThan(5000);
    });

    it.each([
      [{ type: null }], [{ type: 'admin' }], [{ name: '' }], [{ name: null }], [{ name: ' ' }], [{ name: 7 }],
      [{ permissions: 'all', type: 'custom' }], [{ permissions: [null], type: 'custom' }],
    ])('are not made of %j', async (wrong) => {
      const { body } = await api.admin.post(path(), { name: api.newName(), ...wrong }).expect(400);
      expect(body).toEqual(refusal('ValidationError', expect.any(String)));
      expect(body.error.details.errors[0]).toEqual(expect.objectContaining({
        path: expect.any(Array), message: expect.any(String), name: 'ValidationError',
      }));
    });

    it('are restricted to what the host has', async () => {
      const restrictions = { read: { status: 'published' }, types: { 'api::article.article': { read: ['title'] } } };
      const { id } = await create({ type: 'full-access' });
      expect((await create({ restrictions })).restrictions).toEqual(restrictions);
      await api.admin.put(path(`/${id}`), { restrictions }).expect(200);
      expect((await api.admin.get(path(`/${id}`)).expect(200)).body.data.restrictions).toEqual(restrictions);
      // Limits of either kind change without the other.
      const limits = { allowedAddresses: ['192.0.2.1'], rateLimit: { limit: 9, window: 60 } };
      expect((await api.admin.put(path(`/${id}`), limits).expect(200)).body.data).toMatchObject({ ...limits, restrictions });
      await api.admin.put(path(`/${id}`), { restrictions: null }).expect(200);
      expect((await api.admin.get(path(`/${id}`)).expect(200)).body.data).toMatchObject({ ...limits, restrictions: null });
      for (const wrong of ['all', [], { rows: {} }, { types: { 'api::nothing.nothing': {} } }]) {
        await api.admin.post(path(), { name: api.newName(), restrictions: wrong }).expect(400);
      }
    });

    it('can be restricted in the content types that the host tells, and previewed before', async () => {
      const { body: { data } } = await api.admin.get(path('/restrictable')).expect(200);
      const article = data.types.find(({ uid }: { uid: string }) => uid === 'api::article.article');
      expect(article.fields).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'title', canRead: true, canWrite: true })]));
      expect(data.canPreview).toBe(true);
      const asked = { type: 'api::article.article', restrictions: { types: { 'api::article.article': { read: ['title'] } } } };
      await api.admin.post(path('/preview-restrictions'), asked).expect(200);
      const reader = await makeOwner(api, ['plugin::api-tokens.api-tokens.read']);
      expect((await reader.client.get(path('/restrictable')).expect(200)).body.data.canPreview).toBe(false);
      await reader.client.post(path('/preview-restrictions'), asked).expect(403);
      const stranger = await makeOwner(api, ['admin::users.read']);
      await stranger.client.get(path('/restrictable')).expect(403);
    });

    it('are not made with a name of more than 255 characters', async () => {
      await api.admin.post(path(), { name: 'x'.repeat(256) }).expect(400);
      await create({ name: 'y'.repeat(255) });
    });

    it('are not made without a name, and two mistakes are counted', async () => {
      await api.admin.post(path(), {}).expect(400);
      const { body } = await api.admin.post(path(), { name: '', type: 'x' }).expect(400);
      expect(body).toEqual(refusal('ValidationError', '2 errors occurred'));
      expect(body.error.details.errors).toHaveLength(2);
    });

    it.each([[WEEK + 1], [String(WEEK)], [0], [-1], ['']])('are not made for a lifespan of %j', async (lifespan) => {
      const { body } = await api.admin.post(path(), { name: api.newName(), lifespan }).expect(400);
      expect(body).toEqual(refusal('ValidationError', expect.stringMatching(/^lifespan must be /)));
    });

    it.each([
      [{ type: 'read-only', permissions: [FIND] }, 'Non-custom tokens should not reference permissions'],
      [{ type: 'full-access', permissions: [FIND] }, 'Non-custom tokens should not reference permissions'],
      [{ type: 'custom' }, 'Missing permissions attribute for custom token'],
      [{ type: 'custom', permissions: [FIND, 'a.b', 'c.d'] }, 'Unknown permissions provided: a.b, c.d'],
    ])('are not made of %j', async (wrong, message) => {
      const { body } = await api.admin.post(path(), { name: api.newName(), ...wrong }).expect(400);
      expect(body).toEqual(refusal('ValidationError', message));
    });

    it('are made custom with any actions, none among them', async () => {
      expect((await create({ type: 'custom', permissions: [] })).permissions).toEqual([]);
    });

    it('show their permissions in the order in which they were given, each once, in every answer', async () => {
      const [first, second] = [[FIND, CREATE, DELETE, FIND], [DELETE, DELETE, FIND, CREATE]];
      const token = await create({ type: 'custom', permissions: first });
      const listed = async () => (await api.admin.get(path()).expect(200)).body.data.find(({ id }: any) => id === token.id);
      expect(token.permissions).toEqual([FIND, CREATE, DELETE]);
      expect((await get(token.id)).permissions).toEqual([FIND, CREATE, DELETE]);
      expect((await listed()).permissions).toEqual([FIND, CREATE, DELETE]);
      const { body } = await api.admin.put(path(`/${token.id}`), { permissions: second }).expect(200);
      expect(body.data.permissions).toEqual([DELETE, FIND, CREATE]);
      expect((await get(token.id)).permissions).toEqual([DELETE, FIND, CREATE]);
      expect((await listed()).permissions).toEqual([DELETE, FIND, CREATE]);
    });

    it('do not share a name with a token of either kind', async () => {
      const { name } = await create();
      const admin = await makeAdminToken();
      for (const taken of [name, ` ${name} `, admin.name]) {
        const { body } = await api.admin.post(path(), { name: taken }).expect(400);
        expect(body).toEqual(refusal('ApplicationError', 'Name already taken'));
      }
    });

    it('are made once where two ask for one name at once', async () => {
      const name = api.newName();
      const answers = await Promise.all(Array.from({ length: 5 }, () => api.admin.post(path(), { name })));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400, 400]);
    });

    it('are sorted by name as people do, in pages: without regard to case, and numbers by value', async () => {
      const mark = api.newName();
      const names = ['b 2', 'B 10', 'a', 'C', 'Éa', 'z'].map((name) => `${mark}/${name}`);
      for (const name of [...names].reverse()) await create({ name });
      const listed = async (query: string) => {
        const { body } = await api.admin.get(path(`?_q=${encodeURIComponent(`${mark}/`)}&${query}`)).expect(200);
        return body.data.map(({ name }: any) => name.split('/')[1]);
      };
      const expected = ['a', 'b 2', 'B 10', 'C', 'Éa', 'z'];
      expect(await listed('sort=name:asc')).toEqual(expected);
      expect(await listed('sort=name:desc')).toEqual([...expected].reverse());
      expect(await listed('sort=name:asc&page=2&pageSize=4')).toEqual(['Éa', 'z']);
      expect(await listed('sort=name:asc&page=3&pageSize=4')).toEqual([]);
    });

    it('are sorted by their end with those that never end last, over pages, and the other way round', async () => {
      const mark = api.newName();
      for (const [name, lifespan] of [['n1', null], ['q', 7_776_000_000], ['w', 604_800_000], ['n2', null], ['m', 2_592_000_000]] as const) {
        await create({ name: `${mark}/${name}`, lifespan });
      }
      const listed = async (query: string) => {
        const { body } = await api.admin.get(path(`?_q=${encodeURIComponent(`${mark}/`)}&${query}`)).expect(200);
        return body.data.map(({ name }: any) => name.split('/')[1]);
      };
      const whole = ['w', 'm', 'q', 'n1', 'n2'];
      expect(await listed('sort=expiresAt:asc')).toEqual(whole);
      expect(await listed('sort=expiresAt:desc')).toEqual(['n1', 'n2', 'q', 'm', 'w']);
      for (const size of [1, 2, 3, 4]) {
        const pages = await Promise.all([1, 2, 3, 4, 5].map((page) => listed(`sort=expiresAt:asc&page=${page}&pageSize=${size}`)));
        expect(pages.flat().slice(0, 5)).toEqual(whole);
      }
      expect(await listed('sort=lastUsedAt:asc')).toHaveLength(5);
    });

    it('are listed by name, without anything of their keys', async () => {
      const { accessKey } = await create();
      await makeAdminToken();
      const { body } = await api.admin.get(path()).expect(200);
      const names = body.data.map(({ name }: any) => name);
      expect(names).toEqual([...names].sort());
      expect(body.data.every(({ kind }: any) => kind === 'content-api')).toBe(true);
      expect(JSON.stringify(body)).not.toMatch(new RegExp(`accessKey|encryptedKey|${accessKey}|[0-9a-f]{128}|v1:`));
    });

    it('are read with the key, which is decrypted; others are not found', async () => {
      const { accessKey, ...token } = await create({ type: 'custom', permissions: [FIND] });
      expect(await get(token.id)).toEqual({ ...token, accessKey, canRevealKey: true });
      for (const id of [999_999, (await makeAdminToken()).id]) {
        const { body } = await api.admin.get(path(`/${id}`)).expect(404);
        expect(body.error).toMatchObject({ name: 'NotFoundError', message: 'API Token not found' });
      }
    });

    it('change what is sent and keep the rest', async () => {
      const { id, name } = await create({ type: 'custom', permissions: [FIND], description: 'first' });
      const put = async (body: object) => (await api.admin.put(path(`/${id}`), body).expect(200)).body.data;
      expect(await put({ name })).toMatchObject({ name, description: 'first', type: 'custom', permissions: [FIND] });
      expect(await put({ description: null })).toMatchObject({ description: '' });
      expect(await put({ permissions: [CREATE] })).toMatchObject({ permissions: [CREATE] });
      expect(await put({ type: 'read-only' })).toMatchObject({ type: 'read-only', permissions: [] });
      expect(await put({ type: 'custom', permissions: [FIND] })).toMatchObject({ type: 'custom', permissions: [FIND] });
      expect(await put({ name: ` ${name}!` })).not.toHaveProperty('accessKey');
      expect(await get(id)).toMatchObject({ name: `${name}!` });
    });

    it('refuse a change that breaks a rule, and keep what they are', async () => {
      const { accessKey: _, ...token } = await create();
      const other = await create();
      for (const [wrong, message] of [
        [{ lifespan: WEEK }, 'this field has unspecified keys: lifespan'],
        [{ kind: 'admin' }, 'this field has unspecified keys: kind'],
        [{ type: 'custom' }, 'Missing permissions attribute for custom token'],
        [{ permissions: [FIND] }, 'Non-custom tokens should not reference permissions'],
        [{ name: other.name }, 'Name already taken'],
      ] as const) {
        const { body } = await api.admin.put(path(`/${token.id}`), wrong).expect(400);
        expect(body.error.message).toBe(message);
      }
      await api.admin.put(path('/999999'), { name: api.newName() }).expect(404);
      await api.admin.put(path(`/${(await makeAdminToken()).id}`), { name: api.newName() }).expect(404);
      expect(await get(token.id)).toMatchObject(token);
    });

    it('get another key, and the old one stops', async () => {
      const { id, accessKey } = await create({ type: 'full-access' });
      await api.host.as(accessKey).get('/api/articles').expect(200);
      const { body } = await api.admin.post(path(`/${id}/regenerate`)).expect(201);
      expect(body.data).toEqual({ id, kind: 'content-api', accessKey: expect.stringMatching(/^cms_content_/), previousKey: null });
      await api.host.as(accessKey).get('/api/articles').expect(401);
      await api.host.as(body.data.accessKey).get('/api/articles').expect(200);
      await api.admin.post(path('/999999/regenerate')).expect(404);
    });

    it('have one key that works after twenty regenerations at once', async () => {
      const { id } = await create({ type: 'full-access' });
      const answers = await Promise.all(Array.from({ length: 20 }, () => api.admin.post(path(`/${id}/regenerate`)).expect(201)));
      const statuses = await Promise.all(answers.map(async ({ body }) =>
        (await api.host.as(body.data.accessKey).get('/api/articles')).status));
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    });

    it('are deleted, and answered; what is not there is null', async () => {
      const { accessKey, ...token } = await create({ type: 'custom', permissions: [FIND] });
      await api.host.as(accessKey).get('/api/articles').expect(200);
      const { body } = await api.admin.delete(path(`/${token.id}`)).expect(200);
      expect(body.data).toMatchObject({ id: token.id, name: token.name, permissions: [FIND] });
      await api.host.as(accessKey).get('/api/articles').expect(401);
      expect((await api.admin.delete(path(`/${token.id}`)).expect(200)).body.data).toBeNull();
      const admin = await makeAdminToken();
      expect((await api.admin.delete(path(`/${admin.id}`)).expect(200)).body.data).toBeNull();
      await api.admin.get(api.path(`/admin-tokens/${admin.id}`)).expect(200);
    });

    it('can be granted the actions that the CMS names, and each action names its routes', async () => {
      const permissions = (await api.admin.get('/admin/content-api/permissions').expect(200)).body.data;
      expect(permissions['api::article'].controllers.article.sort()).toEqual(['create', 'delete', 'find', 'findOne', 'update']);
      expect(permissions['api::homepage'].controllers.homepage.sort()).toEqual(['delete', 'find', 'update']);
      const routes = (await api.admin.get('/admin/content-api/routes').expect(200)).body.data;
      expect(routes['api::article']).toContainEqual(expect.objectContaining({
        method: 'GET', path: '/api/articles/:id', handler: 'api::article.article.findOne',
        config: expect.objectContaining({ auth: { scope: ['api::article.article.findOne'] } }),
      }));
    });

    it('page, sort and search where that is asked for', async () => {
      const { name } = await create({ description: 'a needle in the hay' });
      const { body } = await api.admin.get(path('?_q=NEEDLE&page=1&pageSize=5&sort=name:desc')).expect(200);
      expect(body.data.map((token: any) => token.name)).toEqual([name]);
      expect(body.meta.pagination).toEqual({ page: 1, pageSize: 5, pageCount: 1, total: 1 });
    });
  });
}
