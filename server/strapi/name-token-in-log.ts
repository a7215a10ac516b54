import type { Host, RequestContext } from '../host';
import { loggedTokenOf } from '../request/request-counter';

/** The method of Strapi's logger that its request log, the middleware `strapi::logger`, writes a line by. */
type LogRequest = (message: unknown, ...meta: unknown[]) => unknown;

/**
 * Adds the id of the token to Strapi's line about a request: to its text, and as the field `tokenId` for formats with fields. The middleware knows no other
 * place for either. A project's own request log finds it in the request's state.
 */
export function nameTokenInLog({ log, requestContext }: Pick<Host, 'log' | 'requestContext'>): void {
  const { http } = log as { http?: LogRequest };
  // The bundled CMS has neither, and names the token itself.
  if (http === undefined || requestContext === undefined) return;

  // The loggers derived from this one inherit the function, and write their own fields.
  function logRequest(this: unknown, ...line: unknown[]): unknown {
    const [message] = line;
    const ctx = requestContext!.get() as RequestContext | undefined;
    const tokenId = ctx && loggedTokenOf(ctx);
    if (tokenId === undefined || typeof message !== 'string' || line.length > 1) return http!.apply(this, line as [unknown]);
    // Not as a message with fields, which the logger takes for a format if it contains `%s`, as a URL may.
    return http!.call(this, { message: `${message} tokenId=${tokenId}`, tokenId });
  }

  Reflect.set(log, 'http', logRequest);
}
