import { ValidationError } from '../../errors';
import { invalidKey, invalidParameter, shorten } from '../invalid-input';

/** The requested part of a list: `limit` records after the first `start`. */
export interface Pagination {
  start: number;
  limit: number;
  /** Requested and reported by page and page size, not by offset. */
  paged: boolean;
  withCount: boolean;
}

/** The content of `meta.pagination`. */
export type PaginationMeta =
  | { page: number; pageSize: number; pageCount?: number; total?: number }
  | { start: number; limit: number; total?: number };

const largestPage = 100;
const defaultPageSize = 25;
const names = new Set(['page', 'pageSize', 'start', 'limit', 'withCount']);
const yes = new Set<unknown>([true, 'true', 't', '1', 1]);
const no = new Set<unknown>([false, 'false', 'f', '0', 0]);

/**
 * Reads `pagination[page|pageSize|start|limit|withCount]`. Twenty-five records by default; more than a hundred become a hundred, as does a
 * limit of -1. Throws a {@link ValidationError} for anything but whole numbers, and for pages mixed with offsets.
 */
export function readPagination(pagination: unknown, pageSizeByDefault = defaultPageSize): Pagination {
  const given = isGiven(pagination) ? requireObject(pagination) : {};
  for (const name of Object.keys(given)) {
    if (!names.has(name)) throw invalidKey(name, ['pagination', name], { source: 'query', param: 'pagination' });
  }
  const withCount = readWithCount(given['withCount']);
  const page = readCount(given, 'page', 1);
  const pageSize = readCount(given, 'pageSize', 1);
  const start = readCount(given, 'start', 0);
  const limit = given['limit'] === '-1' || given['limit'] === -1 ? largestPage : readCount(given, 'limit', 1);
  const offsets = start !== undefined || limit !== undefined;
  if (offsets && (page !== undefined || pageSize !== undefined)) {
    throw new ValidationError('Cannot use both page & offset pagination in the same query');
  }
  const size = Math.min((offsets ? limit : pageSize) ?? pageSizeByDefault, largestPage);
  return { start: offsets ? start ?? 0 : ((page ?? 1) - 1) * size, limit: size, paged: !offsets, withCount };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function requireObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw invalidParameter('pagination', 'Expected an object');
}

function readCount(given: Record<string, unknown>, name: string, least: number): number | undefined {
  const value = given[name];
  if (value === undefined || value === null) return undefined;
  // Ten digits are enough for any table, and keep offsets within the range of integers in databases.
  const number = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= least && number < 1e10) return number;
  throw new ValidationError(`Invalid '${name}' parameter. Expected an integer >= ${least}, received: ${shorten(typeof value === 'object' ? typeof value : String(value))}`);
}

function readWithCount(value: unknown): boolean {
  if (value === undefined || value === null || yes.has(value)) return true;
  if (no.has(value)) return false;
  throw new ValidationError('Invalid withCount parameter. Expected "t","1","true","false","0","f"');
}

/** The content of `meta.pagination` for a part of `total` records; without the total if it was not counted. */
export function describePagination({ start, limit, paged }: Pagination, total: number | undefined): PaginationMeta {
  if (!paged) return total === undefined ? { start, limit } : { start, limit, total };
  const page = start / limit + 1;
  return total === undefined ? { page, pageSize: limit } : { page, pageSize: limit, pageCount: Math.ceil(total / limit), total };
}
