import type { ActorType, EventAction, EventQuery } from '../../../../../server/contract';
import { EVENT_ACTIONS } from '../../tokens/rules/activity/event-actions';
import { PAGE_SIZES } from '../../tokens/rules/list/list-settings';

/** Which events are shown; null for any. */
export interface EventFilters {
  action: EventAction | null;
  tokenId: string | null;
  /** With the id: a person and an admin token may have the same. */
  actorType: ActorType | null;
  actorId: string | null;
  /** ISO 8601 dates. */
  from: string | null;
  to: string | null;
}

/** Which events are shown, and which page of them. */
export interface EventSettings extends EventFilters {
  page: number;
  pageSize: number;
}

/** Those with an id. */
const ACTOR_TYPES: readonly ActorType[] = ['user', 'admin-token'];

/** Filters that match every event. */
export const NO_EVENT_FILTERS: EventFilters = { action: null, tokenId: null, actorType: null, actorId: null, from: null, to: null };

/** Whether any filter is set. */
export function isFiltered(filters: EventFilters): boolean {
  return (Object.keys(NO_EVENT_FILTERS) as Array<keyof EventFilters>).some((name) => filters[name] !== null);
}

/** Reads the settings from the page's query string. Missing or invalid settings get their default: the first 25. */
export function readEventSettings(query: URLSearchParams): EventSettings {
  const page = Number(query.get('page'));
  const date = (name: string) => {
    const time = Date.parse(query.get(name) ?? '');
    return Number.isNaN(time) ? null : new Date(time).toISOString();
  };
  const id = (name: string) => query.get(name)?.slice(0, 255) || null;
  const actorId = id('actorId');
  return {
    page: Number.isSafeInteger(page) && page > 0 && page <= 1_000_000 ? page : 1,
    pageSize: PAGE_SIZES.find((size) => String(size) === query.get('pageSize')) ?? 25,
    action: EVENT_ACTIONS.find((action) => action === query.get('action')) ?? null,
    tokenId: id('tokenId'),
    // The page shows and removes both as one filter.
    actorType: actorId === null ? null : ACTOR_TYPES.find((type) => type === query.get('actorType')) ?? null,
    actorId,
    from: date('from'),
    to: date('to'),
  };
}

/** The query string for the page and for the server, without filters that are not set. */
export function writeEventSettings(settings: EventSettings): URLSearchParams {
  const query: EventQuery = {};
  for (const [name, value] of Object.entries(settings)) if (value !== null) query[name as 'page'] = String(value);
  return new URLSearchParams(query as Record<string, string>);
}
