import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { KnexStatement, TransactionScope } from '../../../server/host';
import { AsyncScope } from './async-scope';
import type { Connections, Request } from './connections';
import { DatabaseError } from '../database-error';
import type { Connection, Dialect } from '../dialects/dialect';

/** How often a transaction is tried if it fails with a deadlock or a serialization failure. */
const attempts = 5;
const longestPauseMs = 50;
/** The longest pause before checking again whether the database is still locked (milliseconds). */
const longestLookMs = 15;
/** Statements that wait for the next one are sent once they are this long (characters): servers limit what they take at once. */
const maxWaitingLength = 100_000;

/** A running transaction. */
class Scope implements TransactionScope {
  private readonly committed: Array<() => void> = [];
  private readonly rolledBack: Array<() => void> = [];
  /** The failure of a statement or a nested call: from then on the transaction can only roll back. */
  failure: { error: unknown } | undefined;
  /** The connection was returned to the pool. Work that was started here and still runs is no longer part of the transaction. */
  ended = false;
  /** It is being committed or rolled back, and takes nothing more. */
  private isEnding = false;

  private knex: Knex | undefined;
  private hasBegun: boolean;
  private waitingLength = 0;
  /** Statements that nobody waited for, and that are on their way. */
  private sending: Promise<void> | undefined;

  /** @param waiting Statements whose answers nobody waits for, and which are sent with the next one: the beginning, unless it was sent. */
  constructor(readonly connection: Connection, private waiting: Request[], private readonly connections: Connections) {
    this.hasBegun = waiting.length === 0;
  }

  get trx(): Knex {
    return (this.knex ??= this.connections.knexOn(this.connection, (statement) => this.execute(statement)));
  }

  // Bound, since callers destructure them: `transaction(async ({ onCommit }) => …)`.
  readonly onCommit = (callback: () => void): void => {
    this.committed.push(callback);
  };

  readonly onRollback = (callback: () => void): void => {
    this.rolledBack.push(callback);
  };

  readonly later = async (statement: KnexStatement): Promise<void> => {
    this.assertOpen();
    const { sql, bindings } = statement.toSQL();
    this.waiting.push({ sql, bindings: [...bindings] });
    this.waitingLength += bindings.reduce<number>((length, value) => length + String(value).length, sql.length);
    if (this.waitingLength > maxWaitingLength) await this.dooming(async () => this.send());
  };

  /** Runs a part of the transaction, which cannot be committed if that fails. */
  async dooming<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.failure ??= { error };
      throw error;
    }
  }

  /** Runs a statement of the transaction, with those that wait before it. */
  async execute<T>(statement: (connection: Connection) => Promise<T>): Promise<T> {
    this.assertOpen();
    return this.dooming(async () => {
      const sent = this.send();
      if (sent === undefined) return statement(this.connection);
      if (!this.connections.pipelines) {
        await sent;
        this.assertOpen();
        return statement(this.connection);
      }
      const answer = statement(this.connection);
      await Promise.allSettled([sent, answer]);
      // Where one that it follows has failed, that is the reason.
      await sent;
      return answer;
    });
  }

  /** A transaction of which nothing was sent leaves nothing to do. */
  async commit(): Promise<void> {
    this.isEnding = true;
    if (!this.hasBegun && this.waiting.length === 1) return;
    this.waiting.push({ sql: 'commit', bindings: [] });
    await this.send();
  }

  /** Takes back what was sent. */
  async rollBack(): Promise<void> {
    this.isEnding = true;
    if (!this.hasBegun) return;
    try {
      await this.connections.execute(this.connection, 'rollback');
    } catch (error) {
      this.connections.discard(this.connection, error);
    }
  }

  /** After a failure, a database may have rolled back already, and would run what follows outside of the transaction. */
  private assertOpen(): void {
    if (this.failure) throw this.failure.error;
    if (this.isEnding) throw new Error('The transaction that this statement belongs to has ended');
  }

  /** Sends what waits, and resolves when that is done. Nothing that is called meanwhile can overtake it. */
  private send(): Promise<void> | undefined {
    const [former, statements] = [this.sending, this.waiting];
    if (statements.length === 0) return former;
    const isEnd = this.isEnding;
    this.waiting = [];
    this.waitingLength = 0;
    this.hasBegun = true;
    const sending = this.connections.executeAll(this.connection, statements, former, () => {
      if (!isEnd) this.assertOpen();
    });
    this.sending = sending;
    const done = (): void => {
      if (this.sending === sending) this.sending = undefined;
    };
    sending.then(done, (error) => {
      this.failure ??= { error };
    });
    return sending;
  }

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
    if (scope) return scope.execute((connection) => this.connections.execute(connection, sql, bindings, patient));
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
   * belong in `onCommit`. `onCommit` callbacks of a failed attempt are dropped; its `onRollback` callbacks run. Where the database does not
   * answer at the end, it may have committed nevertheless. `patienceMs` is how long to try to begin while another process holds the database.
   */
  async run<T>(callback: (scope: TransactionScope) => Promise<T>, patienceMs = 0): Promise<T> {
    const outer = this.scope();
    if (outer) return outer.dooming(() => callback(outer));
    return this.retrying(() => this.attempt(callback, patienceMs));
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

  private async attempt<T>(callback: (scope: TransactionScope) => Promise<T>, patienceMs: number): Promise<T> {
    const scope = await this.begin(patienceMs);
    try {
      const result = await this.inside(scope, () => callback(scope));
      scope.end('committed', this.report);
      return result;
    } catch (error) {
      scope.end('rolledBack', this.report);
      throw error;
    } finally {
      this.connections.release(scope.connection);
    }
  }

  private begin(patienceMs: number): Promise<Scope> {
    return this.untilUnlocked(async () => {
      const connection = await this.connections.acquire();
      if (this.connections.pipelines) return new Scope(connection, [{ sql: this.dialect.begin, bindings: [] }], this.connections);
      try {
        // By itself: proxies recognize a transaction by this statement.
        await this.connections.execute(connection, this.dialect.begin);
        return new Scope(connection, [], this.connections);
      } catch (error) {
        this.connections.release(connection);
        throw error;
      }
    }, patienceMs);
  }

  private async inside<T>(scope: Scope, callback: () => Promise<T>): Promise<T> {
    try {
      const result = await this.current.run(scope, callback);
      if (scope.failure) throw scope.failure.error;
      await scope.commit();
      return result;
    } catch (error) {
      await scope.rollBack();
      throw error;
    } finally {
      scope.ended = true;
    }
  }
}
