import { ValidationError } from '../errors';
import { shortList } from './short-list';

/** A page of a list, as it was asked for. */
export interface Page {
  page: number;
  pageSize: number;
  sort: Record<string, 'asc' | 'desc'>;
  /** Part of a name or description; empty for all. */
  search: string;
  /** No page was asked for: this is the whole list, or too much for one answer. */
  whole: boolean;
}

const SORTABLE = ['name', 'type', 'createdAt', 'lastUsedAt', 'expiresAt'];
const PARAMETERS = ['page', 'pageSize', 'sort', '_q'];
const MAX_PAGE_SIZE = 100;
/** How many tokens a list without pages may have. */
const MAX_WHOLE_SIZE = 1000;

/**
 * The page that a list's query string asks for (see `ListQuery` of the contract). It is read as it stands: what a host makes of
 * brackets (`page[]`, `filters[__proto__]`) differs, and loses some.
 * @throws {ValidationError} where a parameter is unknown, empty, given twice, or not what it has to be
 */
export function readListQuery(querystring: string): Page {
  if (querystring === '') return { page: 1, pageSize: MAX_WHOLE_SIZE, sort: { name: 'asc' }, search: '', whole: true };
  const query = new URLSearchParams(querystring);
  const names = [...query.keys()];
  const unknown = names.filter((name) => !PARAMETERS.includes(name));
  if (unknown.length > 0) throw new ValidationError(`Unknown parameters: ${shortList(unknown)}. Known are ${PARAMETERS.join(', ')}`);
  if (new Set(names).size < names.length) throw new ValidationError('A parameter is given twice');
  for (const [name, value] of query) if (value === '') throw new ValidationError(`${name} must not be empty`);
  return {
    page: readCount('page', query.get('page'), 1, 1_000_000),
    pageSize: readCount('pageSize', query.get('pageSize'), 25, MAX_PAGE_SIZE),
    sort: readSort(query.get('sort') ?? 'name'),
    search: readSearch(query.get('_q') ?? ''),
    whole: false,
  };
}

function readCount(name: string, value: string | null, fallback: number, max: number): number {
  if (value === null) return fallback;
  const count = /^[0-9]{1,9}$/.test(value) ? Number(value) : 0;
  if (count < 1 || count > max) throw new ValidationError(`${name} must be a whole number from 1 to ${max}`);
  return count;
}

function readSort(value: string): Page['sort'] {
  const [attribute, direction = 'asc', ...rest] = value.split(':');
  if (attribute === undefined || !SORTABLE.includes(attribute) || !['asc', 'desc'].includes(direction) || rest.length > 0) {
    throw new ValidationError(`sort must be one of ${SORTABLE.join(', ')}, with :asc or :desc`);
  }
  return { [attribute]: direction as 'asc' | 'desc' };
}

function readSearch(value: string): string {
  // U+FFFD is what bytes that are no UTF-8 are decoded to.
  if (value.length > 255 || /[\0\ufffd]/.test(value)) throw new ValidationError('_q must be text of at most 255 characters');
  return value.trim();
}
