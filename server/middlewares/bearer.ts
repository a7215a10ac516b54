import type { Middleware, RequestContext } from '../host';
import { parseBearer, type Bearer } from '../key/bearer';

const STATE = 'apiTokensBearer';

/** The bearer that a request presents; null for none. The header is parsed by {@link bearer} alone. */
export function bearerOf(ctx: RequestContext): Bearer | null {
  return ctx.state[STATE] ?? null;
}

/**
 * Parses the `Authorization` header, before anything reads a body, and sets `WWW-Authenticate` on the refusal of a request that
 * presented a bearer (RFC 6750 section 3).
 */
export function bearer(): Middleware {
  return async function bearer(ctx: RequestContext, next) {
    const presented = parseBearer(ctx.get('authorization'));
    if (presented === null) return next();
    ctx.state[STATE] = presented;
    try {
      return await next();
    } catch (error) {
      // An error handler further out answers with these headers, as http-errors has it.
      const refusal = error as { status?: number; message: string; headers?: Record<string, string> };
      const challenge = challengeFor(refusal.status, refusal.message);
      if (challenge !== null) refusal.headers = { ...refusal.headers, 'WWW-Authenticate': challenge };
      throw error;
    } finally {
      const challenge = challengeFor(ctx.status, messageOf(ctx.body));
      if (challenge !== null) ctx.set('WWW-Authenticate', challenge);
    }
  };
}

function messageOf(body: unknown): string {
  return (body as { error?: { message?: string } } | null | undefined)?.error?.message ?? '';
}

/** The challenge of a refusal, with RFC 6750's error codes; null where the answer is none. */
function challengeFor(status: number | undefined, message: string): string | null {
  // A quoted string of RFC 9110 section 5.6.4, as far as RFC 6750 section 3 lets a description go.
  const description = message.replace(/[^\x20-\x7e]|["\\]/g, ' ');
  if (status === 401) return `Bearer error="invalid_token", error_description="${description}"`;
  if (status === 403) return `Bearer error="insufficient_scope", error_description="${description}"`;
  return null;
}
