import type { ActorType, EventAction, TokenEvent } from '../token/token-event';
import type { ListResponse } from './list';

/**
 * The query parameters of a list of events, newest first; any other parameter, or an empty value, is a 400. Without any, the response contains all
 * events, or is a 400 if there are more than 1,000.
 */
export interface EventQuery {
  /** From 1. */
  page?: string;
  /** 1 to 100; 25 by default. */
  pageSize?: string;
  action?: EventAction;
  /** Only in the list of all tokens' events. Events outlive their token. */
  tokenId?: string;
  actorType?: ActorType;
  /** The id of a person or of an admin token; `actorType` says which. */
  actorId?: string;
  /** ISO 8601 dates: events from this moment on, and up to this one, both included. */
  from?: string;
  to?: string;
}

/** GET /token-events: with the permission `events.read`. */
export interface ListTokenEvents {
  Query: EventQuery;
  Response: ListResponse<TokenEvent>;
}

/**
 * GET /api-tokens/:id/events and GET /admin-tokens/:id/events: for callers who may see the token, or have `events.read`; with the latter also after
 * the token was deleted. 404 for any other caller or token.
 */
export interface ListEventsOfToken {
  Query: Omit<EventQuery, 'tokenId'>;
  Response: ListResponse<TokenEvent>;
}
