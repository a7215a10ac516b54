import { type Client, registerFirstAdmin, startTestCms, type TestCms } from '../../support/cms';
import { dialectsUnderTest } from '../../support/database';
import { forgetTokens } from '../../support/forget-tokens';
import type { Restrictions } from '../../../server/contract';

const ARTICLE = 'api::article.article';
const CATEGORY = 'api::category.category';
type Denial = [restriction: string, path?: string];

/** The fields of articles that the token of this test reads: no `body`, no `views`, and no relation. */
const FIELDS: Restrictions = { types: { [ARTICLE]: { read: ['title', 'createdAt'], write: ['title'] } } };
const RELATED: Restrictions = { types: { [CATEGORY]: { read: [] } } };
const ROWS: Restrictions = { types: { [CATEGORY]: { where: { name: { $ne: 'Hidden' } } } } };
const VISIBLE: Restrictions = { types: { [ARTICLE]: { where: { category: { name: 'Shown' } } } } };
const STATUS: Restrictions = { read: { status: 'published' } };
const DRAFTS: Restrictions = { write: { status: 'draft' } };

describe.each(dialectsUnderTest())('a restricted token on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let full: Client;
  const ids: Record<string, string> = {};
  let names = 0;

  async function tokenWith(restrictions: Restrictions | null, more: object = { type: 'full-access' }): Promise<Client & { id: number }> {
    names += 1;
    const { body } = await admin.post('/admin/api-tokens', { name: `Restricted ${names}`, restrictions, ...more }).expect(201);
    return { ...cms.as(body.data.accessKey), id: body.data.id };
  }

  async function graphql(client: Client, query: string, variables: object = {}) {
    const { body } = await client.post('/graphql', { query, variables }).expect(200);
    return body as { data: any; errors?: Array<{ message: string; extensions: any }> };
  }

  const expectDenied = (body: any, [restriction, path]: Denial) => expect(body.error).toEqual({
    status: 403, name: 'ForbiddenError', message: 'Restricted', details: { code: 'ERR_RESTRICTED', restriction, ...(path !== undefined && { path }) },
  });

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
    full = await tokenWith(null);
    for (const name of ['Shown', 'Hidden']) ids[name] = (await full.post('/api/categories', { data: { name } }).expect(201)).body.data.documentId;
    const rows = [
      { title: 'Anchor', body: 'secret a', views: 1, category: ids['Shown'] },
      { title: 'Buoy', body: 'secret b', views: 2, category: ids['Hidden'] },
      { title: 'Canal', body: 'secret c', views: 3 },
      { title: 'Dock', body: 'secret d', views: 4, category: ids['Shown'] },
    ];
    for (const row of rows) ids[row.title] = (await full.post('/api/articles', { data: row }).expect(201)).body.data.documentId;
  });
  afterAll(() => cms.stop());

  describe('reads fields', () => {
    it.each<[string, Restrictions, Denial]>([
      ['/api/articles?fields=body', FIELDS, ['field', 'fields.body']],
      ['/api/articles?fields=title,body', FIELDS, ['field', 'fields.body']],
      ['/api/articles?filters[body][$contains]=secret', FIELDS, ['field', 'filters.body']],
      ['/api/articles?filters[$or][0][title]=x&filters[$or][1][body]=x', FIELDS, ['field', 'filters.$or.1.body']],
      ['/api/articles?filters[$and][0][$or][0][views][$gt]=1', FIELDS, ['field', 'filters.$and.0.$or.0.views']],
      ['/api/articles?filters[$not][body][$null]=true', FIELDS, ['field', 'filters.$not.body']],
      ['/api/articles?filters[category][name]=Shown', FIELDS, ['field', 'filters.category']],
      ['/api/articles?filters[nothing]=x', FIELDS, ['field', 'filters.nothing']],
      ['/api/articles?sort=body', FIELDS, ['field', 'sort.body']],
      ['/api/articles?sort=title,views:desc', FIELDS, ['field', 'sort.views']],
      ['/api/articles?sort[0][views]=asc', FIELDS, ['field', 'sort.views']],
      ['/api/articles?sort=category.name', FIELDS, ['field', 'sort.category']],
      ['/api/articles?populate=category', FIELDS, ['field', 'populate.category']],
      ['/api/articles?populate[category][fields]=name', FIELDS, ['field', 'populate.category']],
      ['/api/articles?_q=secret', FIELDS, ['field', '_q']],
      ['/api/categories?populate=articles.category', FIELDS, ['field', 'populate.articles.populate.category']],
      ['/api/categories?populate[articles][fields]=body', FIELDS, ['field', 'populate.articles.fields.body']],
      ['/api/categories?populate[articles][sort]=views', FIELDS, ['field', 'populate.articles.sort.views']],
      ['/api/categories?populate[articles][filters][body][$contains]=a', FIELDS, ['field', 'populate.articles.filters.body']],
      ['/api/categories?filters[articles][body][$startsWith]=s', FIELDS, ['field', 'filters.articles.body']],
      ['/api/categories?filters[articles][$not][views]=1', FIELDS, ['field', 'filters.articles.$not.views']],
      ['/api/articles?filters[category][name]=Shown', RELATED, ['field', 'filters.category.name']],
      ['/api/articles?sort=category.name', RELATED, ['field', 'sort.category.name']],
      ['/api/articles?populate[category][fields]=name', RELATED, ['field', 'populate.category.fields.name']],
      ['/api/articles?sort=category.name', ROWS, ['row', 'sort.category']],
      ['/api/articles?status=draft', STATUS, ['status', 'status']],
    ])('and denies GET %s', async (path, restrictions, denial) => {
      const { body, headers } = await (await tokenWith(restrictions)).get(path).expect(403);
      expectDenied(body, denial);
      expect(headers['www-authenticate']).toContain('insufficient_scope');
    });

    it('and leaves out what is not among them, at any depth and however it asks for all', async () => {
      const token = await tokenWith(FIELDS);
      const shown = ['id', 'documentId', 'title', 'createdAt'];
      for (const query of ['', '?fields=*', '?populate=*', '?fields=*&populate=*', '?status=published']) {
        for (const article of (await token.get(`/api/articles${query}`).expect(200)).body.data) expect(Object.keys(article)).toEqual(shown);
      }
      expect(Object.keys((await token.get('/api/articles?fields=title').expect(200)).body.data[0])).toEqual(['id', 'documentId', 'title']);
      const { body: { data: [category] } } = await token.get('/api/categories?populate=*&filters[name]=Shown').expect(200);
      expect(category.articles.map(Object.keys)).toEqual([shown, shown]);
      const bare = await tokenWith(RELATED);
      expect((await bare.get('/api/articles?populate=category&filters[title]=Anchor').expect(200)).body.data[0].category)
        .toEqual({ id: expect.any(Number), documentId: ids['Shown'] });
    });

    it('and writes those it may write, without learning of others from the answer', async () => {
      const token = await tokenWith(FIELDS);
      const { body: { data } } = await token.post('/api/articles?populate=*', { data: { title: 'Ebb' } }).expect(201);
      expect(Object.keys(data)).toEqual(['id', 'documentId', 'title', 'createdAt']);
      for (const [sent, path] of [[{ title: 'x', body: 'y' }, 'data.body'], [{ category: ids['Shown'] }, 'data.category']] as const) {
        expectDenied((await token.post('/api/articles', { data: sent }).expect(403)).body, ['field', path]);
        expectDenied((await token.put(`/api/articles/${ids['Anchor']}`, { data: sent }).expect(403)).body, ['field', path]);
      }
      expectDenied((await token.put(`/api/articles/${data.documentId}?fields=body`, { data: { title: 'z' } }).expect(403)).body, ['field', 'fields.body']);
      // From its other side, a relation is a change of both.
      expectDenied((await token.put(`/api/categories/${ids['Shown']}`, { data: { articles: [] } }).expect(403)).body, ['field', 'data.articles']);
      expect((await full.get(`/api/articles/${data.documentId}`).expect(200)).body.data).toMatchObject({ title: 'Ebb', body: null });
      await token.delete(`/api/articles/${data.documentId}`).expect(204);
    });

    it.each([
      ['{ articles { title body } }', FIELDS, 'articles.body'],
      ['{ articles { t: title, b: body } }', FIELDS, 'articles.body'],
      ['{ articles(filters: { title: { eq: "none" } }) { body } }', FIELDS, 'articles.body'],
      ['{ articles_connection { nodes { views } } }', FIELDS, 'articles_connection.nodes.views'],
      ['{ categories { articles { body } } }', FIELDS, 'categories.articles.body'],
      ['{ categories { articles_connection { nodes { body } } } }', FIELDS, 'categories.articles_connection.nodes.body'],
      ['{ articles { category { name } } }', FIELDS, 'articles.category'],
      ['query { articles { ...all } } fragment all on Article { views }', FIELDS, 'views'],
      ['{ articles { ... on Article { views } } }', FIELDS, 'articles.views'],
      ['{ articles { views @skip(if: true) } }', FIELDS, 'articles.views'],
      ['{ articles(filters: { body: { contains: "secret" } }) { title } }', FIELDS, 'filters.body'],
      ['{ articles(filters: { or: [{ title: { eq: "x" } }, { not: { views: { gt: 1 } } }] }) { title } }', FIELDS, 'filters.$or.1.$not.views'],
      ['{ articles(sort: ["views:desc"]) { title } }', FIELDS, 'sort.views'],
      ['{ categories(filters: { articles: { body: { contains: "secret" } } }) { name } }', FIELDS, 'filters.articles.body'],
      ['{ categories { articles(filters: { views: { gt: 1 } }) { title } } }', FIELDS, 'populate.articles.filters.views'],
      ['mutation { createArticle(data: { title: "x", body: "y" }) { title } }', FIELDS, 'data.body'],
      ['mutation { createArticle(data: { title: "x" }) { body } }', FIELDS, 'createArticle.body'],
      ['{ articles { category { name } } }', RELATED, 'articles.category.name'],
    ])('and denies GraphQL %s', async (query, restrictions, path) => {
      const before = (await full.get('/api/articles').expect(200)).body.meta.pagination.total;
      const { data, errors } = await graphql(await tokenWith(restrictions as Restrictions), query);
      expect(errors!.length).toBeGreaterThan(0);
      expect(errors![0]).toMatchObject({
        message: 'Restricted', extensions: { code: 'FORBIDDEN', error: { name: 'ForbiddenError', details: { code: 'ERR_RESTRICTED', restriction: 'field', path } } },
      });
      expect(JSON.stringify(data ?? null)).not.toContain('secret');
      expect((await full.get('/api/articles').expect(200)).body.meta.pagination.total).toBe(before);
    });

    it('in GraphQL too', async () => {
      const { data, errors } = await graphql(await tokenWith(FIELDS), '{ articles(sort: ["title"]) { __typename documentId title createdAt } }');
      expect(errors).toBeUndefined();
      expect(data.articles[0]).toEqual({ __typename: 'Article', documentId: ids['Anchor'], title: 'Anchor', createdAt: expect.any(String) });
    });
  });

  describe('reaches rows', () => {
    const titles = (body: any) => body.data.map(({ title }: { title: string }) => title);

    it('that match, in lists, totals and one by one', async () => {
      const token = await tokenWith(VISIBLE);
      const { body } = await token.get('/api/articles?sort=title').expect(200);
      expect(titles(body)).toEqual(['Anchor', 'Dock']);
      expect(body.meta.pagination.total).toBe(2);
      expect(titles((await token.get('/api/articles?filters[$or][0][title]=Buoy&filters[$or][1][title]=Dock').expect(200)).body)).toEqual(['Dock']);
      expect(titles((await token.get('/api/articles?filters[$not][title]=Anchor').expect(200)).body)).toEqual(['Dock']);
      expect(titles((await token.get('/api/articles?_q=secret&sort=title').expect(200)).body)).toEqual(['Anchor', 'Dock']);
      await token.get(`/api/articles/${ids['Anchor']}`).expect(200);
      await token.get(`/api/articles/${ids['Buoy']}`).expect(404);
      const { data } = await graphql(token, `{ articles_connection { nodes { title } pageInfo { total } } article(documentId: "${ids['Buoy']}") { title }
        categories(sort: ["name"]) { name articles { title } articles_connection { pageInfo { total } } } }`);
      expect(data).toEqual({
        articles_connection: { nodes: [{ title: 'Anchor' }, { title: 'Dock' }], pageInfo: { total: 2 } },
        article: null,
        categories: [
          { name: 'Hidden', articles: [], articles_connection: { pageInfo: { total: 0 } } },
          { name: 'Shown', articles: [{ title: 'Anchor' }, { title: 'Dock' }], articles_connection: { pageInfo: { total: 2 } } },
        ],
      });
    });

    it('through relations as if others were not there', async () => {
      const token = await tokenWith(ROWS);
      const find = async (query: string) => titles((await token.get(`/api/articles?sort=title&${query}`).expect(200)).body);
      const shown: number = (await full.get(`/api/categories/${ids['Shown']}`).expect(200)).body.data.id;
      const hidden: number = (await full.get(`/api/categories/${ids['Hidden']}`).expect(200)).body.data.id;
      expect(await find('filters[category][name]=Hidden')).toEqual([]);
      expect(await find('filters[category][name][$startsWith]=Hid')).toEqual([]);
      expect(await find('filters[$not][category][name]=Hidden')).toEqual(['Anchor', 'Buoy', 'Canal', 'Dock']);
      expect(await find('filters[category][$null]=true')).toEqual(['Buoy', 'Canal']);
      expect(await find('filters[category][$notNull]=true')).toEqual(['Anchor', 'Dock']);
      expect(await find(`filters[category]=${hidden}`)).toEqual([]);
      expect(await find(`filters[category][id]=${hidden}`)).toEqual([]);
      expect(await find(`filters[category][$in][0]=${hidden}&filters[category][$in][1]=${shown}`)).toEqual(['Anchor', 'Dock']);
      expect(await find(`filters[category][$ne]=${shown}`)).toEqual([]);
      expect(await find('filters[category][articles][title]=Buoy')).toEqual([]);
      const { body: { data } } = await token.get('/api/articles?sort=title&populate=category').expect(200);
      expect(data.map((article: any) => article.category?.name ?? null)).toEqual(['Shown', null, null, 'Shown']);
    });

    it('and changes, deletes and connects no others, nor moves any out', async () => {
      const token = await tokenWith(VISIBLE);
      await token.put(`/api/articles/${ids['Buoy']}`, { data: { title: 'x' } }).expect(404);
      await token.delete(`/api/articles/${ids['Buoy']}`).expect(404);
      expectDenied((await token.post('/api/articles', { data: { title: 'Out', category: ids['Hidden'] } }).expect(403)).body, ['row']);
      expectDenied((await token.post('/api/articles', { data: { title: 'Out' } }).expect(403)).body, ['row']);
      expectDenied((await token.put(`/api/articles/${ids['Anchor']}`, { data: { category: ids['Hidden'] } }).expect(403)).body, ['row']);
      expectDenied((await token.put(`/api/articles/${ids['Anchor']}`, { data: { category: null } }).expect(403)).body, ['row']);
      // Articles move with these.
      expectDenied((await token.put(`/api/categories/${ids['Hidden']}`, { data: { name: 'Shown too' } }).expect(403)).body, ['row', 'data.name']);
      expectDenied((await token.put(`/api/categories/${ids['Shown']}`, { data: { articles: [ids['Buoy']] } }).expect(403)).body, ['row', 'data.articles']);
      expectDenied((await token.delete(`/api/categories/${ids['Shown']}`).expect(403)).body, ['row']);
      const made = await token.post('/api/articles', { data: { title: 'In', category: ids['Shown'] } }).expect(201);
      await token.put(`/api/articles/${made.body.data.documentId}`, { data: { title: 'Still in' } }).expect(200);
      await token.delete(`/api/articles/${made.body.data.documentId}`).expect(204);
      const { errors } = await graphql(token, 'mutation { createArticle(data: { title: "Out" }) { title } }');
      expect(errors![0]!.extensions.error.details).toEqual({ code: 'ERR_RESTRICTED', restriction: 'row' });
      expect((await graphql(token, `mutation { deleteArticle(documentId: "${ids['Buoy']}") { documentId } }`)).errors![0]!.extensions.code).toBe('NOT_FOUND');
      expect((await full.get('/api/articles').expect(200)).body.meta.pagination.total).toBe(4);
    });

    it('and connects to none out of reach, with the answer of one that does not exist', async () => {
      const token = await tokenWith(ROWS);
      const refused = async (category: string) => (await token.put(`/api/articles/${ids['Canal']}`, { data: { category } }).expect(400)).body;
      expect(await refused(ids['Hidden']!)).toEqual(await refused('nothing'));
      // The relation that it cannot see stays when it writes what it saw.
      await token.put(`/api/articles/${ids['Buoy']}`, { data: { category: null } }).expect(200);
      expect((await full.get(`/api/articles/${ids['Buoy']}?populate=category`).expect(200)).body.data.category.name).toBe('Hidden');
    });

    it('and takes no relation away from one out of reach, by either side', async () => {
      const token = await tokenWith(ROWS);
      const categoryOf = async (article: string) => (await full.get(`/api/articles/${ids[article]}?populate=category`).expect(200)).body.data.category?.name;
      for (const category of [ids['Shown'], { connect: [ids['Shown']] }, { set: [ids['Shown']] }]) {
        expectDenied((await token.put(`/api/articles/${ids['Buoy']}`, { data: { category } }).expect(403)).body, ['row', 'data.category']);
      }
      for (const articles of [[ids['Buoy']], { connect: [ids['Canal'], ids['Buoy']] }]) {
        expectDenied((await token.put(`/api/categories/${ids['Shown']}`, { data: { articles } }).expect(403)).body, ['row', 'data.articles']);
      }
      expect([await categoryOf('Buoy'), await categoryOf('Canal'), await categoryOf('Anchor')]).toEqual(['Hidden', undefined, 'Shown']);
      await token.put(`/api/categories/${ids['Shown']}`, { data: { articles: { connect: [ids['Canal'], ids['Anchor']] } } }).expect(200);
      expect(await categoryOf('Canal')).toBe('Shown');
      await token.put(`/api/articles/${ids['Canal']}`, { data: { category: null } }).expect(200);
      expect(await categoryOf('Canal')).toBeUndefined();
    });

    it('and tries no values of unique fields on others', async () => {
      const token = await tokenWith(ROWS);
      const told = async (name: string) => (await token.post('/api/categories', { data: { name } }).expect(403)).body;
      expect(await told('Hidden')).toEqual(await told('New'));
      expectDenied(await told('New'), ['row', 'data.name']);
    });
  });

  it('is previewed before it is made: how many records it would find, and the first as it would be answered', async () => {
    const preview = async (type: string, restrictions: unknown, status = 200) => (
      (await admin.post('/admin/api-tokens/preview-restrictions', { type, restrictions }).expect(status)).body);
    const totalOf = async (client: Client, query = '') => (await client.get(`/api/articles${query}`).expect(200)).body.meta.pagination.total;
    const restrictions = { types: { [ARTICLE]: { read: ['title'], where: { category: { name: 'Shown' } } } } };
    const token = await tokenWith(restrictions);
    const [first] = (await token.get('/api/articles?pagination[pageSize]=1').expect(200)).body.data;
    const total = await totalOf(full);
    expect((await preview(ARTICLE, restrictions)).data).toEqual({ count: await totalOf(token), total, record: first });
    expect(Object.keys(first)).toEqual(['id', 'documentId', 'title']);
    expect((await preview(ARTICLE, null)).data).toMatchObject({ count: total, total });
    expect((await preview(ARTICLE, { types: { [ARTICLE]: { where: { title: 'Nothing' } } } })).data).toEqual({ count: 0, total, record: null });

    expect((await preview('admin::user', null, 400)).error.message).toBe('type is not a content type of the content API');
    expect((await preview(ARTICLE, { types: { [ARTICLE]: { read: ['author'] } } }, 400)).error.message).toContain('names the unknown field author');
    expect((await preview(ARTICLE, { types: { [ARTICLE]: { where: { views: 'many' } } } }, 400)).error.name).toBe('ValidationError');
    await preview(ARTICLE, undefined, 400);
    expect((await admin.get('/admin/api-tokens/restrictable').expect(200)).body.data.canPreview).toBe(true);
  });

  it('cannot write where only drafts may be, since there are none', async () => {
    const token = await tokenWith(DRAFTS);
    expectDenied((await token.post('/api/articles', { data: { title: 'x' } }).expect(403)).body, ['status']);
    expectDenied((await token.put(`/api/articles/${ids['Anchor']}`, { data: { title: 'x' } }).expect(403)).body, ['status']);
    expectDenied((await token.delete(`/api/articles/${ids['Anchor']}`).expect(403)).body, ['status']);
    await token.get('/api/articles').expect(200);
  });

  it.each([
    ['of another type than the field has become', { title: 5 }],
    ['that no field of its type can have', { views: 'many' }],
    ['out of the range of the field', { views: { $gt: 99_999_999_999 } }],
  ])('reaches no row where those that it may reach are told by a value %s', async (_what, where) => {
    const token = await tokenWith(VISIBLE);
    await cms.running.cms.db.connection('api_tokens_issued').where({ id: token.id }).update({ restrictions: JSON.stringify({ types: { [ARTICLE]: { where } } }) });
    await forgetTokens(cms);
    const article = `/api/articles/${ids['Anchor']}`;
    expectDenied((await token.get('/api/articles').expect(403)).body, ['row']);
    expectDenied((await token.get(article).expect(403)).body, ['row']);
    expectDenied((await token.get('/api/categories?populate=articles').expect(403)).body, ['row']);
    expectDenied((await token.put(article, { data: { title: 'x' } }).expect(403)).body, ['row']);
    expectDenied((await token.post('/api/articles', { data: { title: 'x' } }).expect(403)).body, ['row']);
    expectDenied((await token.delete(article).expect(403)).body, ['row']);
    expect((await graphql(token, '{ articles { title } }')).errors![0]!.extensions.error.details).toMatchObject({ code: 'ERR_RESTRICTED', restriction: 'row' });
    expect((await token.get('/api/categories').expect(200)).body.data.length).toBeGreaterThan(0);
  });

  it('has locales of its own', async () => {
    const token = await tokenWith({ locales: ['en'] });
    for (const query of ['', '?locale=en', '?locale=*']) await token.get(`/api/articles${query}`).expect(200);
    expect((await admin.post('/admin/api-tokens', { name: 'Locales', restrictions: { locales: ['fr'] } }).expect(400)).body.error.message)
      .toBe('restrictions.locales names the unknown locale fr');
  });

  it('has what is no core action only by its name', async () => {
    const readOnly = await tokenWith(FIELDS, { type: 'read-only' });
    await readOnly.get('/api/articles').expect(200);
    await readOnly.post('/api/articles', { data: { title: 'x' } }).expect(403);
    const custom = await tokenWith(FIELDS, { type: 'custom', permissions: [`${ARTICLE}.find`] });
    await custom.get('/api/articles').expect(200);
    await custom.get(`/api/articles/${ids['Anchor']}`).expect(403);
  });

  it('is told what it is restricted to, counted where it is denied, and freed again', async () => {
    const token = await tokenWith(FIELDS);
    expect((await token.get('/api/api-tokens/self').expect(200)).body.data.restrictions).toEqual(FIELDS);
    expect((await admin.get(`/admin/api-tokens/${token.id}`).expect(200)).body.data.restrictions).toEqual(FIELDS);
    await token.get('/api/articles?fields=body').expect(403);
    await graphql(token, '{ articles { body } }');
    const { body: { data: denials } } = await admin.get(`/admin/api-tokens/${token.id}/denials`).expect(200);
    expect(denials).toHaveLength(2);
    expect(denials).toEqual(expect.arrayContaining([
      expect.objectContaining({ method: 'GET', path: '/api/articles', code: 'ERR_RESTRICTED' }),
      expect.objectContaining({ method: 'POST', path: '/graphql', code: 'ERR_RESTRICTED' }),
    ]));
    const { updatedAt } = (await admin.put(`/admin/api-tokens/${token.id}`, { restrictions: ROWS }).expect(200)).body.data;
    expect((await admin.put(`/admin/api-tokens/${token.id}`, { restrictions: ROWS }).expect(200)).body.data.updatedAt).toBe(updatedAt);
    await token.get('/api/articles?fields=body').expect(200);
    const { body: { data: [event] } } = await admin.get(`/admin/api-tokens/${token.id}/events?pageSize=1`).expect(200);
    expect(event).toMatchObject({ action: 'token.update', details: { changes: { restrictions: { before: FIELDS, after: ROWS } } } });
    await admin.put(`/admin/api-tokens/${token.id}`, { restrictions: null }).expect(200);
    expect((await token.get('/api/api-tokens/self').expect(200)).body.data.restrictions).toBeNull();
    await token.get('/api/articles?sort=category.name').expect(200);
  });

  it.each<[string, unknown, string]>([
    ['no object', [], 'restrictions must be an object or null'],
    ['a text', 'all', 'restrictions must be an object or null'],
    ['an unknown key', { rows: {} }, 'restrictions has the unknown key rows. Known keys are read, write, locales, types'],
    ['another status', { read: { status: 'draft' } }, "restrictions.read must be { status: 'published' }"],
    ['no locale', { locales: [] }, 'restrictions.locales must be a list of one or more names'],
    ['an unknown type', { types: { 'api::nothing.nothing': {} } }, 'restrictions.types.api::nothing.nothing is not a content type of the content API'],
    ['a type of the admin API', { types: { 'admin::user': {} } }, 'restrictions.types.admin::user is not a content type of the content API'],
    ['an unknown field', { types: { [ARTICLE]: { read: ['author'] } } }, `restrictions.types.${ARTICLE}.read names the unknown field author`],
    ['a field that is never written', { types: { [ARTICLE]: { write: ['id'] } } }, `restrictions.types.${ARTICLE}.write names the unknown field id`],
    ['a field in conditions that is none', { types: { [ARTICLE]: { where: { author: 'x' } } } }, `restrictions.types.${ARTICLE}.where.author is not a field that rows can be filtered by`],
    ['an operator that is none', { types: { [ARTICLE]: { where: { title: { $is: 'x' } } } } }, `restrictions.types.${ARTICLE}.where.title.$is is not an operator`],
    ['a value that does not fit', { types: { [ARTICLE]: { where: { views: 'many' } } } }, `restrictions.types.${ARTICLE}.where has a value that does not fit its field: `],
    ['conditions without any', { types: { [ARTICLE]: { where: {} } } }, `restrictions.types.${ARTICLE}.where must not be empty`],
  ])('is not made with %s', async (_what, restrictions, message) => {
    const { body: { error } } = await admin.post('/admin/api-tokens', { name: 'Never', restrictions }).expect(400);
    expect(error.message).toContain(message);
    expect(error.name).toBe('ValidationError');
  });
});
