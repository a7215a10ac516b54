import fc from 'fast-check';
import { isRateWithin, PARTS, type RateLimit, RequestWindow, stricterRate } from '../../../server/token/request-window';

/** When requests were admitted that came at these times (milliseconds). */
function admittedOf(limit: RateLimit, times: number[]): number[] {
  const requests = new RequestWindow();
  return times.filter((time) => requests.take(limit, time).admitted);
}

/** The most of these times in any interval of this length, its end left out. */
function mostWithin(times: number[], length: number): number {
  return Math.max(0, ...times.map((start) => times.filter((time) => time >= start && time < start + length).length));
}

const limits = fc.record({ limit: fc.integer({ min: 1, max: 40 }), window: fc.constantFrom(1, 7, 60, 86_400) });

describe('the requests of a token', () => {
  it('are admitted up to the limit at once, and not one more', () => {
    for (const limit of [1, 2, 3, 10, 600]) {
      const requests = new RequestWindow();
      const answers = Array.from({ length: limit + 5 }, () => requests.take({ limit, window: 60 }, 1234));
      expect(answers.map(({ admitted }) => admitted)).toEqual(answers.map((_, index) => index < limit));
      expect(answers.map(({ left, used }) => [left, used])).toEqual(answers.map((_, index) => [Math.max(0, limit - index - 1), Math.min(limit, index + 1)]));
    }
  });

  it('are never more than 1.5 times the limit in any interval of the window’s length, whenever they come', () => {
    const gaps = fc.array(fc.oneof(fc.constant(0), fc.nat(100), fc.nat(3000)), { minLength: 1, maxLength: 300 });
    fc.assert(fc.property(limits, gaps, fc.nat(1_000_000), (limit, given, begin) => {
      let time = begin;
      const admitted = admittedOf(limit, given.map((gap) => (time += (gap * limit.window) / 60)));
      expect(mostWithin(admitted, limit.window * 1000)).toBeLessThanOrEqual(limit.limit * 1.5);
    }));
  });

  it('cannot use the window’s edge to be twice as many', () => {
    const limit = { limit: 100, window: 60 };
    for (const edge of [60_000, 60_000 - 60_000 / PARTS, 57_000, 63_000]) {
      const times = [...Array<number>(200).fill(edge - 1), ...Array<number>(200).fill(edge), ...Array<number>(200).fill(edge + 59_998)];
      expect(mostWithin(admittedOf(limit, times), 60_000)).toBeLessThanOrEqual(150);
    }
  });

  it('are all admitted where they keep to the rate', () => {
    for (const limit of [{ limit: 600, window: 60 }, { limit: 10, window: 1 }, { limit: 20, window: 60 }]) {
      const times = Array.from({ length: limit.limit * 5 }, (_, index) => 777 + (index * limit.window * 1000) / limit.limit);
      expect(admittedOf(limit, times)).toHaveLength(times.length);
    }
  });

  it('can come again after the time that was told, and not before', () => {
    fc.assert(fc.property(limits, fc.nat(100_000), fc.array(fc.nat(500), { maxLength: 60 }), (limit, begin, gaps) => {
      const requests = new RequestWindow();
      let time = begin;
      for (const gap of gaps) requests.take(limit, time += gap);
      const denied = Array.from({ length: limit.limit + 1 }, () => requests.take(limit, time)).at(-1)!;
      expect(denied).toMatchObject({ admitted: false, left: 0 });
      expect(denied.retryAfter).toBeGreaterThanOrEqual(1);
      expect(requests.peek(limit, time + denied.retryAfter * 1000).admitted).toBe(true);
    }));
  });

  it('are forgotten when it is told', () => {
    const limit = { limit: 5, window: 60 };
    const requests = new RequestWindow();
    const { reset } = requests.take(limit, 12_345);
    expect(requests.peek(limit, 12_345 + reset * 1000)).toMatchObject({ used: 0, left: 5, reset: 0 });
    expect(requests.peek(limit, 12_345 + 50_000).used).toBe(0);
  });

  it('are counted on where the limit changes, also to another window', () => {
    const requests = new RequestWindow();
    for (let index = 0; index < 50; index += 1) requests.take({ limit: 100, window: 60 }, 1000);
    expect(requests.peek({ limit: 60, window: 60 }, 1000)).toMatchObject({ used: 50, left: 10 });
    expect(requests.take({ limit: 40, window: 3600 }, 1000)).toMatchObject({ admitted: false, used: 50 });
    expect(requests.peek({ limit: 60, window: 1 }, 1000)).toMatchObject({ used: 50, left: 10 });
  });

  it('are neither forgotten nor kept for long where the clock jumps', () => {
    const limit = { limit: 10, window: 60 };
    const requests = new RequestWindow();
    for (let index = 0; index < 10; index += 1) requests.take(limit, 1_000_000);
    for (const back of [999_000, 500_000, 0, -1_000_000]) expect(requests.take(limit, back).admitted).toBe(false);
    expect(requests.take(limit, -1_000_000 + 64_000).admitted).toBe(true);
    expect(requests.take(limit, 1e12).admitted).toBe(true);
  });
});

describe('a rate', () => {
  it('is within another where nobody who keeps to it exceeds that', () => {
    const outer = { limit: 100, window: 60 };
    for (const inner of [outer, { limit: 50, window: 60 }, { limit: 100, window: 3600 }, { limit: 1, window: 1 }]) expect([inner, isRateWithin(inner, outer)]).toEqual([inner, true]);
    for (const inner of [null, { limit: 101, window: 86_400 }, { limit: 2, window: 1 }, { limit: 100, window: 59 }]) expect([inner, isRateWithin(inner, outer)]).toEqual([inner, false]);
    expect(isRateWithin(null, null)).toBe(true);
  });

  it('together with another is one within both', () => {
    fc.assert(fc.property(fc.option(limits), fc.option(limits), (one, other) => {
      const both = stricterRate(one, other);
      expect([isRateWithin(both, one), isRateWithin(both, other)]).toEqual([true, true]);
    }));
  });
});
