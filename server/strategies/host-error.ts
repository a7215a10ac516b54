import { createRequire } from 'node:module';
import type { TokenError } from '../errors';
import { type Denial, toError } from '../admission/verdict';

type ErrorClass = new (message: string) => Error;

const strapiErrors = findStrapiErrors();

/**
 * The error of a denial, for the host's own code to throw. In a Strapi project it is also an instance of Strapi's class: Strapi recognizes
 * denials by their class, and logs any other error as a failure, with its stack.
 */
export function toHostError(denial: Denial): Error {
  return asHostError(toError(denial));
}

/** The same for any error of ours. */
export function asHostError(error: TokenError): Error {
  const StrapiError = strapiErrors?.[error.name];
  return StrapiError === undefined ? error : Object.assign(new StrapiError(error.message), error);
}

/** Through the plugin's peer dependency: not every package manager lets it see that package's dependencies. */
function findStrapiErrors(): Record<string, ErrorClass> | null {
  try {
    return createRequire(require.resolve('@strapi/strapi/package.json'))('@strapi/utils').errors;
  } catch {
    return null;
  }
}
