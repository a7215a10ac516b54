import type { IncomingMessage } from 'node:http';
import type { Context } from 'koa';
import { koaBody } from 'koa-body';
import { BadRequestError, PayloadTooLargeError, UnsupportedContentCodingError, UnsupportedMediaTypeError } from '../errors';
import { isDeeperThan } from './is-deeper-than';

/** The largest body that is read. */
const LIMIT = '1mb';
/** The deepest nesting of a body. What walks through a value by itself ends in a stack overflow at some thousands. */
const MAX_DEPTH = 128;

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

/** Whether a request has a body: where one of these headers says so (RFC 9112 section 6.3). */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Reads a JSON body of at most 1 MB and 128 levels into `ctx.request.body`. It stands behind authentication, so that nobody
 * unknown makes the server read. A request without a body has none: `ctx.request.body` is undefined then.
 * @throws {UnsupportedMediaTypeError}
 * @throws {UnsupportedContentCodingError} where it is packed: what unpacks it could be fed more than the limit
 * @throws {PayloadTooLargeError}
 * @throws {BadRequestError} where the body is not JSON, or nested too deeply
 */
export async function readBody(ctx: Context): Promise<void> {
  if (!ctx.request.is('json', '+json')) throw new UnsupportedMediaTypeError();
  assertUnpacked(ctx.req);
  await parse(ctx, async () => {});
  if (isDeeperThan((ctx.request as { body?: unknown }).body, MAX_DEPTH)) throw new BadRequestError('The body is nested too deeply');
}

function assertUnpacked({ headers }: IncomingMessage): void {
  if (!['', 'identity'].includes((headers['content-encoding'] ?? '').toLowerCase())) throw new UnsupportedContentCodingError();
  // What parses knows it in small letters alone.
  delete headers['content-encoding'];
}
