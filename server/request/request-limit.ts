import { LRUCache } from 'lru-cache';
import { RateLimitError } from '../errors';
import { networksOf } from './networks-of';

/** How many requests a network may send. */
export interface RequestLimitOptions {
  limit: number;
  /** How long requests count, from the first one (milliseconds). */
  windowMs: number;
  /** How many networks are counted; beyond that, those that have been idle longest are forgotten. */
  maxNetworks: number;
}

/** Limits the requests of each network, in this process. */
export interface RequestLimit {
  /** Counts a request from this address. @throws {RateLimitError} if its network has sent too many */
  count(address: string | undefined): void;
}

/** See {@link RequestLimit}. `now` is a monotonic clock (milliseconds). */
export function createRequestLimit({ limit, windowMs, maxNetworks }: RequestLimitOptions, now = () => performance.now()): RequestLimit {
  const windows = new LRUCache<string, { count: number; endsAt: number }>({ max: maxNetworks });

  return {
    count(address) {
      const [network] = networksOf(address ?? '');
      const time = now();
      let window = windows.get(network);
      if (window === undefined || window.endsAt <= time) {
        window = { count: 0, endsAt: time + windowMs };
        windows.set(network, window);
      }
      window.count += 1;
      if (window.count > limit) throw new RateLimitError(Math.ceil((window.endsAt - time) / 1000));
    },
  };
}
