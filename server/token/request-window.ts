/** How many requests a token may send: `limit` in any `window` seconds. */
export interface RateLimit {
  readonly limit: number;
  /** Seconds. */
  readonly window: number;
}

/** The state of a rate limit, and whether the current request was admitted. */
export interface RateState extends RateLimit {
  /** Whether the current request was, or would be, admitted. */
  readonly admitted: boolean;
  /** How many requests are counted in the current window. */
  readonly used: number;
  /** How many more are possible now. */
  readonly left: number;
  /** How many seconds until one more request is possible; 0 if it is now. */
  readonly retryAfter: number;
  /** How many seconds until none of the requests counted now count any more. */
  readonly reset: number;
}

/** A window is counted in this many parts, so that requests expire gradually. */
export const PARTS = 20;

/**
 * The requests of a token, counted by part of its window.
 *
 * A request is admitted if fewer requests than the limit were admitted in the current part and the 19 before, which is at most a window, and if it
 * does not exceed 1.5 times the limit together with one more part, which is at least a window. So the whole limit can be used at once, a client that
 * keeps to the rate is never denied, and no interval of the window's length has more than 1.5 times the limit, wherever it begins. Fixed windows
 * allow twice the limit around their edges, and so does a token bucket (GCRA) that admits the whole limit at once.
 */
export class RequestWindow {
  /** Counts by part, the current one last. */
  #counts: number[] = Array<number>(PARTS + 1).fill(0);
  /** The number of the current part since the epoch of the clock. */
  #part = 0;
  #window = 0;

  /** Counts a request if it is admitted. `now` is in milliseconds, on any clock. */
  take(limit: RateLimit, now: number): RateState {
    this.#moveTo(limit.window, now);
    const admitted = isFree(this.#counts, limit.limit, 0);
    if (admitted) this.#counts[PARTS]! += 1;
    return rateState(limit, this.#counts, now, admitted);
  }

  /** Returns the state without counting anything. */
  peek(limit: RateLimit, now: number): RateState {
    this.#moveTo(limit.window, now);
    return rateState(limit, this.#counts, now, isFree(this.#counts, limit.limit, 0));
  }

  #moveTo(window: number, now: number): void {
    const part = partAt(window, now);
    if (window !== this.#window) {
      // If the window has changed, all counted requests count as of now: changing a limit forgets nothing.
      this.#counts = [...Array<number>(PARTS).fill(0), sumFrom(this.#counts, 1)];
      this.#window = window;
    } else if (part > this.#part) {
      const passed = Math.min(part - this.#part, PARTS + 1);
      this.#counts = [...this.#counts.slice(passed), ...Array<number>(passed).fill(0)];
    }
    // If the clock was set back, the counts are kept, for a window at most.
    this.#part = part;
  }
}

/**
 * The state of a limit for these counts by part of its window. The 21st part is the current one, which contains `now` (milliseconds, on the clock
 * that was used for counting).
 */
export function rateState({ limit, window }: RateLimit, counts: readonly number[], now: number, admitted: boolean): RateState {
  const partMs = (window * 1000) / PARTS;
  const sincePart = now - partAt(window, now) * partMs;
  const inSeconds = (parts: number) => (parts === 0 ? 0 : Math.max(1, Math.ceil((parts * partMs - sincePart) / 1000)));
  const all = sumFrom(counts, 0);
  const used = all - counts[0]!;
  const left = Math.max(0, Math.min(limit - used, Math.floor(limit * 1.5) - all));
  let wait = 0;
  if (left === 0) while (!isFree(counts, limit, wait)) wait += 1;
  let oldest = PARTS;
  while (oldest >= 0 && counts[oldest] === 0) oldest -= 1;
  return { limit, window, admitted, used, left, retryAfter: inSeconds(wait), reset: oldest === -1 ? 0 : inSeconds(oldest) };
}

/** The number of the part that contains `now`. */
function partAt(window: number, now: number): number {
  return Math.floor((now * PARTS) / (window * 1000));
}

/** Whether a request will be admitted `wait` parts from now, if none comes before. */
function isFree(counts: readonly number[], limit: number, wait: number): boolean {
  return sumFrom(counts, 1 + wait) < limit && sumFrom(counts, wait) + 1 <= limit * 1.5;
}

function sumFrom(counts: readonly number[], from: number): number {
  let sum = 0;
  for (let index = from; index <= PARTS; index += 1) sum += counts[index]!;
  return sum;
}

/** Whether keeping to `inner` implies keeping to `outer`; null is no limit. */
export function isRateWithin(inner: RateLimit | null, outer: RateLimit | null): boolean {
  return outer === null || (inner !== null && inner.limit <= outer.limit && inner.limit * outer.window <= outer.limit * inner.window);
}

/** A limit that keeps to both; null if there is none. */
export function stricterRate(one: RateLimit | null, other: RateLimit | null): RateLimit | null {
  if (isRateWithin(one, other)) return one;
  if (isRateWithin(other, one)) return other;
  const [a, b] = [one!, other!];
  const limit = Math.min(a.limit, b.limit);
  return { limit, window: Math.ceil(limit * Math.max(a.window / a.limit, b.window / b.limit)) };
}
