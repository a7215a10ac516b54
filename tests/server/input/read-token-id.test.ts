import { readTokenId } from '../../../server/input/read-token-id';

describe('readTokenId', () => {
  it('reads a whole number from 1 to the largest of 32 bits', () => {
    expect(readTokenId('1')).toBe(1);
    expect(readTokenId('2147483647')).toBe(2_147_483_647);
  });

  it.each([undefined, '', '0', '-1', '01', '1abc', '1.0', '1e3', ' 1', '٣', '2147483648', '99999999999999999999', '__proto__'])(
    'knows no token by the id %j', (parameter) => {
      expect(() => readTokenId(parameter)).toThrow(expect.objectContaining({ code: 'ERR_NOT_FOUND', status: 404 }));
    });
});
