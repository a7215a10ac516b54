import type { Authority, Caller, Callers } from '../callers';
import type { ListEventsOfToken, ListTokenEvents } from '../contract';
import { NotFoundError, PermissionMissingError, ValidationError } from '../errors';
import type { Id } from '../host';
import type { EventPage } from '../store/event-rows';
import type { Store } from '../store/store';
import type { TokenKind } from '../token/token-record';
import { maySee } from './admin-token-queries';
import { listResponse } from './token-presenter';

const READ_EVENTS = 'plugin::api-tokens.events.read';

/** Lists what happened to tokens, newest first. Every call also rejects as {@link Callers.authorize} does. */
export interface EventQueries {
  /** For callers with `events.read`. @throws {ValidationError} if all were requested and are too many */
  list(caller: Caller, page: EventPage): Promise<ListTokenEvents['Response']>;
  /**
   * The events of one token, for callers who may see it or have `events.read`; with the latter also after it was deleted.
   * @throws {NotFoundError} also if the caller may not see it
   * @throws {ValidationError} as above
   */
  ofToken(caller: Caller, kind: TokenKind, id: Id, page: EventPage): Promise<ListEventsOfToken['Response']>;
}

/** See {@link EventQueries}. */
export function createEventQueries(store: Store, callers: Callers): EventQueries {
  async function find(page: EventPage, kind: TokenKind | null): Promise<ListTokenEvents['Response']> {
    const { events, total } = await store.events.find(page, kind);
    if (page.whole && total > page.pageSize) {
      throw new ValidationError(`There are more than ${page.pageSize} events. Request a page of them, with page and pageSize`);
    }
    return listResponse(events, total, page);
  }

  /** What the caller may do, if it has `events.read`; null for others. */
  async function authorityOverAll(caller: Caller): Promise<Authority | null> {
    try {
      return await callers.authorize(store.rows, caller, READ_EVENTS);
    } catch (error) {
      if (error instanceof PermissionMissingError) return null;
      throw error;
    }
  }

  return {
    async list(caller, page) {
      await callers.authorize(store.rows, caller, READ_EVENTS);
      return find(page, null);
    },

    async ofToken(caller, kind, id, page) {
      const mayReadAll = await authorityOverAll(caller) !== null;
      const authority = mayReadAll ? null : await callers.authorize(store.rows, caller, `plugin::api-tokens.${kind === 'admin' ? 'admin-tokens' : 'api-tokens'}.read`);
      const token = await store.rows.find(kind, id);
      const isVisible = authority === null ? token !== null || await store.events.has(id, kind)
        : token !== null && (kind !== 'admin' || maySee(authority, token));
      if (!isVisible) throw new NotFoundError('API Token not found');
      return find(page, kind);
    },
  };
}
