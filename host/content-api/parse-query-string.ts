import qs from 'qs';
import { ValidationError } from '../errors';

/** How much a query string may hold; beyond it is a 400. */
const limits = { depth: 20, parameters: 500, listLength: 100 };

/**
 * The parameters of a query string in the bracket form of qs: `filters[title][$eq]=x`. A name without `=` is null, one that is
 * repeated becomes a list. Objects have no prototype. Throws a {@link ValidationError} where it is nested too deeply or too long.
 */
export function parseQueryString(querystring: string): Record<string, unknown> {
  if (querystring === '') return Object.create(null);
  try {
    return qs.parse(querystring, {
      plainObjects: true,
      strictNullHandling: true,
      depth: limits.depth,
      strictDepth: true,
      parameterLimit: limits.parameters,
      arrayLimit: limits.listLength,
      throwOnLimitExceeded: true,
    });
  } catch (error) {
    if (error instanceof RangeError) {
      throw new ValidationError(`Invalid query string. It may have ${limits.parameters} parameters, ${limits.depth} levels and `
        + `${limits.listLength} values in a list`);
    }
    throw error;
  }
}
