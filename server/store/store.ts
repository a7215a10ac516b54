import type { Knex } from 'knex';
import type { Id } from '../host';
import type { Page } from '../input/list-query';
import type { TokenKind } from '../token/token-record';
import type { Change } from './change';
import { CHANGES, idOf, partsOf, REVISION, type StoreDatabase, supportsReturning, table } from './database';
import { passedOn, retryConflicts } from './database-failure';
import { findPage, type FoundPage } from './find-page';
import { createTokenRows, type TokenRows } from './token-rows';

/** What a transaction on tokens is handed. */
export interface WriteScope {
  readonly trx: Knex;
  readonly rows: TokenRows;
  /** Notes what the transaction has changed, for whoever holds it in memory. */
  changed(change: Change): void;
}

/**
 * The tokens in the database, and who changes them when. A change raises the revision and leaves behind what it changed, in its own
 * transaction; the row of the revision is the lock of the plugin.
 */
export interface Store {
  readonly db: StoreDatabase;
  /** Reads outside of any transaction. */
  readonly rows: TokenRows;
  /** See {@link findPage}. */
  findPage(kind: TokenKind, ownerId: Id | null, page: Page): Promise<FoundPage>;
  /**
   * Runs `work` in a transaction, or in the one that is running, that holds the lock from its first statement on, over all instances. What
   * `work` reads is therefore what the transaction before it has left, also where a transaction sees the database as it was at its first read.
   * Where the database ends the transaction in favor of another, `work` is run again. Where nothing is said to have changed, nothing is left
   * behind. Errors of the database are passed on without the statement.
   */
  write<T>(work: (scope: WriteScope) => Promise<T>): Promise<T>;
  /** Reads and writes in the transaction that is running here, or one of its own, without the lock. */
  inTransaction<T>(work: (rows: TokenRows) => Promise<T>): Promise<T>;
  /** The present revision; undefined where there is none yet. */
  revision(): Promise<number | undefined>;
  /** What changed behind `since` up to `until`; 'all' where that is not known any more. */
  changesBetween(since: number, until: number): Promise<Change>;
  /** Calls `listener` with every change that is committed here. */
  onCommit(listener: (change: Change) => void): void;
  /** Makes the row of the revision where there is none. Safe when instances race. */
  ensure(): Promise<void>;
  /** Remembers the fingerprint of the salt in use, and gives the one before it; null for the first. */
  exchangeSalt(fingerprint: string): Promise<string | null>;
}

/** The id of the only row of the revision. */
const ROW = 1;
/** More ids than this are told as `all`. */
const MAX_IDS = 1000;
/** How many revisions changes are kept for, and after how many the older ones are deleted. */
const KEPT = 1000;
const PRUNED_EVERY = 100;

/** See {@link Store}. */
export function createStore(db: StoreDatabase): Store {
  const revisionRow = (knex: Knex) => table(db, knex, REVISION);
  const changes = (knex: Knex) => table(db, knex, CHANGES);
  const listeners: Array<(change: Change) => void> = [];
  /** Made when it is first asked for: a host may not have its database before. */
  let outside: TokenRows | undefined;

  async function insertRow(knex: Knex): Promise<void> {
    await revisionRow(knex).insert({ id: ROW, revision: 0 }).onConflict('id').ignore();
  }

  /** One statement that writes: under REPEATABLE READ a read before it would fix what the transaction sees to before the lock. */
  async function raise(trx: Knex): Promise<number | undefined> {
    const raised = revisionRow(trx).where({ id: ROW }).update({ revision: trx.raw('?? + 1', ['revision']) });
    if (!supportsReturning(trx)) return await raised === 0 ? undefined : read(trx);
    const [row] = await raised.returning('revision');
    return row && Number(row.revision);
  }

  async function lock(trx: Knex): Promise<number> {
    const raised = await raise(trx);
    if (raised !== undefined) return raised;
    await insertRow(trx);
    return (await raise(trx))!;
  }

  async function read(knex: Knex): Promise<number | undefined> {
    const [row] = await revisionRow(knex).where({ id: ROW }).select('revision');
    return row && Number(row.revision);
  }

  async function leaveBehind(trx: Knex, revision: number, change: Change): Promise<void> {
    const rows: Array<{ revision: number; subject: string; subject_id: Id | null }> = change === 'all' ? [{ revision, subject: 'all', subject_id: null }] : [
      ...change.tokenIds.map((id) => ({ revision, subject: 'token', subject_id: id })),
      ...change.ownerIds.map((id) => ({ revision, subject: 'owner', subject_id: id })),
    ];
    for (const some of partsOf(rows)) await changes(trx).insert(some);
    if (revision % PRUNED_EVERY === 0) await changes(trx).where('revision', '<=', revision - KEPT).delete();
  }

  async function locked<T>(trx: Knex, onCommit: (callback: () => void) => void, work: (scope: WriteScope) => Promise<T>): Promise<T> {
    const revision = await lock(trx);
    const noted: Change[] = [];
    const result = await work({ trx, rows: createTokenRows(db, trx), changed: (change) => noted.push(change) });
    const change = together(noted);
    if (change === null) {
      await revisionRow(trx).where({ id: ROW }).update({ revision: trx.raw('?? - 1', ['revision']) });
    } else {
      await leaveBehind(trx, revision, change);
      onCommit(() => listeners.forEach((listener) => listener(change)));
    }
    return result;
  }

  async function transaction<T>(work: (trx: Knex, onCommit: (callback: () => void) => void) => Promise<T>): Promise<T> {
    // Inside of somebody else's transaction nothing can be set or repeated.
    const isOutermost = !db.inTransaction();
    const run = () => db.transaction(async ({ trx, onCommit }) => {
      if (isOutermost) await pinIsolation(trx);
      return work(trx, onCommit);
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
    findPage(kind, ownerId, page) {
      return passingOn({ find: () => findPage(db, this.rows, kind, ownerId, page) }).find();
    },

    write: (work) => transaction((trx, onCommit) => locked(trx, onCommit, work)),

    inTransaction: (work) => db.transaction(({ trx }) => work(createTokenRows(db, trx))),
    revision: () => read(db.connection),

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

    async ensure() {
      await retryConflicts(async () => {
        if (await read(db.connection) === undefined) await insertRow(db.connection);
      });
    },

    async exchangeSalt(fingerprint) {
      const saltIn = async (knex: Knex): Promise<string | null> => (await revisionRow(knex).where({ id: ROW }).select('salt'))[0]?.salt ?? null;
      const seen = await saltIn(db.connection);
      if (seen === fingerprint) return seen;
      return transaction(async (trx) => {
        await lock(trx);
        const before = await saltIn(trx);
        await revisionRow(trx).where({ id: ROW }).update({ salt: fingerprint, revision: trx.raw('?? - 1', ['revision']) });
        return before;
      });
    },
  };
}

/** The same calls, whose errors are passed on without the statement, as those of a transaction are. */
function passingOn<Calls extends object>(calls: Calls): Calls {
  return Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, async (...args: unknown[]) => {
    try {
      return await call(...args);
    } catch (error) {
      throw passedOn(error);
    }
  }])) as Calls;
}

/** All of several changes; null for none. */
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

/** PostgreSQL would otherwise end all but one of those transactions that wait for the lock, where its default isolation is stricter. */
async function pinIsolation(trx: Knex): Promise<void> {
  if (trx.client.dialect === 'postgresql') await trx.raw('set transaction isolation level read committed');
}
