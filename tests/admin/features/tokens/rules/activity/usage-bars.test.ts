import { barParts, scaleEnd, sumUsage } from '../../../../../../admin/src/features/tokens/rules/activity/usage-bars';

const day = (ok: number, denied: number, failed: number) => ({ day: '2030-01-31', ok, denied, failed });

describe('the bars of usage', () => {
  it.each([[0, 2], [1, 2], [2, 2], [3, 4], [7, 8], [9, 10], [10, 10], [11, 20], [61, 80], [100, 100], [101, 200], [1_000_001, 2_000_000]])(
    'have a scale that holds %d',
    (most, end) => expect(scaleEnd(most)).toBe(end),
  );

  it('are stacked from the bottom, and what there was none of is left out', () => {
    expect(barParts(day(50, 0, 25), 100)).toEqual([{ outcome: 'ok', y: 50, height: 50 }, { outcome: 'failed', y: 25, height: 25 }]);
    expect(barParts(day(0, 0, 0), 2)).toEqual([]);
  });

  it('show one denial among a million requests, and stay within the plot', () => {
    const parts = barParts(day(1_999_999, 1, 0), 2_000_000);
    expect(parts[1]!.height).toBeGreaterThan(1.5);
    expect(parts[1]!.y).toBeCloseTo(0);
  });

  it('add up', () => expect(sumUsage([day(1, 2, 3), day(10, 20, 30)])).toEqual({ ok: 11, denied: 22, failed: 33 }));
});
