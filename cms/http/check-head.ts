import type { Middleware } from 'koa';
import { BadRequestError, ExpectationFailedError } from '../errors';
import { pathOf } from './path-of';

/**
 * Keeps from all others what they could not read.
 * @throws {BadRequestError} where the request's target is no path
 * @throws {ExpectationFailedError} where it expects something else than to be told to go on
 */
export function checkHead(): Middleware {
  return function checkHead(ctx, next) {
    if (pathOf(ctx) === null) throw new BadRequestError('The request target is not a valid path');
    const expected = ctx.get('expect').trim();
    if (expected !== '' && expected.toLowerCase() !== '100-continue') throw new ExpectationFailedError();
    return next();
  };
}
