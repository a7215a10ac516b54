import qs from 'qs';
import { ValidationError } from '../../errors';
import { invalidKey, invalidParameter, shorten } from '../invalid-input';

/** The limits of a query string; exceeding them is a 400. */
const limits = { depth: 20, parameters: 500, listLength: 100 };

/** This CMS has neither drafts nor other locales, so these two parameters are only validated. */
const anywhere = ['status', 'locale'];
const shape = [...anywhere, 'fields', 'populate'];
const record = [...shape, 'filters', '_q'];

/** The parameters of each kind of action: a write depends on its path and body only, so it takes no filters. */
const parameters = {
  list: new Set([...record, 'sort', 'pagination']),
  record: new Set(record),
  write: new Set(shape),
  delete: new Set(anywhere),
};
const values: Record<string, readonly string[]> = { status: ['published', 'draft'], locale: ['en', '*'] };

/**
 * The parameters of an action's query string in the bracket form of qs: `filters[title][$eq]=x`. A name without `=` is null, a
 * repeated one becomes a list. Objects have no prototype. Throws a {@link ValidationError} if it is too deeply nested or too long, or has an
 * unknown or empty parameter: nothing is silently ignored.
 */
export function parseQueryString(querystring: string, action: keyof typeof parameters = 'list'): Record<string, unknown> {
  const query = parse(querystring);
  for (const [name, value] of Object.entries(query)) {
    if (!parameters[action].has(name)) throw invalidKey(name, [name], { source: 'query', param: shorten(name) });
    if (value === null || value === '') throw invalidParameter(name, 'It is empty');
    const known = values[name];
    if (known && !(typeof value === 'string' && known.includes(value))) throw invalidParameter(name, `Expected ${known.join(' or ')}`);
  }
  return query;
}

function parse(querystring: string): Record<string, unknown> {
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
      decoder: decode,
    });
  } catch (error) {
    if (error instanceof RangeError) {
      throw new ValidationError(`Invalid query string. It may have at most ${limits.parameters} parameters, ${limits.depth} levels and `
        + `${limits.listLength} values in a list`);
    }
    throw error;
  }
}

/** qs drops this name, and anything after a closing bracket: a dropped filter would match everything. */
function decode(text: string, decodeText: (text: string) => string, _charset: string, kind?: 'key' | 'value'): string {
  const decoded = decodeText(text);
  if (kind !== 'key') return decoded;
  const isWhole = decoded === '' || /^[^[\]]+(\[[^[\]]*\])*$/.test(decoded);
  const unknown = decoded.includes('__proto__') ? '__proto__' : isWhole ? undefined : decoded;
  if (unknown !== undefined) throw invalidKey(unknown, [decoded], { source: 'query', param: shorten(decoded.split('[')[0]!) });
  return decoded;
}
