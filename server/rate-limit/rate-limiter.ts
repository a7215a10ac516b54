import { LRUCache } from 'lru-cache';
import type { Id } from '../host';
import { type RateLimit, type RateState, RequestWindow } from '../token/request-window';

/** How many tokens are counted; beyond that, those that have been idle longest are forgotten. */
const MAX_TOKENS = 100_000;

/** Counts the requests of limited tokens. Changes to a token do not reset its count. */
export interface RateLimiter {
  /** Whether counting waits for another server, so that callers must check again whatever may change in the meantime. */
  readonly isRemote: boolean;
  /** Counts a request if it is admitted. */
  take(tokenId: Id, limit: RateLimit): Promise<RateState>;
  /** Returns the state without counting anything. */
  peek(tokenId: Id, limit: RateLimit): Promise<RateState>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Counts in this process. `now` is a monotonic clock (milliseconds). */
export function createRateLimiter(now = () => performance.now()): RateLimiter {
  const windows = new LRUCache<Id, RequestWindow>({ max: MAX_TOKENS });

  function windowOf(tokenId: Id): RequestWindow {
    let window = windows.get(tokenId);
    if (window === undefined) windows.set(tokenId, window = new RequestWindow());
    return window;
  }

  return {
    isRemote: false,
    take: async (tokenId, limit) => windowOf(tokenId).take(limit, now()),
    peek: async (tokenId, limit) => (windows.peek(tokenId) ?? new RequestWindow()).peek(limit, now()),
    start: async () => {},
    stop: async () => {},
  };
}
