import type { Check } from '../check';

/** 6: the token has not exceeded its rate limit. Without a count, the check passes. */
export const withinRateLimit: Check = ({ rateLimit }, { rate }) => (rateLimit === null || rate === undefined || rate.admitted ? null : Object.freeze({
  allowed: false, status: 429, code: 'ERR_RATE_LIMITED', message: 'Too many requests', retryAfter: rate.retryAfter,
}));
