import { ValidationError } from '../errors';
import { readCount, readParameters } from './list-query';
import { isTokenId } from './read-token-id';

const DEFAULT_DAYS = 30;
/** As many as are stored. */
const MAX_DAYS = 400;
/** As many as a page of a list has. */
const MAX_IDS = 100;
const NOT_IDS = `ids must be 1 to ${MAX_IDS} ids of tokens, separated by commas`;

/**
 * The number of days that GET /:kind/:id/usage requests.
 * @throws {ValidationError}
 */
export function readUsageQuery(querystring: string): number {
  return readDays(readParameters(querystring, ['days']));
}

/**
 * The tokens, each once, and the number of days that GET /:kind/usage requests.
 * @throws {ValidationError}
 */
export function readUsageListQuery(querystring: string): { ids: number[]; days: number } {
  const query = readParameters(querystring, ['ids', 'days']);
  const ids = [...new Set((query.get('ids') ?? '').split(','))];
  if (ids.length > MAX_IDS || !ids.every(isTokenId)) throw new ValidationError(NOT_IDS);
  return { ids: ids.map(Number), days: readDays(query) };
}

function readDays(query: URLSearchParams): number {
  return readCount('days', query.get('days'), DEFAULT_DAYS, MAX_DAYS);
}
