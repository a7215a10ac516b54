import fc from 'fast-check';
import { inspect } from 'node:util';
import { createAccessKey } from '../../../server/key/access-key';
import { parseBearer } from '../../../server/key/bearer';

const key = createAccessKey('cms', 'content');

describe('parseBearer', () => {
  it.each(['Bearer', 'bearer', 'BEARER', 'bEaReR'])('takes the scheme in any case: %s', (scheme) => {
    expect(parseBearer(`${scheme} ${key}`)).toMatchObject({ key, kind: 'content' });
  });

  it('takes one or more blanks or tabs between scheme and key', () => {
    fc.assert(fc.property(fc.stringMatching(/^[ \t]{1,8}$/), (gap) => parseBearer(`Bearer${gap}${key}`)?.key === key));
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['the scheme alone', 'Bearer'],
    ['the scheme and a blank', 'Bearer '],
    ['a bare key', key],
    ['three parts', `Bearer ${key} more`],
    ['another scheme', `Basic ${key}`],
    ['a scheme that only begins alike', `Bearers ${key}`],
    ['a colon between', `Bearer: ${key}`],
    ['a line feed between', `Bearer\n${key}`],
    ['no-break space between', `Bearer\u00a0${key}`],
    ['a header of 64 KiB', `Bearer ${'a'.repeat(65_536)}`],
  ])('finds no bearer in %s', (_, header) => {
    expect(parseBearer(header)).toBeNull();
  });

  it('says of a bearer that is not formed like a key that it has no kind', () => {
    expect(parseBearer('Bearer not-a-key')).toMatchObject({ key: 'not-a-key', kind: null });
  });

  it('answers any text with a bearer or with null, and throws at none', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      const parsed = parseBearer(text);
      return parsed === null || text.endsWith(parsed.key);
    }));
  });

  it('does not show the key to what prints or serializes it', () => {
    const parsed = parseBearer(`Bearer ${key}`);
    expect(inspect(parsed, { depth: 9, showHidden: true })).not.toContain(key);
    expect(JSON.stringify({ parsed })).not.toContain(key);
  });
});
