import { expiryOf, maxLifetimeOf, type Policy } from '../../../server/token/expiry';

const DAY = 24 * 60 * 60 * 1000;
const START = Date.parse('2026-01-01T00:00:00.000Z');
const NONE: Policy = { maxLifetimeDays: { contentApi: null, admin: null }, enforce: 'all' };
const policy = (enforce: Policy['enforce']): Policy => ({ maxLifetimeDays: { contentApi: 90, admin: 7 }, enforce });
const token = (expiresAt: number | null, kind: 'content-api' | 'admin' = 'content-api') => ({ kind, expiresAt, startsAt: START });

describe('expiryOf', () => {
  it('is the stored end, in milliseconds, and Infinity for a token without end, where there is no limit', () => {
    expect(expiryOf(token(1_767_323_045_678), NONE)).toBe(1_767_323_045_678);
    expect(expiryOf(token(0), NONE)).toBe(0);
    expect(expiryOf(token(null), NONE)).toBe(Infinity);
  });

  it('is the stored end where the policy is for new tokens alone', () => {
    expect(expiryOf(token(null), policy('new'))).toBe(Infinity);
    expect(expiryOf(token(START + 365 * DAY), policy('new'))).toBe(START + 365 * DAY);
  });

  it('is no later than the longest life of its kind where the policy is for all', () => {
    expect(expiryOf(token(null), policy('all'))).toBe(START + 90 * DAY);
    expect(expiryOf(token(null, 'admin'), policy('all'))).toBe(START + 7 * DAY);
    expect(expiryOf(token(START + 365 * DAY), policy('all'))).toBe(START + 90 * DAY);
    expect(expiryOf(token(START + DAY), policy('all'))).toBe(START + DAY);
  });
});

it('the longest life is that of the token’s kind, in milliseconds', () => {
  expect(maxLifetimeOf(policy('new'), 'content-api')).toBe(90 * DAY);
  expect(maxLifetimeOf(policy('new'), 'admin')).toBe(7 * DAY);
  expect(maxLifetimeOf(NONE, 'admin')).toBe(Infinity);
});
