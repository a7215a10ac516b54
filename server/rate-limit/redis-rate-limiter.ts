import type { Host, Id } from '../host';
import { createRateLimiter, type RateLimiter } from './rate-limiter';
import { RATE_SCRIPT, rateArguments, readRateReply } from './rate-script';
import { createRedisScript } from './redis-script';
import type { RateLimit, RateState } from '../token/request-window';

/** A limit so high that the probe always writes to Redis: a Redis that rejects writes is of no use. */
const PROBE: RateLimit = { limit: 1_000_000, window: 1 };

/**
 * Counts in Redis across all instances, and in this process while Redis is away. `namespace` separates applications that share a Redis. Keys in Redis
 * contain a token's id, never its key.
 * @param answerMs how long a request waits for Redis (milliseconds)
 * @throws {Error} if the client for Redis is not installed
 */
export function createRedisRateLimiter(url: string, namespace: string, log: Pick<Host['log'], 'info' | 'warn'>, answerMs?: number): RateLimiter {
  const memory = createRateLimiter();
  const keyOf = (name: Id) => `api-tokens:${namespace}:rate:${name}`;
  const redis = createRedisScript(url, RATE_SCRIPT, [keyOf('probe'), ...rateArguments(PROBE, true)], {
    onAway: (reason) => log.warn(`API tokens: Redis (redisUrl) cannot be used (${reason}). Until it can, each instance counts for itself what rate limits allow.`),
    onBack: () => log.info('API tokens: Redis can be used again. Rate limits count the requests to all instances.'),
  }, answerMs);

  async function ask(tokenId: Id, limit: RateLimit, counts: boolean): Promise<RateState | null> {
    const reply = await redis.run(keyOf(tokenId), ...rateArguments(limit, counts));
    return reply === null ? null : readRateReply(limit, reply);
  }

  return {
    isRemote: true,

    async take(tokenId, limit) {
      const state = await ask(tokenId, limit, true);
      if (state === null) return memory.take(tokenId, limit);
      // Counted here too, so that nobody gets the whole limit again when memory takes over.
      if (state.admitted) await memory.take(tokenId, limit);
      return state;
    },

    peek: async (tokenId, limit) => await ask(tokenId, limit, false) ?? memory.peek(tokenId, limit),
    start: () => redis.start(),
    stop: () => redis.stop(),
  };
}
