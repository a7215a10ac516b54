import { UnavailableError } from '../errors';
import schema from '../content-types/revision/schema.json';
import type { Database, Host, Knex, TransactionScope } from '../host';
import type { Settings } from '../settings';
import type { Change } from '../store/change';
import { passedOn, reasonOf, retryConflicts } from './database-failure';
import { table } from './table';

/** How long one look at the revision may take before the database counts as not answering (milliseconds). */
const CHECK_TIMEOUT_MS = 1000;
/** How often the database is asked again while it does not answer (milliseconds). */
const RETRY_MS = 250;
/** The id of the only row. */
const ROW = 1;

/**
 * The number that every change to a token, a permission, an owner or a role raises in the database: how other instances learn of it. Its
 * row is also the lock of the plugin: whoever raises it holds it until the end of the transaction, over all instances.
 */
export interface Revision {
  /**
   * Runs `work` in a transaction that holds the lock from its first statement on, or in the one that is running. What `work` reads is
   * therefore what the transaction before it has left, also where a transaction sees the database as it was at its first read. Where the
   * database ends the transaction in favor of another, `work` is run again. Errors of the database are passed on without the statement.
   */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** Raises the revision, with the commit of the running transaction. */
  bump(): Promise<void>;
  /** Makes the row where there is none yet. Safe when instances race. */
  ensure(): Promise<void>;
  /** Calls `listener` with what may no longer be true in memory, whenever that is so. */
  onChange(listener: (change: Change) => void): void;
  /**
   * Makes sure that memory is as fresh as the settings promise.
   * @throws {UnavailableError} where the revision could not be read for longer than `maxStaleMs`
   */
  confirm(): Promise<void>;
}

/**
 * Watches the revision. It is read at most once in `revalidateMs`, when a request asks for it; callers in between share what is
 * known, callers during a look share that look.
 */
export function createRevision({ db, log }: Pick<Host, 'db' | 'log'>, settings: Settings['cache']): Revision {
  const row = (knex: Knex) => table(db, knex, schema.collectionName);
  const listeners: Array<(change: Change) => void> = [];
  let known: string | undefined;
  /** When the last look that succeeded was begun, on the monotonic clock. */
  let confirmedAt = -Infinity;
  let attemptedAt = -Infinity;
  let failing = false;
  let running: Promise<boolean> | null = null;
  let queued: Promise<boolean> | null = null;

  function changed(): void {
    known = undefined;
    for (const listener of listeners) listener('all');
  }

  async function insert(knex: Knex): Promise<void> {
    await row(knex).insert({ id: ROW, revision: 0 }).onConflict('id').ignore();
  }

  /** One statement that writes: under REPEATABLE READ a read before it would fix what the transaction sees to before the lock. */
  async function lock({ trx, onCommit }: TransactionScope): Promise<void> {
    const raise = (): Promise<number> => row(trx).where({ id: ROW }).update({ revision: trx.raw('revision + 1') });
    if (await raise() === 0) {
      await insert(trx);
      await raise();
    }
    onCommit(changed);
  }

  async function exclusively<T>(work: () => Promise<T>): Promise<T> {
    // Inside of somebody else's transaction nothing can be set or repeated.
    const isOutermost = db.inTransaction?.() === false;
    const transaction = () => db.transaction(async (scope) => {
      if (isOutermost) await pinIsolation(db, scope.trx);
      await lock(scope);
      return work();
    });
    try {
      return await (isOutermost ? retryConflicts(transaction) : transaction());
    } catch (error) {
      throw passedOn(error);
    }
  }

  async function read(): Promise<string | undefined> {
    const [stored] = await row(db.connection).where({ id: ROW }).select('revision');
    return stored && String(stored.revision);
  }

  /** Whether the revision could be read. */
  async function look(): Promise<boolean> {
    const begun = performance.now();
    attemptedAt = begun;
    try {
      const value = await withTimeout(read(), CHECK_TIMEOUT_MS);
      if (value !== known) {
        changed();
        known = value;
      }
      confirmedAt = begun;
      if (failing) log.info('API tokens: the database answers again.');
      failing = false;
    } catch (error) {
      if (!failing) {
        log.warn(`API tokens: the database does not answer (${reasonOf(error)}). Tokens in memory are served for ${settings.maxStaleMs} ms.`);
      }
      failing = true;
    }
    return !failing;
  }

  function start(): Promise<boolean> {
    running = look().finally(() => {
      running = null;
    });
    return running;
  }

  /** A look that begins now or later, never one that began before. */
  function startAfterRunning(): Promise<boolean> {
    if (running === null) return start();
    queued ??= running.then(() => {
      queued = null;
      return start();
    });
    return queued;
  }

  /** A look that succeeded is fresh, however long ago it began. */
  async function confirmed(checking: Promise<boolean>): Promise<void> {
    if (!(await checking) && performance.now() - confirmedAt > settings.maxStaleMs) throw new UnavailableError();
  }

  return {
    exclusively,
    bump: () => exclusively(async () => {}),
    async ensure() {
      await retryConflicts(async () => {
        if (await read() === undefined) await insert(db.connection);
      });
    },

    onChange(listener) {
      listeners.push(listener);
    },

    async confirm() {
      const now = performance.now();
      const age = now - confirmedAt;
      if (settings.revalidateMs > 0 && age < settings.revalidateMs) return;
      if (failing && age <= settings.maxStaleMs) {
        if (running === null && now - attemptedAt >= RETRY_MS) void start();
        return;
      }
      await confirmed(settings.revalidateMs === 0 ? startAfterRunning() : running ?? start());
    },
  };
}

/** PostgreSQL would otherwise end all but one of those transactions that wait for the lock, where its default isolation is stricter. */
async function pinIsolation(db: Database, trx: Knex): Promise<void> {
  if ((db.connection as any).client?.dialect === 'postgresql') await trx.raw('set transaction isolation level read committed');
}

function withTimeout<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}
