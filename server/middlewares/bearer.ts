import type { TokenError } from '../errors';
import type { Middleware, RequestContext } from '../host';
import { parseBearer, type Bearer } from '../key/bearer';

const BEARER = 'apiTokensBearer';
const ERROR = 'apiTokensError';

/** What is sent with the host's own denials. */
const CODES: Record<number, string> = { 401: 'ERR_UNAUTHORIZED', 403: 'ERR_FORBIDDEN' };

/** An error as http-errors has it, and with the details of Strapi's. */
interface HttpError {
  status?: number;
  message: string;
  headers?: Record<string, string>;
  details?: unknown;
}

/** The bearer that a request presents; null for none. The header is parsed by {@link bearer} alone. */
export function bearerOf(ctx: RequestContext): Bearer | null {
  return ctx.state[BEARER] ?? null;
}

/** Notes why a strategy denied a request, for hosts that answer it without its code. */
export function noteError(ctx: RequestContext, error: TokenError): void {
  ctx.state[ERROR] = error;
}

/**
 * Parses the `Authorization` header, before anything reads a body, and gives denials their `error.details.code` and their
 * `WWW-Authenticate` (RFC 6750 section 3): a bare one to a request that presented nothing, one that says what is wrong to a request that
 * presented a bearer. Only where the host authenticates: a public route's own 401 or 403, and that of a middleware in front of the
 * routes, stays as it is, and so does a challenge that somebody else has set.
 */
export function bearer(): Middleware {
  return async function bearer(ctx: RequestContext, next) {
    const presented = parseBearer(ctx.req.headers.authorization);
    ctx.state[BEARER] = presented;
    try {
      await next();
    } catch (error) {
      complete(ctx, error as HttpError, presented);
      throw error;
    }
    const { error } = (ctx.body ?? {}) as { error?: HttpError };
    if (isRecord(error)) addCode(ctx, ctx.status, error);
    if (!isDeniedByHost(ctx, ctx.status) || ctx.response.get('WWW-Authenticate')) return;
    const challenge = challengeFor(ctx.status, presented, error?.message ?? '');
    if (challenge !== null) ctx.set('WWW-Authenticate', challenge);
  };
}

/** Completes an error that a handler further out answers with its headers and details. */
function complete(ctx: RequestContext, error: HttpError, presented: Bearer | null): void {
  const { status, headers = {}, message } = error;
  if (status === undefined || !isDeniedByHost(ctx, status)) return;
  addCode(ctx, status, error);
  const isChallenged = ctx.response.get('WWW-Authenticate') || Object.keys(headers).some((name) => name.toLowerCase() === 'www-authenticate');
  const challenge = isChallenged ? null : challengeFor(status, presented, message);
  if (challenge !== null) error.headers = { ...headers, 'WWW-Authenticate': challenge };
}

/** Whether the host asked who is calling; once it knows, a 401 is the route's own, such as one that it was given elsewhere. */
function isDeniedByHost({ state }: RequestContext, status: number): boolean {
  const { route, isAuthenticated } = state;
  if (route === undefined || route.config?.auth === false) return false;
  return status === 403 || (status === 401 && isAuthenticated !== true);
}

/** Strapi answers what a strategy gives it without its details. */
function addCode(ctx: RequestContext, status: number, error: HttpError): void {
  const denial = ctx.state[ERROR] as TokenError | undefined;
  const code = denial?.status === status ? denial.code : isDeniedByHost(ctx, status) ? CODES[status] : undefined;
  const { details = {} } = error;
  if (code !== undefined && isRecord(details)) error.details = { code, ...details };
}

/** The challenge of a denial, with RFC 6750's error codes; null where the answer needs none. */
function challengeFor(status: number, presented: Bearer | null, message: string): string | null {
  if (presented === null) return status === 401 ? 'Bearer' : null;
  // RFC 6750 section 3: a description has no quotes, backslashes, or what is not printable ASCII.
  const description = message.replace(/[^\x20-\x7e]|["\\]/g, ' ');
  return `Bearer error="${status === 401 ? 'invalid_token' : 'insufficient_scope'}", error_description="${description}"`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
