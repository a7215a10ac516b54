import fc from 'fast-check';
import { createTestDatabase, dialectsUnderTest, type TestDatabase } from '../../../support/database';
import { BOOK, library, PERSON, SHELF, TAG } from '../library';

describe.each(dialectsUnderTest())('where on %s', (dialect) => {
  let db: TestDatabase;

  beforeAll(async () => {
    db = await createTestDatabase(dialect, library);
    const tags = [];
    for (const [label, rank] of [['classic', 1], ['funny', 2]] as const) {
      tags.push((await db.query(TAG).create({ data: { label, rank } }))['id']);
    }
    const shelf = await db.query(SHELF).create({ data: { name: 'Novels' } });
    await db.query(SHELF).create({ data: { name: 'Empty' } });
    const create = (data: object) => db.query(BOOK).create({ data });
    const [printedAt, summary] = ['1815-12-23T00:00:00.001Z', '50% _off_ [a*b]? !'];
    await create({ title: 'Emma', pages: 100, price: 9.5, lent: true, printedAt, shelf: shelf['id'], tags, extra: {} });
    await create({ title: 'emma', pages: 200, isbn: '9007199254740993', summary, shelf: shelf['id'], tags: [tags[1]] });
    await create({ title: 'Éclair 😀', pages: null, summary: 'Élan\nvital', printedAt: '2020-01-01' });
  });
  afterAll(() => db.drop());

  const titles = async (where: any) => (await db.query(BOOK).findMany({ where })).map((row) => row['title']);
  const [big, small, other] = ['Emma', 'emma', 'Éclair 😀'] as const;

  it.each<[object, string[]]>([
    [{}, [big, small, other]],
    [{ title: 'Emma' }, [big]],
    [{ pages: null }, [other]],
    [{ title: ['Emma', 'x'] }, [big]],
    [{ pages: [100, null] }, [big, other]],
    [{ title: [] }, []],
    [{ title: {} }, [big, small, other]],
    [{ title: { $eq: 'emma' } }, [small]],
    [{ title: { $eq: 'emma ' } }, []],
    [{ pages: { $eq: null } }, [other]],
    [{ title: { $eqi: 'EMMA' } }, [big, small]],
    [{ title: { $eqi: 'éCLAIR 😀' } }, [other]],
    [{ summary: { $eqi: null } }, [big]],
    [{ pages: { $ne: 100 } }, [small]],
    [{ pages: { $ne: null } }, [big, small]],
    [{ title: { $nei: 'EMMA' } }, [other]],
    [{ pages: { $in: [100, '200', 3] } }, [big, small]],
    [{ pages: { $in: [] } }, []],
    [{ pages: { $notIn: [100] } }, [small]],
    [{ pages: { $notIn: [100, null] } }, [small]],
    [{ pages: { $notIn: [] } }, [big, small, other]],
    [{ pages: { $lt: 200 } }, [big]],
    [{ pages: { $lte: 200 } }, [big, small]],
    [{ pages: { $gt: 100 } }, [small]],
    [{ pages: { $gte: 100, $lt: 200 } }, [big]],
    [{ pages: { $between: [150, 250] } }, [small]],
    [{ price: { $gt: 9.4 } }, [big]],
    [{ isbn: '9007199254740993' }, [small]],
    [{ isbn: 9007199254740993n }, [small]],
    [{ isbn: '9007199254740992' }, []],
    [{ lent: true }, [big]],
    [{ lent: 'false' }, [small, other]],
    [{ printedAt: '1815-12-23T00:00:00.001Z' }, [big]],
    [{ printedAt: { $gt: new Date('2000-01-01') } }, [other]],
    [{ printedAt: { $gte: Date.UTC(2020, 0, 1) } }, [other]],
    [{ printedAt: '1815-12-23T01:00:00.001+01:00' }, [big]],
    [{ pages: { $null: true } }, [other]],
    [{ pages: { $null: false } }, [big, small]],
    [{ pages: { $notNull: 'true' } }, [big, small]],
    [{ extra: { $notNull: true } }, [big]],
    [{ extra: null }, [small, other]],
    [{ title: { $contains: 'mm' } }, [big, small]],
    [{ title: { $contains: 'E' } }, [big]],
    [{ title: { $containsi: 'EM' } }, [big, small]],
    [{ title: { $containsi: 'É' } }, [other]],
    [{ title: { $containsi: 'é' } }, [other]],
    [{ title: { $notContains: 'E' } }, [small, other]],
    [{ title: { $notContainsi: 'em' } }, [other]],
    [{ title: { $startsWith: 'Em' } }, [big]],
    [{ title: { $startsWithi: 'EM' } }, [big, small]],
    [{ title: { $endsWith: '😀' } }, [other]],
    [{ title: { $endsWithi: 'MA' } }, [big, small]],
    [{ title: { $contains: '' } }, [big, small, other]],
    [{ title: { $contains: '%' } }, []],
    [{ title: { $startsWith: 'E__a' } }, []],
    [{ title: { $contains: '[Ee]' } }, []],
    [{ summary: { $contains: '% _off_ [a*b]? !' } }, [small]],
    [{ summary: { $startsWithi: '50% _OFF_ [A' } }, [small]],
    [{ summary: { $contains: '\n' } }, [other]],
    [{ title: { $not: 'Emma' } }, [small, other]],
    [{ title: { $not: { $contains: 'm' } } }, [other]],
    [{ title: { $or: ['Emma', { $startsWith: 'É' }] } }, [big, other]],
    [{ title: { $and: [{ $contains: 'm' }, { $not: { $contains: 'E' } }] } }, [small]],
    [{ $or: [{ title: 'Emma' }, { pages: null }] }, [big, other]],
    [{ $and: [{ title: { $containsi: 'e' } }, { pages: 200 }] }, [small]],
    [{ $not: { title: 'Emma' } }, [small, other]],
    [{ $not: { $or: [{ title: 'Emma' }, { title: 'emma' }] } }, [other]],
    [{ $or: [] }, [big, small, other]],
    [{ $or: [{}] }, [big, small, other]],
    [{ $or: { title: 'Emma' } }, [big]],
    [{ lent: false, $or: [{ pages: 200 }, { pages: 100 }] }, [small]],
  ])('%j', async (where, expected) => {
    expect(await titles(where)).toEqual(expected);
    expect(await db.query(BOOK).count({ where })).toBe(expected.length);
  });

  describe('through relations', () => {
    it.each<[object, string[]]>([
      [{ shelf: null }, [other]],
      [{ shelf: { $null: true } }, [other]],
      [{ shelf: { $notNull: true } }, [big, small]],
      [{ shelf: { name: 'Novels' } }, [big, small]],
      [{ shelf: { name: { $startsWith: 'E' } } }, []],
      [{ shelf: {} }, [big, small]],
      [{ shelf: { id: null } }, []],
      [{ $not: { shelf: { name: 'Novels' } } }, [other]],
      [{ shelf: { $or: [{ name: 'Novels' }, { name: 'Empty' }] } }, [big, small]],
      [{ shelf: { $not: { name: 'Empty' } } }, [big, small]],
      [{ tags: null }, [other]],
      [{ tags: { $null: false } }, [big, small]],
      [{ tags: { label: 'classic' } }, [big]],
      [{ tags: { label: { $in: ['classic', 'funny'] } } }, [big, small]],
      [{ tags: { rank: { $gt: 1 }, label: 'funny' } }, [big, small]],
      [{ tags: { books: { title: 'Emma' } } }, [big, small]],
      [{ shelf: { books: { title: 'Emma', tags: { label: 'classic' } } } }, [big, small]],
      [{ tags: {} }, [big, small]],
    ])('%j', async (where, expected) => {
      expect(await titles(where)).toEqual(expected);
      expect(await db.query(BOOK).count({ where })).toBe(expected.length);
    });

    it('by id, in each form', async () => {
      const { id } = (await db.query(SHELF).findOne({ where: { name: 'Novels' } }))!;
      const forms = [
        id, String(id), { id }, [id], { id: [id] }, { id: { $in: [id] } }, { $eq: id }, { $in: [id, 0] },
        { $gt: id - 1, $lt: id + 1 },
      ];
      for (const shelf of forms) {
        expect([shelf, await titles({ shelf })]).toEqual([shelf, [big, small]]);
      }
      expect(await titles({ shelf: [id, null] })).toEqual([big, small, other]);
      expect(await titles({ shelf: { $ne: id } })).toEqual([]);
      const [classic, funny] = (await db.query(TAG).findMany()).map((row) => row['id']);
      expect(await titles({ tags: classic })).toEqual([big]);
      expect(await titles({ tags: [classic, funny] })).toEqual([big, small]);
      expect(await titles({ tags: { $in: [funny] } })).toEqual([big, small]);
      expect(await titles({ tags: { id: { $ne: funny } } })).toEqual([big]);
    });

    it('of the other side, where nothing multiplies', async () => {
      const names = async (where: object) => (await db.query(SHELF).findMany({ where })).map((row) => row['name']);
      expect(await names({ books: { title: { $containsi: 'emma' } } })).toEqual(['Novels']);
      expect(await names({ books: null })).toEqual(['Empty']);
      expect(await names({ books: { tags: { label: 'funny' } } })).toEqual(['Novels']);
      expect(await db.query(SHELF).count({ where: { books: { $notNull: true } } })).toBe(1);
    });

    it('of a type to itself', async () => {
      const people = db.query(PERSON);
      const ann = await people.create({ data: { name: 'Ann' } });
      const bob = await people.create({ data: { name: 'Bob', mentor: ann['id'], friends: [ann['id']] } });
      const ids = async (where: object) => (await people.findMany({ where })).map((row) => row['id']);
      expect(await ids({ mentor: { name: 'Ann' } })).toEqual([bob['id']]);
      expect(await ids({ pupils: { name: 'Bob', mentor: { name: 'Ann' } } })).toEqual([ann['id']]);
      expect(await ids({ friends: { name: 'Ann' } })).toEqual([bob['id']]);
      expect(await ids({ friends: { name: 'Bob' } })).toEqual([]);
    });
  });

  it.each<[any]>([
    [{ nope: 1 }], [{ title: { $nope: 1 } }], [{ $nope: [] }], [{ 'title" or 1=1 --': 1 }], [{ constructor: 1 }],
    [{ title: { constructor: 1 } }],
    [{ shelf: { nope: 1 } }], [{ shelf: { $nope: 1 } }], [{ shelf: 'x' }], [{ tags: { label: { $nope: 1 } } }],
    [{ tags: { $null: 'perhaps' } }],
    [{ id: '1abc' }], [{ id: '99999999999999999999' }], [{ id: 2 ** 31 }], [{ pages: 1.5 }], [{ pages: 'x' }],
    [{ pages: { $gt: null } }], [{ pages: true }],
    [{ title: 1 }], [{ title: { $contains: 1 } }], [{ title: { $contains: null } }], [{ title: 'a\0' }],
    [{ title: '\ud800' }], [{ title: { $contains: 'x'.repeat(256) } }],
    [{ title: { $startsWith: 'x'.repeat(256) } }], [{ title: { $endsWithi: 'x'.repeat(256) } }], [{ title: { $notContainsi: 'x'.repeat(256) } }],
    [{ pages: { $in: Array.from({ length: 40_000 }, (_, index) => index) } }],
    [{ pages: { $contains: '1' } }], [{ lent: 'perhaps' }], [{ lent: { $gt: true } }],
    [{ lent: { $between: [true, false] } }], [{ extra: { a: 1 } }], [{ extra: 'x' }],
    [{ printedAt: 'yesterday' }], [{ printedAt: NaN }], [{ printedAt: '0999-12-31' }], [{ isbn: '9223372036854775808' }],
    [{ price: 'NaN' }], [{ price: Infinity }],
    [{ title: { $in: 'Emma' } }], [{ pages: { $between: [1] } }], [{ pages: { $between: 1 } }],
    [{ pages: { $between: [1, null] } }], [{ pages: { $null: 'x' } }],
    [{ title: undefined }], [{ title: { $eq: undefined } }], [{ $or: [1] }], [{ $not: [] }], [{ $and: [null] }], ['x'],
    [[]], [null], [1],
  ])('refuses %j', async (where) => {
    const books = db.query(BOOK);
    for (const attempt of [books.findMany({ where }), books.count({ where }), books.deleteMany({ where })]) {
      await expect(attempt).rejects.toMatchObject({ name: 'ValidationError', status: 400 });
    }
    expect(await db.query(BOOK).count()).toBe(3);
  });

  it('refuses conditions that are nested too deeply', async () => {
    let record: object = { title: 'Emma' };
    let attribute: object = { $eq: 'Emma' };
    for (let depth = 0; depth < 5_000; depth += 1) [record, attribute] = [{ $not: record }, { $not: attribute }];
    const refusal = { status: 400, message: 'Conditions are nested too deeply' };
    await expect(titles(record)).rejects.toMatchObject(refusal);
    await expect(titles({ title: attribute })).rejects.toMatchObject(refusal);
  });

  it('looks for texts of 255 characters at most, which it would compare at every place of long ones', async () => {
    const summary = `${'ab'.repeat(400_000)}`;
    const { id } = await db.query(BOOK).create({ data: { title: 'Long', summary } });
    for (const operator of ['$contains', '$containsi', '$endsWith', '$endsWithi', '$startsWith', '$startsWithi', '$notContains']) {
      const count = (asked: string) => db.query(BOOK).count({ where: { id, summary: { [operator]: asked } } });
      for (const asked of [`${'ab'.repeat(127)}c`, `c${'ba'.repeat(127)}`, `${'ab'.repeat(64)}c${'ab'.repeat(63)}`]) {
        expect(await count(asked)).toBe(operator === '$notContains' ? 1 : 0);
      }
      await expect(count('ab'.repeat(128))).rejects.toMatchObject({ status: 400, message: expect.stringContaining('at most 255 characters') });
    }
    await db.query(BOOK).delete({ where: { id } });
  });

  it('takes every text literally, as JavaScript does', async () => {
    const alphabet = fc.constantFrom(...'aAb%_*?[]^!\\\'"` 😀éÉ\n', '$1', ':x');
    const text = fc.string({ unit: alphabet, maxLength: 6 });
    await fc.assert(fc.asyncProperty(text, text, async (stored, asked) => {
      const { id } = await db.query(PERSON).create({ data: { name: stored } });
      const matches = async (name: object) => await db.query(PERSON).count({ where: { id, name } }) === 1;
      const lower = [stored.toLowerCase(), asked.toLowerCase()] as const;
      expect({
        eq: await matches({ $eq: asked }),
        contains: await matches({ $contains: asked }),
        startsWith: await matches({ $startsWith: asked }),
        endsWith: await matches({ $endsWith: asked }),
        eqi: await matches({ $eqi: asked }),
        containsi: await matches({ $containsi: asked }),
        startsWithi: await matches({ $startsWithi: asked }),
        endsWithi: await matches({ $endsWithi: asked }),
        notContains: await matches({ $notContains: asked }),
      }).toEqual({
        eq: stored === asked,
        contains: stored.includes(asked),
        startsWith: stored.startsWith(asked),
        endsWith: stored.endsWith(asked),
        eqi: lower[0] === lower[1],
        containsi: lower[0].includes(lower[1]),
        startsWithi: lower[0].startsWith(lower[1]),
        endsWithi: lower[0].endsWith(lower[1]),
        notContains: !stored.includes(asked),
      });
    }), { numRuns: 60 });
  });
});
