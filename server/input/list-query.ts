import type { ListQuery } from '../contract';
import { ValidationError } from '../errors';

/** A page of a list, as it was asked for. */
export interface Page {
  page: number;
  pageSize: number;
  sort: Record<string, 'asc' | 'desc'>;
  /** Part of a name or description; empty for all. */
  search: string;
}

const SORTABLE = ['name', 'type', 'createdAt', 'lastUsedAt', 'expiresAt'];
const MAX_PAGE_SIZE = 100;

/**
 * The page that a list's query string asks for; null where it asks for none, which means everything.
 * @throws {ValidationError} where a parameter is not what {@link ListQuery} says
 */
export function readListQuery(query: Record<string, unknown>): Page | null {
  const { page, pageSize, sort, _q } = query as Record<keyof ListQuery, unknown>;
  if ([page, pageSize, sort, _q].every((parameter) => parameter === undefined)) return null;
  return {
    page: readCount('page', page, 1, 1_000_000),
    pageSize: readCount('pageSize', pageSize, 25, MAX_PAGE_SIZE),
    sort: readSort(sort),
    search: readSearch(_q),
  };
}

function readCount(name: string, value: unknown, fallback: number, max: number): number {
  if (value === undefined) return fallback;
  const count = typeof value === 'string' && /^[0-9]{1,9}$/.test(value) ? Number(value) : 0;
  if (count < 1 || count > max) throw new ValidationError(`${name} must be a whole number from 1 to ${max}`);
  return count;
}

function readSort(value: unknown): Page['sort'] {
  const [attribute, direction = 'asc', ...rest] = typeof value === 'string' ? value.split(':') : value === undefined ? ['name'] : [];
  if (attribute === undefined || !SORTABLE.includes(attribute) || !['asc', 'desc'].includes(direction) || rest.length > 0) {
    throw new ValidationError(`sort must be one of ${SORTABLE.join(', ')}, with :asc or :desc`);
  }
  return { [attribute]: direction as 'asc' | 'desc' };
}

function readSearch(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value !== 'string' || value.length > 255 || value.includes('\0')) {
    throw new ValidationError('_q must be text of at most 255 characters');
  }
  return value.trim();
}
