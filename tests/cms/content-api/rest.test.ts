import { type Client, registerFirstAdmin, startTestCms, type TestCms } from '../../support/cms';

/** What an error is answered as. */
const error = (status: number, name: string, message: string, details: object = {}) => ({ data: null, error: { status, name, message, details } });

describe('the REST API', () => {
  let cms: TestCms;
  let admin: Client;
  let full: Client;
  let harbour: string;
  let names = 0;

  async function tokenClient(type: string, permissions?: string[]): Promise<Client> {
    names += 1;
    const { body } = await admin.post('/admin/api-tokens', { name: `Token ${names}`, type, permissions }).expect(201);
    return cms.as(body.data.accessKey);
  }

  beforeAll(async () => {
    cms = await startTestCms({ variables: { API_TOKEN_READ_ACTIONS: 'api::homepage.*.update' } });
    admin = await registerFirstAdmin(cms);
    full = await tokenClient('full-access');
    const { body } = await full.post('/api/categories', { data: { name: 'Harbour' } }).expect(201);
    harbour = body.data.documentId;
  });

  afterAll(() => cms.stop());

  it('makes, finds, lists, changes and deletes an article', async () => {
    const made = await full.post('/api/articles?populate=category', { data: { title: 'Tide', body: 'Low', views: 3, category: harbour } }).expect(201);
    expect(made.body).toEqual({
      data: {
        id: expect.any(Number), documentId: expect.any(String), title: 'Tide', body: 'Low', views: 3, createdAt: expect.any(String),
        updatedAt: expect.any(String), publishedAt: expect.any(String), category: expect.objectContaining({ documentId: harbour, name: 'Harbour' }),
      },
      meta: {},
    });
    const { documentId, ...rest } = made.body.data;
    delete rest.category;
    const path = `/api/articles/${documentId}`;

    expect((await full.get(path).expect(200)).body).toEqual({ data: { documentId, ...rest }, meta: {} });
    expect((await full.get('/api/articles?filters[title]=Tide&fields=title').expect(200)).body).toEqual({
      data: [{ id: rest.id, documentId, title: 'Tide' }], meta: { pagination: { page: 1, pageSize: 25, pageCount: 1, total: 1 } },
    });
    expect((await full.put(path, { data: { title: 'Neap tide' } }).expect(200)).body.data).toMatchObject({ documentId, title: 'Neap tide', views: 3 });
    expect((await full.delete(path).expect(204)).text).toBe('');
    expect((await full.get(path).expect(404)).body).toEqual(error(404, 'NotFoundError', 'Not Found'));
  });

  it('keeps one homepage', async () => {
    expect((await full.get('/api/homepage').expect(404)).body).toEqual(error(404, 'NotFoundError', 'Not Found'));
    const { body: { data } } = await full.put('/api/homepage', { data: { heading: 'One' } }).expect(200);
    expect((await full.put('/api/homepage', { data: { heading: 'Two' } }).expect(200)).body.data.documentId).toBe(data.documentId);
    expect((await full.get('/api/homepage').expect(200)).body).toMatchObject({ data: { heading: 'Two' }, meta: {} });
    await full.delete('/api/homepage').expect(204);
    await full.get('/api/homepage').expect(404);
  });

  it('lets read-only tokens do what the settings name, and says so', async () => {
    const readOnly = await tokenClient('read-only');
    await readOnly.put('/api/homepage', { data: { heading: 'Read' } }).expect(200);
    await readOnly.delete('/api/homepage').expect(403);
    await readOnly.post('/api/articles', { data: { title: 'No' } }).expect(403);
    await full.delete('/api/homepage').expect(204);
    expect((await admin.get('/admin/token-policy').expect(200)).body.data.readActions).toEqual(['api::homepage.homepage.update']);
  });

  it('tells which rules a body breaks', async () => {
    expect((await full.post('/api/articles', { data: {} }).expect(400)).body).toEqual(error(400, 'ValidationError', 'title must be defined.', {
      errors: [{ path: ['title'], message: 'title must be defined.', name: 'ValidationError' }],
    }));
    expect((await full.post('/api/articles', { data: { title: 1, views: 'x' } }).expect(400)).body).toEqual(error(400, 'ValidationError', '2 errors occurred', {
      errors: [
        { path: ['title'], message: 'title must be a `string` type, but the final value was: `1`.', name: 'ValidationError', value: 1 },
        { path: ['views'], message: 'views must be a `number` type, but the final value was: `"x"`.', name: 'ValidationError', value: 'x' },
      ],
    }));
    expect((await full.post('/api/categories', { data: { name: 'Harbour' } }).expect(400)).body.error.message).toBe('This attribute must be unique');
    expect((await full.post('/api/articles', { data: { title: 'a', id: 1 } }).expect(400)).body)
      .toEqual(error(400, 'ValidationError', 'Invalid key id', { key: 'id', path: 'id', source: 'body' }));
  });

  it.each([undefined, {}, { data: null }, { data: [] }, { data: 'x' }, { title: 'a' }, [], [1]])('refuses the body %j', async (body) => {
    for (const request of [full.post('/api/articles', body), full.put('/api/homepage', body)]) {
      expect((await request.expect(400)).body).toEqual(error(400, 'ValidationError', 'Missing "data" payload in the request body'));
    }
  });

  it.each(['{', 'null', '"x"', '', '[]', '{"data":'])('refuses the text %j as a body', async (body) => {
    expect((await full.post('/api/articles', body).expect(400)).body.error.status).toBe(400);
  });

  it('refuses a query it does not understand on every action', async () => {
    const { body } = await full.post('/api/articles', { data: { title: 'Query' } }).expect(201);
    const one = `/api/articles/${body.data.documentId}`;
    for (const path of ['/api/articles', one, '/api/homepage']) {
      expect((await full.get(`${path}?filters[nothing]=1`).expect(400)).body).toEqual(error(400, 'ValidationError', 'Invalid key nothing', {
        key: 'nothing', path: 'nothing', source: 'query', param: 'filters',
      }));
    }
    // Those that write and delete take no filter at all: it would not keep them from anything.
    for (const request of [
      full.post('/api/articles?filters[title]=x', { data: { title: 'a' } }), full.put(`${one}?filters[title]=x`, { data: { title: 'a' } }),
      full.put('/api/homepage?filters[heading]=x', { data: {} }), full.delete(`${one}?filters[title]=x`), full.delete('/api/homepage?filters[heading]=x'),
    ]) {
      expect((await request.expect(400)).body).toEqual(error(400, 'ValidationError', 'Invalid key filters', {
        key: 'filters', path: 'filters', source: 'query', param: 'filters',
      }));
    }
    expect((await full.get(one).expect(200)).body.data.title).toBe('Query');
    await full.get(`/api/articles?${'a=1&'.repeat(501)}`).expect(400);
    for (const query of ['filters[__proto__][title]=x', 'filters[constructor]=x', 'sort[x]', '_q[x]=y', '_q[]=y', 'page[]=1', 'page=1', 'unknown', 'sort=', 'filters=']) {
      for (const path of ['/api/articles', one, '/api/homepage']) {
        const { status, body: refused } = await full.get(`${path}?${query}`);
        expect({ query, path, status, data: refused.data }).toEqual({ query, path, status: 400, data: null });
      }
    }
    await full.get('/api/articles?filters[title]=%E0%A4%A').expect(200);
  });

  it.each(['1abc', '-1', '99999999999999999999', '%00', '%E0%A4%A', '..%2Fcategories', "'"])('knows no article %s', async (id) => {
    for (const request of [full.get(`/api/articles/${id}`), full.put(`/api/articles/${id}`, { data: {} }), full.delete(`/api/articles/${id}`)]) {
      const { status, body } = await request;
      expect([400, 404]).toContain(status);
      expect(body).toMatchObject({ data: null, error: { status } });
    }
  });

  describe('by a token that may find articles alone', () => {
    let reader: Client;

    beforeAll(async () => {
      reader = await tokenClient('custom', ['api::article.article.find', 'api::article.article.create']);
      await full.post('/api/articles', { data: { title: 'Linked', category: harbour } }).expect(201);
    });

    it('lists articles and does nothing else', async () => {
      await reader.get('/api/articles').expect(200);
      const { body } = await reader.get('/api/categories').expect(403);
      expect(body).toEqual(error(403, 'ForbiddenError', 'Forbidden', { code: 'ERR_FORBIDDEN', required: ['api::category.category.find'] }));
    });

    it.each([
      'populate=category', 'populate[category][fields]=name', 'filters[category][name]=Harbour', 'filters[category][$null]=false', 'sort=category.name',
    ])('shows nothing of categories by %s', async (query) => {
      expect((await reader.get(`/api/articles?${query}`).expect(400)).body.error.message).toBe('Invalid key category');
    });

    it('leaves categories out of populate=*', async () => {
      const { body } = await reader.get('/api/articles?populate=*&filters[title]=Linked').expect(200);
      expect(body.data[0]).not.toHaveProperty('category');
      const withCategory = await full.get('/api/articles?populate=*&filters[title]=Linked').expect(200);
      expect(withCategory.body.data[0].category.name).toBe('Harbour');
    });

    it('cannot put an article into a category', async () => {
      const { body } = await reader.post('/api/articles', { data: { title: 'a', category: harbour } }).expect(400);
      expect(body.error).toMatchObject({ message: 'Invalid key category', details: { source: 'body' } });
    });
  });

  it('tells what it consists of', async () => {
    const { body: { data: permissions } } = await admin.get('/admin/content-api/permissions').expect(200);
    const collection = ['find', 'findOne', 'create', 'update', 'delete'];
    expect(permissions).toEqual({
      'api::article': { controllers: { article: collection } },
      'api::category': { controllers: { category: collection } },
      'api::homepage': { controllers: { homepage: ['find', 'update', 'delete'] } },
    });
    const { body: { data: routes } } = await admin.get('/admin/content-api/routes').expect(200);
    expect(Object.keys(routes)).toEqual(['api::article', 'api::category', 'api::homepage']);
    expect(routes['api::article']).toContainEqual({
      method: 'GET',
      path: '/api/articles/:id',
      handler: 'api::article.article.findOne',
      config: { auth: { scope: ['api::article.article.findOne'] } },
      info: { apiName: 'article', type: 'content-api' },
    });
    expect(routes['api::homepage'].map(({ method, path }: any) => `${method} ${path}`)).toEqual(['GET /api/homepage', 'PUT /api/homepage', 'DELETE /api/homepage']);
  });
});
