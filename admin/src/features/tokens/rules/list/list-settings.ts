import type { TokenState, TokenType } from '../../../../../../server/contract';
import { TOKEN_STATES } from '../token-state';
import { TOKEN_TYPES } from '../token-types';

/** Columns that the server sorts by. */
export const SORT_COLUMNS = ['name', 'type', 'createdAt', 'lastUsedAt', 'expiresAt'] as const;

/** A column that the server sorts by. */
export type SortColumn = (typeof SORT_COLUMNS)[number];

/** The page sizes. */
export const PAGE_SIZES = [10, 25, 50, 100] as const;

/** For how many days a token may not have been used, to be looked for; `ever` for those that were never used. */
export const UNUSED_FOR = [7, 30, 90, 'ever'] as const;

/** Who may manage a token, other than people. */
export const MANAGERS = ['config'] as const;

/** What tokens have to be to stand in a list; null for any. */
export interface ListFilters {
  state: TokenState | null;
  /** Only for content-API tokens. */
  type: TokenType | null;
  unusedFor: (typeof UNUSED_FOR)[number] | null;
  /** Who manages them, other than people. */
  managedBy: (typeof MANAGERS)[number] | null;
}

/** Which page of which tokens a list shows, and in which order. */
export interface ListSettings extends ListFilters {
  page: number;
  pageSize: number;
  sort: SortColumn;
  isDescending: boolean;
  search: string;
}

/** Filters that let every token pass. */
export const NO_FILTERS: ListFilters = { state: null, type: null, unusedFor: null, managedBy: null };

/** Whether a list leaves out tokens, by its search or a filter. */
export function isNarrowed({ search, state, type, unusedFor, managedBy }: ListSettings): boolean {
  return search !== '' || state !== null || type !== null || unusedFor !== null || managedBy !== null;
}

/** Reads the settings from a page's query string. Missing or invalid settings get their default: the first 25 by name. */
export function readListSettings(query: URLSearchParams): ListSettings {
  const [sort, direction] = (query.get('sort') ?? '').split(':');
  const page = Number(query.get('page'));
  const one = <Choice extends string | number>(choices: readonly Choice[], value: string | null) => choices.find((choice) => String(choice) === value);
  return {
    page: Number.isSafeInteger(page) && page > 0 && page <= 1_000_000 ? page : 1,
    pageSize: one(PAGE_SIZES, query.get('pageSize')) ?? 25,
    sort: one(SORT_COLUMNS, sort ?? null) ?? 'name',
    isDescending: direction?.toLowerCase() === 'desc',
    search: (query.get('_q') ?? '').slice(0, 255),
    state: one(TOKEN_STATES, query.get('state')) ?? null,
    type: one(TOKEN_TYPES, query.get('type')) ?? null,
    unusedFor: one(UNUSED_FOR, query.get('unusedFor')) ?? null,
    managedBy: one(MANAGERS, query.get('managedBy')) ?? null,
  };
}

/** The query string for the page and for the server, without what it does not ask for. */
export function writeListSettings({ page, pageSize, sort, isDescending, search, ...filters }: ListSettings): URLSearchParams {
  const query = new URLSearchParams({
    page: String(page),
    pageSize: String(pageSize),
    sort: `${sort}:${isDescending ? 'desc' : 'asc'}`,
  });
  if (search) query.set('_q', search);
  for (const [name, value] of Object.entries(filters)) if (value !== null) query.set(name, String(value));
  return query;
}
