import { setSpanAttribute } from '../request/active-span';
import type { AnsweredDenial, RequestCounter } from '../request/request-counter';
import { graphqlDenialOf, isScopeDenied } from '../request/scope-denials';
import type { TokenError } from '../errors';
import type { Middleware, RequestContext } from '../host';
import { parseBearer, type Bearer } from '../key/bearer';
import { rateHeadersOf } from '../rate-limit/rate-headers';
import { lackedActions } from '../request/required-actions';

const BEARER = 'apiTokensBearer';
const ERROR = 'apiTokensError';

/** The codes of the host's own denials. */
const CODES: Record<number, string> = { 401: 'ERR_UNAUTHORIZED', 403: 'ERR_FORBIDDEN' };

/** The form of a code; third-party handlers may send anything. */
const CODE_FORM = /^\w{1,64}$/;

/** An error in the form of http-errors, with details as in Strapi's. */
interface HttpError {
  status?: number;
  name?: string;
  message: string;
  headers?: Record<string, string>;
  details?: unknown;
}

/** The noted fields of an error. */
type NotedError = Pick<TokenError, 'status' | 'code' | 'message' | 'details'>;

/** The bearer that a request presents; null if there is none. Only {@link bearer} parses the header. */
export function bearerOf(ctx: RequestContext): Bearer | null {
  return ctx.state[BEARER] ?? null;
}

/** Whether {@link bearer} runs in front of the caller. */
export function isBehindBearer(ctx: Pick<RequestContext, 'state'>): boolean {
  return ctx.state[BEARER] !== undefined;
}

/** Notes why a strategy denied a request, for hosts that respond without the code. */
export function noteError(ctx: RequestContext, { status, code, message, details }: TokenError): void {
  // Strapi empties the details of the error that it is given.
  ctx.state[ERROR] = { status, code, message, details: { ...details } } satisfies NotedError;
}

/**
 * Parses the `Authorization` header, before anything reads a body, and completes denials: with `error.details.code`, with `error.details.required` if
 * a token lacks an action that the route requires, and with `WWW-Authenticate` (RFC 6750 section 3), which names the error if the request presented a
 * bearer. This only applies where the host authenticates: a public route's own 401 or 403, and that of a middleware in front of the routes, is not
 * changed, nor is an existing challenge. With a `counter`, the outermost middleware with it counts the request.
 */
export function bearer(counter: RequestCounter | null = null): Middleware {
  return async function bearer(ctx: RequestContext, next) {
    const isCounted = counter !== null && counter.begin(ctx);
    const presented = parseBearer(ctx.req.headers.authorization);
    ctx.state[BEARER] = presented;
    try {
      await next();
    } catch (error) {
      complete(ctx, error as HttpError, presented);
      if (isRecord(error)) keepRateHeaders(ctx, error as unknown as HttpError);
      if (isCounted) count(ctx, counter, presented, (error as HttpError).status ?? 500, error as HttpError);
      throw error;
    }
    const { status } = ctx;
    const { error } = (ctx.body ?? {}) as { error?: HttpError };
    if (isRecord(error)) addReason(ctx, status, error);
    if (isCounted) count(ctx, counter, presented, status, error);
    if (!isDeniedByHost(ctx, status) || ctx.response.get('WWW-Authenticate')) return;
    const challenge = challengeFor(status, presented, isRecord(error) ? error : undefined);
    if (challenge !== null) ctx.set('WWW-Authenticate', challenge);
  };
}

/** Adds the rate-limit headers to an error, whose handler starts without headers. */
function keepRateHeaders(ctx: RequestContext, error: HttpError): void {
  const headers = rateHeadersOf(ctx);
  if (Object.keys(headers).length > 0) error.headers = { ...headers, ...error.headers };
}

/** Completes an error, whose headers and details an outer handler sends. */
function complete(ctx: RequestContext, error: HttpError, presented: Bearer | null): void {
  const { status, headers = {} } = error;
  if (status === undefined || !isDeniedByHost(ctx, status)) return;
  addReason(ctx, status, error);
  const isChallenged = ctx.response.get('WWW-Authenticate') || Object.keys(headers).some((name) => name.toLowerCase() === 'www-authenticate');
  const challenge = isChallenged ? null : challengeFor(status, presented, error);
  if (challenge !== null) error.headers = { ...headers, 'WWW-Authenticate': challenge };
}

/**
 * Whether the denial is the host's: once it has authenticated the caller, a 401 is the route's own, for example one passed on from another service.
 */
function isDeniedByHost({ state }: RequestContext, status: number): boolean {
  const { route, isAuthenticated } = state;
  if (route === undefined || route.config?.auth === false) return false;
  return status === 403 || (status === 401 && isAuthenticated !== true);
}

/** Adds what Strapi drops: it sends a strategy's error without details, and every 403 of a route with its own message. */
function addReason(ctx: RequestContext, status: number, error: HttpError): void {
  const denial = ctx.state[ERROR] as NotedError | undefined;
  const noted = denial?.status === status ? denial : undefined;
  const code = noted?.code ?? (isDeniedByHost(ctx, status) ? CODES[status] : undefined);
  const { details = {} } = error;
  if (code === undefined || !isRecord(details)) return;
  const required = status === 403 ? lackedActions(ctx) : [];
  error.details = { code, ...(required.length > 0 && { required: [...required] }), ...noted?.details, ...details };
  if (noted?.code === 'ERR_RESTRICTED') error.message = noted.message;
}

function count(ctx: RequestContext, counter: RequestCounter, presented: Bearer | null, status: number, error: HttpError | undefined): void {
  const isDenied = status === 401 || status === 403 || status === 429;
  const details = isDenied ? detailsOf(ctx, status, error) : graphqlDenialOf(ctx);
  const denial = details === undefined ? null : toDenial(details);
  if (denial !== null) setSpanAttribute('api_tokens.denial', denial.code);
  counter.count(ctx, presented, status, denial);
}

/** The details of a denial by the host or a strategy; undefined if it was the route's own response. */
function detailsOf(ctx: RequestContext, status: number, error: HttpError | undefined): object | undefined {
  const noted = ctx.state[ERROR] as NotedError | undefined;
  if (noted?.status !== status && !(isDeniedByHost(ctx, status) && isOfAdmission(ctx, status, error))) return undefined;
  return { code: CODES[status], ...(noted?.status === status && noted.details), ...(isRecord(error?.details) && error.details) };
}

/** Whether the host has denied the request before its handler: a handler may answer 403 for reasons of its own. */
function isOfAdmission(ctx: RequestContext, status: number, error: HttpError | undefined): boolean {
  return status === 401 || error?.name === 'PolicyError' || isScopeDenied(ctx.state.auth) || lackedActions(ctx).length > 0;
}

function toDenial({ code, required }: { code?: unknown; required?: unknown }): AnsweredDenial {
  return {
    code: typeof code === 'string' && CODE_FORM.test(code) ? code : 'ERR_FORBIDDEN',
    required: Array.isArray(required) && required.every((action) => typeof action === 'string') ? required : null,
  };
}

/** The challenge of a denial, with RFC 6750's error codes; null if the response needs none. */
function challengeFor(status: number, presented: Bearer | null, { message = '', details }: Partial<HttpError> = {}): string | null {
  if (presented === null) return status === 401 ? 'Bearer' : null;
  // RFC 6750 section 3: a description contains only printable ASCII without quotes and backslashes.
  const description = message.replace(/[^\x20-\x7e]|["\\]/g, ' ');
  const challenge = `Bearer error="${status === 401 ? 'invalid_token' : 'insufficient_scope'}", error_description="${description}"`;
  const scope = status === 403 && isRecord(details) ? scopeOf(details.required) : null;
  return scope === null ? challenge : `${challenge}, scope="${scope}"`;
}

/** Actions as RFC 6750's `scope`; null if there are none, or if `scope` cannot express one of them. */
function scopeOf(actions: unknown): string | null {
  // RFC 6749 section 3.3.
  const isScope = Array.isArray(actions) && actions.length > 0 && actions.every((action) => typeof action === 'string' && /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(action));
  return isScope ? actions.join(' ') : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
