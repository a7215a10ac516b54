import { TokenError, UnavailableError } from '../errors';
import type { Authentication, RequestContext } from '../host';
import type { Bearer } from '../key/bearer';
import { bearerOf } from '../middlewares/bearer';

/**
 * Answers the host's question who is calling. `find` gives the credential behind the request's bearer, or null where it is not one
 * of ours, so that the host goes on to its next strategy; `admit` what the host is to know of it. A refusal that they throw ends
 * the request; any other error is the host's. A promise costs about as much as finding a known key, so there is one only where
 * there is something to wait for.
 */
export function authenticateBearer<Found>(
  ctx: RequestContext,
  find: (bearer: Bearer) => Found | null | Promise<Found | null>,
  admit: (found: Found, ctx: RequestContext) => Authentication | Promise<Authentication>,
): Authentication | Promise<Authentication> {
  const bearer = bearerOf(ctx);
  if (bearer === null) return NOT_OURS;
  try {
    const found = find(bearer);
    const answer = found instanceof Promise
      ? found.then((late) => (late === null ? NOT_OURS : admit(late, ctx)))
      : found === null ? NOT_OURS : admit(found, ctx);
    return answer instanceof Promise ? answer.catch((error) => refuse(ctx, error)) : answer;
  } catch (error) {
    return refuse(ctx, error);
  }
}

const NOT_OURS: Authentication = Object.freeze({ authenticated: false });

function refuse(ctx: RequestContext, error: unknown): Authentication {
  if (!(error instanceof TokenError)) throw error;
  // Strapi takes status and body from an error that a strategy hands it, and no headers.
  if (error instanceof UnavailableError) ctx.set('Retry-After', error.headers['Retry-After']);
  return { authenticated: false, error };
}
