import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { Row, TransactionScope } from '../../../server/host';
import { AsyncScope } from './async-scope';
import type { Connections } from './connections';
import { DatabaseError } from '../database-error';
import type { Connection, Dialect } from '../dialects/dialect';

/** How often a transaction is tried if it fails with a deadlock or a serialization failure. */
const attempts = 5;
const longestPauseMs = 50;
/** The longest pause before checking again whether the database is still locked (milliseconds). */
const longestLookMs = 15;

/** A running transaction. */
class Scope implements TransactionScope {
  private readonly committed: Array<() => void> = [];
  private readonly rolledBack: Array<() => void> = [];
  /** The failure of a statement or a nested call: from then on the transaction can only roll back. */
  failure: { error: unknown } | undefined;
  /** The connection was returned to the pool. Work that was started here and still runs is no longer part of the transaction. */
  ended = false;

  private knex: Knex | undefined;

  constructor(readonly connection: Connection, private readonly makeKnex: (scope: Scope) => Knex) {}

  get trx(): Knex {
    return (this.knex ??= this.makeKnex(this));
  }

  // Bound, since callers destructure them: `transaction(async ({ onCommit }) => …)`.
  readonly onCommit = (callback: () => void): void => {
    this.committed.push(callback);
  };

  readonly onRollback = (callback: () => void): void => {
    this.rolledBack.push(callback);
  };

  /** Runs the callbacks. The outcome is final, so errors are only passed to `report`. */
  end(outcome: 'committed' | 'rolledBack', report: (error: unknown) => void): void {
    for (const callback of this[outcome]) {
      try {
        void Promise.resolve(callback()).catch(report);
      } catch (error) {
        report(error);
      }
    }
  }
}

/** Transactions, and statements that join the current one. */
export class Transactions {
  private readonly current = new AsyncScope<Scope>();

  /** `report` gets the errors of `onCommit` and `onRollback` callbacks; `lockPatienceMs` is how long to wait for a locked SQLite file. */
  constructor(
    private readonly connections: Connections,
    private readonly dialect: Dialect,
    private readonly report: (error: unknown) => void,
    private readonly lockPatienceMs: number,
  ) {}

  /** Runs one statement, in the transaction of the caller if there is one. See {@link Connections.execute}. */
  async execute(sql: string, bindings?: unknown[], patient?: boolean): Promise<any> {
    const scope = this.scope();
    // In PostgreSQL nothing can follow a failed statement, and a commit then silently rolls back; other databases are made to behave alike.
    if (scope) return this.dooming(scope, () => this.connections.execute(scope.connection, sql, bindings, patient));
    return this.retrying(() => this.untilUnlocked(() =>
      this.connections.use((connection) => this.connections.execute(connection, sql, bindings, patient))));
  }

  /** Runs one statement and returns its rows. */
  async rows(sql: string, bindings?: unknown[]): Promise<any[]> {
    return this.dialect.rows(await this.execute(sql, bindings));
  }

  /** Runs one statement and returns the number of changed rows, and the new id. */
  async write(sql: string, bindings?: unknown[]): Promise<{ affected: number; insertedId: number }> {
    return this.dialect.outcome(await this.execute(sql, bindings));
  }

  /**
   * Runs `callback` in a transaction; in a running one it joins that. A throw rolls back everything and is passed on; so does a failed
   * statement or a throw of a nested call, even if it is caught inside. If the database aborts the transaction with a deadlock or a
   * serialization failure, `callback` is run again, up to four times, so it must be safe to re-run: side effects outside the database
   * belong in `onCommit`. `onCommit` callbacks of a failed attempt are dropped; its `onRollback` callbacks run. `patienceMs` is how long to
   * try to begin while another process holds the database. Where the dialect can, a new transaction begins with the statement `opening`,
   * and `callback` gets its rows.
   */
  async run<T>(callback: (scope: TransactionScope, opened?: Row[]) => Promise<T>, patienceMs = 0, opening?: string): Promise<T> {
    const outer = this.scope();
    if (outer) return this.dooming(outer, () => callback(outer));
    return this.retrying(() => this.attempt(callback, patienceMs, this.dialect.joinsStatements ? opening : undefined));
  }

  private async retrying<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof DatabaseError && error.retryable) || attempt === attempts) throw error;
        await sleep(Math.random() * longestPauseMs * attempt);
      }
    }
  }

  /** Retries while another process locks the database, if the database does not wait itself. Holds no connection in between. */
  private async untilUnlocked<T>(work: () => Promise<T>, patienceMs = 0): Promise<T> {
    const deadline = performance.now() + Math.max(patienceMs, this.lockPatienceMs);
    for (;;) {
      try {
        return await work();
      } catch (error) {
        const isLocked = this.dialect.failsWhileLocked && error instanceof DatabaseError && error.kind === 'busy' && !error.retryable;
        if (!isLocked || performance.now() >= deadline) throw error;
        await sleep(1 + Math.random() * longestLookMs);
      }
    }
  }

  private scope(): Scope | undefined {
    const scope = this.current.get();
    return scope?.ended ? undefined : scope;
  }

  /** Runs part of a transaction, which cannot be committed if that fails. */
  private async dooming<T>(scope: Scope, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      scope.failure ??= { error };
      throw error;
    }
  }

  private readonly knexIn = (scope: Scope): Knex => this.connections.knexOn(scope.connection, async (work) => {
    if (scope.ended) throw new Error('The transaction that this statement belongs to has ended');
    return this.dooming(scope, work);
  });

  private async attempt<T>(
    callback: (scope: TransactionScope, opened?: Row[]) => Promise<T>, patienceMs: number, opening: string | undefined,
  ): Promise<T> {
    const { connection, opened } = await this.begin(patienceMs, opening);
    const scope = new Scope(connection, this.knexIn);
    try {
      const result = await this.inside(scope, () => callback(scope, opened));
      scope.end('committed', this.report);
      return result;
    } catch (error) {
      scope.end('rolledBack', this.report);
      throw error;
    } finally {
      this.connections.release(connection);
    }
  }

  private begin(patienceMs: number, opening: string | undefined): Promise<{ connection: Connection; opened?: Row[] }> {
    return this.untilUnlocked(async () => {
      const connection = await this.connections.acquire();
      try {
        if (opening === undefined) {
          await this.connections.execute(connection, this.dialect.begin);
          return { connection };
        }
        const responses = await this.connections.execute(connection, `${this.dialect.begin}; ${opening}`);
        return { connection, opened: this.dialect.rows(responses.at(-1)) };
      } catch (error) {
        // The transaction may have begun before its first statement failed.
        if (opening !== undefined) await this.rollBack(connection);
        this.connections.release(connection);
        throw error;
      }
    }, patienceMs);
  }

  private async inside<T>(scope: Scope, callback: () => Promise<T>): Promise<T> {
    try {
      const result = await this.current.run(scope, callback);
      if (scope.failure) throw scope.failure.error;
      await this.connections.execute(scope.connection, 'commit');
      return result;
    } catch (error) {
      await this.rollBack(scope.connection);
      throw error;
    } finally {
      scope.ended = true;
    }
  }

  private async rollBack(connection: Connection): Promise<void> {
    try {
      await this.connections.execute(connection, 'rollback');
    } catch (error) {
      this.connections.discard(connection, error);
    }
  }
}
