import type { Knex } from 'knex';
import type { Id } from '../host';
import { inNew, inStored, insertMissing, type NewRows, updateFrom } from './new-rows';
import { DENIALS, idOf, partsOf, type StoreDatabase, table, timeOf, TOKENS, USAGE, USAGE_ACTIONS } from './database';

/** Requests of a token on one day. */
export interface UsageCounts {
  readonly tokenId: Id;
  /** Days since the epoch, in UTC: a number, which no session's time zone shifts. */
  readonly day: number;
  ok: number;
  denied: number;
  failed: number;
  /** How often an action was called. */
  readonly actions: Map<string, number>;
}

/** Denied requests of a token with the same code, method and path. */
export interface DenialRecord {
  readonly method: string;
  readonly path: string;
  readonly code: string;
  required: readonly string[] | null;
  address: string | null;
  /** The time of the last one (milliseconds since the epoch). */
  at: number;
  count: number;
}

/** How many denials are kept per token. */
export const MAX_DENIALS = 50;
/** The number of tokens per statement. */
const TOKENS_AT_ONCE = 100;
/** SQLite accepts 500, since knex writes the rows of an insert as a union. */
const ROWS_AT_ONCE = 500;

const KEY = ['token_id', 'day'] as const;
const TOTALS = { token_id: 'integer', day: 'integer', ok: 'integer', denied: 'integer', failed: 'integer' } as const;
const CALLS = { token_id: 'integer', day: 'integer', count: 'integer' } as const;

/** The key by which denials of a token are grouped. */
export function denialKey({ method, path, code }: Pick<DenialRecord, 'method' | 'path' | 'code'>): string {
  return `${method} ${code} ${path}`;
}

/** The rows of usage and denials, through one knex instance, or in a transaction of the store, whose lock keeps writers apart. */
export interface UsageRows {
  /** Adds to the stored counts. Counts of tokens that do not exist are dropped. */
  add(counts: readonly UsageCounts[]): Promise<void>;
  /** Adds to the stored denials, of which the last {@link MAX_DENIALS} of each token are kept. Those of tokens that do not exist are dropped. */
  addDenials(denials: ReadonlyArray<readonly [tokenId: Id, denials: readonly DenialRecord[]]>): Promise<void>;
  /** The counts of tokens by day, from `since` on, without actions. */
  daysOf(tokenIds: readonly Id[], since: number): Promise<UsageCounts[]>;
  /** How often a token called each action, from the day `since` on. */
  actionsOf(tokenId: Id, since: number): Promise<Map<string, number>>;
  denialsOf(tokenId: Id): Promise<DenialRecord[]>;
  /** Deletes up to `limit` rows of each table that are older than a day (days since the epoch), and returns whether there may be more. */
  removeBefore(day: number, limit: number): Promise<boolean>;
}

type DenialRow = Pick<DenialRecord, 'method' | 'path' | 'code' | 'address'>
  & { required: string | null } & Record<'id' | 'token' | 'at' | 'count', unknown>;

/** See {@link UsageRows}. */
export function createUsageRows(db: StoreDatabase, knex: Knex): UsageRows {
  async function existing(ids: readonly Id[]): Promise<Set<Id>> {
    const rows: Array<{ id: unknown }> = await table(db, knex, TOKENS).whereIn('id', ids).select('id');
    return new Set(rows.map(({ id }) => idOf(id)));
  }

  /**
   * Adds the `counters` of rows to those of the stored ones, and inserts the rest. Inserting first would use up an id for each row that is stored
   * already.
   */
  async function addTo(name: string, counters: string[], rows: NewRows): Promise<void> {
    const sums = counters.map((column) => [column, knex.raw('?? + ??', [inStored(column), inNew(column)])]);
    const updated = await updateFrom(db, knex, name, rows, Object.fromEntries(sums));
    if (updated < rows.values.length) await insertMissing(db, knex, name, rows, TOKENS);
  }

  async function selectDenials(tokenIds: readonly Id[]): Promise<Array<{ id: unknown; tokenId: Id; denial: DenialRecord }>> {
    const rows: DenialRow[] = await table(db, knex, DENIALS).whereIn('token_id', tokenIds).select({
      id: 'id', token: 'token_id', method: 'method', path: 'path', code: 'code', required: 'required', address: 'address', at: 'at', count: 'count',
    });
    return rows.map(({ id, token, method, path, code, required, address, at, count }) => ({
      id, tokenId: idOf(token), denial: { method, path, code, required: required?.split('\n') ?? null, address, at: timeOf(at), count: Number(count) },
    }));
  }

  async function addDenialsOf(denials: ReadonlyArray<readonly [tokenId: Id, denials: readonly DenialRecord[]]>): Promise<void> {
    const ids = denials.map(([tokenId]) => tokenId);
    const exists = await existing(ids);
    const stored = new Map<Id, Awaited<ReturnType<typeof selectDenials>>>();
    for (const row of await selectDenials(ids)) stored.set(row.tokenId, [...stored.get(row.tokenId) ?? [], row]);
    const outdated: unknown[] = [];
    const rows: object[] = [];
    for (const [tokenId, added] of denials.filter(([id]) => exists.has(id))) {
      const before = stored.get(tokenId) ?? [];
      const kept = new Set(mergeDenials(before.map(({ denial }) => denial), added));
      outdated.push(...before.filter(({ denial }) => !kept.has(denial)).map(({ id }) => id));
      for (const { denial } of before) kept.delete(denial);
      rows.push(...[...kept].map(({ required, ...denial }) => ({ token_id: tokenId, ...denial, required: required?.join('\n') ?? null })));
    }
    for (const some of partsOf(outdated)) await table(db, knex, DENIALS).whereIn('id', some as Id[]).delete();
    for (const some of partsOf(rows, ROWS_AT_ONCE)) await table(db, knex, DENIALS).insert(some);
  }

  return {
    async add(counts) {
      const totals = counts.map(({ tokenId, day, ok, denied, failed }) => [tokenId, day, ok, denied, failed]);
      await addTo(USAGE, ['ok', 'denied', 'failed'], { key: KEY, columns: TOTALS, values: totals });
      const calls = new Map<string, Array<Array<Id | number>>>();
      for (const { tokenId, day, actions } of counts) {
        for (const [action, count] of actions) {
          if (!calls.has(action)) calls.set(action, []);
          calls.get(action)!.push([tokenId, day, count]);
        }
      }
      for (const [action, values] of calls) await addTo(USAGE_ACTIONS, ['count'], { key: KEY, columns: CALLS, values, texts: { action } });
    },

    async addDenials(denials) {
      for (const some of partsOf(denials, TOKENS_AT_ONCE)) await addDenialsOf(some);
    },

    async daysOf(tokenIds, since) {
      const rows: Array<Record<'token' | 'day' | 'ok' | 'denied' | 'failed', unknown>> = await table(db, knex, USAGE).whereIn('token_id', tokenIds)
        .where('day', '>=', since).select({ token: 'token_id', day: 'day', ok: 'ok', denied: 'denied', failed: 'failed' });
      return rows.map(({ token, day, ok, denied, failed }) => ({
        tokenId: idOf(token), day: Number(day), ok: Number(ok), denied: Number(denied), failed: Number(failed), actions: new Map(),
      }));
    },

    async actionsOf(tokenId, since) {
      const rows: Array<{ action: string; total: unknown }> = await table(db, knex, USAGE_ACTIONS).where('token_id', tokenId).where('day', '>=', since)
        .groupBy('action').select({ action: 'action' }).sum({ total: 'count' });
      return new Map(rows.map(({ action, total }) => [action, Number(total)]));
    },

    denialsOf: async (tokenId) => (await selectDenials([tokenId])).map(({ denial }) => denial),

    async removeBefore(day, limit) {
      let mayHaveMore = false;
      for (const [name, column, first] of [[USAGE, 'day', day], [USAGE_ACTIONS, 'day', day], [DENIALS, 'at', day * DAY_MS]] as const) {
        // Databases differ in whether a delete has a limit.
        const rows: Array<{ id: Id }> = await table(db, knex, name).where(column, '<', first).limit(limit).select('id');
        if (rows.length > 0) await table(db, knex, name).whereIn('id', rows.map(({ id }) => id)).delete();
        mayHaveMore ||= rows.length === limit;
      }
      return mayHaveMore;
    },
  };
}

/** A day (milliseconds). */
export const DAY_MS = 86_400_000;

/** Merges both into the last {@link MAX_DENIALS}, latest first. Changed ones are new objects. */
export function mergeDenials(stored: readonly DenialRecord[], added: readonly DenialRecord[]): DenialRecord[] {
  const merged = new Map(stored.map((denial) => [denialKey(denial), denial]));
  for (const denial of added) {
    const before = merged.get(denialKey(denial));
    const later = before !== undefined && before.at > denial.at ? before : denial;
    merged.set(denialKey(denial), { ...later, count: denial.count + (before?.count ?? 0) });
  }
  return [...merged.values()].sort((a, b) => b.at - a.at).slice(0, MAX_DENIALS);
}
