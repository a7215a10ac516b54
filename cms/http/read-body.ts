import type { IncomingMessage } from 'node:http';
import type { Context } from 'koa';
import { koaBody } from 'koa-body';
import { BadRequestError, PayloadTooLargeError, UnsupportedContentCodingError, UnsupportedMediaTypeError } from '../errors';
import { isDeeperThan } from './is-deeper-than';

/** The largest body that is read. */
const LIMIT = '1mb';
/** The deepest nesting of a body. Recursive functions overflow the stack at some thousands. */
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

/** Whether a request has a body, according to these headers (RFC 9112 section 6.3). */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Reads a JSON body of at most 1 MB and 128 levels into `ctx.request.body`. Called after authentication, so that only authenticated
 * requests make the server read. Without a body `ctx.request.body` is undefined.
 * @throws {UnsupportedMediaTypeError}
 * @throws {UnsupportedContentCodingError} if it is compressed: decompressing it could exceed the limit
 * @throws {PayloadTooLargeError}
 * @throws {BadRequestError} if the body is not JSON, or nested too deeply
 */
export async function readBody(ctx: Context): Promise<void> {
  if (!ctx.request.is('json', '+json')) throw new UnsupportedMediaTypeError();
  assertUnpacked(ctx.req);
  await parse(ctx, async () => {});
  if (isDeeperThan((ctx.request as { body?: unknown }).body, MAX_DEPTH)) throw new BadRequestError('The body is nested too deeply');
}

function assertUnpacked({ headers }: IncomingMessage): void {
  if (!['', 'identity'].includes((headers['content-encoding'] ?? '').toLowerCase())) throw new UnsupportedContentCodingError();
  // The parser only accepts lower case.
  delete headers['content-encoding'];
}
