import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { pathOf } from './path-of';

/**
 * Logs a line per request, with the id of the token whose key it presented, and with `aborted` if the client disconnected. Of the URL, it contains
 * only the path: query strings, headers and bodies may contain keys and passwords.
 */
export function logRequests(log: Logger): Middleware {
  // Redaction would take longer than writing the line, which has no field for a secret.
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
        // Omitted from the line if undefined.
        tokenId: ctx.state.apiTokensTokenId,
        ...(!ctx.writable && { aborted: true }),
      });
    }
  };
}
