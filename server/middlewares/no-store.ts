import type { RequestContext } from '../host';

/** Keeps responses out of every cache (RFC 9111 section 5.2.2.5): they contain keys, or information about them. */
export function noStore(ctx: RequestContext, next: () => Promise<unknown>): Promise<unknown> {
  ctx.set('Cache-Control', 'no-store');
  return next();
}
