import type { Knex } from 'knex';
import { isRecord } from '../grant/restriction-types';
import type { Id } from '../host';
import type { ActorType, By, EventAction, NewEvent, TokenEvent } from '../token/token-event';
import type { TokenKind, TokenMaker } from '../token/token-record';
import { atOnce, EVENTS, idOf, type Later, partsOf, type RowOf, type StoreDatabase, table, timeOf } from './database';

/** Rows per insert: each may contain twenty thousand characters of changes. */
const ROWS_AT_ONCE = 100;
/** The size of the columns for names (characters). */
const MAX_LABEL_LENGTH = 255;

/** Which events to find. Times are inclusive, in milliseconds since the epoch; null matches all. */
export interface EventPage {
  page: number;
  pageSize: number;
  /** No page was requested. */
  whole: boolean;
  action: EventAction | null;
  tokenId: Id | null;
  actorType: ActorType | null;
  actorId: Id | null;
  from: number | null;
  to: number | null;
}

/** The rows of events, through one knex instance or transaction. */
export interface EventRows {
  /** Inserts events in as few statements as possible. */
  insert(events: readonly NewEvent[]): Promise<void>;
  /** The latest events, as many as were just inserted under the lock, oldest first. */
  latest(count: number): Promise<TokenEvent[]>;
  /** A page of events, newest first, and their total number; `kind` is that of their tokens. */
  find(page: EventPage, kind: TokenKind | null): Promise<{ events: TokenEvent[]; total: number }>;
  /** Whether a token has any events. */
  has(tokenId: Id, kind: TokenKind): Promise<boolean>;
  /** Whether there is an event of this action of a token, by the same actor from the same address, after `since` (milliseconds since the epoch). */
  hasBy(action: EventAction, token: Pick<NewEvent['token'], 'id' | 'kind'>, by: By, since: number): Promise<boolean>;
  /** The tokens among these that have an event of this action after `since` (milliseconds since the epoch). */
  tokensWith(action: EventAction, tokenIds: readonly Id[], since: number): Promise<Set<Id>>;
  /** Deletes events before a time (milliseconds since the epoch), `limit` at most, and returns how many. */
  removeBefore(time: number, limit: number): Promise<number>;
}

const COLUMNS = {
  id: 'id', at: 'at', action: 'action', actortype: 'actor_type', actorid: 'actor_id', actorlabel: 'actor_label',
  tokenid: 'token_id', tokenkind: 'token_kind', tokenname: 'token_name', details: 'details', address: 'address', requestid: 'request_id',
};

type EventRow = RowOf<typeof COLUMNS> & {
  action: EventAction; actortype: TokenMaker['type']; actorlabel: string | null; tokenkind: TokenKind; tokenname: string;
  details: string | null; address: string | null; requestid: string | null;
};

/** See {@link EventRows}. */
export function createEventRows(db: StoreDatabase, knex: Knex, later: Later = atOnce): EventRows {
  const rows = () => table(db, knex, EVENTS);

  return {
    async insert(events) {
      const at = Date.now();
      for (const some of partsOf(events, ROWS_AT_ONCE)) await later(rows().insert(some.map((event) => encode(event, at))));
    },

    latest: async (count) => (await rows().orderBy('id', 'desc').limit(count).select(COLUMNS)).map(decode).reverse(),

    async find({ page, pageSize, action, tokenId, actorType, actorId, from, to }, kind) {
      const matching = () => rows().where((query: Knex.QueryBuilder) => {
        if (action !== null) void query.where('action', action);
        if (tokenId !== null) void query.where('token_id', tokenId);
        if (kind !== null) void query.where('token_kind', kind);
        if (actorType !== null) void query.where('actor_type', actorType);
        if (actorId !== null) void query.where('actor_id', actorId);
        if (from !== null) void query.where('at', '>=', from);
        if (to !== null) void query.where('at', '<=', to);
      });
      const [{ total }] = await matching().count({ total: 'id' }) as [{ total: number | string }];
      const found = await matching().orderBy('id', 'desc').limit(pageSize).offset((page - 1) * pageSize).select(COLUMNS);
      return { events: found.map(decode), total: Number(total) };
    },

    has: async (tokenId, kind) => (await rows().where({ token_id: tokenId, token_kind: kind }).limit(1).select('id')).length > 0,

    async hasBy(action, { id, kind }, { madeBy, origin }, since) {
      const found = await rows().where({
        action, token_id: id, token_kind: kind, actor_type: madeBy.type, actor_id: madeBy.id, address: origin.address,
      }).where('at', '>', since).limit(1).select('id');
      return found.length > 0;
    },

    async tokensWith(action, tokenIds, since) {
      const found = new Set<Id>();
      for (const some of partsOf(tokenIds)) {
        const ids: Array<{ tokenid: unknown }> = await rows().whereIn('token_id', some).where('action', action).where('at', '>', since)
          .distinct({ tokenid: 'token_id' });
        for (const { tokenid } of ids) found.add(idOf(tokenid));
      }
      return found;
    },

    async removeBefore(time, limit) {
      const ids: Array<{ id: Id }> = await rows().where('at', '<', time).orderBy('at').limit(limit).select('id');
      if (ids.length > 0) await rows().whereIn('id', ids.map(({ id }) => id)).delete();
      return ids.length;
    },
  };
}

function encode({ action, by: { madeBy, origin }, token, details = {} }: NewEvent, at: number): object {
  return {
    at,
    action,
    actor_type: madeBy.type,
    actor_id: madeBy.id,
    actor_label: madeBy.label?.slice(0, MAX_LABEL_LENGTH) ?? null,
    token_id: token.id,
    token_kind: token.kind,
    token_name: token.name.slice(0, MAX_LABEL_LENGTH),
    details: JSON.stringify(details),
    address: origin.address,
    request_id: origin.requestId,
  };
}

/** An event that is partly unreadable is listed with the rest: it must not prevent others from being listed. */
function decode(row: EventRow): TokenEvent {
  return {
    id: idOf(row.id),
    at: new Date(timeOf(row.at)).toISOString(),
    action: row.action,
    actor: { type: row.actortype, id: row.actorid === null ? null : idOf(row.actorid), label: row.actorlabel },
    token: { id: idOf(row.tokenid), kind: row.tokenkind, name: row.tokenname },
    details: detailsOf(row.details),
    address: row.address,
    requestId: row.requestid,
  };
}

function detailsOf(text: string | null): TokenEvent['details'] {
  try {
    const details: unknown = JSON.parse(text ?? '{}');
    return isRecord(details) ? details as TokenEvent['details'] : {};
  } catch {
    return {};
  }
}
