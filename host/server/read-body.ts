import type { IncomingMessage } from 'node:http';
import type { Context, Middleware } from 'koa';
import { koaBody } from 'koa-body';
import { BadRequestError, PayloadTooLargeError, UnsupportedMediaTypeError } from '../errors';

/** The largest body that is read. */
const LIMIT = '1mb';

/**
 * Reads a JSON body of at most 1 MB into `ctx.request.body`. It stands behind authentication, so that nobody unknown makes the
 * server read. A request without a body has none: `ctx.request.body` is undefined then.
 * @throws {UnsupportedMediaTypeError} @throws {PayloadTooLargeError} @throws {BadRequestError} where the body is not JSON
 */
export function readBody(): Middleware {
  const parse = koaBody({
    json: true,
    jsonLimit: LIMIT,
    jsonStrict: true,
    urlencoded: false,
    text: false,
    multipart: false,
    onError(error) {
      throw (error as { status?: number }).status === 413
        ? new PayloadTooLargeError()
        : new BadRequestError('The body is not valid JSON');
    },
  });
  return async function readBody(ctx, next) {
    if (!hasBody(ctx.req)) return next();
    if (!ctx.request.is('json', '+json')) throw new UnsupportedMediaTypeError();
    await parse(ctx as Context, next);
  };
}

/** RFC 9112 section 6.3: a request has a body where one of these headers says so. */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
