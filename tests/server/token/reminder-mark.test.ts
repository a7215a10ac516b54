import { reminderMark } from '../../../server/token/reminder-mark';

const DAY = 86_400_000;

describe('reminderMark', () => {
  /** The mark of a token that lives for `life` days, `left` days before its end. */
  const mark = (life: number, left: number) => reminderMark({ startsAt: 0, endsAt: life * DAY }, (life - left) * DAY);

  it.each([
    [90, 31, null], [90, 30, 30], [90, 8, 30], [90, 7, 7], [90, 2, 7], [90, 1, 1], [90, 0.5, 1], [90, 0, 0], [90, -30, 0], [90, -31, null],
  ])('of a life of %d days, %d before its end, is %s', (life, left, expected) => expect(mark(life, left)).toBe(expected));

  it.each([[59, 30, null], [60, 30, 30], [30, 15, null], [30, 7, 7], [13, 7, null], [7, 3, null], [7, 1, 1]])(
    'lies in the last half of the life: of %d days, %d before the end, it is %s', (life, left, expected) => expect(mark(life, left)).toBe(expected));

  it('is not there for lives shorter than a week, and for tokens without an end', () => {
    expect([mark(6.9, 1), mark(6.9, 0)]).toEqual([null, null]);
    expect(reminderMark({ startsAt: 0, endsAt: Infinity }, DAY)).toBe(null);
  });
});
