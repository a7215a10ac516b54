import { UnauthorizedError } from '../errors';
import type { Authentication } from '../host';

/**
 * Answers the host's question who is calling. `identify` gives what the host is to know, or null where the request is not one
 * of ours, so that the host goes on to its next strategy. A 401 it throws ends the request; any other error is the host's.
 */
export async function authenticateBearer(
  identify: () => Promise<{ credentials: unknown; ability?: unknown } | null>,
): Promise<Authentication> {
  try {
    const caller = await identify();
    return caller === null ? { authenticated: false } : { authenticated: true, ...caller };
  } catch (error) {
    if (error instanceof UnauthorizedError) return { authenticated: false, error };
    throw error;
  }
}
