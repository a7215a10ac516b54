import { relativeTime } from '../../../../../admin/src/features/tokens/rules/relative-time';

describe('relativeTime', () => {
  it.each([
    [0, [0, 'minute']],
    [-20_000, [0, 'minute']],
    [-100_000, [-2, 'minute']],
    [3_600_000, [1, 'hour']],
    [-5 * 3_600_000, [-5, 'hour']],
    [30 * 86_400_000 - 5, [30, 'day']],
    [90 * 86_400_000, [3, 'month']],
    [-800 * 86_400_000, [-2, 'year']],
  ])('%p ms is %p', (milliseconds, expected) => {
    const [value, unit] = relativeTime(milliseconds);
    expect([value + 0, unit]).toEqual(expected);
  });
});
