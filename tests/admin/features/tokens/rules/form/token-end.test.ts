import { allowedLifespans, dayNamed, defaultEnd, endOfDay, isSameDay, lastDay, lifeOf, pickerDay } from '../../../../../../admin/src/features/tokens/rules/form/token-end';

const DAY = 86_400_000;
const now = new Date(2030, 0, 15, 12).getTime();

describe('the end of a token', () => {
  it('is sent as a life or as a date', () => {
    expect(lifeOf(604_800_000)).toEqual({ lifespan: 604_800_000 });
    expect(lifeOf(null)).toEqual({ lifespan: null });
    expect(lifeOf('2030-01-31T22:59:59.999Z')).toEqual({ expiresAt: '2030-01-31T22:59:59.999Z' });
  });

  it.each([[2030, 0, 31], [2028, 1, 29], [2030, 2, 31], [2030, 9, 27]])('on the day %i-%i-%i is its last moment where the person is', (year, month, day) => {
    const end = new Date(endOfDay(new Date(year, month, day, 8)));
    expect([end.getFullYear(), end.getMonth(), end.getDate(), end.getHours(), end.getMinutes(), end.getSeconds()]).toEqual([year, month, day, 23, 59, 59]);
    expect(pickerDay(end).toISOString()).toBe(new Date(Date.UTC(year, month, day)).toISOString());
    expect(isSameDay(new Date(year, month, day), end)).toBe(true);
    expect(isSameDay(new Date(end.getTime() + 1), end)).toBe(false);
  });
});

describe('a day that was copied', () => {
  it.each([['2030-01-31', [2030, 0, 31]], [' 2028-02-29\n', [2028, 1, 29]]] as const)('%j is a day', (text, [year, month, day]) => {
    expect(dayNamed(text)).toEqual(new Date(year, month, day));
  });

  it.each(['', '2030-1-31', '2029-02-29', '2030-13-01', '2030-00-10', '01/31/2030', '2030-01-31T00:00', '2030-01-310'])('%j is none', (text) => {
    expect(dayNamed(text)).toBeUndefined();
  });
});

describe('under a policy', () => {
  it.each([
    [null, [7, 30, 90], 30], [365, [7, 30, 90], 30], [90, [7, 30, 90], 30], [89, [7, 30], 30], [30, [7, 30], 30], [29, [7], 7], [7, [7], 7], [6, [], ''],
  ])('of %p days the form offers lives of %p days and begins with %p', (maxDays, offered, first) => {
    expect(allowedLifespans(maxDays).map(({ days }) => days)).toEqual(offered);
    expect(defaultEnd(maxDays)).toBe(first === '' ? '' : Number(first) * DAY);
  });

  it.each([1, 2, 30])('of %i days the last day ends within it, and the next one does not', (maxDays) => {
    const last = lastDay(maxDays, undefined, now)!;
    expect(Date.parse(endOfDay(last))).toBeLessThanOrEqual(now + maxDays * DAY);
    expect(Date.parse(endOfDay(new Date(last.getTime() + DAY)))).toBeGreaterThan(now + maxDays * DAY);
  });

  it('lets a longer life be shortened to any day before its end, and one without end to any day', () => {
    const present = new Date(now + 400 * DAY).toISOString();
    expect(lastDay(30, present, now)!.toISOString()).toBe(present);
    expect(lastDay(30, new Date(now + DAY).toISOString(), now)!.getTime()).toBe(now + 29 * DAY);
    expect(lastDay(30, null, now)).toBeUndefined();
    expect(lastDay(null, present, now)).toBeUndefined();
  });
});
