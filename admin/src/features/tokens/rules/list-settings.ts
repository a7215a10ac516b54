/** Columns that the server sorts by. */
export const SORT_COLUMNS = ['name', 'type', 'createdAt', 'lastUsedAt', 'expiresAt'] as const;

/** A column that the server sorts by. */
export type SortColumn = (typeof SORT_COLUMNS)[number];

/** How many tokens a page may have. */
export const PAGE_SIZES = [10, 25, 50, 100] as const;

/** Which page of a list is shown, and in which order. */
export interface ListSettings {
  page: number;
  pageSize: number;
  sort: SortColumn;
  isDescending: boolean;
  search: string;
}

/** Reads the settings from a page's query string. What is missing or makes no sense is the default: the first 25 by name. */
export function readListSettings(query: URLSearchParams): ListSettings {
  const [sort, direction] = (query.get('sort') ?? '').split(':');
  const page = Number(query.get('page'));
  const pageSize = Number(query.get('pageSize'));
  return {
    page: Number.isSafeInteger(page) && page > 0 && page <= 1_000_000 ? page : 1,
    pageSize: PAGE_SIZES.find((size) => size === pageSize) ?? 25,
    sort: SORT_COLUMNS.find((column) => column === sort) ?? 'name',
    isDescending: direction?.toLowerCase() === 'desc',
    search: (query.get('_q') ?? '').slice(0, 255),
  };
}

/** The query string for the page and for the server, without a search where there is none. */
export function writeListSettings({ page, pageSize, sort, isDescending, search }: ListSettings): URLSearchParams {
  const query = new URLSearchParams({
    page: String(page),
    pageSize: String(pageSize),
    sort: `${sort}:${isDescending ? 'desc' : 'asc'}`,
  });
  if (search) query.set('_q', search);
  return query;
}
