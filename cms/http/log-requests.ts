import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { pathOf } from './path-of';

/**
 * Writes a line per request, with `aborted` where nobody waits for the answer any more. It holds the path alone: query strings,
 * headers and bodies may carry keys and passwords.
 */
export function logRequests(log: Logger): Middleware {
  // Looking for secrets in a line that has no place for one would take longer than writing it.
  const lines = log.child({}, { redact: [] });
  return async function logRequests(ctx, next) {
    const begun = performance.now();
    try {
      await next();
    } finally {
      lines.info({
        requestId: ctx.state.requestId,
        method: ctx.method,
        path: pathOf(ctx),
        status: ctx.status,
        ms: Math.round(performance.now() - begun),
        ...(!ctx.writable && { aborted: true }),
      });
    }
  };
}
