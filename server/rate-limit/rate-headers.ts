import type { RequestContext } from '../host';
import type { RateState } from '../token/request-window';

const EXPOSE = 'Access-Control-Expose-Headers';
const NAMES = ['RateLimit', 'RateLimit-Policy', 'Retry-After'];

/**
 * Says in an answer what is left of a token's requests, as draft-ietf-httpapi-ratelimit-headers has it, also to the scripts of web pages that
 * the host lets in (CORS).
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
