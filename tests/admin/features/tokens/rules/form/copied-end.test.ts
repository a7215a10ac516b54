import { copiedEnd } from '../../../../../../admin/src/features/tokens/rules/form/copied-end';

const DAY = 86_400_000;
const now = new Date(2030, 0, 15, 12).getTime();
const inDays = (days: number) => new Date(now + days * DAY).toISOString();
const end = (lifespan: string | null, expiresAt: string | null, maxDays: number | null = null) => copiedEnd({ lifespan, expiresAt }, maxDays, now);

describe('the end of a copied token', () => {
  it('is the same life from now, also where that of the other is over', () => {
    expect(end(String(7 * DAY), inDays(3))).toBe(7 * DAY);
    expect(end(String(90 * DAY), inDays(-3))).toBe(90 * DAY);
  });

  it('is the same date where that lies ahead, and has to be chosen where it has passed', () => {
    expect(end(null, inDays(3))).toBe(inDays(3));
    expect(end(null, inDays(-3))).toBe('');
  });

  it('is never where the other has none', () => {
    expect(end(null, null)).toBeNull();
  });

  it('is that of any new token where the policy does not allow it any more', () => {
    expect(end(null, null, 60)).toBe(30 * DAY);
    expect(end(String(90 * DAY), inDays(80), 60)).toBe(30 * DAY);
    expect(end(null, inDays(80), 60)).toBe(30 * DAY);
    expect(end(null, inDays(40), 60)).toBe(inDays(40));
    expect(end(String(7 * DAY), inDays(3), 60)).toBe(7 * DAY);
  });
});
