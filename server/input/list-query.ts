import { ValidationError } from '../errors';
import type { TokenKind, TokenType } from '../token/token-record';
import { TOKEN_STATES, type TokenState } from '../token/token-state';
import { shortList } from './short-list';
import { TOKEN_TYPES } from './token-input';

/** The requested page of a list. */
export interface Page {
  page: number;
  pageSize: number;
  sort: Record<string, 'asc' | 'desc'>;
  /** Part of a name or description; empty for all. */
  search: string;
  state: TokenState | null;
  type: TokenType | null;
  managedBy: 'config' | null;
  /** How long tokens have not been used, or have existed without use (milliseconds); Infinity for those that were never used. */
  unusedFor: number | null;
  /** No page was requested: this is the whole list, or too much for one response. */
  whole: boolean;
}

const SORTABLE = ['name', 'type', 'createdAt', 'lastUsedAt', 'expiresAt'];
const PARAMETERS = ['page', 'pageSize', 'sort', '_q', 'state', 'unusedFor', 'managedBy'];
const CONTENT_PARAMETERS = [...PARAMETERS, 'type'];
export const MAX_PAGE_SIZE = 100;
/** The maximum length of a list without pages. */
export const MAX_WHOLE_SIZE = 1000;
const MAX_UNUSED_DAYS = 3650;
const DAY_MS = 24 * 60 * 60 * 1000;

/** All tokens of a kind, by name. */
export const WHOLE: Page = {
  page: 1, pageSize: MAX_WHOLE_SIZE, sort: { name: 'asc' }, search: '', state: null, type: null, managedBy: null, unusedFor: null, whole: true,
};

/**
 * The page that a list's query string requests (see `ListQuery` in the contract). It is parsed here, since hosts interpret brackets (`page[]`,
 * `filters[__proto__]`) differently, and drop some.
 * @throws {ValidationError} if a parameter is unknown, empty, repeated or invalid
 */
export function readListQuery(querystring: string, kind: TokenKind): Page {
  if (querystring === '') return WHOLE;
  const parameters = kind === 'admin' ? PARAMETERS : CONTENT_PARAMETERS;
  const query = readParameters(querystring, parameters);
  return {
    page: readCount('page', query.get('page'), 1, 1_000_000),
    pageSize: readCount('pageSize', query.get('pageSize'), 25, MAX_PAGE_SIZE),
    sort: readSort(query.get('sort') ?? 'name'),
    search: readSearch(query.get('_q') ?? ''),
    state: readChoice('state', query.get('state'), TOKEN_STATES),
    type: readChoice('type', query.get('type'), TOKEN_TYPES),
    managedBy: readChoice('managedBy', query.get('managedBy'), ['config']),
    unusedFor: readUnusedFor(query.get('unusedFor')),
    whole: false,
  };
}

/**
 * Parses a query string that may have the `known` parameters.
 * @throws {ValidationError} if one is unknown, empty or repeated
 */
export function readParameters(querystring: string, known: readonly string[]): URLSearchParams {
  const query = new URLSearchParams(querystring);
  const names = [...query.keys()];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new ValidationError(`Unknown parameters: ${shortList(unknown)}. Known parameters are ${known.join(', ')}`);
  if (new Set(names).size < names.length) throw new ValidationError('A parameter is given more than once');
  for (const [name, value] of query) if (value === '') throw new ValidationError(`${name} must not be empty`);
  return query;
}

/**
 * A parameter that is a whole number from 1 to `max`; `fallback` if it is omitted.
 * @throws {ValidationError}
 */
export function readCount(name: string, value: string | null, fallback: number, max: number): number {
  if (value === null) return fallback;
  const count = /^[0-9]{1,9}$/.test(value) ? Number(value) : 0;
  if (count < 1 || count > max) throw new ValidationError(`${name} must be a whole number from 1 to ${max}`);
  return count;
}

/**
 * A parameter that is one of these words; null if it is omitted.
 * @throws {ValidationError}
 */
export function readChoice<Choice extends string>(name: string, value: string | null, choices: readonly Choice[]): Choice | null {
  if (value !== null && !choices.includes(value as Choice)) throw new ValidationError(`${name} must be one of ${choices.join(', ')}`);
  return value as Choice | null;
}

function readUnusedFor(value: string | null): number | null {
  if (value === null) return null;
  if (value === 'ever') return Infinity;
  const days = /^[0-9]{1,4}$/.test(value) ? Number(value) : 0;
  if (days < 1 || days > MAX_UNUSED_DAYS) throw new ValidationError(`unusedFor must be a whole number of days from 1 to ${MAX_UNUSED_DAYS}, or ever`);
  return days * DAY_MS;
}

function readSort(value: string): Page['sort'] {
  const [attribute, direction = 'asc', ...rest] = value.split(':');
  if (attribute === undefined || !SORTABLE.includes(attribute) || !['asc', 'desc'].includes(direction) || rest.length > 0) {
    throw new ValidationError(`sort must be one of ${SORTABLE.join(', ')}, with :asc or :desc`);
  }
  return { [attribute]: direction as 'asc' | 'desc' };
}

function readSearch(value: string): string {
  // Bytes that are not UTF-8 are decoded to U+FFFD.
  if (value.length > 255 || /[\0\ufffd]/.test(value)) throw new ValidationError('_q must be text of at most 255 characters');
  return value.trim();
}
