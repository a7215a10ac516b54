import { getIntrospectionQuery } from 'graphql';
import request from 'supertest';
import { type Client, registerFirstAdmin, startTestCms, type TestCms } from '../../support/cms';

const forbidden = (path: Array<string | number>, action: string) => expect.objectContaining({
  message: 'Forbidden access',
  path,
  extensions: {
    code: 'FORBIDDEN',
    required: [action],
    error: { name: 'ForbiddenError', message: 'Forbidden access', details: { code: 'ERR_FORBIDDEN', required: [action] } },
  },
});

/** What a SQL statement of the database is, as knex tells it. */
interface Statement {
  sql: string;
}

describe('GraphQL', () => {
  let cms: TestCms;
  let admin: Client;
  let full: Client;
  let reader: Client;
  let articlesOnly: Client;
  let names = 0;
  const keys: string[] = [];
  const ids: Record<string, string> = {};

  async function tokenClient(type: string, permissions?: string[]): Promise<Client> {
    names += 1;
    const { body } = await admin.post('/admin/api-tokens', { name: `Token ${names}`, type, permissions }).expect(201);
    keys.push(body.data.accessKey);
    return cms.as(body.data.accessKey);
  }

  async function ask(query: string, { client = full, variables = {} }: { client?: Client; variables?: object } = {}) {
    const { body } = await client.post('/graphql', { query, variables }).expect(200);
    return body;
  }

  beforeAll(async () => {
    cms = await startTestCms();
    admin = await registerFirstAdmin(cms);
    full = await tokenClient('full-access');
    reader = await tokenClient('read-only');
    articlesOnly = await tokenClient('custom', ['api::article.article.find', 'api::article.article.update']);
    for (const name of ['Harbour', 'Town']) {
      ids[name] = (await full.post('/api/categories', { data: { name } }).expect(201)).body.data.documentId;
    }
    for (const [title, category, views] of [['Anchor', 'Harbour', 1], ['Buoy', 'Harbour', 2], ['Clock', 'Town', 3], ['Door', undefined, null]] as const) {
      const data = { title, views, category: category && ids[category] };
      ids[title] = (await full.post('/api/articles', { data }).expect(201)).body.data.documentId;
    }
  });

  afterAll(() => cms.stop());

  describe('reading', () => {
    it('answers lists, one record and the single type by Strapi\'s names', async () => {
      await full.put('/api/homepage', { data: { heading: 'Hello' } }).expect(200);
      expect(await ask(`{
        articles(filters: { views: { gte: 2 } }, sort: "title:desc") { documentId title views category { name } }
        article(documentId: "${ids['Anchor']}") { title createdAt }
        homepage { heading }
        missing: article(documentId: "nobody") { title }
      }`)).toEqual({
        data: {
          articles: [
            { documentId: ids['Clock'], title: 'Clock', views: 3, category: { name: 'Town' } },
            { documentId: ids['Buoy'], title: 'Buoy', views: 2, category: { name: 'Harbour' } },
          ],
          article: { title: 'Anchor', createdAt: expect.stringMatching(/^\d{4}-.*Z$/) },
          homepage: { heading: 'Hello' },
          missing: null,
        },
      });
      await full.delete('/api/homepage').expect(204);
      expect(await ask('{ homepage { heading } }')).toEqual({ data: { homepage: null } });
    });

    it('answers pages of a list and of a relation', async () => {
      expect(await ask(`{
        articles_connection(pagination: { page: 2, pageSize: 3 }) { nodes { title } pageInfo { total page pageSize pageCount } }
        offset: articles_connection(pagination: { start: 2, limit: 2 }) { nodes { title } pageInfo { total page pageSize pageCount } }
        categories(sort: ["name"]) {
          name
          articles(sort: "views:desc", pagination: { limit: 1 }) { title }
          all: articles { title }
          articles_connection(filters: { title: { contains: "o" } }) { nodes { title } pageInfo { total pageSize } }
        }
      }`)).toEqual({
        data: {
          articles_connection: { nodes: [{ title: 'Door' }], pageInfo: { total: 4, page: 2, pageSize: 3, pageCount: 2 } },
          offset: { nodes: [{ title: 'Clock' }, { title: 'Door' }], pageInfo: { total: 4, page: 2, pageSize: 2, pageCount: 2 } },
          categories: [
            {
              name: 'Harbour', articles: [{ title: 'Buoy' }], all: [{ title: 'Anchor' }, { title: 'Buoy' }],
              articles_connection: { nodes: [{ title: 'Anchor' }, { title: 'Buoy' }], pageInfo: { total: 2, pageSize: 10 } },
            },
            {
              name: 'Town', articles: [{ title: 'Clock' }], all: [{ title: 'Clock' }],
              articles_connection: { nodes: [{ title: 'Clock' }], pageInfo: { total: 1, pageSize: 10 } },
            },
          ],
        },
      });
    });

    it.each<[string, string[]]>([
      ['{ title: { eq: "Buoy" } }', ['Buoy']],
      ['{ title: { eqi: "buoy" } }', ['Buoy']],
      ['{ title: { in: ["Buoy", "Door"] } }', ['Buoy', 'Door']],
      ['{ title: { not: { startsWith: "B" } } }', ['Anchor', 'Clock', 'Door']],
      ['{ views: { null: true } }', ['Door']],
      ['{ views: { between: [1, 2] } }', ['Anchor', 'Buoy']],
      ['{ or: [{ title: { eq: "Door" } }, { views: { lt: 2 } }] }', ['Anchor', 'Door']],
      ['{ not: { title: { contains: "o" } } }', []],
      ['{ and: [{ views: { gt: 1 } }, { views: { lt: 3 } }] }', ['Buoy']],
      ['{ category: { name: { eq: "Harbour" } } }', ['Anchor', 'Buoy']],
      ['{ category: { not: { name: { eq: "Harbour" } } } }', ['Clock']],
      ['{ createdAt: { gt: "2001-01-01" } }', ['Anchor', 'Buoy', 'Clock', 'Door']],
    ])('finds by %s', async (filters, expected) => {
      const { data } = await ask(`{ articles(filters: ${filters}, sort: "title") { title } }`);
      expect(data.articles.map(({ title }: any) => title)).toEqual(expected);
    });

    it('answers at most a hundred records, ten where nothing else is said', async () => {
      const query = cms.running.cms.db.query('api::article.article');
      for (let index = 0; index < 105; index += 1) await query.create({ data: { title: `Many ${index}` } });
      const { data } = await ask('{ few: articles { title } many: articles(pagination: { pageSize: 1000 }) { title } all: articles(pagination: { limit: -1 }) { title } }');
      await query.deleteMany({ where: { title: { $startsWith: 'Many' } } });
      expect([data.few.length, data.many.length, data.all.length]).toEqual([10, 100, 100]);
    });

    it('reads the relations of all records of a level at once', async () => {
      const statements: string[] = [];
      const { connection } = cms.running.cms.db;
      const listen = ({ sql }: Statement) => statements.push(sql);
      connection.on('query', listen);
      const count = async (query: string) => {
        statements.length = 0;
        await ask(query);
        return statements.filter((sql) => /articles|categories/.test(sql)).length;
      };
      const query = (limit: number) => `{ articles(pagination: { limit: ${limit} }) { category { articles { category { name } } } } }`;
      const one = await count(query(1));
      const many = await count(query(4));
      connection.removeListener('query', listen);
      expect(one).toBeGreaterThan(3);
      expect(many).toBe(one);
    });
  });

  describe('writing', () => {
    it('makes, changes and deletes by the rules of REST', async () => {
      const made = await ask(
        'mutation ($data: ArticleInput!) { createArticle(data: $data) { documentId title views category { name } } }',
        { variables: { data: { title: 'New', views: 5, category: ids['Town'] } } },
      );
      expect(made).toEqual({ data: { createArticle: { documentId: expect.any(String), title: 'New', views: 5, category: { name: 'Town' } } } });
      const { documentId } = made.data.createArticle;
      expect(await ask(`mutation { updateArticle(documentId: "${documentId}", data: { views: null, category: null }) { title views category { name } } }`))
        .toEqual({ data: { updateArticle: { title: 'New', views: null, category: null } } });
      expect(await ask(`mutation { deleteArticle(documentId: "${documentId}") { documentId } }`)).toEqual({ data: { deleteArticle: { documentId } } });
      await full.get(`/api/articles/${documentId}`).expect(404);
    });

    it('keeps the single type', async () => {
      expect(await ask('mutation { updateHomepage(data: { heading: "A" }) { heading } }')).toEqual({ data: { updateHomepage: { heading: 'A' } } });
      expect(await ask('mutation { deleteHomepage { documentId } }')).toEqual({ data: { deleteHomepage: { documentId: expect.any(String) } } });
      expect((await ask('mutation { deleteHomepage { documentId } }')).errors[0]).toMatchObject({ message: 'Not Found', extensions: { code: 'NOT_FOUND' } });
    });

    it.each([
      ['createArticle(data: {}) { title }', 'title must be defined.'],
      [`createArticle(data: { title: "${'x'.repeat(256)}" }) { title }`, 'title must be at most 255 characters'],
      ['createCategory(data: { name: "Town" }) { name }', 'This attribute must be unique'],
      ['createArticle(data: { title: "a", category: "nobody" }) { title }', '1 relation(s) of type api::category.category associated with this entity do not exist'],
    ])('refuses %s as REST does', async (field, message) => {
      const { data, errors } = await ask(`mutation { ${field} }`);
      expect(data).toEqual({ [field.split('(')[0]!]: null });
      expect(errors).toEqual([expect.objectContaining({ message, extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) })]);
      expect(errors[0].extensions.error).toMatchObject({ name: 'ValidationError', message });
    });

    it('refuses what is not there', async () => {
      for (const field of ['updateArticle(documentId: "1abc", data: { title: "x" }) { title }', 'deleteArticle(documentId: "-1") { documentId }']) {
        expect((await ask(`mutation { ${field} }`)).errors).toEqual([expect.objectContaining({
          message: 'Not Found', extensions: { code: 'NOT_FOUND', error: { name: 'NotFoundError', message: 'Not Found', details: {} } },
        })]);
      }
    });
  });

  describe('who may do what', () => {
    it('is decided field by field: what is out of scope is null, the rest stands', async () => {
      expect(await ask(`{
        articles(filters: { title: { eq: "Anchor" } }) { title category { name } }
        categories { name }
        categories_connection { nodes { name } }
        article(documentId: "${ids['Anchor']}") { title }
      }`, { client: articlesOnly })).toEqual({
        data: { articles: [{ title: 'Anchor', category: null }], categories: null, categories_connection: null, article: null },
        errors: expect.arrayContaining([
          forbidden(['articles', 0, 'category'], 'api::category.category.find'), forbidden(['categories'], 'api::category.category.find'), forbidden(['categories_connection'], 'api::category.category.find'),
          forbidden(['article'], 'api::article.article.findOne'),
        ]),
      });
    });

    it.each([
      'filters: { category: { name: { eq: "Town" } } }', 'filters: { or: [{ category: { name: { eq: "Town" } } }] }', 'sort: "category.name"',
    ])('shows nothing of a related type by %s', async (args) => {
      const { data, errors } = await ask(`{ articles(${args}) { title } }`, { client: articlesOnly });
      expect(data).toEqual({ articles: null });
      expect(errors[0]).toMatchObject({ message: 'Invalid key category', extensions: { code: 'BAD_USER_INPUT' } });
    });

    it('lets a token change what it may change, and nothing else', async () => {
      const update = `updateArticle(documentId: "${ids['Door']}", data: { views: 9 }) { views }`;
      expect((await ask(`mutation { ${update} }`, { client: articlesOnly })).data).toEqual({ updateArticle: { views: 9 } });
      const { data, errors } = await ask(`mutation { deleteArticle(documentId: "${ids['Door']}") { documentId } ${update} }`, { client: reader });
      expect(data).toEqual({ deleteArticle: null, updateArticle: null });
      expect(errors).toEqual([forbidden(['deleteArticle'], 'api::article.article.delete'), forbidden(['updateArticle'], 'api::article.article.update')]);
      const linked = await ask(`mutation { updateArticle(documentId: "${ids['Door']}", data: { category: "${ids['Town']}" }) { views } }`, { client: articlesOnly });
      expect(linked.errors[0]).toMatchObject({ message: 'Invalid key category' });
    });

    it('lets a read-only token read everything', async () => {
      const { data, errors } = await ask('{ articles { title category { name articles { title } } } homepage { heading } }', { client: reader });
      expect(errors).toBeUndefined();
      expect(data.articles).toHaveLength(4);
    });

    it('refuses requests without a token, with a wrong one and with one for the admin API, before the body is read', async () => {
      const { body: { data: { accessKey } } } = await admin.post('/admin/admin-tokens', { name: 'Admin token', adminPermissions: [] }).expect(201);
      const { body: { data: { token } } } = await cms.as().post('/admin/login', { email: 'ada@example.com', password: 'Correct-horse-1' }).expect(200);
      for (const client of [cms.as(), cms.as('wrong'), cms.as(accessKey), cms.as(token)]) {
        expect((await client.post('/graphql', '{ this is no JSON').expect(401)).body.error.name).toBe('UnauthorizedError');
      }
    });

    it('looks at the token once per request', async () => {
      const { body } = await admin.post('/admin/api-tokens', { name: 'Counted', type: 'read-only' }).expect(201);
      const statements: string[] = [];
      const listen = ({ sql }: Statement) => statements.push(sql);
      cms.running.cms.db.connection.on('query', listen);
      await ask('{ a: articles { category { name } } b: articles { title } categories { name } homepage { heading } }', { client: cms.as(body.data.accessKey) });
      cms.running.cms.db.connection.removeListener('query', listen);
      expect(statements.filter((sql) => /from .api_tokens_keys\b.* where .*hash/.test(sql))).toHaveLength(1);
    });
  });

  describe('limits', () => {
    const path = (fields: string[]) => fields.reduceRight((inner, field) => `${field} { ${inner} }`, 'documentId');
    const alternate = (first: string, second: string, length: number) => Array.from({ length }, (_, index) => (index % 2 === 0 ? first : second));

    async function refused(query: string, client = full): Promise<string> {
      const { body } = await client.post('/graphql', { query });
      expect(body.data ?? null).toBeNull();
      expect(JSON.stringify(body)).not.toMatch(/stack|node_modules/);
      return body.errors[0].message;
    }

    it('allows ten levels and no more', async () => {
      const tooLarge = 'The query is too large: at most 10 levels are allowed';
      expect((await ask(`{ ${path(alternate('articles', 'category', 9))} }`)).errors).toBeUndefined();
      expect(await refused(`{ ${path(alternate('articles', 'category', 10))} }`)).toBe(tooLarge);
      const inFragment = (levels: number) => `{ articles { ...A } } fragment A on Article { ${path(alternate('category', 'articles', levels))} }`;
      expect((await ask(inFragment(8))).errors).toBeUndefined();
      expect(await refused(inFragment(9))).toBe(tooLarge);
    });

    it('allows thirty aliases and no more, however they are multiplied', async () => {
      const aliases = (count: number) => Array.from({ length: count }, (_, index) => `a${index}: articles { title }`).join(' ');
      expect((await ask(`{ ${aliases(30)} }`)).errors).toBeUndefined();
      expect(await refused(`{ ${aliases(31)} }`)).toBe('The query is too large: at most 30 aliases are allowed');
      const half = Array.from({ length: 4 }, (_, index) => `b${index}: category { ...B }`).join(' ');
      const bomb = `{ a: articles { ...A } b: articles { ...A } c: articles { ...A } } fragment A on Article { ${half} } fragment B on Category { x: name y: name z: name }`;
      expect(await refused(bomb)).toMatch(/at most 30 aliases/);
    });

    it('allows five hundred fields and three thousand tokens, and survives fragments that spread themselves', async () => {
      expect(await refused(`{ ${'articles { title } '.repeat(300)} }`)).toMatch(/at most 500 fields/);
      expect(await refused(`{ ${'articles { title views } '.repeat(1000)} }`)).toMatch(/3000 tokens/);
      const circle = Array.from({ length: 180 }, (_, index) => `fragment F${index} on Category { name articles { category { ...F${(index + 1) % 180} } } }`);
      expect(await refused(`{ categories { ...F0 } } ${circle.join(' ')}`)).toMatch(/at most 10 levels/);
      expect(await refused('{ articles { ...A } } fragment A on Article { category { articles { ...A } } }')).toMatch(/Cannot spread fragment "A" within itself/);
      const unused = `fragment A on Category { ${'name '.repeat(501)} }`;
      expect(await refused(`{ categories { name } } ${unused}`)).toMatch(/at most 500 fields/);
    });

    it('allows five operations in one request and no more', async () => {
      const { body } = await full.post('/graphql', Array(5).fill({ query: '{ homepage { heading } }' })).expect(200);
      expect(body).toHaveLength(5);
      const many = await full.post('/graphql', Array(6).fill({ query: '{ homepage { heading } }' }));
      expect(many.status).toBe(413);
    });

    describe('of wide queries', () => {
      const wide = 'filters: { title: { startsWith: "Wide" } }';
      const articles = () => cms.running.cms.db.query('api::article.article');

      beforeAll(async () => {
        const { id } = (await cms.running.cms.db.query('api::category.category').findOne({ where: { name: 'Town' } }))!;
        for (let index = 0; index < 110; index += 1) {
          await articles().create({ data: { title: `Wide ${index}`, body: 'x'.repeat(3000), category: id } });
        }
      });
      afterAll(() => articles().deleteMany({ where: { title: { $startsWith: 'Wide' } } }));

      const aliases = (field: string) => Array.from({ length: 30 }, (_, index) => `a${index}: ${field}`).join(' ');
      const nested = (inner: string) => `{ articles(pagination: { limit: 100 }, ${wide}) { category { articles(pagination: { limit: 90 }) { ${inner} } } } }`;

      it.each([
        ['records', 'category { articles(pagination: { limit: 100 }) { title } }'],
        ['records under aliases', aliases('category { name }')],
        ['lists under aliases', `category { ${aliases('articles { title }').replace(/a29.*/, '')} }`],
        ['lists with long arguments', `category { articles(filters: { views: { in: [${'7 '.repeat(2800)}] } }) { title } }`],
      ])('answers no more than ten thousand %s, and says so once', async (_, inner) => {
        const { data, errors } = await ask(nested(inner));
        expect(errors).toEqual([expect.objectContaining({ message: expect.stringMatching(/too many records/), extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) })]);
        expect(data ?? null).toBeNull();
      });

      it.each([['in many places', 'body'], ['under many names', aliases('body')]])(
        'answers no more than twenty million characters %s, and says so once',
        async (_, inner) => {
          const { data, errors } = await ask(nested(inner));
          expect(errors).toEqual([expect.objectContaining({ message: expect.stringMatching(/response is too large/), extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) })]);
          expect(data ?? null).toBeNull();
        },
      );

      it('counts the operations of a request together, and answers each', async () => {
        const { body } = await full.post('/graphql', [{ query: nested('title') }, { query: nested('title') }, { query: '{ homepage { heading } }' }]).expect(200);
        expect(body).toHaveLength(3);
        expect(body.some(({ errors }: { errors?: Array<{ message: string }> }) => /too many records/.test(errors?.[0]?.message ?? ''))).toBe(true);
      });

      it('answers what is within the limits', async () => {
        const { data, errors } = await ask(nested('title'));
        expect(errors).toBeUndefined();
        expect(data.articles[99].category.articles).toHaveLength(90);
      });
    });
  });

  describe('bad input', () => {
    it.each<[unknown]>([
      [{}], [{ query: 1 }], [{ query: '' }], [{ query: '{' }], [{ query: '{ nothing }' }], [{ query: '{ articles { note } }' }], [{ query: null }],
      [{ query: '{ articles { title } }', variables: 'x' }], [{ query: '{ articles { title } }', operationName: 'X' }], [[]], [[1]], [[null]],
      [{ query: 'subscription { articles { title } }' }], [{ query: 'query A { homepage { heading } } query B { homepage { heading } }' }],
      [{ query: '{ articles { title } }', nothing: 1 }],
    ])('refuses %j', async (body) => {
      const { status, text } = await full.post('/graphql', JSON.stringify(body));
      expect(status).toBeLessThan(500);
      expect(text).toMatch(/"errors?"/);
      expect(text).not.toMatch(/node_modules|INTERNAL_SERVER_ERROR|Unexpected error/);
    });

    it.each([
      '{ articles(filters: { title: { eq: 1 } }) { title } }', '{ articles(filters: { nothing: { eq: 1 } }) { title } }', '{ articles(sort: "nothing") { title } }',
      '{ articles(sort: "title:up") { title } }', '{ articles(pagination: { page: 0 }) { title } }', '{ articles(pagination: { page: 1, start: 1 }) { title } }',
      '{ articles(pagination: { page: 99999999999 }) { title } }', '{ articles(filters: { createdAt: { gt: "tomorrow" } }) { title } }',
      '{ articles(filters: { title: { eq: "\\u0000" } }) { title } }', '{ articles(filters: { title: { between: ["a"] } }) { title } }',
      'mutation { createArticle(data: { title: "a", id: 1 }) { title } }', 'mutation { createArticle(data: { title: "a", documentId: "x" }) { title } }',
      'mutation { createArticle(data: { title: "a\\u0000" }) { title } }', 'mutation { createArticle(data: { title: 1 }) { title } }',
      'mutation { createArticle(data: null) { title } }', 'mutation { createArticle { title } }', `{ articles(filters: ${'{ not: '.repeat(100)}{}${' }'.repeat(100)}) { title } }`,
    ])('refuses %s with a clear error', async (query) => {
      const { status, body } = await full.post('/graphql', { query });
      expect(status).toBeLessThan(500);
      expect(body.errors[0].message).toBeTruthy();
      expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED']).toContain(body.errors[0].extensions.code);
    });

    it.each<[string, object]>([
      ['mutation ($d: ArticleInput!) { createArticle(data: $d) { title } }', { d: { title: 74_185 } }],
      ['mutation ($d: ArticleInput!) { createArticle(data: $d) { title } }', { d: { title: { secret: 'horse-74185' } } }],
      ['mutation ($d: ArticleInput!) { createArticle(data: $d) { title } }', { d: { title: ['horse-74185'] } }],
      ['mutation ($d: ArticleInput!) { createArticle(data: $d) { title } }', { d: 'horse-74185' }],
      ['mutation ($d: ArticleInput!) { createArticle(data: $d) { title } }', { d: { views: 'horse-74185' } }],
      ['mutation { createArticle(data: { title: 74185 }) { title } }', {}],
      ['mutation { createArticle(data: { title: { secret: "horse-74185" } }) { title } }', {}],
      ['mutation { createArticle(data: { views: "horse-74185" }) { title } }', {}],
      ['mutation { createArticle(data: "horse-74185") { title } }', {}],
    ])('refuses %s with %j without the value, which may be a secret', async (query, variables) => {
      const { body, text } = await full.post('/graphql', { query, variables });
      expect(body.errors[0].extensions.code).toMatch(/BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED/);
      expect(text).not.toMatch(/74185/);
    });

    it('says where in the variables something is wrong, and what is wanted', async () => {
      const query = 'query ($f: ArticleFiltersInput, $s: [String]) { articles(filters: $f, sort: $s) { title } }';
      const messageOf = async (variables: object) => (await full.post('/graphql', { query, variables })).body.errors[0].message;
      expect(await messageOf({ f: { or: [{}, { views: { gt: 'x' } }] } }))
        .toBe('Variable "$f" has an invalid value at "f.or[1].views.gt": Expected type "Int".');
      expect(await messageOf({ s: ['title', 7] })).toBe('Variable "$s" has an invalid value at "s[1]": Expected type "String".');
      expect(await messageOf({ f: { nothing: 1 } }))
        .toMatch(/^Variable "\$f" has an invalid value at "f": Field "nothing" is not defined by type "ArticleFiltersInput"\./);
      expect(await messageOf({ f: 'x' })).toBe('Variable "$f" has an invalid value at "f": Expected type "ArticleFiltersInput" to be an object.');
    });

    it('refuses a body that is missing or nested too deeply', async () => {
      expect((await full.post('/graphql').expect(400)).body.error.name).toBe('BadRequestError');
      const deep = `{"query":"{ homepage { heading } }","variables":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
      expect((await full.post('/graphql', deep).expect(400)).body.error.message).toBe('The body is nested too deeply');
    });

    it('answers 405 to other methods, so that no mutation goes over GET', async () => {
      const { body } = await full.get('/graphql?query=mutation%7BdeleteHomepage%7BdocumentId%7D%7D').expect(405);
      expect(body.error.status).toBe(405);
    });

    it('answers JSON, or the media type of GraphQL where that is asked for', async () => {
      const plain = await full.post('/graphql', { query: '{ homepage { heading } }' }).expect('Content-Type', /^application\/json/);
      expect(plain.status).toBe(200);
      await full.post('/graphql', { query: '{ homepage { heading } }' }).set('Accept', 'application/graphql-response+json')
        .expect('Content-Type', /^application\/graphql-response\+json/);
      await full.post('/graphql', { query: '{ homepage { heading } }' }).set('Accept', 'text/event-stream').expect('Content-Type', /^application\/json/);
    });

    it('tells nothing of what went wrong inside, and logs it', async () => {
      const { db } = cms.running.cms;
      const query = db.query('api::article.article');
      const { findMany } = query;
      query.findMany = () => Promise.reject(new Error('the secret inside'));
      const { body } = await full.post('/graphql', { query: '{ articles { title } }' }).expect(200);
      query.findMany = findMany;
      expect(body).toEqual({
        data: { articles: null },
        errors: [expect.objectContaining({ message: 'Internal Server Error', extensions: { code: 'INTERNAL_SERVER_ERROR' } })],
      });
      expect(JSON.stringify(body)).not.toContain('secret inside');
      expect(cms.logged.some((line) => line.includes('the secret inside'))).toBe(true);
    });
  });

  describe('introspection', () => {
    it('shows the schema, without what is private or inside', async () => {
      const { data } = await ask(getIntrospectionQuery());
      const typeNames = data.__schema.types.map(({ name }: any) => name);
      expect(typeNames).toEqual(expect.arrayContaining([
        'Article', 'ArticleInput', 'ArticleFiltersInput', 'ArticleEntityResponseCollection', 'ArticleRelationResponseCollection', 'Category', 'Homepage',
        'DeleteMutationResponse', 'PaginationArg', 'Pagination', 'DateTime', 'StringFilterInput', 'IntFilterInput', 'IDFilterInput',
      ]));
      expect(typeNames.filter((name: string) => /token|user|role/i.test(name))).toEqual([]);
    });

    it('can be switched off, and then errors do not name what there is, either', async () => {
      await cms.restart({ GRAPHQL_INTROSPECTION: 'false' });
      const again = cms.as(keys[0]);
      const introspection = await again.post('/graphql', { query: '{ __schema { types { name } } }' });
      expect(introspection.body.data ?? null).toBeNull();
      expect(introspection.body.errors[0].message).toMatch(/introspection/i);
      const misspelt = await again.post('/graphql', { query: '{ artcles { title } }' });
      expect(misspelt.body.errors[0].message).not.toMatch(/articles/);
      for (const [query, variables] of [
        ['query ($f: ArticleFiltersInput) { articles(filters: $f) { title } }', { f: { titl: { eq: 'x' } } }],
        ['query ($f: ArticleFiltersInput) { articles(filters: $f) { title } }', { f: { title: { containz: 'x' } } }],
        ['mutation ($d: ArticleInput!) { createArticle(data: $d) { views } }', { d: { titl: 'x' } }],
        ['query ($p: PaginationArg) { articles(pagination: $p) { views } }', { p: { pageSiz: 1 } }],
        ['query ($f: ArticleFiltersInputt) { articles(filters: $f) { views } }', {}],
        ['{ articles(filters: { titl: { eq: "x" } }) { views } }', {}],
        ['{ articles(filter: {}) { views } }', {}],
        ['mutation { createArticle(data: { titl: "x" }) { views } }', {}],
        ['{ articles { ... on Artcle { views } } }', {}],
      ] as const) {
        const { body } = await again.post('/graphql', { query, variables });
        expect(body.errors[0].message).not.toMatch(/did you mean|"(title|contains|pageSize|filters|Article)"/i);
      }
    });
  });

  it('is not there for callers on other paths', async () => {
    await request(cms.url).post('/api/graphql').expect(404);
  });
});
