import { createRequire } from 'node:module';
import { type Denial, toError } from '../admission/verdict';

type ErrorClass = new (message: string) => Error;

const strapiErrors = findStrapiErrors();

/**
 * The error of a denial that the host's own code is to throw. In a Strapi project it is an instance of Strapi's class as well: Strapi knows
 * denials by their class, and logs any other error as a failure, with its stack.
 */
export function toHostError(denial: Denial): Error {
  const error = toError(denial);
  const StrapiError = strapiErrors?.[error.name];
  return StrapiError === undefined ? error : Object.assign(new StrapiError(error.message), error);
}

/** By way of the package that the plugin names as its peer: not every package manager shows it what that one depends on. */
function findStrapiErrors(): Record<string, ErrorClass> | null {
  try {
    return createRequire(require.resolve('@strapi/strapi/package.json'))('@strapi/utils').errors;
  } catch {
    return null;
  }
}
