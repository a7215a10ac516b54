import { setSpanAttribute } from '../request/active-span';
import { type AnsweredDenial, countRequest, graphqlDenialOf } from '../request/count-request';
import type { TokenError } from '../errors';
import type { Middleware, RequestContext } from '../host';
import { parseBearer, type Bearer } from '../key/bearer';
import { lackedActions } from '../request/required-actions';
import type { Usage } from '../usage';

const BEARER = 'apiTokensBearer';
const ERROR = 'apiTokensError';
const HEADERS = 'apiTokensHeaders';

/** What is sent with the host's own denials. */
const CODES: Record<number, string> = { 401: 'ERR_UNAUTHORIZED', 403: 'ERR_FORBIDDEN' };

/** The form of a code; a handler of somebody else's may send anything. */
const CODE_FORM = /^\w{1,64}$/;

/** An error as http-errors has it, and with the details of Strapi's. */
interface HttpError {
  status?: number;
  message: string;
  headers?: Record<string, string>;
  details?: unknown;
}

/** What is noted of an error. */
type NotedError = Pick<TokenError, 'status' | 'code' | 'message' | 'details'>;

/** The bearer that a request presents; null for none. The header is parsed by {@link bearer} alone. */
export function bearerOf(ctx: RequestContext): Bearer | null {
  return ctx.state[BEARER] ?? null;
}

/** Whether {@link bearer} is in front of what asks. */
export function isBehindBearer(ctx: Pick<RequestContext, 'state'>): boolean {
  return ctx.state[BEARER] !== undefined;
}

/** Notes why a strategy denied a request, for hosts that answer it without its code. */
export function noteError(ctx: RequestContext, { status, code, message, details }: TokenError): void {
  // Strapi empties the details of the error that it is given.
  ctx.state[ERROR] = { status, code, message, details: { ...details } } satisfies NotedError;
}

/** Notes headers that the answer gets, also one that an error handler further out makes, which begins without any. */
export function noteHeaders(ctx: RequestContext, headers: Record<string, string>): void {
  ctx.state[HEADERS] = headers;
}

/**
 * Parses the `Authorization` header, before anything reads a body, and gives denials their `error.details.code`, `error.details.required`
 * where a token lacks an action that the route requires, and their `WWW-Authenticate` (RFC 6750 section 3): a bare one to a request that
 * presented nothing, one that says what is wrong to a request that presented a bearer. Only where the host authenticates: a public route's
 * own 401 or 403, and that of a middleware in front of the routes, stays as it is, and so does a challenge that somebody else has set. With
 * `usage` it counts the request, if it is the outermost one.
 */
export function bearer(usage: Pick<Usage, 'count' | 'noteDenial'> | null = null): Middleware {
  return async function bearer(ctx: RequestContext, next) {
    const isCounted = usage !== null && ctx.state[BEARER] === undefined;
    const presented = parseBearer(ctx.req.headers.authorization);
    ctx.state[BEARER] = presented;
    try {
      await next();
    } catch (error) {
      complete(ctx, error as HttpError, presented);
      if (ctx.state[HEADERS] !== undefined && isRecord(error)) error.headers = { ...ctx.state[HEADERS], ...(error as unknown as HttpError).headers };
      if (isCounted) count(ctx, usage, (error as HttpError).status ?? 500, error as HttpError);
      throw error;
    }
    const { error } = (ctx.body ?? {}) as { error?: HttpError };
    if (isRecord(error)) addReason(ctx, ctx.status, error);
    if (isCounted) count(ctx, usage, ctx.status, error);
    if (!isDeniedByHost(ctx, ctx.status) || ctx.response.get('WWW-Authenticate')) return;
    const challenge = challengeFor(ctx.status, presented, isRecord(error) ? error : undefined);
    if (challenge !== null) ctx.set('WWW-Authenticate', challenge);
  };
}

/** Completes an error that a handler further out answers with its headers and details. */
function complete(ctx: RequestContext, error: HttpError, presented: Bearer | null): void {
  const { status, headers = {} } = error;
  if (status === undefined || !isDeniedByHost(ctx, status)) return;
  addReason(ctx, status, error);
  const isChallenged = ctx.response.get('WWW-Authenticate') || Object.keys(headers).some((name) => name.toLowerCase() === 'www-authenticate');
  const challenge = isChallenged ? null : challengeFor(status, presented, error);
  if (challenge !== null) error.headers = { ...headers, 'WWW-Authenticate': challenge };
}

/** Whether the host asked who is calling; once it knows, a 401 is the route's own, such as one that it was given elsewhere. */
function isDeniedByHost({ state }: RequestContext, status: number): boolean {
  const { route, isAuthenticated } = state;
  if (route === undefined || route.config?.auth === false) return false;
  return status === 403 || (status === 401 && isAuthenticated !== true);
}

/** Strapi answers what a strategy gives it without its details, and every 403 of a route with its own words. */
function addReason(ctx: RequestContext, status: number, error: HttpError): void {
  const denial = ctx.state[ERROR] as NotedError | undefined;
  const noted = denial?.status === status ? denial : undefined;
  const code = noted?.code ?? (isDeniedByHost(ctx, status) ? CODES[status] : undefined);
  const { details = {} } = error;
  if (code === undefined || !isRecord(details)) return;
  const required = status === 403 ? lackedActions(ctx) : [];
  error.details = { code, ...(required.length > 0 && { required: [...required] }), ...noted?.details, ...details };
  if (noted?.code === 'ERR_RESTRICTED') error.message = noted.message;
  setSpanAttribute('api_tokens.denial', String(details.code ?? code));
}

function count(ctx: RequestContext, usage: Parameters<typeof countRequest>[1], status: number, error: HttpError | undefined): void {
  const isDenied = status === 401 || status === 403 || status === 429;
  const details = isDenied ? detailsOf(ctx, status, error) : graphqlDenialOf(ctx);
  countRequest(ctx, usage, status, details === undefined ? null : toDenial(details));
}

/** The details of a denial by the host or a strategy; undefined if it was the route's own answer. */
function detailsOf(ctx: RequestContext, status: number, error: HttpError | undefined): object | undefined {
  const noted = ctx.state[ERROR] as NotedError | undefined;
  if (noted?.status !== status && !isDeniedByHost(ctx, status)) return undefined;
  return { code: CODES[status], ...(noted?.status === status && noted.details), ...(isRecord(error?.details) && error.details) };
}

function toDenial({ code, required }: { code?: unknown; required?: unknown }): AnsweredDenial {
  return {
    code: typeof code === 'string' && CODE_FORM.test(code) ? code : 'ERR_FORBIDDEN',
    required: Array.isArray(required) && required.every((action) => typeof action === 'string') ? required : null,
  };
}

/** The challenge of a denial, with RFC 6750's error codes; null if the answer needs none. */
function challengeFor(status: number, presented: Bearer | null, { message = '', details }: Partial<HttpError> = {}): string | null {
  if (presented === null) return status === 401 ? 'Bearer' : null;
  // RFC 6750 section 3: a description has no quotes, backslashes, or what is not printable ASCII.
  const description = message.replace(/[^\x20-\x7e]|["\\]/g, ' ');
  const challenge = `Bearer error="${status === 401 ? 'invalid_token' : 'insufficient_scope'}", error_description="${description}"`;
  const scope = status === 403 && isRecord(details) ? scopeOf(details.required) : null;
  return scope === null ? challenge : `${challenge}, scope="${scope}"`;
}

/** Actions as RFC 6750's `scope`; null for none, and where it cannot name them all. */
function scopeOf(actions: unknown): string | null {
  // RFC 6749 section 3.3.
  const isScope = Array.isArray(actions) && actions.length > 0 && actions.every((action) => typeof action === 'string' && /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(action));
  return isScope ? actions.join(' ') : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
