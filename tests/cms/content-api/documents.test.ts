import fc from 'fast-check';
import { Documents } from '../../../cms/content-api/documents';
import { parseQueryString } from '../../../cms/content-api/read/parse-query-string';
import { ReadContext } from '../../../cms/content-api/read/read-context';
import { createTestDatabase, dialectsUnderTest } from '../../support/database';
import { libraryTypes } from './library';

const exposed = libraryTypes.map(({ uid }) => uid).filter((uid) => uid.startsWith('api::'));
const types = Object.fromEntries(libraryTypes.map((type) => [type.uid, type]));
const allowedTo = (...uids: string[]) => () => new ReadContext(types, async (uid) => uids.includes(uid));
const everyone = allowedTo(...exposed);
const booksOnly = allowedTo('api::book.book');

const refusal = (message: string | RegExp, details: object = {}) => expect.objectContaining({
  status: 400,
  name: 'ValidationError',
  message: message instanceof RegExp ? expect.stringMatching(message) : message,
  details: expect.objectContaining(details),
});

describe.each(dialectsUnderTest())('Documents on %s', (dialect) => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let books: Documents;
  let authors: Documents;
  let tags: Documents;
  let imprint: Documents;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    database = await createTestDatabase(dialect, libraryTypes);
    const cms = { db: database, contentTypes: types };
    [books, authors, tags, imprint] = ['book.book', 'author.author', 'tag.tag', 'imprint.imprint']
      .map((uid) => new Documents(cms, cms.contentTypes[`api::${uid}`]!)) as [Documents, Documents, Documents, Documents];
    for (const name of ['Ada', 'Bo']) ids[name] = (await authors.create({ name }, {}, everyone()))['documentId'] as string;
    for (const label of ['old', 'new']) ids[label] = (await tags.create({ label }, {}, everyone()))['documentId'] as string;
    const rows = [
      { title: 'Anchor', pages: 10, lent: true, genre: 'novel', author: ids['Ada'], tags: [ids['old'], ids['new']], pin: 'secret', note: 'x' },
      { title: 'Buoy', pages: 20, genre: 'poetry', author: ids['Ada'], printedAt: '2020-05-01T00:00:00.000Z' },
      { title: 'Canal', pages: 30, summary: 'About 100% of locks', author: ids['Bo'], tags: [ids['new']] },
      { title: 'dock', summary: 'Nothing' },
    ];
    for (const row of rows) ids[row.title] = (await books.create(row, {}, everyone()))['documentId'] as string;
  });

  afterAll(() => database.drop());

  const find = (querystring: string, caller = everyone, documents = books) => documents.findMany(parseQueryString(querystring), caller());
  const titles = async (querystring: string, caller = everyone) =>
    (await find(querystring, caller)).documents.map(({ title }) => title);

  describe('reading', () => {
    it('answers readable attributes alone, in order, and no relation that was not asked for', async () => {
      const { documents: [book] } = await find('filters[title]=Anchor');
      expect(Object.keys(book!)).toEqual([
        'id', 'documentId', 'title', 'summary', 'pages', 'copies', 'price', 'weight', 'lent', 'printedAt', 'genre', 'contact', 'slug',
        'extra', 'createdAt', 'updatedAt', 'publishedAt',
      ]);
      expect(book).toMatchObject({ documentId: ids['Anchor'], title: 'Anchor', pages: 10, lent: true, summary: null });
    });

    it.each<[string, string[]]>([
      ['', ['Anchor', 'Buoy', 'Canal', 'dock']],
      ['filters[title]=Buoy', ['Buoy']],
      ['filters[title][$eq]=buoy', []],
      ['filters[title][$eqi]=buoy', ['Buoy']],
      ['filters[title][$ne]=Buoy', ['Anchor', 'Canal', 'dock']],
      ['filters[title][$in][0]=Buoy&filters[title][$in][1]=dock', ['Buoy', 'dock']],
      ['filters[title][$in]=Buoy', ['Buoy']],
      ['filters[title][$in]=', []],
      ['filters[title][$eq]=Buoy&filters[title][$eq]=dock', ['Buoy', 'dock']],
      ['filters[title]=Buoy&filters[title]=dock', ['Buoy', 'dock']],
      ['filters[title][$notIn]=Buoy', ['Anchor', 'Canal', 'dock']],
      ['filters[title][$contains]=n', ['Anchor', 'Canal']],
      ['filters[title][$containsi]=A', ['Anchor', 'Canal']],
      ['filters[title][$notContains]=n', ['Buoy', 'dock']],
      ['filters[title][$startsWith]=A&filters[title][$endsWith]=r', ['Anchor']],
      ['filters[title][$startsWithi]=D', ['dock']],
      ['filters[title][$not][$startsWith]=A', ['Buoy', 'Canal', 'dock']],
      ['filters[summary][$contains]=0%25', ['Canal']],
      ['filters[summary][$null]=true', ['Anchor', 'Buoy']],
      ['filters[summary]', ['Anchor', 'Buoy']],
      ['filters[summary][$notNull]=true', ['Canal', 'dock']],
      ['filters[pages][$gt]=10&filters[pages][$lt]=30', ['Buoy']],
      ['filters[pages][$gte]=20', ['Buoy', 'Canal']],
      ['filters[pages][$between][0]=10&filters[pages][$between][1]=20', ['Anchor', 'Buoy']],
      ['filters[lent]=true', ['Anchor']],
      ['filters[printedAt][$lt]=2021-01-01', ['Buoy']],
      ['filters[genre]=novel', ['Anchor']],
      ['filters[$or][0][title]=Buoy&filters[$or][1][pages]=30', ['Buoy', 'Canal']],
      ['filters[$and][0][title][$contains]=n&filters[$and][1][pages][$gt]=10', ['Canal']],
      ['filters[$not][title]=Buoy', ['Anchor', 'Canal', 'dock']],
      ['filters[0][title][$contains]=n&filters[1][pages]=10', ['Anchor']],
      ['filters[author][name]=Ada', ['Anchor', 'Buoy']],
      ['filters[author][name][$ne]=Ada', ['Canal']],
      ['filters[author][$null]=true', ['dock']],
      ['filters[author]', ['dock']],
      ['filters[tags][label]=new', ['Anchor', 'Canal']],
      ['filters[tags][$null]=true', ['Buoy', 'dock']],
      ['filters[author][books][tags][label]=old', ['Anchor', 'Buoy']],
      ['filters[author][$or][0][name]=Bo&filters[author][$or][1][name]=x', ['Canal']],
      ['filters[title][$eq]=Buoy%27%20or%201=1', []],
      ['locale=en&status=draft', ['Anchor', 'Buoy', 'Canal', 'dock']],
      ['_q=N', ['Anchor', 'Canal', 'dock']],
      ['_q=LOCKS', ['Canal']],
      ['_q=%25', ['Canal']],
      ['_q=secret', []],
      ['_q=o&filters[pages][$gt]=10', ['Buoy', 'Canal']],
    ])('finds by %s', async (querystring, expected) => {
      expect(await titles(querystring)).toEqual(expected);
    });

    it('finds by documentId and id', async () => {
      const { documents: [book] } = await find(`filters[documentId]=${ids['Buoy']}`);
      expect(book!['title']).toBe('Buoy');
      expect(await titles(`filters[id]=${book!['id']}`)).toEqual(['Buoy']);
      expect(await titles(`filters[author][documentId]=${ids['Bo']}`)).toEqual(['Canal']);
    });

    it.each<[string, string[]]>([
      ['sort=pages:desc', ['Canal', 'Buoy', 'Anchor', 'dock']],
      ['sort=genre,title:desc', ['dock', 'Canal', 'Anchor', 'Buoy']],
      ['sort[0]=genre&sort[1]=title:DESC', ['dock', 'Canal', 'Anchor', 'Buoy']],
      ['sort[pages]=desc', ['Canal', 'Buoy', 'Anchor', 'dock']],
      ['sort[0][pages]=desc', ['Canal', 'Buoy', 'Anchor', 'dock']],
      ['sort=author.name:desc,title:desc', ['Canal', 'Buoy', 'Anchor', 'dock']],
      ['sort[author][name]=desc', ['Canal', 'Anchor', 'Buoy', 'dock']],
      ['sort=title,', ['Anchor', 'Buoy', 'Canal', 'dock']],
    ])('orders by %s', async (querystring, expected) => {
      expect(await titles(querystring)).toEqual(expected);
    });

    it.each([
      'fields=title', 'fields[0]=title', 'fields=title,id', 'fields=title&fields=documentId',
    ])('answers the fields that are asked for, and the ids: %s', async (querystring) => {
      const { documents: [book] } = await find(querystring);
      expect(Object.keys(book!)).toEqual(['id', 'documentId', 'title']);
    });

    it('answers all fields for *', async () => {
      expect((await find('fields=*')).documents).toEqual((await find('')).documents);
    });

    it('cuts pages and counts all', async () => {
      expect((await find('pagination[page]=2&pagination[pageSize]=3')).pagination).toEqual({ page: 2, pageSize: 3, pageCount: 2, total: 4 });
      expect(await titles('pagination[page]=2&pagination[pageSize]=3')).toEqual(['dock']);
      expect(await titles('pagination[start]=1&pagination[limit]=2')).toEqual(['Buoy', 'Canal']);
      expect((await find('filters[author][name]=Ada&pagination[limit]=1')).pagination).toEqual({ start: 0, limit: 1, total: 2 });
      expect((await find('pagination[withCount]=false')).pagination).toEqual({ page: 1, pageSize: 25 });
      expect(await titles('pagination[page]=9999999999')).toEqual([]);
    });

    it.each([
      'populate=author,tags', 'populate[0]=author&populate[1]=tags', 'populate[author]=true&populate[tags]=*', 'populate=*',
    ])('reads related records along: %s', async (querystring) => {
      const { documents: [book] } = await find(querystring);
      expect(book!['author']).toMatchObject({ documentId: ids['Ada'], name: 'Ada' });
      expect((book!['tags'] as any[]).map(({ label }) => label)).toEqual(['old', 'new']);
      expect(book).not.toHaveProperty('owner');
      expect(book).not.toHaveProperty('secretAuthor');
    });

    it('reads related records of related records along', async () => {
      const expected = ['Anchor', 'Buoy'];
      for (const querystring of ['populate=author.books', 'populate[author][populate]=books', 'populate[author][populate][books]=true']) {
        const { documents: [book] } = await find(querystring);
        expect((book!['author'] as any).books.map(({ title }: any) => title)).toEqual(expected);
        expect((book!['author'] as any).books[0]).not.toHaveProperty('pin');
      }
    });

    it('chooses among related records', async () => {
      const { documents } = await find(
        'populate[books][filters][pages][$gt]=5&populate[books][sort]=title:desc&populate[books][fields]=title', everyone, authors,
      );
      expect(documents[0]!['books']).toEqual([
        { id: expect.any(Number), documentId: ids['Buoy'], title: 'Buoy' }, { id: expect.any(Number), documentId: ids['Anchor'], title: 'Anchor' },
      ]);
    });

    it('leaves out what is populated with false', async () => {
      expect((await find('populate[author]=false')).documents[0]).not.toHaveProperty('author');
    });

    it.each<[string, string, object]>([
      ['filters[nothing]=1', 'Invalid key nothing', { key: 'nothing', path: 'nothing', source: 'query', param: 'filters' }],
      ['filters[note]=x', 'Invalid key note', { key: 'note' }],
      ['filters[pin]=x', 'Invalid key pin', { key: 'pin' }],
      ['filters[constructor]=x', 'Invalid key constructor', {}],
      ['filters[title][$regex]=x', 'Invalid key $regex at title.$regex', { key: '$regex' }],
      ['filters[title][$EQ]=x', 'Invalid key $EQ at title.$EQ', {}],
      ['filters[title][sub]=x', 'Invalid key sub at title.sub', {}],
      ['filters[$eq]=x', 'Invalid key $eq', {}],
      ['filters[$or][0][note]=x', 'Invalid key note', {}],
      ['filters[$not][note]=x', 'Invalid key note', {}],
      ['filters[author][nothing]=x', 'Invalid key nothing at author.nothing', { path: 'author.nothing' }],
      ['filters[author][books][pin]=x', 'Invalid key pin at author.books.pin', {}],
      ['filters[owner][word]=x', 'Invalid key owner', {}],
      ['filters[secretAuthor][name]=x', 'Invalid key secretAuthor', {}],
      ['filters[author][books][author][books][author][name]=x', 'Invalid parameter filters. Relations may be nested at most 4 levels deep', {}],
      ['sort=nothing', 'Invalid key nothing', { param: 'sort' }],
      ['sort=note', 'Invalid key note', {}],
      ['sort=pin:desc', 'Invalid key pin', {}],
      ['sort=author', 'Invalid key author', {}],
      ['sort=tags.label', 'Invalid key tags', {}],
      ['sort=title.x', 'Invalid key title', {}],
      ['sort=author.nothing', 'Invalid key nothing at author.nothing', {}],
      ['sort=title:up', 'Invalid order. order can only be one of asc|desc|ASC|DESC', {}],
      ['sort=owner.word', 'Invalid key owner', {}],
      ['fields=nothing', 'Invalid key nothing', { param: 'fields' }],
      ['fields=note', 'Invalid key note', {}],
      ['fields=pin', 'Invalid key pin', {}],
      ['fields=author', 'Invalid key author', {}],
      ['populate=nothing', 'Invalid key nothing', { param: 'populate' }],
      ['populate=title', 'Invalid key title', {}],
      ['populate=secretAuthor', 'Invalid key secretAuthor', {}],
      ['populate=owner', 'Invalid key owner', {}],
      ['populate=author.nothing', 'Invalid key nothing at author.nothing', {}],
      ['populate[author][fields]=nothing', 'Invalid key nothing at author.nothing', {}],
      ['populate[author][filters][nothing]=1', 'Invalid key nothing', {}],
      ['populate[author][limit]=1', 'Invalid key limit at author.limit', {}],
      ['populate=author.books.author.books.author.books', 'Invalid parameter populate. Relations may be nested at most 5 levels deep', {}],
      ['pagination[size]=1', 'Invalid key size at pagination.size', { param: 'pagination' }],
    ])('refuses %s', async (querystring, message, details) => {
      await expect(find(querystring)).rejects.toEqual(refusal(message, details));
    });

    it.each([
      'filters=1', 'filters[title][$in][a]=1', 'filters[title][$eq][a]=1', 'filters[title][$between]=1', 'filters[title][$null]=perhaps',
      'filters[title][$in][0][0]=1', 'filters[$or]=1', 'filters[$or][title]=x', 'filters[$and][0]=x', 'filters[$not]=x', 'filters[author][]=x',
      'filters=1&filters[title]=x', 'filters[title]=x&filters[title][$eq]=y', 'filters[pages]=many', 'filters[pages][$gt]=1e99', 'filters[pages][$contains]=1',
      'filters[lent]=perhaps', 'filters[printedAt]=tomorrow', 'filters[extra]=1', 'filters[title]=%00', 'filters[id]=1abc', 'filters[copies]=99999999999999999999',
      'sort[title]=1', 'sort[title][x]=asc', 'sort[]=a&sort[][b]=c', 'sort=:asc', 'sort=title:asc:desc', 'sort[author]=asc',
      'fields[title]=1', 'fields[0][a]=1', 'populate[author]=x', 'populate[author][0]=x', 'populate[0][a]=x', 'populate=true', 'populate=%5B',
      'pagination=1', 'pagination[page]=x', 'pagination[page][a]=1', 'pagination[start]=1&pagination[page]=1', 'pagination[withCount]=x',
    ])('refuses %s with a 400', async (querystring) => {
      await expect(find(querystring)).rejects.toEqual(refusal(/^./));
    });

    it.each([
      ['conditions nested too deeply', `filters${'[$not]'.repeat(17)}[title]=x`],
      ['lists of conditions nested too deeply', `filters[$or][0]${'[$and][0]'.repeat(8)}[title]=x`],
      ['too many orders', `sort=${'title,'.repeat(201)}`],
    ])('refuses %s', async (_, querystring) => {
      await expect(find(querystring)).rejects.toEqual(refusal(/^Invalid/));
    });

    const many = (length: number, each: unknown = 'x') => Array.from({ length }, () => each);
    it.each<[string, object, number, string]>([
      ['empty conditions', { $or: many(201, {}) }, 200, 'conditions'],
      ['conditions', { $and: many(101, { title: 'x' }) }, 200, 'conditions'],
      ['values in a list', { title: { $in: many(1001) } }, 1000, 'values'],
      ['values in many lists', { $or: many(11, { title: { $notIn: many(100) } }) }, 1000, 'values'],
      ['values for one operator', { title: { $ne: many(1001) } }, 1000, 'values'],
      ['values for no operator', { title: many(1001) }, 1000, 'values'],
      ['ids of related records', { author: many(1001, 1) }, 1000, 'values'],
      ['texts', { title: { $contains: many(21) } }, 20, 'texts'],
      ['texts by different operators', { $or: many(7, { title: { $startsWith: 'x', $endsWithi: 'x', $notContainsi: 'x' } }) }, 20, 'texts'],
      ['characters of texts', { summary: { $containsi: many(10, 'x'.repeat(201)) } }, 2000, 'characters'],
    ])('refuses too many %s, and says how many are allowed', async (_, filters, most, what) => {
      await expect(books.findMany({ filters }, everyone())).rejects.toEqual(refusal(new RegExp(`too many ${what}.*: at most ${most} are allowed$`)));
      await expect(authors.findMany({ populate: { books: { filters } } }, everyone())).rejects.toEqual(refusal(/at most \d+ are allowed$/));
    });

    it('looks for 255 characters inside of a text and no more', async () => {
      expect((await books.findMany({ filters: { title: { $contains: 'x'.repeat(255) } } }, everyone())).documents).toEqual([]);
      await expect(books.findMany({ filters: { title: { $contains: 'x'.repeat(256) } } }, everyone())).rejects.toEqual(refusal(/at most 255 characters/));
      await expect(books.findMany({ _q: 'x'.repeat(256) }, everyone())).rejects.toEqual(refusal(/at most 255 characters/));
      for (const _q of [['a'], { x: 'a' }, 7]) await expect(books.findMany({ _q }, everyone())).rejects.toEqual(refusal(/_q/));
    });

    it('reads no more related records than it answers at most', async () => {
      const [busy, idle] = [await authors.create({ name: 'Busy' }, {}, everyone()), await authors.create({ name: 'Idle' }, {}, everyone())];
      const data = Array.from({ length: 10_001 }, (_, index) => ({ title: `Volume ${index}`, author: busy['id'] }));
      await database.query('api::book.book').createMany({ data });
      await expect(authors.findMany({ populate: 'books' }, everyone())).rejects.toEqual(refusal(/too many records of books: at most 10000/));
      await database.query('api::book.book').deleteMany({ where: { author: busy['id'] } });
      for (const { documentId } of [busy, idle]) await authors.delete(documentId as string, {}, everyone());
    });

    it('refuses an answer of too many records', async () => {
      const one = await authors.create({ name: 'Busy' }, {}, everyone());
      await database.query('api::book.book').createMany({
        data: Array.from({ length: 101 }, (_, index) => ({ title: `Volume ${index}`, author: one['id'] })),
      });
      const path = 'books.author.books';
      await expect(authors.findOne(one['documentId'] as string, { populate: path }, everyone())).rejects.toEqual(refusal(/too many records/));
      await database.query('api::book.book').deleteMany({ where: { author: one['id'] } });
      await authors.delete(one['documentId'] as string, {}, everyone());
    });

    it('refuses an answer of too many characters, also where one text is in it many times', async () => {
      const one = await authors.create({ name: 'x'.repeat(255) }, {}, everyone());
      await database.query('api::book.book').createMany({
        data: Array.from({ length: 90 }, (_, index) => ({ title: `Volume ${index}`, summary: 'x'.repeat(4000), author: one['id'] })),
      });
      const id = one['documentId'] as string;
      await expect(authors.findOne(id, { populate: 'books.author.books' }, everyone())).rejects.toEqual(refusal(/response is too large/));
      expect((await authors.findOne(id, { populate: 'books' }, everyone()))['books']).toHaveLength(90);
      await database.query('api::book.book').deleteMany({ where: { author: one['id'] } });
      await authors.delete(id, {}, everyone());
    });

    it('throws nothing but 400s, whatever the query string', async () => {
      const key = fc.constantFrom(
        'filters', 'sort', 'fields', 'populate', 'pagination', 'title', 'pages', 'author', 'tags', 'books', 'note', 'extra', 'lent', 'printedAt', 'copies',
        '$and', '$or', '$not', '$eq', '$in', '$null', '$between', '$containsi', '$gt', '0', '1', '', 'name', 'page', 'limit', 'withCount', '__proto__',
        'constructor', 'toString', '*', 'id', 'documentId',
      );
      const value = fc.oneof(
        fc.constantFrom('', 'title', 'author', 'author.name:desc', '*', 'true', '1', '-1', '%00', 'a,b', '99999999999999999999', '%ED%A0%80', 'x:y', '2024-01-01'),
        fc.string({ unit: 'binary', maxLength: 8 }).map((text) => text.replace(/[^\x20-\x7e]/g, '%')),
      );
      const parameter = fc.tuple(
        fc.constantFrom('filters', 'sort', 'fields', 'populate', 'pagination'), fc.array(key, { maxLength: 4 }), fc.option(value),
      ).map(([name, keys, text]) => `${name}${keys.map((each) => `[${each}]`).join('')}${text === null ? '' : `=${text}`}`);
      await fc.assert(fc.asyncProperty(fc.array(parameter, { minLength: 1, maxLength: 4 }), async (parameters) => {
        try {
          await find(parameters.join('&'));
        } catch (error) {
          expect(error).toMatchObject({ status: 400, name: 'ValidationError' });
        }
      }), { numRuns: 1500 });
    });
  });

  describe('what the caller may not find', () => {
    it.each([
      'filters[author][name]=Ada', 'filters[author]=1', 'filters[$or][0][author][name]=Ada', 'filters[author][$null]=true', 'sort=author.name',
      'populate=author', 'populate[author]=false', 'populate[author][fields]=name',
    ])('is unknown in %s', async (querystring) => {
      await expect(find(querystring, booksOnly)).rejects.toEqual(refusal('Invalid key author'));
    });

    it('is left out of populate=*', async () => {
      const { documents: [book] } = await find('populate=*', allowedTo('api::book.book', 'api::tag.tag'));
      expect(book).toHaveProperty('tags');
      expect(book).not.toHaveProperty('author');
    });

    it('cannot be written to, whatever the value', async () => {
      for (const author of [ids['Ada'], null, { connect: [] }]) {
        await expect(books.update(ids['dock']!, { author }, {}, booksOnly())).rejects.toEqual(refusal('Invalid key author', { source: 'body' }));
      }
    });
  });

  describe('findOne', () => {
    it('answers one record, with what is asked for', async () => {
      expect(await books.findOne(ids['Buoy']!, { fields: 'title', populate: 'author' }, everyone())).toMatchObject({
        documentId: ids['Buoy'], title: 'Buoy', author: { name: 'Ada' },
      });
    });

    it.each(['1', '1abc', '-1', '99999999999999999999', 'nobody', '', ' ', '\0', "' or 1=1", 'x'.repeat(256)])('knows no %j', async (id) => {
      const missing = expect.objectContaining({ status: 404, name: 'NotFoundError', message: 'Not Found' });
      await expect(books.findOne(id, {}, everyone())).rejects.toEqual(missing);
      await expect(books.update(id, { title: 'x' }, {}, everyone())).rejects.toEqual(missing);
      await expect(books.delete(id, {}, everyone())).rejects.toEqual(missing);
    });
  });

  describe('writing', () => {
    it('makes a record and answers it', async () => {
      const data = {
        title: 'Ebb 🌊', summary: 'Low water', pages: '7', copies: '9007199254740993', price: 1.5, printedAt: '2001-02-03T04:05:06.789Z', extra: { a: [1] },
      };
      const book = await books.create(data, { populate: 'author' }, everyone());
      expect(book).toMatchObject({ ...data, pages: 7, lent: false, author: null, documentId: expect.stringMatching(/^[a-z][a-z0-9]{23}$/) });
      expect(book['createdAt']).toBe(book['updatedAt']);
      expect(await books.findOne(book['documentId'] as string, { populate: 'author' }, everyone())).toEqual(book);
      await books.delete(book['documentId'] as string, {}, everyone());
      await expect(books.findOne(book['documentId'] as string, {}, everyone())).rejects.toMatchObject({ status: 404 });
    });

    it('changes what is given and leaves the rest', async () => {
      const before = await books.findOne(ids['Canal']!, { populate: '*' }, everyone());
      const after = await books.update(ids['Canal']!, { pages: 31 }, { populate: '*' }, everyone());
      expect({ ...after, updatedAt: null }).toEqual({ ...before, pages: 31, updatedAt: null });
      await books.update(ids['Canal']!, { pages: 30 }, {}, everyone());
    });

    it('refuses a taken value of a unique attribute along with other broken rules, but not the record\'s own', async () => {
      await expect(books.create({ title: 'Buoy', pages: 0 }, {}, everyone())).rejects.toEqual(refusal('2 errors occurred', {
        errors: [
          { path: ['pages'], message: 'pages must be greater than or equal to 1', name: 'ValidationError', value: 0 },
          { path: ['title'], message: 'This attribute must be unique', name: 'ValidationError', value: 'Buoy' },
        ],
      }));
      await expect(books.update(ids['Canal']!, { title: 'Buoy' }, {}, everyone())).rejects.toEqual(refusal('This attribute must be unique'));
      await expect(books.update(ids['Canal']!, { title: 'Canal' }, {}, everyone())).resolves.toMatchObject({ title: 'Canal' });
    });

    it('makes one of many that are the same', async () => {
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => books.create({ title: 'Race' }, {}, everyone())));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ status: 400, message: 'This attribute must be unique' });
      }
      const { documents: [race] } = await find('filters[title]=Race');
      await books.delete(race!['documentId'] as string, {}, everyone());
    });

    it('sets relations in every form', async () => {
      const { id } = await authors.findOne(ids['Bo']!, {}, everyone());
      const set = async (data: object) => {
        const book = await books.update(ids['dock']!, data, { populate: ['author', 'tags'] }, everyone());
        return [(book['author'] as any)?.name ?? null, (book['tags'] as any[]).map(({ label }) => label).sort()];
      };
      expect(await set({ author: ids['Ada'], tags: [ids['old']] })).toEqual(['Ada', ['old']]);
      expect(await set({ author: id, tags: { connect: [{ documentId: ids['new'] }] } })).toEqual(['Bo', ['new', 'old']]);
      expect(await set({ author: { connect: [ids['Ada']] }, tags: { disconnect: [ids['old']] } })).toEqual(['Ada', ['new']]);
      expect(await set({ author: { disconnect: [ids['Bo']] }, tags: { set: [ids['old']] } })).toEqual(['Ada', ['old']]);
      expect(await set({ author: null, tags: [] })).toEqual([null, []]);
    });

    it('sets the other side of a relation', async () => {
      const author = await authors.create({ name: 'Cy', books: [ids['dock']] }, { populate: 'books' }, everyone());
      expect((author['books'] as any[]).map(({ title }) => title)).toEqual(['dock']);
      expect(await titles('filters[author][name]=Cy')).toEqual(['dock']);
      await authors.delete(author['documentId'] as string, {}, everyone());
      expect(await titles('filters[author][$null]=true')).toEqual(['dock']);
    });

    it.each([['nobody'], [999_999], [{ connect: ['nobody'] }], [{ set: [{ id: 999_999 }] }]])('refuses a relation to %j, which does not exist', async (author) => {
      await expect(books.create({ title: 'Flood', author }, {}, everyone()))
        .rejects.toEqual(refusal('1 relation(s) of type api::author.author associated with this entity do not exist'));
      expect(await titles('filters[title]=Flood')).toEqual([]);
    });

    it('checks the query before it writes', async () => {
      await expect(books.create({ title: 'Gale' }, { populate: 'nothing' }, everyone())).rejects.toEqual(refusal('Invalid key nothing'));
      expect(await titles('filters[title]=Gale')).toEqual([]);
    });
  });

  describe('a single type', () => {
    it('is not there, is made, changed and deleted', async () => {
      const missing = expect.objectContaining({ status: 404, name: 'NotFoundError' });
      await expect(imprint.findSingle({}, everyone())).rejects.toEqual(missing);
      await expect(imprint.deleteSingle({}, everyone())).rejects.toEqual(missing);
      await expect(imprint.putSingle({}, {}, everyone())).rejects.toEqual(refusal('text must be defined.'));
      const made = await imprint.putSingle({ text: 'One' }, {}, everyone());
      expect(await imprint.putSingle({ text: 'Two' }, {}, everyone())).toMatchObject({ documentId: made['documentId'], text: 'Two' });
      expect(await imprint.findSingle({ fields: ['text'] }, everyone())).toEqual({ id: made['id'], documentId: made['documentId'], text: 'Two' });
      await imprint.deleteSingle({}, everyone());
      await expect(imprint.findSingle({}, everyone())).rejects.toEqual(missing);
    });

    it('is made once, however many make it', async () => {
      await Promise.all(['a', 'b', 'c', 'd'].map((text) => imprint.putSingle({ text }, {}, everyone())));
      expect(await database.query('api::imprint.imprint').count()).toBe(1);
    });
  });

  describe('related records of many records at once', () => {
    const idsOf = async (documents: Documents) => (await find('', everyone, documents)).documents.map(({ id }) => id as number);

    it('are found by a relation to one', async () => {
      const ids = await idsOf(books);
      const related = await books.findRelatedOne('author', ids, everyone());
      expect(ids.map((id) => related.get(id)?.['name'] ?? null)).toEqual(['Ada', 'Ada', 'Bo', null]);
    });

    it('are found by a relation to many, in pages', async () => {
      const ids = await idsOf(authors);
      const query = { sort: 'title:desc', filters: { pages: { $lt: 30 } }, pagination: { limit: 1 } };
      const related = await authors.findRelatedMany('books', ids, query, everyone());
      expect(ids.map((id) => related.get(id)!.documents.map(({ title }) => title))).toEqual([['Buoy'], []]);
      expect(ids.map((id) => related.get(id)!.pagination)).toEqual([{ start: 0, limit: 1, total: 2 }, { start: 0, limit: 1, total: 0 }]);
    });

    it('are found by a relation from many to many, in pages and in the order in which they were linked', async () => {
      const [first] = (await find('filters[title]=Anchor')).documents;
      const linked = await books.update(first!['documentId'] as string, { tags: [ids['new'], ids['old']] }, {}, everyone());
      const all = await idsOf(books);
      const page = async (pagination: object, sort?: string) => {
        const related = await books.findRelatedMany('tags', all, { pagination, sort }, everyone());
        const { documents, pagination: meta } = related.get(linked['id'] as number)!;
        expect(related.size).toBe(all.length);
        return [documents.map(({ label }) => label), meta];
      };
      expect(await page({ start: 0, limit: 1 })).toEqual([['new'], { start: 0, limit: 1, total: 2 }]);
      expect(await page({ start: 1, limit: 1 })).toEqual([['old'], { start: 1, limit: 1, total: 2 }]);
      expect(await page({ start: 2, limit: 1 })).toEqual([[], { start: 2, limit: 1, total: 2 }]);
      expect(await page({ page: 1, pageSize: 5 }, 'label:desc')).toEqual([['old', 'new'], { page: 1, pageSize: 5, pageCount: 1, total: 2 }]);
    });

    it('are found in pages however many there are', async () => {
      const [ada, bo] = await idsOf(authors);
      const volumes = Array.from({ length: 1001 }, (_, index) => ({ title: `Volume ${index}`, pages: index, author: bo }));
      await database.query('api::book.book').createMany({ data: volumes });
      const query = { sort: 'pages:desc', filters: { title: { $startsWith: 'Volume' } }, pagination: { page: 2, pageSize: 2 } };
      const related = await authors.findRelatedMany('books', [ada!, bo!], query, everyone());
      await database.query('api::book.book').deleteMany({ where: { title: { $startsWith: 'Volume' } } });
      expect(related.get(ada!)).toEqual({ documents: [], pagination: { page: 2, pageSize: 2, pageCount: 0, total: 0 } });
      expect(related.get(bo!)!.documents.map(({ title }) => title)).toEqual(['Volume 998', 'Volume 997']);
      expect(related.get(bo!)!.pagination).toEqual({ page: 2, pageSize: 2, pageCount: 501, total: 1001 });
    });

    it('are refused where the caller may not find them', async () => {
      await expect(books.findRelatedOne('author', [1], booksOnly())).rejects.toEqual(refusal('Invalid key author'));
    });
  });
});
