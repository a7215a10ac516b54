import type { Context, Middleware } from 'koa';
import { koaBody } from 'koa-body';
import { BadRequestError, PayloadTooLargeError } from '../errors';

/** The largest body that is read. */
const LIMIT = '1mb';

/**
 * Reads a JSON body of at most 1 MB into `ctx.request.body`. It stands behind authentication, so that nobody unknown makes the
 * server read.
 * @throws {PayloadTooLargeError} @throws {BadRequestError} where the body is not JSON
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
    await parse(ctx as Context, next);
  };
}
