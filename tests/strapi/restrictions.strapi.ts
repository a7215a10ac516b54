import fc from 'fast-check';
import { dialectsUnderTest } from '../support/database';
import { firstAdmin, type Client } from '../support/cms';
import { startStrapiHost, type StrapiHost } from '../support/hosts/strapi-host';

const UNKNOWN = 'abcdefghijklmnopqrstuvwx';

describe.each(dialectsUnderTest())('restrictions in Strapi on %s', (dialect) => {
  let host: StrapiHost;
  let admin: Client;
  let full: Client;
  let names = 0;
  /** Published with a newer draft, in English and French; a draft alone; and one that is published unchanged. */
  let alpha: string;
  let beta: string;
  let gamma: string;

  const create = async (restrictions: object | null, more: object = {}) =>
    (await admin.post('/api-tokens', { name: `token ${++names}`, type: 'full-access', restrictions, ...more }).expect(201)).body.data;
  const makeToken = async (restrictions: object | null, permissions?: string[]) =>
    host.as((await create(restrictions, permissions && { type: 'custom', permissions })).accessKey);
  const make = async (path: string, data: object) => (await full.post(`/api/${path}`, { data }).expect(201)).body.data.documentId as string;
  const titles = ({ body }: any) => body.data.map(({ title }: any) => title).sort();
  const graphql = async (client: Client, query: string) => (await client.post('/graphql', { query })).body;

  beforeAll(async () => {
    host = await startStrapiHost(dialect);
    await host.as().post('/admin/register-admin', firstAdmin).expect(200);
    admin = host.as((await host.as().post('/admin/login', { email: firstAdmin.email, password: firstAdmin.password }).expect(200)).body.data.token);
    await admin.post('/i18n/locales', { code: 'fr', name: 'French (fr)', isDefault: false }).expect(200);
    full = await makeToken(null);
    const ann = await make('writers', { name: 'Ann', salary: 100 });
    const bob = await make('writers', { name: 'Bob', salary: 200 });
    alpha = await make('novels', { title: 'Alpha', notes: 'first', price: 1, writer: ann, quote: { text: 'Words', writer: bob }, parts: [{ __component: 'book.quote', text: 'Part' }] });
    await full.put(`/api/novels/${alpha}?locale=fr`, { data: { title: 'Alpha-fr', notes: 'premier' } }).expect(200);
    await full.put(`/api/novels/${alpha}?status=draft`, { data: { title: 'Alpha-draft' } }).expect(200);
    beta = await make('novels?status=draft', { title: 'Beta-draft', notes: 'second', price: 2, writer: bob });
    gamma = await make('novels', { title: 'Gamma', notes: 'third', price: 3, writer: bob });
    await make('shelves', { label: 'mixed', novels: [{ documentId: alpha }, { documentId: beta }] });
    await make('shelves', { label: 'French', novels: [{ documentId: alpha, locale: 'fr' }] });
  });
  afterAll(() => host?.stop());

  const denied = async (client: Client, query: string, restriction: string) => {
    const { body } = await client.get(`/api/${query}`).expect(403);
    expect(body.error).toMatchObject({ message: 'Restricted', details: { code: 'ERR_RESTRICTED', restriction } });
  };

  describe('to what is published', () => {
    let client: Client;
    beforeAll(async () => {
      client = await makeToken({ read: { status: 'published' } });
    });

    it('leave published rows alone, and count no others', async () => {
      const { body } = await client.get('/api/novels').expect(200);
      expect(titles({ body })).toEqual(['Alpha', 'Gamma']);
      expect(body.meta.pagination.total).toBe(2);
      await client.get(`/api/novels/${alpha}`).expect(200);
      await client.get(`/api/novels/${beta}`).expect(404);
    });

    it.each([
      'novels?status=draft', 'novels?status=other', 'novels?publicationState=preview', 'novels?publicationFilter=modified', 'novels?hasPublishedVersion=false',
      'novels?filters[publishedAt][$null]=true', 'writers?filters[novels][publishedAt][$null]=true', 'writers?status=draft',
      'shelves?populate[novels][filters][publishedAt][$null]=true',
    ])('deny %s', (query) => denied(client, query, 'status'));

    it.each(['shelves?populate=novels', 'shelves?populate=*', 'shelves?populate[novels][populate]=*'])('populate no draft: %s', async (query) => {
      const { body } = await client.get(`/api/${query}&sort=label`).expect(200);
      expect(body.data.map(({ novels }: any) => novels.map(({ title }: any) => title))).toEqual([['Alpha-fr'], ['Alpha']]);
    });

    it.each([
      'shelves?filters[novels][title]=Beta-draft', 'shelves?filters[novels][title][$contains]=draft', 'writers?filters[novels][title]=Beta-draft',
      'shelves?filters[$or][0][novels][title]=Alpha-draft&filters[$or][1][label]=none', 'shelves?filters[novels][writer][novels][title]=Beta-draft',
      'shelves?filters[$and][0][novels][title]=Alpha-draft&filters[$and][1][novels][title][$startsWith]=A',
      'novels?filters[quote][writer][novels][title]=Beta-draft',
    ])('find nothing by what a draft says: %s', async (query) => {
      const { body } = await client.get(`/api/${query}`).expect(200);
      expect([body.data, body.meta.pagination.total]).toEqual([[], 0]);
    });

    it('find rows by what is published', async () => {
      expect((await client.get('/api/shelves?filters[novels][title]=Alpha').expect(200)).body.data).toHaveLength(1);
      expect((await client.get('/api/novels?filters[writer][novels][title]=Alpha').expect(200)).body.data).toHaveLength(1);
      expect(titles(await client.get('/api/novels?filters[quote][text]=Words&populate=*').expect(200))).toEqual(['Alpha']);
    });

    it.each(['shelves?sort=novels.title', 'shelves?filters[$not][novels][title]=Beta-draft', 'shelves?filters[novels][title][$null]=true'])(
      'deny what drafts would decide: %s', async (query) => {
        const { status, body } = await client.get(`/api/${query}`);
        expect([status, body.error.details.code]).toEqual([403, 'ERR_RESTRICTED']);
      });

    it('hold in GraphQL', async () => {
      expect((await graphql(client, '{ novels { title } novels_connection { pageInfo { total } } }')).data).toEqual({
        novels: expect.anything(), novels_connection: { pageInfo: { total: 2 } },
      });
      const { data, errors } = await graphql(client, '{ shelves(sort: "label") { novels { title } novels_connection { nodes { title } } } }');
      expect(errors).toBeUndefined();
      expect(data.shelves.map(({ novels }: any) => novels.map(({ title }: any) => title))).toEqual([['Alpha-fr'], ['Alpha']]);
      for (const query of [
        '{ novels(status: DRAFT) { title } }',
        '{ a: novels(publicationFilter: "modified") { title } }',
        '{ shelves { label novels(status: DRAFT) { title } } }',
        '{ writers { novels(filters: { publishedAt: { null: true } }) { title } } }',
      ]) {
        const answer = await graphql(client, query);
        expect(JSON.stringify(answer)).toContain('error');
        expect(JSON.stringify(answer)).not.toMatch(/-draft/);
      }
      expect((await graphql(client, '{ shelves(filters: { novels: { title: { eq: "Beta-draft" } } }) { label } }')).data.shelves).toEqual([]);
    });

    it('answer a write of a draft with its ids alone', async () => {
      const made = (await client.post('/api/novels?status=draft&populate=*', { data: { title: 'New-draft' } }).expect(201)).body.data;
      expect(Object.keys(made).sort()).toEqual(['documentId', 'id']);
      const changed = await client.put(`/api/novels/${alpha}?status=draft`, { data: { notes: 'changed' } }).expect(200);
      expect(changed.body.data).toEqual({ id: expect.any(Number), documentId: alpha });
      await full.delete(`/api/novels/${made.documentId}`).expect(204);
    });

    it('answer a write of another type without drafts', async () => {
      const { documentId } = (await full.get('/api/shelves?filters[label]=mixed').expect(200)).body.data[0];
      const { body } = await client.put(`/api/shelves/${documentId}?populate=novels`, { data: { label: 'mixed' } }).expect(200);
      expect(body.data.novels.map(({ title }: any) => title)).toEqual(['Alpha']);
    });
  });

  describe('to writing drafts', () => {
    let client: Client;
    beforeAll(async () => {
      client = await makeToken({ write: { status: 'draft' } });
    });

    it('let drafts be written, in REST and GraphQL', async () => {
      const { documentId } = (await client.post('/api/novels?status=draft', { data: { title: 'Delta', writer: null } }).expect(201)).body.data;
      await client.put(`/api/novels/${documentId}?status=draft`, { data: { title: 'Delta 2' } }).expect(200);
      const { data } = await graphql(client, 'mutation { createNovel(status: DRAFT, data: { title: "Epsilon" }) { title } }');
      expect(data.createNovel.title).toBe('Epsilon');
      expect(titles(await full.get('/api/novels').expect(200))).toEqual(['Alpha', 'Gamma']);
    });

    it('deny publishing, by any way, and writes of what has no drafts', async () => {
      const data = { title: 'Published' };
      await client.post('/api/novels', { data }).expect(403);
      await client.post('/api/novels?status=published', { data }).expect(403);
      await client.post('/api/novels?status=draft&status=published', { data }).expect(({ status }) => expect(status).toBeGreaterThanOrEqual(400));
      await client.put(`/api/novels/${alpha}`, { data }).expect(403);
      await client.delete(`/api/novels/${alpha}`).expect(403);
      await client.post('/api/writers', { data: { name: 'New' } }).expect(403);
      await client.post('/api/writers?status=draft', { data: { name: 'New' } }).expect(403);
      await client.post('/api/novels?status=draft', { data: { ...data, publishedAt: '2026-01-01T00:00:00.000Z' } }).expect(({ status }) => expect(status).toBeGreaterThanOrEqual(400));
      for (const query of [
        'mutation { createNovel(data: { title: "Published" }) { title } }',
        `mutation { updateNovel(documentId: "${alpha}", data: { title: "Published" }) { title } }`,
        `mutation { deleteNovel(documentId: "${alpha}") { documentId } }`,
      ]) {
        expect((await graphql(client, query)).errors[0].extensions).toMatchObject({ code: 'FORBIDDEN', error: { details: { code: 'ERR_RESTRICTED' } } });
      }
      expect(titles(await full.get('/api/novels').expect(200))).toEqual(['Alpha', 'Gamma']);
    });
  });

  describe('to locales', () => {
    let client: Client;
    beforeAll(async () => {
      client = await makeToken({ locales: ['en'] });
    });

    it('leave those alone', async () => {
      expect(titles(await client.get('/api/novels').expect(200))).toEqual(['Alpha', 'Gamma']);
      expect(titles(await client.get('/api/novels?locale=*').expect(200))).toEqual(['Alpha', 'Gamma']);
      expect(titles(await client.get('/api/novels?locale=en').expect(200))).toEqual(['Alpha', 'Gamma']);
      const { localizations } = (await client.get(`/api/novels/${alpha}?populate=localizations`).expect(200)).body.data;
      expect(localizations).toEqual([]);
    });

    it.each(['novels?locale=fr', 'novels?locale[0]=en&locale[1]=fr', 'shelves?locale=fr'])('deny %s', (query) => denied(client, query, 'locale'));
    it('deny an order by them', () => denied(client, 'novels?sort=localizations.title', 'locale'));

    it('deny the default locale where it is not among them', async () => {
      const french = await makeToken({ locales: ['fr'] });
      await denied(french, 'novels', 'locale');
      expect(titles(await french.get('/api/novels?locale=fr').expect(200))).toEqual(['Alpha-fr']);
    });

    it('find and populate nothing in others', async () => {
      expect((await client.get('/api/shelves?filters[novels][title]=Alpha-fr').expect(200)).body.data).toEqual([]);
      expect((await client.get('/api/novels?filters[localizations][title]=Alpha-fr').expect(200)).body.data).toEqual([]);
      const { body } = await client.get('/api/shelves?populate=novels&sort=label').expect(200);
      expect(body.data.map(({ novels }: any) => novels.length)).toEqual([0, 1]);
    });

    it('hold in GraphQL', async () => {
      expect((await graphql(client, '{ novels(locale: "fr") { title } }')).errors[0].extensions.error.details).toMatchObject({ restriction: 'locale' });
      expect(JSON.stringify(await graphql(client, '{ novels(locale: "*") { title localizations { title } } shelves { novels { title } } }'))).not.toContain('-fr');
    });

    it('deny writes in others, and of what all locales share', async () => {
      await client.put(`/api/novels/${alpha}?locale=fr`, { data: { title: 'x' } }).expect(403);
      await client.post('/api/novels?locale=fr', { data: { title: 'x' } }).expect(403);
      await client.delete(`/api/novels/${alpha}?locale=fr`).expect(403);
      await client.put(`/api/novels/${alpha}?status=draft`, { data: { price: 9 } }).expect(403);
      await client.put(`/api/novels/${alpha}?status=draft`, { data: { notes: 'changed', price: 1 } }).expect(200);
      expect((await full.get(`/api/novels/${alpha}?locale=fr&status=draft`).expect(200)).body.data.price).toBe(1);
      const { documentId } = (await client.post('/api/novels', { data: { title: 'English', price: 5 } }).expect(201)).body.data;
      await client.put(`/api/novels/${documentId}`, { data: { price: 6 } }).expect(200);
      await client.delete(`/api/novels/${documentId}?locale=*`).expect(204);
    });

    it('answer a connection to a row in another locale as one to a row that does not exist', async () => {
      const connect = async (connected: object) => {
        const { body } = await client.post('/api/shelves', { data: { label: 'x', novels: { connect: [connected] } } }).expect(400);
        return body.error.message;
      };
      expect(await connect({ documentId: alpha, locale: 'fr' })).toBe((await connect({ documentId: UNKNOWN, locale: 'fr' })).replace(UNKNOWN, alpha));
      const { id } = (await full.get(`/api/novels/${alpha}?locale=fr`).expect(200)).body.data;
      expect(await connect({ id })).toBe(await connect({ id: 999_999 }));
      await client.post('/api/shelves', { data: { label: 'x', novels: { connect: [{ documentId: alpha }] } } }).expect(201);
    });

    it('delete in those alone', async () => {
      const documentId = await make('novels', { title: 'Both' });
      await full.put(`/api/novels/${documentId}?locale=fr`, { data: { title: 'Both-fr' } }).expect(200);
      await client.delete(`/api/novels/${documentId}?locale=*`).expect(204);
      await full.get(`/api/novels/${documentId}`).expect(404);
      await full.get(`/api/novels/${documentId}?locale=fr`).expect(200);
      await full.delete(`/api/novels/${documentId}?locale=fr`).expect(204);
    });
  });

  describe('to fields', () => {
    let client: Client;
    beforeAll(async () => {
      client = await makeToken({ types: { 'api::writer.writer': { read: ['name'], write: ['name'] }, 'api::novel.novel': { read: ['title', 'writer', 'quote', 'parts'] } } });
    });

    it('leave others out, at any depth', async () => {
      for (const query of ['writers', 'writers?populate=*', 'writers?fields=*', 'novels?populate=*', 'novels?populate[writer]=true', 'novels?populate[quote][populate]=*',
        'novels?populate[parts][populate]=*', 'novels?populate[parts][on][book.quote][populate]=*', 'shelves?populate[novels][populate]=*', 'shelves?populate=*']) {
        const { body } = await client.get(`/api/${query}`).expect(200);
        expect(JSON.stringify(body)).not.toMatch(/salary|"notes"|"price"/);
      }
    });

    it.each([
      'writers?fields=salary', 'writers?fields[0]=name&fields[1]=salary', 'writers?sort=salary', 'writers?sort[0]=salary:desc', 'writers?filters[salary][$gt]=1', 'writers?_q=Ann',
      'writers?filters[$or][0][salary]=100', 'writers?filters[$not][salary]=100', 'writers?populate=novels', 'writers?populate[novels]=true', 'writers?filters[novels][title]=Alpha',
      'novels?filters[writer][salary]=100', 'novels?sort=writer.salary', 'novels?populate[writer][fields]=salary', 'novels?populate[writer][filters][salary]=100',
      'novels?populate[writer][sort]=salary', 'novels?filters[quote][writer][salary]=200', 'novels?populate[quote][populate][writer][fields]=salary',
      'novels?populate[parts][on][book.quote][populate][writer][fields]=salary', 'shelves?filters[novels][writer][salary]=100', 'shelves?filters[novels][notes]=first',
      'shelves?populate[novels][populate][writer][sort]=salary', 'novels?filters[createdAt][$notNull]=true',
    ])('deny %s', (query) => denied(client, query, 'field'));

    it('hold in GraphQL', async () => {
      expect((await graphql(client, '{ writers(sort: "name") { documentId name } novels { title writer { name } quote { text writer { name } } } }')).errors).toBeUndefined();
      for (const query of [
        '{ writers { salary } }', '{ novels { writer { salary } } }', '{ writers { a: salary } }', 'fragment A on Writer { salary } { writers { ...A } }', '{ writers { ... on Writer { salary } } }',
        '{ novels { quote { writer { salary } } } }', '{ novels { parts { ... on ComponentBookQuote { writer { salary } } } } }', '{ writers { novels { title } } }',
        '{ writers { novels_connection { nodes { title } } } }', '{ writers(filters: { salary: { gt: 1 } }) { name } }', '{ writers(sort: "salary") { name } }',
        '{ shelves { novels(sort: "notes") { title } } }', '{ shelves { novels(filters: { notes: { eq: "first" } }) { title } } }', '{ shelves { novels { notes } } }',
        '{ writers_connection { nodes { salary } } }', 'mutation { createWriter(data: { name: "x" }) { salary } }', 'mutation { createWriter(data: { salary: 1 }) { name } }',
      ]) {
        const answer = await graphql(client, query);
        expect([query, JSON.stringify(answer)]).toEqual([query, expect.stringContaining('ERR_RESTRICTED')]);
      }
    });

    it('hold for writes, and for their answers', async () => {
      await client.post('/api/writers', { data: { name: 'Cleo', salary: 1 } }).expect(403);
      const { body } = await client.post('/api/writers?populate=*', { data: { name: 'Cleo' } }).expect(201);
      expect(Object.keys(body.data).sort()).toEqual(['documentId', 'id', 'name']);
      await client.put(`/api/writers/${body.data.documentId}`, { data: { novels: [alpha] } }).expect(403);
      await client.put(`/api/writers/${body.data.documentId}?fields=salary`, { data: { name: 'Cleo' } }).expect(403);
      await full.delete(`/api/writers/${body.data.documentId}`).expect(204);
    });
  });

  describe('to rows', () => {
    let client: Client;
    let ann: string;
    let bob: string;
    let shelf: string;
    beforeAll(async () => {
      client = await makeToken({ types: { 'api::writer.writer': { where: { name: { $startsWith: 'A' } } }, 'api::novel.novel': { where: { title: { $startsWith: 'Alpha' } } } } });
      const { data } = (await full.get('/api/writers?sort=name').expect(200)).body;
      [ann, bob] = ['Ann', 'Bob'].map((name) => data.find((each: any) => each.name === name).documentId) as [string, string];
      shelf = await make('shelves', { label: 'rows', novels: [alpha, gamma] });
    });

    it('leave others out, at any depth, and count no others', async () => {
      const { body } = await client.get('/api/writers').expect(200);
      expect([body.data.map(({ name }: any) => name), body.meta.pagination.total]).toEqual([['Ann'], 1]);
      await client.get(`/api/writers/${bob}`).expect(404);
      for (const query of ['novels?populate[quote][populate]=writer', 'novels?populate[parts][populate]=*', 'shelves?populate[novels][populate]=*', 'novels?populate=*&locale=*']) {
        expect(JSON.stringify((await client.get(`/api/${query}`).expect(200)).body)).not.toMatch(/Bob|Gamma|Beta/);
      }
      for (const query of ['novels?filters[quote][writer][name]=Bob', 'shelves?filters[novels][title]=Gamma', 'shelves?filters[novels][documentId]=' + gamma]) {
        const answer = (await client.get(`/api/${query}`).expect(200)).body;
        expect([answer.data, answer.meta.pagination.total]).toEqual([[], 0]);
      }
      const counted = (await client.get(`/api/shelves/${shelf}?populate[novels][count]=true`).expect(200)).body.data.novels.count;
      expect(counted).toBe((await client.get(`/api/shelves/${shelf}?populate=novels`).expect(200)).body.data.novels.length);
      const answer = await graphql(client, '{ writers { name } writers_connection { pageInfo { total } } shelves { novels { title } } novels { quote { writer { name } } } }');
      expect(JSON.stringify(answer)).not.toMatch(/Bob|Gamma|Beta|error/);
      expect(answer.data.writers_connection.pageInfo.total).toBe(1);
    });

    it.each(['novels?sort=writer.name', 'shelves?sort=novels.title', 'shelves?filters[$not][novels][title]=Gamma', 'shelves?filters[novels][$null]=true'])(
      'deny what they would decide: %s', async (query) => {
        const { body } = await client.get(`/api/${query}`).expect(403);
        expect(body.error.details.code).toBe('ERR_RESTRICTED');
      });

    it('cannot be changed, deleted, connected to, or moved into or out of reach', async () => {
      await client.put(`/api/writers/${bob}`, { data: { name: 'Abel' } }).expect(404);
      const unknownNovel = async (writer: string) => (await client.put(`/api/writers/${writer}`, { data: { novels: [UNKNOWN] } })).body;
      expect(await unknownNovel(bob)).toEqual(await unknownNovel(UNKNOWN.replace('a', 'b')));
      await client.delete(`/api/writers/${bob}`).expect(204);
      await full.get(`/api/writers/${bob}`).expect(200);
      await client.put(`/api/writers/${ann}`, { data: { name: 'Zoe' } }).expect(403);
      await client.post('/api/writers', { data: { name: 'Zoe' } }).expect(403);
      expect((await full.get('/api/writers?filters[name]=Zoe').expect(200)).body.data).toEqual([]);
      const connect = async (writer: unknown) => (await client.put(`/api/novels/${alpha}`, { data: { writer } }).expect(400)).body.error.message;
      expect(await connect(bob)).toBe((await connect(UNKNOWN)).replace(UNKNOWN, bob));
      const { id } = (await full.get(`/api/writers/${bob}`).expect(200)).body.data;
      expect(await connect({ id })).toBe(await connect({ id: 999_999 }));
      expect(await connect({ connect: [{ documentId: bob }] })).toBe(await connect(bob));
    });

    it('stay in the only place of a relation, by either side', async () => {
      const client = await makeToken({ types: { 'api::writer.writer': { where: { name: { $startsWith: 'A' } } } } });
      const writerOf = async (novel: string) => (await full.get(`/api/novels/${novel}?populate=writer`).expect(200)).body.data.writer?.name;
      const denied = async (path: string, data: object, name: string) => {
        const { body } = await client.put(`/api/${path}`, { data }).expect(403);
        expect(body.error.details).toEqual({ code: 'ERR_RESTRICTED', restriction: 'row', path: `data.${name}` });
      };
      for (const writer of [ann, { set: [ann] }, { connect: [ann] }]) await denied(`novels/${gamma}`, { writer }, 'writer');
      for (const novels of [[gamma], { connect: [{ documentId: gamma }] }]) await denied(`writers/${ann}`, { novels }, 'novels');
      expect((await client.post('/api/writers', { data: { name: 'Anders', novels: [gamma] } }).expect(403)).body.error.details.path).toBe('data.novels');
      await client.put(`/api/novels/${gamma}`, { data: { writer: null } }).expect(200);
      expect([await writerOf(gamma), await writerOf(alpha)]).toEqual(['Bob', 'Ann']);
      await client.put(`/api/novels/${alpha}?status=draft`, { data: { writer: { connect: [ann] } } }).expect(200);
      expect(await writerOf(alpha)).toBe('Ann');
    });

    it('stay related when a relation is set', async () => {
      await client.put(`/api/shelves/${shelf}`, { data: { novels: [] } }).expect(200);
      const related = async () => titles({ body: { data: (await full.get(`/api/shelves/${shelf}?populate=novels&status=published`).expect(200)).body.data.novels } });
      expect(new Set(await related())).toEqual(new Set(['Gamma']));
      await client.put(`/api/shelves/${shelf}`, { data: { novels: { set: [alpha] } } }).expect(200);
      expect(new Set(await related())).toEqual(new Set(['Alpha', 'Gamma']));
    });
  });

  it('are previewed before they are made: how many rows a token would find, and the first as it would be answered', async () => {
    const preview = async (type: string, restrictions: object | null, status = 200) => (await admin.post('/api-tokens/preview-restrictions', { type, restrictions }).expect(status)).body;
    for (const restrictions of [
      null, { locales: ['fr'] }, { locales: ['en'] }, { read: { status: 'published' } }, { types: { 'api::novel.novel': { read: ['title'], where: { title: { $startsWith: 'Al' } } } } },
      { types: { 'api::novel.novel': { where: { writer: { name: 'Bob' } } } } },
    ]) {
      const { data, meta } = (await (restrictions === null ? full : await makeToken(restrictions)).get('/api/novels?locale=*&sort=id&pagination[pageSize]=1').expect(200)).body;
      const { pagination: { total } } = (await full.get('/api/novels?locale=*').expect(200)).body.meta;
      expect({ restrictions, ...(await preview('api::novel.novel', restrictions)).data }).toEqual({ restrictions, count: meta.pagination.total, total, record: data[0] ?? null });
    }
    expect((await preview('api::writer.writer', { types: { 'api::writer.writer': { read: ['name'] } } })).data.record).toEqual({ id: expect.any(Number), documentId: expect.any(String), name: expect.any(String) });
    expect((await preview('plugin::users-permissions.user', null, 400)).error.message).toBe('type is not a content type of the content API');
    expect(titles(await full.get('/api/novels').expect(200))).toEqual(['Alpha', 'Gamma']);
  });

  it('never make a second record of a single type that they hide', async () => {
    const documents = () => host.inDatabase(async (knex) => new Set(await knex('banners').pluck('document_id')).size);
    await full.put('/api/banner?status=draft', { data: { text: 'Sale' } }).expect(200);
    const drafting = await makeToken({ read: { status: 'published' }, write: { status: 'draft' } });
    for (const text of ['Sale!', 'Sale!!']) await drafting.put('/api/banner?status=draft', { data: { text } }).expect(200);
    expect((await full.get('/api/banner?status=draft').expect(200)).body.data.text).toBe('Sale!!');
    const french = await makeToken({ locales: ['fr'] });
    await french.put('/api/banner?locale=fr', { data: { text: 'Soldes' } }).expect(200);
    expect((await full.get('/api/banner?locale=fr').expect(200)).body.data.text).toBe('Soldes');
    const elsewhere = await makeToken({ types: { 'api::banner.banner': { where: { text: { $startsWith: 'Ad' } } } } });
    await elsewhere.put('/api/banner', { data: { text: 'Ad' } }).expect(404);
    expect(JSON.stringify(await graphql(elsewhere, 'mutation { updateBanner(data: { text: "Ad" }) { text } }'))).toContain('NOT_FOUND');
    await elsewhere.delete('/api/banner');
    expect(await documents()).toBe(1);
    expect((await full.get('/api/banner?status=draft').expect(200)).body.data.text).toBe('Sale!!');
  });

  it('let a write refer to a thousand records, and no more', async () => {
    const client = await makeToken({ types: { 'api::novel.novel': { where: { title: { $startsWith: 'Alpha' } } } } });
    const novels = (count: number) => Array.from({ length: count }, (_, index) => ({ id: 1_000_000 + index }));
    const put = async (count: number) => (await client.post('/api/shelves', { data: { label: 'x', novels: novels(count) } }).expect(400)).body.error.message;
    expect(await put(1000)).toBe('1000 relation(s) of type api::novel.novel associated with this entity do not exist');
    expect(await put(1001)).toBe('A write with a restricted token may refer to at most 1000 records');
  });

  /** What may be read of an unrestricted answer, found out without a database. */
  const filtered = (rows: any[], uid: string, { read, locales, types = {} }: any): any[] => rows.flatMap((row) => {
    if (uid === 'novel' && ((read && row.publishedAt === null) || (locales && !locales.includes(row.locale)))) return [];
    const { read: fields, where } = types[`api::${uid}.${uid}`] ?? {};
    if (where && !Object.entries<any>(where).every(([name, { $startsWith }]) => row[name].startsWith($startsWith))) return [];
    const kept = Object.entries(row).filter(([name]) => fields === undefined || ['id', 'documentId', ...fields].includes(name));
    return [Object.fromEntries(kept.map(([name, value]: [string, any]) => {
      if (['novels', 'parts'].includes(name)) return [name, filtered(value, name === 'novels' ? 'novel' : 'part', { read, locales, types })];
      if (['writer', 'quote'].includes(name) && value !== null) return [name, filtered([value], name, { read, locales, types })[0] ?? null];
      return [name, value];
    }))];
  });

  /** Ways of asking for records of a type, each with the fields that it names. */
  const ways: Array<[uid: string, path: string, query: string, names: string[]]> = [
    ['novel', 'novels', '', []],
    ['novel', 'novels', 'populate=writer', ['novel.writer']],
    ['novel', 'novels', 'populate[quote][populate]=writer', ['novel.quote']],
    ['novel', 'novels', 'populate[parts][on][book.quote][populate]=writer', ['novel.parts']],
    ['novel', 'novels', 'populate=writer&filters[title][$contains]=a', ['novel.writer', 'novel.title']],
    ['writer', 'writers', '', []],
    ['writer', 'writers', 'populate=novels', ['writer.novels']],
    ['writer', 'writers', 'populate[novels][populate]=writer', ['writer.novels', 'novel.writer']],
    ['writer', 'writers', 'filters[name][$contains]=n', ['writer.name']],
    ['shelf', 'shelves', '', []],
    ['shelf', 'shelves', 'populate=novels', ['shelf.novels']],
    ['shelf', 'shelves', 'populate[novels][populate]=writer', ['shelf.novels', 'novel.writer']],
    ['shelf', 'shelves', 'populate[novels][populate][quote][populate]=writer', ['shelf.novels', 'novel.quote']],
    ['shelf', 'shelves', 'populate[novels][filters][title][$contains]=a', ['shelf.novels', 'novel.title']],
  ];
  const ask = async (by: Client, path: string, query: string) => by.get(`/api/${path}?sort=documentId&pagination[pageSize]=100&${query}`);

  it.each<[string, any]>([
    ['published', { read: { status: 'published' } }],
    ['locale', { locales: ['en'] }],
    ['fields', { types: { 'api::writer.writer': { read: ['name', 'novels'] }, 'api::novel.novel': { read: ['title', 'writer', 'quote', 'parts'] } } }],
    ['rows', { types: { 'api::writer.writer': { where: { name: { $startsWith: 'B' } } } } }],
    ['everything', {
      read: { status: 'published' }, locales: ['en'],
      types: { 'api::writer.writer': { read: ['name', 'novels'], where: { name: { $startsWith: 'B' } } }, 'api::novel.novel': { read: ['title', 'writer', 'quote', 'parts'], where: { title: { $startsWith: 'Al' } } } },
    }],
  ])('leave of every answer what may be read, and nothing else: %s', async (_, restrictions) => {
    const client = await makeToken(restrictions);
    for (const [uid, path, query] of ways) {
      const expected = filtered((await ask(full, path, query)).body.data, uid, restrictions);
      const { body } = await ask(client, path, query);
      expect([path, query, body.data, body.meta?.pagination.total]).toEqual([path, query, expected, expected.length]);
    }
  });

  it('leave of every answer of REST and GraphQL what may be read, and deny what they do not let a query name: random restrictions', async () => {
    const values: Record<string, string[]> = { novel: ['title', 'notes', 'price'], writer: ['name', 'salary'], shelf: ['label'] };
    const relations: Record<string, string[]> = { novel: ['writer', 'quote', 'parts'], writer: ['novels'], shelf: ['novels'] };
    const ofType = (uid: string) => fc.record({
      read: fc.subarray([...values[uid]!, ...relations[uid]!], { minLength: 1 }),
      where: fc.constantFrom('A', 'Al', 'B', 'm').map((start) => ({ [values[uid]![0]!]: { $startsWith: start } })),
    }, { requiredKeys: [] });
    const restriction = fc.record({
      read: fc.constant({ status: 'published' }), locales: fc.constantFrom(['en'], ['en', 'fr']),
      types: fc.record(Object.fromEntries(Object.keys(values).map((uid) => [`api::${uid}.${uid}`, ofType(uid)])), { requiredKeys: [] }),
    }, { requiredKeys: [] }).filter((made) => Object.keys(made).length > 0);

    for (const restrictions of fc.sample(restriction, { seed: 17, numRuns: 25 }) as any[]) {
      const client = await makeToken(restrictions);
      const mayName = (name: string) => {
        const [uid, field] = name.split('.') as [string, string];
        return restrictions.types?.[`api::${uid}.${uid}`]?.read?.includes(field) ?? true;
      };
      for (const [uid, path, query, names] of ways) {
        const { status, body } = await ask(client, path, query);
        const asked = { restrictions, path, query };
        const all = (await ask(full, path, query)).body.data;
        if (!names.every(mayName)) {
          expect({ ...asked, status, code: body.error?.details.code }).toEqual({ ...asked, status: 403, code: 'ERR_RESTRICTED' });
          continue;
        }
        const expected = filtered(all, uid, restrictions);
        expect({ ...asked, status, data: body.data, total: body.meta?.pagination.total }).toEqual({ ...asked, status: 200, data: expected, total: expected.length });

        // The same over GraphQL: all values of the type that may be read.
        if (query !== '') continue;
        const fields = ['documentId', ...values[uid]!.filter((name) => mayName(`${uid}.${name}`))];
        const { data, errors } = await graphql(client, `{ ${path}(sort: "documentId", pagination: { limit: 100 }) { ${fields.join(' ')} } }`);
        expect({ ...asked, errors, data: data?.[path] }).toEqual({ ...asked, errors: undefined, data: expected.map((row) => Object.fromEntries(fields.map((name) => [name, row[name]]))) });
        for (const hidden of values[uid]!.filter((name) => !mayName(`${uid}.${name}`))) {
          const answer = await graphql(client, `{ ${path} { ${hidden} } }`);
          expect({ ...asked, hidden, code: answer.errors?.[0].extensions.error?.details?.code }).toEqual({ ...asked, hidden, code: 'ERR_RESTRICTED' });
        }
      }
    }
  });

  it('of rows by a value that their field cannot have any more deny, and are no error of the database', async () => {
    const { id, accessKey } = await create({ types: { 'api::novel.novel': { where: { title: 'Alpha' } } } });
    const client = host.as(accessKey);
    const restrictions = JSON.stringify({ types: { 'api::novel.novel': { where: { createdAt: { $gt: 'many' } } } } });
    await host.inDatabase((knex) => knex('api_tokens_issued').where({ id }).update({ restrictions }));
    await host.as().post('/api/probe/forget').expect(204);
    for (const query of ['novels', `novels/${alpha}`, 'shelves?populate=novels']) await denied(client, query, 'row');
    await client.put(`/api/novels/${alpha}`, { data: { title: 'x' } }).expect(403);
    await client.get('/api/writers').expect(200);
  });

  describe('of a token', () => {
    const restrictions = { read: { status: 'published' }, locales: ['en'], types: { 'api::novel.novel': { read: ['title'], where: { writer: { name: { $startsWith: 'A' } } } } } };

    it('are kept, shown, told to it, changed from its next request on, and lifted', async () => {
      const { id, accessKey } = await create({ locales: ['en'] });
      const client = host.as(accessKey);
      const self = async () => (await client.get('/api/api-tokens/self').expect(200)).body.data.restrictions;
      expect(await self()).toEqual({ locales: ['en'] });
      expect(titles(await client.get('/api/novels').expect(200))).toEqual(['Alpha', 'Gamma']);
      await admin.put(`/api-tokens/${id}`, { restrictions }).expect(200);
      expect((await admin.get(`/api-tokens/${id}`).expect(200)).body.data.restrictions).toEqual(restrictions);
      expect(await self()).toEqual(restrictions);
      expect(titles(await client.get('/api/novels').expect(200))).toEqual(['Alpha']);
      await admin.put(`/api-tokens/${id}`, { restrictions: null }).expect(200);
      expect(await self()).toBeNull();
      expect(titles(await client.get('/api/novels').expect(200))).toEqual(['Alpha', 'Gamma']);
    });

    it.each<[object, string]>([
      [{ locales: ['de'] }, 'restrictions.locales names the unknown locale de'],
      [{ types: { 'plugin::upload.file': {} } }, 'is not a content type of the content API'],
      [{ types: { 'plugin::users-permissions.user': { read: ['username'] } } }, 'is not a content type of the content API'],
      [{ types: { 'book.quote': { read: ['text'] } } }, 'is not a content type of the content API'],
      [{ types: { 'api::novel.novel': { read: ['subtitle'] } } }, 'names the unknown field subtitle'],
      [{ types: { 'api::novel.novel': { where: { writer: { age: 1 } } } } }, 'where.writer.age is not a field that rows can be filtered by'],
      [{ types: { 'api::novel.novel': { where: { createdBy: { firstname: 'Ada' } } } } }, 'where.createdBy is not a field that rows can be filtered by'],
      [{ types: { 'api::novel.novel': { where: { createdAt: { $gt: 'soon' } } } } }, 'where has a value that does not fit its field'],
    ])('are not %j', async (wrong, message) => {
      const { body } = await admin.post('/api-tokens', { name: `token ${++names}`, type: 'full-access', restrictions: wrong }).expect(400);
      expect(body.error).toMatchObject({ message: expect.stringContaining(message), details: { code: 'ERR_VALIDATION' } });
      const { id } = await create(null);
      await admin.put(`/api-tokens/${id}`, { restrictions: wrong }).expect(400);
    });

    it('let it reach what is no core action only where that is granted by name, and hold there too', async () => {
      const published = { read: { status: 'published' } };
      const client = await makeToken(published);
      const named = await makeToken(published, ['api::novel.novel.digest', 'api::novel.novel.stamp', 'plugin::i18n.locales.listLocales']);
      for (const [path, action] of [['/api/digest', 'api::novel.novel.digest'], ['/api/i18n/locales', 'plugin::i18n.locales.listLocales'], ['/api/upload/files', 'plugin::upload.content-api.find']] as const) {
        await full.get(path).expect(200);
        expect((await client.get(path).expect(403)).body.error.details).toEqual({ code: 'ERR_FORBIDDEN', required: [action] });
      }
      expect((await named.get('/api/i18n/locales').expect(200)).body).toHaveLength(2);
      await named.get('/api/upload/files').expect(403);
      await named.get('/api/novels').expect(403);
      const all = (await full.get('/api/digest').expect(200)).body;
      expect(all.documents).toContain('Beta-draft');
      expect((await named.get('/api/digest').expect(200)).body).toEqual({ documents: ['Alpha', 'Gamma'], rows: ['Alpha', 'Alpha-fr', 'Gamma'] });
      await named.post('/api/stamp').expect(200);
      for (const restriction of [
        { write: { status: 'draft' } }, { locales: ['en'] }, { types: { 'api::novel.novel': { write: ['title'] } } }, { types: { 'api::novel.novel': { where: { title: 'Alpha' } } } },
        { types: { 'api::shelf.shelf': { where: { novels: { notes: 'stamped' } } } } },
      ]) {
        const writer = await makeToken(restriction, ['api::novel.novel.stamp']);
        expect((await writer.post('/api/stamp').expect(403)).body.error.details.code).toBe('ERR_RESTRICTED');
      }
    });

    it('leave out relations to what its actions do not reach', async () => {
      const client = await makeToken({ types: { 'api::novel.novel': { read: ['title', 'writer'] } } }, ['api::novel.novel.find']);
      const { data } = (await client.get('/api/novels?populate=writer').expect(200)).body;
      expect(data.map((row: object) => Object.keys(row).sort())).toEqual([['documentId', 'id', 'title'], ['documentId', 'id', 'title']]);
    });

    it('are the reason of a denial that its owner is shown, in REST and GraphQL', async () => {
      const { id, accessKey } = await create({ read: { status: 'published' } });
      await host.as(accessKey).get('/api/novels?status=draft').expect(403);
      await graphql(host.as(accessKey), '{ novels(status: DRAFT) { title } }');
      const { data } = (await admin.get(`/api-tokens/${id}/denials`).expect(200)).body;
      expect(data.map(({ path, code, count }: any) => [path, code, count]).sort()).toEqual([['/api/novels', 'ERR_RESTRICTED', 1], ['/graphql', 'ERR_RESTRICTED', 1]]);
    });
  });

  it('leave tokens without any as they were', async () => {
    expect(titles(await full.get('/api/novels?status=draft').expect(200))).toContain('Beta-draft');
    expect((await full.get('/api/shelves?filters[novels][title]=Beta-draft').expect(200)).body.data).toHaveLength(1);
    expect((await graphql(full, '{ novels(status: DRAFT, locale: "fr") { title } }')).data.novels).toEqual([{ title: 'Alpha-fr' }]);
    expect(gamma).toBeDefined();
  });
});
