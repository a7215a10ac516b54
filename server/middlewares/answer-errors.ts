import { TokenError } from '../errors';
import type { RequestContext } from '../host';

/**
 * Responds to the plugin's errors in its own endpoints. Strapi would send the same response, but only recognizes its own classes of errors, and logs
 * any other as a failure, with its stack.
 */
export async function answerErrors(ctx: RequestContext, next: () => Promise<unknown>): Promise<void> {
  try {
    await next();
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    const { status, name, message, details, headers = {} } = error as TokenError & { headers?: Record<string, string> };
    ctx.status = status;
    for (const [header, value] of Object.entries(headers)) ctx.set(header, value);
    ctx.body = { data: null, error: { status, name, message, details } };
  }
}
