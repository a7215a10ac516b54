import { TokenError, UnavailableError } from '../errors';
import type { Authentication, RequestContext } from '../host';

/**
 * Answers the host's question who is calling. `identify` gives what the host is to know, or null where the request is not one
 * of ours, so that the host goes on to its next strategy. A refusal it throws ends the request; any other error is the host's.
 */
export async function authenticateBearer(
  ctx: RequestContext,
  identify: () => Promise<{ credentials: unknown; ability?: unknown } | null>,
): Promise<Authentication> {
  try {
    const caller = await identify();
    return caller === null ? { authenticated: false } : { authenticated: true, ...caller };
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    // Strapi takes status and body from an error that a strategy hands it, and no headers.
    if (error instanceof UnavailableError) ctx.set('Retry-After', error.headers['Retry-After']);
    return { authenticated: false, error };
  }
}
