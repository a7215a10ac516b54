import { TokenError, UnavailableError } from '../errors';
import type { Authentication, RequestContext } from '../host';
import type { Bearer } from '../key/bearer';
import { bearerOf } from '../middlewares/bearer';

/** What the host is to know of a caller. */
interface Caller {
  credentials: unknown;
  ability?: unknown;
}

/**
 * Answers the host's question who is calling. `find` gives the credential behind the request's bearer, or null where it is not one
 * of ours, so that the host goes on to its next strategy; `admit` what the host is to know of it. A refusal that they throw ends
 * the request; any other error is the host's.
 */
export async function authenticateBearer<Found>(
  ctx: RequestContext,
  find: (bearer: Bearer) => Found | null | Promise<Found | null>,
  admit: (found: Found) => Caller | Promise<Caller>,
): Promise<Authentication> {
  const bearer = bearerOf(ctx);
  if (bearer === null) return { authenticated: false };
  try {
    // Awaited only where there is something to wait for: a promise costs about as much as finding a known key.
    const finding = find(bearer);
    const found = finding instanceof Promise ? await finding : finding;
    if (found === null) return { authenticated: false };
    const admitting = admit(found);
    const { credentials, ability } = admitting instanceof Promise ? await admitting : admitting;
    return { authenticated: true, credentials, ability };
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    // Strapi takes status and body from an error that a strategy hands it, and no headers.
    if (error instanceof UnavailableError) ctx.set('Retry-After', error.headers['Retry-After']);
    return { authenticated: false, error };
  }
}
