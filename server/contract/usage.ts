import type { Id } from '../host';

/** A token's requests on one day. */
export interface DayUsage {
  /** In UTC: `2030-01-31`. */
  day: string;
  /** Requests whose response had a status below 400. */
  ok: number;
  /** Denied by admission: see {@link DeniedRequest}. */
  denied: number;
  /** All others. */
  failed: number;
}

/** How often an action was called, whether or not it succeeded; denied requests do not count. */
export interface ActionUsage {
  action: string;
  count: number;
}

/** GET /api-tokens/:id/usage and GET /admin-tokens/:id/usage */
export interface GetUsage {
  Query: {
    /** How many days, 1 to 400, the last of which is today; 30 by default. */
    days?: string;
  };
  Response: {
    data: {
      /** One entry per day, earliest first. */
      days: DayUsage[];
      /** The actions called on those days, most frequent first. GraphQL requests count as no action. */
      actions: ActionUsage[];
    };
  };
}

/** GET /api-tokens/usage and GET /admin-tokens/usage: usage of the tokens of a page. Tokens that the caller may not see are omitted. */
export interface ListUsage {
  Query: {
    /** 1 to 100 ids, separated by commas. */
    ids: string;
    days?: string;
  };
  Response: { data: Array<{ id: Id; days: DayUsage[] }> };
}

/** Denied requests of a token with the same method, path and code. */
export interface DeniedRequest {
  /** The time of the last one. */
  at: string;
  method: string;
  /** Without the query string, truncated to 255 characters. */
  path: string;
  /** As `error.details.code` in the response. */
  code: string;
  /** The actions that the route requires, if one of them was missing. */
  required?: string[];
  /** The address of the last one; null if addresses are not recorded. */
  address: string | null;
  /** How many there were. */
  count: number;
}

/** GET /api-tokens/:id/denials and GET /admin-tokens/:id/denials: 50 at most, latest first. */
export interface GetDenials {
  Response: { data: DeniedRequest[] };
}
