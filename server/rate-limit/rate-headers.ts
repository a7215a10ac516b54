import type { RequestContext } from '../host';
import type { RateState } from '../token/request-window';

const EXPOSE = 'Access-Control-Expose-Headers';
const NAMES = ['RateLimit', 'RateLimit-Policy', 'Retry-After'];

/**
 * Sets the rate-limit headers of a response (draft-ietf-httpapi-ratelimit-headers), and exposes them to web pages that the host's CORS settings
 * allow.
 */
export function setRateHeaders(ctx: Pick<RequestContext, 'response' | 'set'>, { limit, window, left, retryAfter, reset }: RateState): Record<string, string> {
  const headers: Record<string, string> = {
    'RateLimit-Policy': `"token";q=${limit};w=${window}`,
    RateLimit: `"token";r=${left};t=${left === 0 ? retryAfter : reset}`,
  };
  if (ctx.response.get('Access-Control-Allow-Origin')) {
    const exposed = (ctx.response.get(EXPOSE) ?? '').split(',').map((name) => name.trim()).filter(Boolean);
    headers[EXPOSE] = [...new Set([...exposed, ...NAMES])].join(',');
  }
  for (const [name, value] of Object.entries(headers)) ctx.set(name, value);
  return headers;
}
