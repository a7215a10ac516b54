import type { Knex } from 'knex';
import { isDeepStrictEqual } from 'node:util';
import type { Id } from '../host';
import type { Page } from '../input/list-query';
import type { NewEvent, TokenEvent } from '../token/token-event';
import type { TokenKind } from '../token/token-record';
import type { Change } from './change';
import { atOnce, CHANGES, idOf, type Later, partsOf, REVISION, type StoreDatabase, table } from './database';
import { passedOn, retryConflicts } from './database-failure';
import { createEventRows, type EventRows } from './event-rows';
import { findPage, type FoundPage } from './find-page';
import { createTokenRows, type TokenRows } from './token-rows';

/** The scope of a transaction that adds. */
export interface AppendScope {
  readonly trx: Knex;
  readonly rows: TokenRows;
  /** Records what happened to tokens, in the transaction. */
  record(...events: NewEvent[]): void;
  readonly events: EventRows;
}

/** The scope of a transaction on tokens. */
export interface WriteScope extends AppendScope {
  /** Records what the transaction has changed, so that caches can drop it. */
  changed(change: Change): void;
  /** The ids of the salts that an instance was last started with, its current one first; null before the first start. */
  lastSaltIds(): Promise<string[] | null>;
}

/**
 * Stores tokens and serializes their changes. A change increments the revision and records what it changed, in its own transaction; the row
 * of the revision is the plugin's lock.
 */
export interface Store {
  readonly db: StoreDatabase;
  /** Reads outside of any transaction. */
  readonly rows: TokenRows;
  readonly events: EventRows;
  /** See {@link findPage}. */
  findPage(kind: TokenKind, ownerId: Id | null, page: Page, among: readonly Id[] | null): Promise<FoundPage>;
  /**
   * Runs `work` in a transaction, or in the current one, that takes the lock across all instances with the first statement of `work` at the latest.
   * What `work` reads in it is therefore what the previous transaction committed, also at isolation levels that read a snapshot. If the database
   * aborts the transaction in favor of another, `work` is retried. If no changes are recorded, the revision stays the same. Database errors are
   * passed on without the statement.
   */
  write<T>(work: (scope: WriteScope) => Promise<T>): Promise<T>;
  /**
   * The same for `work` that outdates nothing in memory, and therefore leaves the revision as it is: it adds tokens with new keys, or writes what is
   * not cached.
   */
  append<T>(work: (scope: AppendScope) => Promise<T>): Promise<T>;
  /** Reads and writes in the current transaction, or in its own, without the lock. */
  inTransaction<T>(work: (rows: TokenRows) => Promise<T>): Promise<T>;
  /** The current revision; undefined if there is none yet. */
  revision(): Promise<number | undefined>;
  /** What changed after `since` up to `until`; 'all' if that is no longer known. */
  changesBetween(since: number, until: number): Promise<Change>;
  /**
   * Calls `listener` with the ids of the salts that an instance was started with, its current one first, whenever they differ from those last read with
   * the revision.
   */
  onSaltIds(listener: (saltIds: string[]) => void): void;
  /** Calls `listener` with every change that this instance commits. */
  onCommit(listener: (change: Change) => void): void;
  /** Calls `listener` with the events of every transaction that this instance commits. */
  onEvents(listener: (events: TokenEvent[]) => void): void;
  /** Creates the row of the revision if it is missing. Safe when instances race. */
  ensure(): Promise<void>;
  /**
   * Whether this instance, and no other, may do the upkeep for the next `milliseconds`, or until it calls {@link Store.endUpkeep}. Does not
   * take the lock for longer than a statement.
   */
  beginUpkeep(milliseconds: number): Promise<boolean>;
  endUpkeep(): Promise<void>;
  /** Stores the ids of the accepted salts, the current one first, and returns the former ones; null the first time. */
  exchangeSaltIds(saltIds: readonly string[]): Promise<string[] | null>;
}

/** A transaction that has begun. */
interface Running {
  trx: Knex;
  onCommit(callback: () => void): void;
  later: Later;
}

/** The id of the only row of the revision. */
const ROW = 1;
/** More ids than this are recorded as `all`. */
const MAX_IDS = 1000;
/** For how many revisions changes are kept, and after about how many older ones are deleted (revisions). */
const KEPT = 1000;
const PRUNED_EVERY = 100;

/** See {@link Store}. */
export function createStore(db: StoreDatabase): Store {
  const revisionRow = (knex: Knex) => table(db, knex, REVISION);
  const changes = (knex: Knex) => table(db, knex, CHANGES);
  const listeners: Array<(change: Change) => void> = [];
  const eventListeners: Array<(events: TokenEvent[]) => void> = [];
  const saltListeners: Array<(saltIds: string[]) => void> = [];
  let seenSaltIds: string | null = null;
  /** What this instance has last put down as the end of its upkeep (milliseconds since the epoch). */
  let upkeepUntil = 0;
  /** Created on first use: before, a host may not have its database. */
  let outside: TokenRows | undefined;
  let eventsOutside: EventRows | undefined;

  const insertion = (knex: Knex) => revisionRow(knex).insert({ id: ROW, revision: 0 }).onConflict('id');
  const stored = (knex: Knex) => revisionRow(knex).where({ id: ROW }).select('revision');

  /**
   * Takes the lock, and leaves the revision as it is. A single writing statement: under REPEATABLE READ, reading first would take the snapshot before the
   * lock.
   */
  const locking = (knex: Knex) => insertion(knex).merge({ revision: knex.ref(`${REVISION}.revision`) });

  async function read(knex: Knex): Promise<number | undefined> {
    const [row] = await stored(knex);
    return row && Number(row.revision);
  }

  async function saltIdsIn(knex: Knex): Promise<string[] | null> {
    const [row] = await revisionRow(knex).where({ id: ROW }).select('salt');
    return row?.salt?.split(',') ?? null;
  }

  /** Advances the revision, and records what it changed. */
  async function leaveBehind({ trx, later }: Running, change: Change): Promise<void> {
    await later(revisionRow(trx).where({ id: ROW }).update({ revision: trx.raw('?? + 1', ['revision']) }));
    const told: Array<{ subject: string; subject_id: Id | null }> = change === 'all' ? [{ subject: 'all', subject_id: null }] : [
      ...change.tokenIds.map((id) => ({ subject: 'token', subject_id: id })),
      ...change.ownerIds.map((id) => ({ subject: 'owner', subject_id: id })),
    ];
    const revision = told.length === 1 ? stored(trx) : await read(trx);
    for (const some of partsOf(told)) await later(changes(trx).insert(some.map((row) => ({ revision, ...row }))));
    if (Math.random() * PRUNED_EVERY < 1) await later(changes(trx).where('revision', '<=', trx.raw('? - ?', [stored(trx), KEPT])).delete());
  }

  async function appending<T>({ trx, onCommit, later }: Running, work: (scope: AppendScope) => Promise<T>): Promise<T> {
    await later(locking(trx));
    const recorded: NewEvent[] = [];
    const events = createEventRows(db, trx, later);
    const result = await work({ trx, rows: createTokenRows(db, trx, later), events, record: (...some) => recorded.push(...some) });
    await events.insert(recorded);
    if (recorded.length > 0 && eventListeners.length > 0) {
      const told = await events.latest(recorded.length);
      onCommit(() => eventListeners.forEach((listener) => listener(told)));
    }
    return result;
  }

  async function changing<T>(running: Running, work: (scope: WriteScope) => Promise<T>): Promise<T> {
    const noted: Change[] = [];
    const result = await appending(running, (scope) => (
      work({ ...scope, changed: (change) => noted.push(change), lastSaltIds: () => saltIdsIn(running.trx) })));
    const change = together(noted);
    if (change !== null) {
      await leaveBehind(running, change);
      running.onCommit(() => listeners.forEach((listener) => listener(change)));
    }
    return result;
  }

  async function transaction<T>(work: (running: Running) => Promise<T>): Promise<T> {
    // Inside the host's transaction, the isolation level cannot be set, and nothing can be retried.
    const isOutermost = !db.inTransaction();
    const run = () => db.transaction(async ({ trx, onCommit, later = atOnce }) => {
      if (isOutermost) await pinIsolation(trx);
      return work({ trx, onCommit, later });
    });
    try {
      return await (isOutermost ? retryConflicts(run) : run());
    } catch (error) {
      throw passedOn(error);
    }
  }

  return {
    db,
    get rows() {
      return (outside ??= passingOn(createTokenRows(db, db.connection)));
    },
    get events() {
      return (eventsOutside ??= passingOn(createEventRows(db, db.connection)));
    },
    findPage(kind, ownerId, page, among) {
      return passingOn({ find: () => findPage(db, this.rows, kind, ownerId, page, among) }).find();
    },

    write: (work) => transaction((running) => changing(running, work)),
    append: (work) => transaction((running) => appending(running, work)),

    inTransaction: (work) => db.transaction(({ trx, later }) => work(createTokenRows(db, trx, later))),
    async revision() {
      const [row] = await revisionRow(db.connection).where({ id: ROW }).select('revision', 'salt');
      if (row?.salt && row.salt !== seenSaltIds) {
        seenSaltIds = row.salt;
        saltListeners.forEach((listener) => listener(row.salt.split(',')));
      }
      return row && Number(row.revision);
    },

    onSaltIds(listener) {
      saltListeners.push(listener);
    },

    async changesBetween(since, until) {
      const rows: Array<{ revision: unknown; subject: string; subjectid: unknown }> = await changes(db.connection)
        .where('revision', '>', since).where('revision', '<=', until)
        .select({ revision: 'revision', subject: 'subject', subjectid: 'subject_id' });
      const told = new Set(rows.map(({ revision }) => Number(revision)));
      if (until < since || told.size < until - since || rows.some(({ subject }) => subject === 'all')) return 'all';
      const idsOf = (wanted: string) => [...new Set(rows.filter(({ subject }) => subject === wanted).map(({ subjectid }) => idOf(subjectid)))];
      return { tokenIds: idsOf('token'), ownerIds: idsOf('owner') };
    },

    onCommit(listener) {
      listeners.push(listener);
    },

    onEvents(listener) {
      eventListeners.push(listener);
    },

    async ensure() {
      await retryConflicts(async () => {
        if (await read(db.connection) === undefined) await insertion(db.connection).ignore();
      });
    },

    async beginUpkeep(milliseconds) {
      const now = Date.now();
      const until = now + milliseconds;
      const begun: number = await retryConflicts(async () => revisionRow(db.connection).where({ id: ROW })
        .where((free: Knex.QueryBuilder) => void free.whereNull('upkeep_until').orWhere('upkeep_until', '<=', now))
        .update({ upkeep_until: until }));
      if (begun > 0) upkeepUntil = until;
      return begun > 0;
    },

    async endUpkeep() {
      // If it took too long, another instance has begun in the meantime.
      await retryConflicts(async () => revisionRow(db.connection).where({ id: ROW, upkeep_until: upkeepUntil }).update({ upkeep_until: null }));
    },

    async exchangeSaltIds(saltIds) {
      const seen = await saltIdsIn(db.connection);
      if (isDeepStrictEqual(seen, saltIds)) return seen;
      return transaction(async ({ trx, later }) => {
        await later(locking(trx));
        const before = await saltIdsIn(trx);
        await revisionRow(trx).where({ id: ROW }).update({ salt: saltIds.join(',') });
        return before;
      });
    },
  };
}

/** Wraps calls so that their errors are passed on without the statement, like those of a transaction. */
function passingOn<Calls extends object>(calls: Calls): Calls {
  return Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, async (...args: unknown[]) => {
    try {
      return await call(...args);
    } catch (error) {
      throw passedOn(error);
    }
  }])) as Calls;
}

/** Merges several changes; null if there are none. */
function together(changes: Change[]): Change | null {
  const tokenIds = new Set<Id>();
  const ownerIds = new Set<Id>();
  for (const change of changes) {
    if (change === 'all') return 'all';
    for (const id of change.tokenIds) tokenIds.add(id);
    for (const id of change.ownerIds) ownerIds.add(id);
  }
  const count = tokenIds.size + ownerIds.size;
  if (count === 0) return null;
  return count > MAX_IDS ? 'all' : { tokenIds: [...tokenIds], ownerIds: [...ownerIds] };
}

/** With a stricter default isolation level, PostgreSQL would abort all but one of the transactions that wait for the lock. */
async function pinIsolation(trx: Knex): Promise<void> {
  if (trx.client.dialect === 'postgresql') await trx.raw('set transaction isolation level read committed');
}
