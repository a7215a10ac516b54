import { TokenError } from '../errors';
import type { RequestContext } from '../host';

/**
 * Answers the plugin's errors in its own endpoints. Strapi would answer them alike, but it knows such errors by classes of its
 * own, and logs any other one as a failure, with its stack.
 */
export async function answerErrors(ctx: RequestContext, next: () => Promise<unknown>): Promise<void> {
  try {
    await next();
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    const { status, name, message, details } = error;
    ctx.status = status;
    ctx.body = { data: null, error: { status, name, message, details } };
  }
}
