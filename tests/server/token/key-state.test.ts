import { keyStateOf } from '../../../server/token/key-state';

const NOW = Date.parse('2026-01-31T12:00:00.000Z');
const DAYS_30 = 30 * 24 * 60 * 60 * 1000;

describe('keyStateOf', () => {
  it.each([
    ['current where it has no end', null, 'current'],
    ['previous until it stops', NOW + 1, 'previous'],
    ['retired from that moment on', NOW, 'retired'],
    ['retired for 30 days', NOW - DAYS_30, 'retired'],
    ['not recognized any more after them', NOW - DAYS_30 - 1, null],
  ])('is %s', (_when, expiresAt, state) => {
    expect(keyStateOf({ expiresAt }, NOW)).toBe(state);
  });

  it('is retired for a key that cannot be read, which nothing accepts', () => {
    expect(keyStateOf(null, NOW)).toBe('retired');
  });
});
