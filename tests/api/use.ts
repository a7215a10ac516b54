import type { Api } from './api-suite';
import { differences, onHost } from './differences';
import { makeToken } from './people';

const article = (action: string) => `api::article.article.${action}`;

/** What keys open, and how they are refused. */
export function describeUse(api: Api): void {
  describe('a key', () => {
    const create = async (body: object) =>
      (await api.admin.post(api.path('/api-tokens'), { name: api.newName(), ...body }).expect(201)).body.data as { id: number; accessKey: string };
    const title = (text: string) => ({ data: { title: text } });
    let full: string;
    let readOnly: string;

    beforeAll(async () => {
      full = (await create({ type: 'full-access' })).accessKey;
      readOnly = (await create({ type: 'read-only' })).accessKey;
    });

    it('with full access reads and writes', async () => {
      const client = api.host.as(full);
      const { documentId } = (await client.post('/api/articles', title('One')).expect(201)).body.data;
      expect((await client.get(`/api/articles/${documentId}`).expect(200)).body.data.title).toBe('One');
      await client.put(`/api/articles/${documentId}`, title('Two')).expect(200);
      await client.put('/api/homepage', { data: { heading: 'Hello' } }).expect(200);
      await client.delete(`/api/articles/${documentId}`).expect(204);
      await client.get(`/api/articles/${documentId}`).expect(404);
    });

    it('that is read-only reads', async () => {
      const { documentId } = (await api.host.as(full).post('/api/articles', title('Read me')).expect(201)).body.data;
      const client = api.host.as(readOnly);
      await client.get('/api/articles').expect(200);
      await client.get(`/api/articles/${documentId}`).expect(200);
      await client.get('/api/homepage').expect(200);
      await client.post('/api/articles', title('x')).expect(403);
      await client.put(`/api/articles/${documentId}`, title('x')).expect(403);
      await client.delete(`/api/articles/${documentId}`).expect(403);
    });

    it('that is custom does what is listed, as it is listed just now', async () => {
      const { id, accessKey } = await create({ type: 'custom', permissions: [article('create')] });
      const client = api.host.as(accessKey);
      await client.post('/api/articles', title('Made')).expect(201);
      await client.get('/api/articles').expect(403);
      await api.admin.put(api.path(`/api-tokens/${id}`), { permissions: [article('find')] }).expect(200);
      await client.post('/api/articles', title('Made')).expect(403);
      await client.get('/api/articles').expect(200);
      await client.get('/api/categories').expect(403);
    });

    it('gives related records only where it opens them too', async () => {
      const client = api.host.as(full);
      const category = (await client.post('/api/categories', { data: { name: api.newName() } }).expect(201)).body.data;
      const article = (await client.post('/api/articles', { data: { title: 'Related', category: category.documentId } }).expect(201)).body.data;
      const { id, accessKey } = await create({ type: 'custom', permissions: ['api::article.article.findOne'] });
      const read = () => api.host.as(accessKey).get(`/api/articles/${article.documentId}?populate=category`);
      const refused = await read();
      expect(refused.status).toBe(onHost(api.host, differences.relationOutOfScope));
      expect(JSON.stringify(refused.body)).not.toContain(category.name);
      const permissions = ['api::article.article.findOne', 'api::category.category.find'];
      await api.admin.put(api.path(`/api-tokens/${id}`), { permissions }).expect(200);
      expect((await read().expect(200)).body.data.category.name).toBe(category.name);
    });

    it('out of scope is refused with 403 and a challenge', async () => {
      const { body, headers } = await api.host.as(readOnly).post('/api/articles', title('x')).expect(403);
      expect(body).toEqual({ data: null, error: { status: 403, name: 'ForbiddenError', message: 'Forbidden', details: { code: 'ERR_FORBIDDEN', required: [article('create')] } } });
      expect(headers['www-authenticate']).toBe(`Bearer error="insufficient_scope", error_description="Forbidden", scope="${article('create')}"`);
    });

    it.each([
      ['that is unknown', () => 'ab'.repeat(128)],
      ['that is mistyped', () => `${full.slice(0, -1)}${full.endsWith('x') ? 'y' : 'x'}`],
      ['that is no key', () => 'garbage'],
      ['of the other kind', async () => (await makeToken(api, api.admin)).accessKey],
    ])('%s is refused with 401 and a challenge', async (_, key) => {
      const { body, headers } = await api.host.as(await key()).get('/api/articles').expect(401);
      expect(body).toEqual({
        data: null, error: { status: 401, name: 'UnauthorizedError', message: 'Missing or invalid credentials', details: { code: 'ERR_UNAUTHORIZED' } },
      });
      expect(headers['www-authenticate']).toBe('Bearer error="invalid_token", error_description="Missing or invalid credentials"');
    });

    it('for content opens no admin route', async () => {
      for (const path of ['/admin/users/me', '/admin/users', api.path('/api-tokens'), api.path('/admin-tokens')]) {
        const { body } = await api.host.as(full).get(path).expect(401);
        expect(body.error.details).toEqual({ code: 'ERR_UNAUTHORIZED' });
      }
    });

    it('whose time is over is told so', async () => {
      const { id, accessKey } = await create({ type: 'read-only', lifespan: 604_800_000 });
      await api.host.setExpiry(id, new Date(Date.now() - 1));
      const { body, headers } = await api.host.as(accessKey).get('/api/articles').expect(401);
      expect(body.error).toEqual({ status: 401, name: 'UnauthorizedError', message: 'Token expired', details: { code: 'ERR_TOKEN_EXPIRED' } });
      expect(headers['www-authenticate']).toBe('Bearer error="invalid_token", error_description="Token expired"');
    });

    it.each(['Bearer ', 'bearer ', 'BEARER ', 'bEaReR   ', 'Bearer \t '])('is read after %j', async (scheme) => {
      await api.host.as().get('/api/articles').set('Authorization', `${scheme}${readOnly}`).expect(200);
    });

    it.each([
      ['a bare key', () => readOnly],
      ['another scheme', () => `Basic ${readOnly}`],
      ['three parts', () => `Bearer ${readOnly} x`],
      ['a comma', () => `Bearer,${readOnly}`],
    ])('is not read from %s', async (_, header) => {
      await api.host.as().get('/api/articles').set('Authorization', header()).expect(onHost(api.host, differences.contentWithoutKey));
    });

    it('is never looked for in the query string or the body', async () => {
      const refused = onHost(api.host, differences.contentWithoutKey);
      await api.host.as().get(`/api/articles?access_token=${readOnly}`).expect(refused);
      await api.host.as().post('/api/articles', { ...title('x'), access_token: full }).expect(refused);
    });

    it('opens GraphQL within the same scope', async () => {
      const query = (key: string, text: string) => api.host.as(key).post('/graphql', { query: text });
      const read = await query(readOnly, '{ articles { title } }').expect(200);
      expect(read.body.data.articles).toEqual(expect.any(Array));
      expect(read.body.errors).toBeUndefined();
      const refused = await query(readOnly, 'mutation { createArticle(data: { title: "x" }) { title } }').expect(200);
      expect(refused.body.data.createArticle).toBeNull();
      expect(refused.body.errors).toEqual([expect.objectContaining({
        message: 'Forbidden access', extensions: expect.objectContaining({ code: 'FORBIDDEN' }),
      })]);
      const { accessKey: none } = (await api.admin.post(api.path('/api-tokens'), { name: api.newName(), type: 'custom', permissions: [] }).expect(201)).body.data;
      const lacking = (await query(none, '{ articles { title } homepage { heading } }').expect(200)).body.errors;
      const required = ({ path: [field] }: any) => `api::${field.replace(/s$/, '')}.${field.replace(/s$/, '')}.find`;
      expect(lacking).toHaveLength(2);
      for (const error of lacking) {
        expect(error.extensions).toMatchObject({ required: [required(error)], error: { details: { code: 'ERR_FORBIDDEN', required: [required(error)] } } });
      }
      const made = await query(full, 'mutation { createArticle(data: { title: "by GraphQL" }) { title } }').expect(200);
      expect(made.body.data.createArticle.title).toBe('by GraphQL');
      await query('ab'.repeat(128), '{ articles { title } }').expect(401);
      await query((await makeToken(api, api.admin)).accessKey, '{ articles { title } }').expect(401);
    });

    it('is shown with its last use at once, and after a restart, and dies with another salt', async () => {
      const before = Date.now();
      const { id, accessKey } = await create({ type: 'read-only' });
      const lastUse = async () => Date.parse((await api.admin.get(api.path(`/api-tokens/${id}`)).expect(200)).body.data.lastUsedAt);
      expect(await lastUse()).toBeNaN();
      await api.host.as(accessKey).get('/api/articles').expect(200);
      const used = await lastUse();
      expect(used).toBeGreaterThanOrEqual(before);
      await api.restart();
      expect(await lastUse()).toBe(used);
      await api.host.as(accessKey).get('/api/articles').expect(200);
      await api.restart({ API_TOKEN_SALT: 'quite another salt than before' });
      await api.host.as(accessKey).get('/api/articles').expect(401);
      const { body } = await api.admin.get(api.path('/api-tokens')).expect(200);
      expect(body.data.filter(({ name }: any) => name === 'Read Only')).toHaveLength(onHost(api.host, differences.firstTokens).length / 2);
    });

    it('stands in no log', () => {
      const lines = api.host.log().split('\n').filter((line) => !onHost(api.host, differences.queryStringsInLog) || !line.includes('?'));
      expect(lines.some((line) => line.includes('/api/articles'))).toBe(true);
      expect(lines.filter((line) => /cms_(content|admin)_[0-9A-Za-z]{20}|[Bb]earer /.test(line))).toEqual([]);
    });
  });
}
