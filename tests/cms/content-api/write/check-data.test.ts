import fc from 'fast-check';
import { checkData } from '../../../../cms/content-api/write/check-data';
import { ValidationError } from '../../../../cms/errors';
import { libraryTypes } from '../library';

const book = libraryTypes[0]!;
const create = (data: unknown) => checkData(book, data, 'create');
const update = (data: unknown) => checkData(book, data, 'update');

function messagesOf(data: object): string[] {
  return update(data).issues.map(({ message }) => message);
}

describe('checkData', () => {
  it('takes what the content type describes', () => {
    const data = {
      title: 'Łódź 🚢', summary: 'x'.repeat(10_000), pages: 12, copies: '9007199254740993', price: 9.5, weight: 0.1, lent: true,
      printedAt: '2024-02-29T12:00:00.000Z', genre: 'novel', contact: 'a@b.example', slug: 'a-b_c.~1', extra: { deep: [1, null] },
      pin: 'secret', note: 'inside',
    };
    expect(create(data)).toEqual({ values: data, relations: [], issues: [] });
  });

  it('takes numbers that are written as text', () => {
    expect(update({ pages: '12', price: '1e2' }).values).toEqual({ pages: 12, price: 100 });
  });

  it('needs required attributes in a new record only, and lets none become null', () => {
    expect(create({}).issues).toEqual([{ path: ['title'], message: 'title must be defined.', name: 'ValidationError', value: undefined }]);
    expect(create({ title: null }).issues[0]!.message).toBe('title must be defined.');
    expect(update({}).issues).toEqual([]);
    expect(messagesOf({ title: null })).toEqual(['title cannot be null.']);
  });

  it('lets other attributes become null', () => {
    expect(update({ pages: null, summary: null, author: null })).toMatchObject({ values: { pages: null, summary: null }, issues: [] });
  });

  it.each<[object, string]>([
    [{ title: 1 }, 'title must be a `string` type, but the final value was: `1`.'],
    [{ title: ['a'] }, 'title must be a `string` type, but the final value was: `[…]`.'],
    [{ title: { a: 1 } }, 'title must be a `string` type, but the final value was: `{…}`.'],
    [{ title: true }, 'title must be a `string` type, but the final value was: `true`.'],
    [{ title: 'x'.repeat(256) }, 'title must be at most 255 characters'],
    [{ title: 'a\0b' }, 'title contains a character that cannot be stored'],
    [{ title: '\ud800' }, 'title contains a character that cannot be stored'],
    [{ summary: 'ab' }, 'summary must be at least 3 characters'],
    [{ pages: 'many' }, 'pages must be a `number` type, but the final value was: `"many"`.'],
    [{ pages: 1.5 }, 'pages must be an integer'],
    [{ pages: 0 }, 'pages must be greater than or equal to 1'],
    [{ pages: 2 ** 31 }, 'pages must be less than or equal to 2147483647'],
    [{ pages: '99999999999999999999' }, 'pages must be less than or equal to 2147483647'],
    [{ pages: [1] }, 'pages must be a `number` type, but the final value was: `[…]`.'],
    [{ copies: 1.5 }, 'copies must be an integer'],
    [{ copies: '9223372036854775808' }, 'copies is out of range'],
    [{ price: 1001 }, 'price must be less than or equal to 1000'],
    [{ weight: 'NaN' }, 'weight must be a `number` type, but the final value was: `"NaN"`.'],
    [{ lent: 'perhaps' }, 'lent must be a `boolean` type, but the final value was: `"perhaps"`.'],
    [{ printedAt: 'tomorrow' }, 'printedAt must be a date in ISO 8601 form'],
    [{ printedAt: '2024-13-45' }, 'printedAt must be a date in ISO 8601 form'],
    [{ genre: 'cookery' }, 'genre must be one of the following values: novel, poetry'],
    [{ contact: 'nobody' }, 'contact must be a valid email'],
    [{ slug: 'a b' }, 'slug must match the following: "/^[A-Za-z0-9-_.~]*$/"'],
    [{ extra: { 'a\0': 1 } }, 'extra is nested too deeply or contains a character that cannot be stored'],
  ])('refuses %j', (data, message) => {
    expect(messagesOf(data)).toEqual([message]);
  });

  it('counts characters, not UTF-16 units', () => {
    expect(messagesOf({ title: '🚢'.repeat(255) })).toEqual([]);
    expect(messagesOf({ title: '🚢'.repeat(256) })).toHaveLength(1);
  });

  it('tells all broken rules at once, with the values', () => {
    expect(create({ pages: 'x', lent: 3 }).issues.map(({ path, value }) => [path, value])).toEqual([
      [['title'], undefined], [['pages'], 'x'], [['lent'], 3],
    ]);
  });

  it('does not tell back passwords or long values', () => {
    const { issues } = create({ title: 'x'.repeat(2000), pin: 12 });
    expect(issues).toHaveLength(2);
    for (const issue of issues) expect(issue).not.toHaveProperty('value');
  });

  it.each(['id', 'documentId', 'createdAt', 'updatedAt', 'publishedAt', 'nothing', 'constructor', '__proto__'])('refuses the key %s', (key) => {
    const data = JSON.parse(`{ "title": "a", ${JSON.stringify(key)}: null }`);
    expect(() => create(data)).toThrow(expect.objectContaining({
      status: 400, name: 'ValidationError', message: `Invalid key ${key}`, details: { key, source: 'body', path: key },
    }));
  });

  it.each([[undefined], [null], ['x'], [1], [[{ title: 'a' }]]])('refuses %j as data', (data) => {
    expect(() => create(data)).toThrow('Missing "data" payload in the request body');
  });

  it.each<[unknown, object]>([
    ['k3y', { set: [{ documentId: 'k3y' }] }],
    [5, { set: [{ id: 5 }] }],
    ['5', { set: [{ id: 5 }] }],
    [null, { set: [] }],
    [{ documentId: 'k3y' }, { set: [{ documentId: 'k3y' }] }],
    [{ id: 5 }, { set: [{ id: 5 }] }],
    [['k3y', 5], { set: [{ documentId: 'k3y' }, { id: 5 }] }],
    [{ set: [{ id: 5 }] }, { set: [{ id: 5 }] }],
    [{ connect: ['k3y'] }, { connect: [{ documentId: 'k3y' }], disconnect: [] }],
    [{ connect: 'k3y', disconnect: [{ id: 5 }] }, { connect: [{ documentId: 'k3y' }], disconnect: [{ id: 5 }] }],
  ])('reads the relation %j', (value, input) => {
    expect(update({ tags: value }).relations).toEqual([{ name: 'tags', attribute: book.attributes['tags'], input }]);
  });

  it.each([
    [true], [''], ['a b'], [-1], [1.5], [0], [2 ** 31], [{}], [{ name: 'x' }], [{ id: null }], [[['a']]], [{ connect: [{ id: 1, position: {} }] }],
    [{ set: [], connect: [] }], [{ connect: [], extra: 1 }], [Array(1001).fill(1)],
  ])('refuses the relation %j', (value) => {
    expect(() => update({ tags: value })).toThrow(ValidationError);
  });

  it('refuses two records for a relation to one', () => {
    expect(() => update({ author: [1, 2] })).toThrow('author accepts at most one record');
  });

  it('throws nothing but a ValidationError, whatever the body', () => {
    const names = fc.constantFrom(...Object.keys(book.attributes), 'x', '__proto__', 'set', 'connect', 'id');
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', maxDepth: 3 },
        fc.jsonValue() as fc.Arbitrary<unknown>,
        fc.string({ unit: 'binary' }),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(names, tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(fc.property(fc.oneof(value, fc.dictionary(names, value)), fc.constantFrom('create' as const, 'update' as const), (data, mode) => {
      try {
        JSON.stringify(checkData(book, data, mode).issues);
      } catch (error) {
        expect(error).toBeInstanceOf(ValidationError);
      }
    }), { numRuns: 1000 });
  });

  it('survives a value that is nested a hundred thousand times', () => {
    const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    expect(messagesOf({ title: deep, extra: deep })).toHaveLength(2);
    expect(() => update({ tags: deep })).toThrow(ValidationError);
  });
});
