import { TokenError } from '../errors';
import type { RequestContext } from '../host';

/**
 * Answers the plugin's refusals in its own endpoints. Strapi would answer them alike, but it knows refusals by classes of its
 * own, and logs any other error as a failure, with its stack.
 */
export async function refusals(ctx: RequestContext, next: () => Promise<unknown>): Promise<void> {
  try {
    await next();
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    const { status, name, message, details } = error;
    ctx.status = status;
    ctx.body = { data: null, error: { status, name, message, details } };
  }
}
