import type { TokenType } from '../token/token-record';
import type { TokenState } from '../token/token-state';

/** The position of a page within its list. */
export interface Pagination {
  page: number;
  pageSize: number;
  pageCount: number;
  total: number;
}

/**
 * The query parameters of a list; any other parameter, or an empty value, is a 400. Without any, the response contains all tokens, by name, or is a
 * 400 if there are more than 1,000.
 */
export interface ListQuery {
  /** From 1. */
  page?: string;
  /** 1 to 100; 25 by default. */
  pageSize?: string;
  /** `name`, `type`, `createdAt`, `lastUsedAt` or `expiresAt`, with `:asc` or `:desc`. */
  sort?: string;
  /** Part of a name or description, case-insensitive. */
  _q?: string;
  /** One of {@link TokenState}. */
  state?: TokenState;
  /** For content-API tokens only. */
  type?: TokenType;
  /** Only tokens that the server's configuration declares. */
  managedBy?: 'config';
  /** Whole days, 1 to 3650, since the last use, or since creation for tokens that were never used. `ever` for all that were never used. */
  unusedFor?: string;
}

/** A list. `meta` is present if a page was requested. */
export interface ListResponse<Token> {
  data: Token[];
  meta?: { pagination: Pagination };
}
