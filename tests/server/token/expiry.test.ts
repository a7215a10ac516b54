import { expiryOf } from '../../../server/token/expiry';

describe('expiryOf', () => {
  it('is the stored date in milliseconds, however the database hands it out', () => {
    const date = '2026-01-02T03:04:05.678Z';
    expect(expiryOf({ expiresAt: date })).toBe(Date.parse(date));
    expect(expiryOf({ expiresAt: new Date(date) })).toBe(Date.parse(date));
  });

  it('is Infinity for a token without end', () => {
    expect(expiryOf({ expiresAt: null })).toBe(Infinity);
  });

  it('has passed where the date cannot be read', () => {
    expect(expiryOf({ expiresAt: 'soon' })).toBe(0);
    expect(expiryOf({ expiresAt: new Date(NaN) })).toBe(0);
  });
});
