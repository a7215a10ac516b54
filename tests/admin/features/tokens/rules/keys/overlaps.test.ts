import { OVERLAPS, overlapEnd } from '../../../../../../admin/src/features/tokens/rules/keys/overlaps';

const now = Date.parse('2030-01-15T12:00:00.000Z');

describe('overlapEnd', () => {
  it.each([[0, '12:00'], [3_600_000, '13:00']] as const)('is %i milliseconds on', (overlap, time) => {
    expect(new Date(overlapEnd(overlap, null, now)).toISOString()).toBe(`2030-01-15T${time}:00.000Z`);
  });

  it('is never past the end of the token', () => {
    for (const overlap of OVERLAPS) expect(overlapEnd(overlap, '2030-01-15T12:00:00.000Z', now)).toBe(now);
  });
});
