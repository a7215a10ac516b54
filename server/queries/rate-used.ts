import type { RateLimiter } from '../rate-limit/rate-limiter';
import { stricterRate } from '../token/request-window';
import type { TokenRecord } from '../token/token-record';
import type { Limits } from '../token-limits';

/** How many requests a token has sent within the current window, for its page; empty for a token without a limit. */
export async function rateUsed(rateLimiter: Pick<RateLimiter, 'peek'>, { id, rateLimit }: TokenRecord, limits: Limits | null): Promise<{ rateUsed?: number }> {
  const rate = stricterRate(rateLimit, limits?.rateLimit ?? null);
  return rate === null ? {} : { rateUsed: (await rateLimiter.peek(id, rate)).used };
}
