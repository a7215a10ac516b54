import { expiryOf } from '../../../server/token/expiry';

describe('expiryOf', () => {
  it('is the stored end, in milliseconds', () => {
    expect(expiryOf({ expiresAt: 1_767_323_045_678 })).toBe(1_767_323_045_678);
    expect(expiryOf({ expiresAt: 0 })).toBe(0);
  });

  it('is Infinity for a token without end', () => {
    expect(expiryOf({ expiresAt: null })).toBe(Infinity);
  });
});
