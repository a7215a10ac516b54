import type { Middleware, RequestContext } from '../host';
import { parseBearer, type Bearer } from '../key/bearer';

const STATE = 'apiTokensBearer';
/** Of a connection, its latest bearer. */
const LATEST = Symbol('latest bearer');

/** The bearer that a request presents; null for none. The header is parsed by {@link bearer} alone. */
export function bearerOf(ctx: RequestContext): Bearer | null {
  return ctx.state[STATE] ?? null;
}

/**
 * Parses the `Authorization` header, before anything reads a body, and gives denials their `WWW-Authenticate` (RFC 6750
 * section 3): a bare one to a request that presented nothing, one that says what is wrong to a request that presented a bearer.
 * Only where the host authenticates: a public route's own 401 or 403, and that of a middleware in front of the routes, stays as it
 * is, and so does a challenge that somebody else has set.
 */
export function bearer(): Middleware {
  return async function bearer(ctx: RequestContext, next) {
    const presented = present(ctx);
    if (presented !== null) ctx.state[STATE] = presented;
    try {
      await next();
    } catch (error) {
      // An error handler further out answers with these headers, as http-errors has it.
      const refusal = error as { status?: number; message: string; headers?: Record<string, string> };
      const challenge = isDeniedByHost(ctx, refusal.status) && !isChallenged(ctx, refusal.headers)
        ? challengeFor(refusal.status, presented, () => refusal.message) : null;
      if (challenge !== null) refusal.headers = { ...refusal.headers, 'WWW-Authenticate': challenge };
      throw error;
    }
    if (!isDeniedByHost(ctx, ctx.status) || isChallenged(ctx)) return;
    const challenge = challengeFor(ctx.status, presented, () => messageOf(ctx.body));
    if (challenge !== null) ctx.set('WWW-Authenticate', challenge);
  };
}

/**
 * Reads a request's bearer. A connection that is kept open sends the same header again and again, and telling it by its text costs less
 * than hashing its key: the latest bearer of a connection is kept until that is closed. It adds no key to memory that an open
 * connection does not bring there with every request anyway. A JWT or the like is read anew each time.
 */
function present({ req: { headers, socket } }: RequestContext): Bearer | null {
  const { authorization } = headers;
  if (authorization === undefined) return null;
  const latest: Bearer | undefined = socket[LATEST];
  if (latest !== undefined && latest.header === authorization) return latest;
  const presented = parseBearer(authorization);
  if (presented !== null && presented.kind !== null) socket[LATEST] = presented;
  return presented;
}

/** Whether the host asked who is calling; once it knows, a 401 is the route's own, such as one that it was given elsewhere. */
function isDeniedByHost({ state }: RequestContext, status: number | undefined): boolean {
  const { route, isAuthenticated } = state;
  if (route === undefined || route.config?.auth === false) return false;
  return status === 403 || (status === 401 && isAuthenticated !== true);
}

function isChallenged(ctx: RequestContext, headers: object = {}): boolean {
  return Boolean(ctx.response.get('WWW-Authenticate'))
    || Object.keys(headers).some((name) => name.toLowerCase() === 'www-authenticate');
}

function messageOf(body: unknown): string {
  return (body as { error?: { message?: string } } | null | undefined)?.error?.message ?? '';
}

/** The challenge of a refusal, with RFC 6750's error codes; null where the answer needs none. */
function challengeFor(status: number | undefined, presented: Bearer | null, message: () => string): string | null {
  if (status !== 401 && status !== 403) return null;
  if (presented === null) return status === 401 ? 'Bearer' : null;
  // RFC 6750 section 3: a description has no quotes, backslashes, or what is not printable ASCII.
  const description = message().replace(/[^\x20-\x7e]|["\\]/g, ' ');
  return `Bearer error="${status === 401 ? 'invalid_token' : 'insufficient_scope'}", error_description="${description}"`;
}
