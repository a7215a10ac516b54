import { hashKey } from '../../../server/key/hash-key';

describe('hashKey', () => {
  it('is the HMAC-SHA512 of RFC 4231, test case 2', () => {
    expect(hashKey('what do ya want for nothing?', 'Jefe')).toBe(
      '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
    );
  });

  it('depends on the salt', () => {
    expect(hashKey('key', 'one')).not.toBe(hashKey('key', 'two'));
  });
});
