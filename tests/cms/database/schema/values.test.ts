import fc from 'fast-check';
import { createTestDatabase, dialectsUnderTest, type TestDatabase } from '../../../support/database';
import { BOOK, library } from '../library';

describe.each(dialectsUnderTest())('values on %s', (dialect) => {
  let db: TestDatabase;

  beforeAll(async () => {
    db = await createTestDatabase(dialect, library);
  });
  afterAll(() => db.drop());

  /** What is answered for a value, and read again later, which must be the same. */
  async function roundTrip(name: string, value: unknown): Promise<unknown> {
    const created = await db.query(BOOK).create({ data: { title: 'x', [name]: value } });
    const found = await db.query(BOOK).findOne({ where: { id: created['id'] } });
    expect(found).toEqual(created);
    const updated = await db.query(BOOK).update({ where: { id: created['id'] }, data: { [name]: value } });
    expect(updated![name]).toEqual(created[name]);
    return created[name];
  }

  it.each<[string, unknown, unknown]>([
    ['title', 'Emma', 'Emma'],
    ['title', '', ''],
    ['title', ' 👩‍👩‍👧 é e\u0301 \u202e \n\t"\'\\ ', ' 👩‍👩‍👧 é e\u0301 \u202e \n\t"\'\\ '],
    ['title', '😀'.repeat(255), '😀'.repeat(255)],
    ['summary', 'x'.repeat(100_000), 'x'.repeat(100_000)],
    ['pages', 0, 0],
    ['pages', -2147483648, -2147483648],
    ['pages', '2147483647', 2147483647],
    ['isbn', '9223372036854775807', '9223372036854775807'],
    ['isbn', -9223372036854775808n, '-9223372036854775808'],
    ['isbn', 604800000, '604800000'],
    ['price', 0.1, 0.1],
    ['price', '12.50', 12.5],
    ['price', 1e21, 1e21],
    ['weight', -1.7976931348623157e308, -1.7976931348623157e308],
    ['weight', 5e-324, 5e-324],
    ['lent', true, true],
    ['lent', false, false],
    ['lent', 'true', true],
    ['lent', 0, false],
    ['printedAt', '2024-02-29T12:34:56.789Z', '2024-02-29T12:34:56.789Z'],
    ['printedAt', new Date(1700000000123), '2023-11-14T22:13:20.123Z'],
    ['printedAt', 1700000000123, '2023-11-14T22:13:20.123Z'],
    ['printedAt', '2024-03-31T02:30:00+02:00', '2024-03-31T00:30:00.000Z'],
    ['printedAt', '2024-03-31T02:30:00', '2024-03-31T02:30:00.000Z'],
    ['printedAt', '2024-03-31', '2024-03-31T00:00:00.000Z'],
    ['printedAt', '1000-01-01T00:00:00.000Z', '1000-01-01T00:00:00.000Z'],
    ['printedAt', '9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    ['extra', { a: [1, 'é😀', null, { b: true }] }, { a: [1, 'é😀', null, { b: true }] }],
    ['extra', [], []],
    ['extra', 'text', 'text'],
    ['extra', 0, 0],
    ['extra', false, false],
    ['extra', { z: 1, a: 'nul \0' }, { z: 1, a: 'nul \0' }],
  ])('keep %s: %j', async (name, value, expected) => {
    expect(await roundTrip(name, value)).toEqual(expected);
  });

  const names = ['title', 'summary', 'pages', 'isbn', 'price', 'weight', 'lent', 'printedAt', 'extra', 'shelf'];
  it.each(names)('keep null as %s', async (name) => {
    const row = await db.query(BOOK).create({ data: { title: 'x', lent: true, [name]: null }, populate: ['shelf'] });
    expect(row[name]).toBeNull();
  });

  it.each<[string, unknown]>([
    ['title', 1], ['title', {}], ['title', ['a']], ['title', true], ['title', 'a\0b'], ['title', 'half \ud83d'],
    ['title', 'x'.repeat(256)],
    ['title', '😀'.repeat(256)], ['summary', 'a\0b'],
    ['pages', 1.5], ['pages', 'x'], ['pages', '1abc'], ['pages', ''], ['pages', 2 ** 31], ['pages', NaN], ['pages', []],
    ['pages', true], ['pages', 1n],
    ['isbn', 2 ** 53], ['isbn', 1.5], ['isbn', '9223372036854775808'], ['isbn', 'x'], ['isbn', ''],
    ['price', NaN], ['price', -Infinity], ['price', '1e999'], ['price', '0x10'], ['price', ''], ['price', {}],
    ['lent', 'yes'], ['lent', 2], ['lent', {}],
    ['printedAt', 'yesterday'], ['printedAt', '2024-13-01'], ['printedAt', new Date(NaN)], ['printedAt', Infinity],
    ['printedAt', {}], ['printedAt', true],
    ['printedAt', '0999-12-31T23:59:59Z'], ['printedAt', 8.64e15], ['printedAt', '2024-01-01T25:00:00Z'],
    ['extra', () => 1], ['extra', Symbol('x')],
  ])('refuse %s: %p', async (name, value) => {
    const error = await db.query(BOOK).create({ data: { title: 'x', [name]: value } }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ValidationError', status: 400, details: { errors: [{ path: [name] }] } });
  });

  it('of any text come back as they were, or are refused', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 100 }), async (text) => {
      if (text.includes('\0')) await expect(roundTrip('title', text)).rejects.toMatchObject({ status: 400 });
      else expect(await roundTrip('title', text)).toBe(text);
    }), { numRuns: 50 });
  });

  it('of any number come back as they were', async () => {
    await fc.assert(fc.asyncProperty(fc.double({ noNaN: true, noDefaultInfinity: true }), async (number) => {
      expect(await roundTrip('price', number)).toBe(number === 0 ? 0 : number);
    }), { numRuns: 50 });
  });
});
