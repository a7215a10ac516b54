import type { Middleware } from 'koa';
import { BadRequestError, ExpectationFailedError } from '../errors';
import { pathOf } from './path-of';

/**
 * Rejects requests that later middlewares could not read.
 * @throws {BadRequestError} if the request's target is not a path
 * @throws {ExpectationFailedError} if it expects anything other than `100-continue`
 */
export function checkHead(): Middleware {
  return function checkHead(ctx, next) {
    if (pathOf(ctx) === null) throw new BadRequestError('The request target is not a valid path');
    const expected = ctx.get('expect').trim();
    if (expected !== '' && expected.toLowerCase() !== '100-continue') throw new ExpectationFailedError();
    return next();
  };
}
