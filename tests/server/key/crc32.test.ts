import { crc32 } from '../../../server/key/crc32';

describe('crc32', () => {
  it.each([
    ['', 0],
    ['123456789', 0xcbf43926],
    ['The quick brown fox jumps over the lazy dog', 0x414fa339],
  ])('of "%s" is the published check value', (text, expected) => {
    expect(crc32(text)).toBe(expected);
  });
});
