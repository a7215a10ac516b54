import { createRequire } from 'node:module';
import { ForbiddenError } from '../errors';

type ErrorClass = new (message: string) => Error;

const StrapiForbiddenError = findStrapiForbiddenError();

/**
 * What `verify` throws. In a Strapi project it is an instance of Strapi's class as well: Strapi knows its refusals by their
 * class, and logs any other error as a failure, with its stack.
 */
export function scopeRefusal(): Error {
  const refusal = new ForbiddenError();
  return StrapiForbiddenError === null ? refusal : Object.assign(new StrapiForbiddenError(refusal.message), refusal);
}

/** By way of the package that the plugin names as its peer: not every package manager shows it what that one depends on. */
function findStrapiForbiddenError(): ErrorClass | null {
  try {
    return createRequire(require.resolve('@strapi/strapi/package.json'))('@strapi/utils').errors.ForbiddenError;
  } catch {
    return null;
  }
}
