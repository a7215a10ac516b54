import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';
import { rowsRead, type Statement } from '../support/cost/rows-read';
import { dialectsUnderTest } from '../support/database';

/** How large a body is (bytes); the server takes 1 MB. */
const SIZE = 1_000_000;
/** The longest answer to a wrong body, however large that was (bytes). */
const LONGEST_ANSWER = 20_000;

// Where work was quadratic, it took minutes.
jest.setTimeout(60_000);

/** As many of `item` as a body takes. */
function fill(item: string, size = SIZE - 2000): string {
  return Array.from({ length: Math.floor(size / (item.length + 1)) }, () => item).join(',');
}

describe.each(dialectsUnderTest())('content requests as large as they may be, on %s', (dialect) => {
  let cms: TestCms;
  let full: Client;
  let article: string;
  const statements: Statement[] = [];

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    const admin = await registerFirstAdmin(cms);
    full = cms.as((await admin.post('/admin/api-tokens', { name: 'x', type: 'full-access' }).expect(201)).body.data.accessKey);
    article = (await full.post('/api/articles', { data: { title: 'One' } }).expect(201)).body.data.documentId;
    cms.running.cms.db.connection.on('query', (statement: Statement) => statements.push(statement));
  });
  afterAll(() => cms.stop());

  async function send(method: 'post' | 'put', path: string, body: string) {
    const logged = cms.logged.length;
    statements.length = 0;
    const { status, text } = await full[method](path.replace('ARTICLE', article), body);
    const longestLine = Math.max(...cms.logged.slice(logged).map((line) => line.length), 0);
    const looks = statements.filter(({ sql }) => /articles|categories|homepages/.test(sql)).length;
    return { status, text, seen: { looks: Math.max(looks, 1), short: text.length < LONGEST_ANSWER, log: longestLine < 10_000 } };
  }
  const fine = { looks: 1, short: true, log: true };

  const digits = `"${'1'.repeat(SIZE - 1000)}x"`;
  const long = `"${'x'.repeat(SIZE - 1000)}"`;
  it.each([
    ['relations', `{"category":[${fill('1')}]}`],
    ['relations in an object', `{"category":{"connect":[${fill('{"id":1}')}],"disconnect":[1]}}`],
    ['relations of a wrong type', `{"category":{"set":[${fill('[]')}]}}`],
    ['a digit and another, and no number in the end', `{"views":${digits}}`],
    ['a long number', `{"views":${digits.replace('x', '')}}`],
    ['a text that is too long', `{"title":${long}}`],
    ['a list for a text', `{"title":[${fill('0')}]}`],
    ['names that are not known', `{${Array.from({ length: 60_000 }, (_, index) => `"key${index}":0`).join(',')}}`],
    ['a long name', `{${long}:0}`],
  ])('a body with %s is refused shortly, after one look into the content at most', async (_, data) => {
    for (const [method, path] of [['post', '/api/articles'], ['put', '/api/articles/ARTICLE']] as const) {
      const { status, seen } = await send(method, path, `{"data":${data}}`);
      expect({ status, ...seen }).toEqual({ status: 400, ...fine });
    }
  });

  it('a category takes a thousand articles and no more', async () => {
    const articles = (count: number) => ({ data: { name: 'Many', articles: Array.from({ length: count }, () => article) } });
    expect((await full.post('/api/categories', articles(1001)).expect(400)).body.error.message).toBe('articles accepts at most 1000 records');
    await full.post('/api/categories', articles(1000)).expect(201);
  });

  it.each([
    ['filters', 'filters[title][$in]', 'x'], ['conditions', 'filters[$or]', '{}'], ['fields', 'fields', 'title'], ['orders', 'sort', 'title'],
    ['relations', 'populate', 'category'],
  ])('a query string with many %s is answered', async (_, name, value) => {
    for (const query of [`${name}[]=${value}&`.repeat(500), `${name}=${value},`.repeat(1) + `${value},`.repeat(1000)]) {
      const { status, text } = await full.get(`/api/articles?${query.slice(0, 12_000)}`);
      expect({ ok: status < 500, short: text.length < LONGEST_ANSWER }).toEqual({ ok: true, short: true });
    }
  });

  it.each([
    ['there and back', 'filters[category][articles][title]=nothing'],
    ['there and back twice', 'filters[category][articles][category][articles][title]=nothing'],
    ['twenty times', Array.from({ length: 20 }, (_, index) => `filters[$or][${index}][category][articles][category][articles][title][$contains]=nothing`).join('&')],
    ['the opposite', 'filters[$not][category][articles][$not][category][articles][title][$ne]=nothing'],
    ['orders', `sort=${'category.name,'.repeat(190)}`],
  ])('conditions on the relations of thousands of records read each of them a few times, not once for every other: %s', async (name, query) => {
    const count = 3000;
    const { body } = await full.post('/api/categories', { data: { name: `Crowded ${name}` } }).expect(201);
    const { db } = cms.running.cms;
    const articles = db.query('api::article.article') as any;
    await articles.createMany({ data: Array.from({ length: count }, (_, index) => ({ title: `Crowd ${index}`, category: body.data.id })) });
    statements.length = 0;
    await full.get(`/api/articles?${query}&pagination[pageSize]=1`).expect(200);
    const sent = statements.filter(({ sql }) => sql.includes('articles'));
    expect(sent).toHaveLength(2);
    for (const statement of sent) expect(await rowsRead(db.connection, dialect, statement)).toBeLessThan(200 * count);
    await articles.deleteMany({ where: { title: { $startsWith: 'Crowd' } } });
  });

  describe('in GraphQL', () => {
    const ask = (query: string, variables: string) => send('post', '/graphql', `{"query":${JSON.stringify(query)},"variables":${variables}}`);
    const byFilters = 'query ($f: ArticleFiltersInput) { articles(filters: $f) { title } }';
    const connected = 'query ($f: ArticleFiltersInput) { categories { articles_connection(filters: $f) { nodes { title } } } }';

    it.each([
      ['values of a list', `{"title":{"in":[${fill('"x"')}]}}`], ['40,000 values of a list', `{"views":{"notIn":[${fill('1', 80_000)}]}}`],
      ['1,001 values of a list', `{"views":{"in":[${fill('1', 2002)}]}}`],
      ['empty conditions', `{"or":[${fill('{}')}]}`], ['conditions', `{"and":[${fill('{"title":{"eq":"x"}}')}]}`],
      ['9,000 empty conditions', `{"or":[${fill('{}', 27_000)}]}`],
      ['a long text to look for', `{"title":{"contains":${long}}}`], ['a long text in any case', `{"body":{"containsi":${long}}}`],
      ['texts to look for', `{"or":[${fill('{"title":{"contains":"x"}}', 1000)}]}`],
      ['wrong values', `{"title":{"in":[${fill('0')}]}}`], ['names that are not known', `{${long}:{"eq":0}}`],
      ['values of a wrong type', `{"title":${long}}`], ['a list for an object', `[${fill('[]')}]`],
    ])('%s are refused shortly, after one look into the content at most', async (_, filters) => {
      for (const query of [byFilters, connected, `query ($f: ArticleFiltersInput) { ${Array.from({ length: 30 }, (_each, index) => `a${index}: articles(filters: $f) { title }`).join(' ')} }`]) {
        const { status, text, seen } = await ask(query, `{"f":${filters}}`);
        expect({ ok: status < 500, refused: /"errors?":/.test(text) && !/INTERNAL_SERVER_ERROR/.test(text), ...seen }).toEqual({ ok: true, refused: true, ...fine });
      }
    });

    it.each([
      ['orders', 'query ($s: [String]) { articles(sort: $s) { title } }', `{"s":[${fill('"title"')}]}`],
      ['orders in one text', 'query ($s: [String]) { articles(sort: $s) { title } }', `{"s":"${fill('title')}"}`],
      ['relations', 'mutation ($d: CategoryInput!) { createCategory(data: $d) { name } }', `{"d":{"articles":[${fill('"1"')}]}}`],
      ['1,001 relations', 'mutation ($d: CategoryInput!) { createCategory(data: $d) { name } }', `{"d":{"articles":[${fill('"1"', 4004)}]}}`],
      ['a long title', 'mutation ($d: ArticleInput!) { createArticle(data: $d) { title } }', `{"d":{"title":${long}}}`],
      ['variables that nobody asked for', '{ articles { title } }', `{"x":[${fill('0')}]}`],
      ['a long id', 'query ($i: ID!) { article(documentId: $i) { title } }', `{"i":[${long}]}`],
    ])('%s are refused shortly, after one look into the content at most', async (_, query, variables) => {
      const { status, text, seen } = await ask(query, variables);
      expect({ ok: status < 500, refused: /"errors?":/.test(text) && !/INTERNAL_SERVER_ERROR/.test(text), ...seen }).toEqual({ ok: true, refused: true, ...fine });
    });

    it.each([
      ['a long name of a field', `{ ${'x'.repeat(SIZE - 1000)} }`], ['a long text', `{ articles(filters: { title: { contains: ${long} } }) { title } }`],
      ['a long wrong value', `{ articles(filters: { title: ${long} }) { title } }`], ['a long number', `{ articles(pagination: { page: ${'1'.repeat(SIZE - 1000)} }) { title } }`],
      ['a long comment', `# ${'x'.repeat(SIZE - 1000)}`], ['a long list', `{ articles(filters: { title: { in: [${fill('"x"')}] } }) { title } }`],
      ['fields', `{ articles { ${'title '.repeat(160_000)} } }`], ['unknown fields', `{ ${Array.from({ length: 2000 }, (_each, index) => `x${index}`).join(' ')} }`],
      ['a long variable', `query ($${'x'.repeat(SIZE - 1000)}: Int) { articles { title } }`], ['text that is no query', '}'.repeat(SIZE - 1000)],
      ['brackets', '{'.repeat(2900)], ['lists', `{ articles(sort: ${'['.repeat(2900)}`],
      ['lists that end', `{ articles(sort: ${'['.repeat(1400)}${']'.repeat(1400)}) { title } }`],
      ['objects', `{ articles(filters: ${'{not:'.repeat(700)}{}${'}'.repeat(700)}) { title } }`],
      ['a list for a type', `query ($x: ${'['.repeat(1400)}Int${']'.repeat(1400)}) { articles { title } }`],
    ])('a query with %s is refused shortly, after one look into the content at most', async (_, query) => {
      const { status, text, seen } = await ask(query, '{}');
      expect({ ok: status < 500, refused: /"errors?":/.test(text) && !/INTERNAL_SERVER_ERROR/.test(text), ...seen }).toEqual({ ok: true, refused: true, ...fine });
    });

    it.each([
      ['a long operation name', `{"query":"{ homepage { heading } }","operationName":${long}}`],
      ['a long unknown name', `{"query":"{ homepage { heading } }",${long}:1}`],
      ['many names', `{"query":"{ homepage { heading } }",${Array.from({ length: 60_000 }, (_each, index) => `"key${index}":0`).join(',')}}`],
      ['many operations', `[${fill('{"query":"{ homepage { heading } }"}')}]`], ['many numbers', `[${fill('0')}]`],
      ['long operations', `[${fill(`{"query":"{ ${'x'.repeat(190_000)} }"}`)}]`],
    ])('a body with %s is refused shortly, after one look into the content at most', async (_, body) => {
      const { status, text, seen } = await send('post', '/graphql', body);
      expect({ ok: status < 500, refused: /"errors?":/.test(text), ...seen }).toEqual({ ok: true, refused: true, ...fine });
    });

    it.each([
      ['fields', `{ articles { ${'title views '.repeat(60)} } }`, 500], ['aliases', `{ ${Array.from({ length: 7 }, (_each, index) => `a${index}: homepage { heading }`).join(' ')} }`, 30],
      ['tokens', `{ articles(sort: [${'"title" '.repeat(700)}]) { title } }`, 3000],
    ])('the limit of %s holds for all operations of a request together, before anything is read', async (name, query, most) => {
      const single = await full.post('/graphql', { query });
      expect(single.text).not.toMatch(/is too large/);
      statements.length = 0;
      const { body } = await full.post('/graphql', Array.from({ length: 5 }, () => ({ query }))).expect(400);
      expect(body.error).toMatchObject({
        name: 'BadRequestError', message: `The request is too large: at most ${most} ${name} are allowed in all of its operations together`,
      });
      expect(statements.filter(({ sql }) => /articles|homepages/.test(sql))).toEqual([]);
    });

    it('the conditions of all operations of a request count together', async () => {
      const query = `{ articles(filters: { or: [${'{ views: { eq: 1 } } '.repeat(30)}] }) { title } }`;
      expect((await full.post('/graphql', { query }).expect(200)).body.errors).toBeUndefined();
      const { body } = await full.post('/graphql', Array.from({ length: 5 }, () => ({ query }))).expect(200);
      expect(body.filter(({ errors }: any) => errors?.[0].message.includes('at most 200 are allowed')).length).toBeGreaterThan(0);
    });
  });

  it('pages of more than a thousand related records are read in one statement, for all their owners', async () => {
    const articles = cms.running.cms.db.query('api::article.article') as any;
    const owners: number[] = [];
    for (let index = 0; index < 20; index += 1) {
      owners.push((await full.post('/api/categories', { data: { name: `Owner ${index}` } }).expect(201)).body.data.id);
    }
    await articles.createMany({ data: owners.flatMap((category, owner) =>
      Array.from({ length: 100 }, (_, index) => ({ title: `${owner} ${index}`, views: index, category }))) });
    statements.length = 0;
    const query = '{ categories(pagination: { limit: 100 }, filters: { name: { startsWith: "Owner" } }) { name articles_connection(sort: "views:desc", pagination: { page: 2, pageSize: 3 }) { nodes { views } pageInfo { total page pageCount } } } }';
    const { body } = await full.post('/graphql', { query }).expect(200);
    expect(body.data.categories).toHaveLength(20);
    for (const { articles_connection: connection } of body.data.categories) {
      expect(connection).toEqual({ nodes: [{ views: 96 }, { views: 95 }, { views: 94 }], pageInfo: { total: 100, page: 2, pageCount: 34 } });
    }
    expect(statements.filter(({ sql }) => /categories|articles/.test(sql)).length).toBeLessThanOrEqual(4);
  });
});
