import type { RequestContext } from '../host';
import type { RateState } from '../token/request-window';

const EXPOSE = 'Access-Control-Expose-Headers';
const NAMES = ['RateLimit', 'RateLimit-Policy', 'Retry-After'];

/**
 * Sets the rate-limit headers of a response (draft-ietf-httpapi-ratelimit-headers), and exposes them to web pages that the host's CORS settings
 * allow.
 */
export function setRateHeaders(ctx: Pick<RequestContext, 'req' | 'res' | 'response' | 'set'>, { limit, window, left, retryAfter, reset }: RateState): void {
  const { res } = ctx;
  if (res === undefined || res.headersSent) return;
  // Koa's own `set` takes several times as long.
  res.setHeader('RateLimit-Policy', `"token";q=${limit};w=${window}`);
  res.setHeader('RateLimit', `"token";r=${left};t=${left === 0 ? retryAfter : reset}`);
  // Only cross-origin requests need the rest, and looking up a response header takes longer than everything above.
  if (ctx.req.headers.origin === undefined || !ctx.response.get('Access-Control-Allow-Origin')) return;
  const exposed = (ctx.response.get(EXPOSE) ?? '').split(',').map((name) => name.trim()).filter(Boolean);
  ctx.set(EXPOSE, [...new Set([...exposed, ...NAMES])].join(','));
}

/** The rate-limit headers that are set on a response, for an error whose handler starts without headers. */
export function rateHeadersOf({ response }: Pick<RequestContext, 'response'>): Record<string, string> {
  if (!response.get('RateLimit')) return {};
  return Object.fromEntries(['RateLimit-Policy', 'RateLimit', EXPOSE].flatMap((name) => {
    const value = response.get(name);
    return value ? [[name, value]] : [];
  }));
}
