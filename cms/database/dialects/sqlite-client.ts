import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, Statement } from 'better-sqlite3';
import BetterSqlite3Client from 'knex/lib/dialects/better-sqlite3/index.js';

/** The number of statements that a connection keeps prepared. */
const preparedStatements = 500;

interface StatementRequest {
  sql: string;
  bindings?: unknown[];
  response?: unknown;
  context?: unknown;
}

/** By connection and not by client, since knex's transactions are clients of their own, made without a constructor. */
const prepared = new WeakMap<Database, Map<string, Statement>>();

/** SQLite's own `lower` only supports ASCII letters. */
const lower = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : value);

/**
 * knex's client for better-sqlite3, with cached prepared statements. While another process holds a lock, a statement fails with SQLITE_BUSY
 * immediately, and is retried by its caller without holding the only connection, so that others can read meanwhile. Connections are in WAL
 * mode with foreign keys enabled, and have a function `unicode_lower`.
 */
export class SqliteClient extends BetterSqlite3Client {
  /** Opens the file, creating it and its folder if missing. */
  override async acquireRawConnection(): Promise<Database> {
    const { filename } = this.connectionSettings as { filename: string };
    if (filename !== ':memory:') mkdirSync(dirname(resolve(filename)), { recursive: true });
    const connection = await super.acquireRawConnection();
    try {
      // Waiting would block the whole process.
      connection.pragma('busy_timeout = 0');
      // Switching to WAL needs exclusive access, so it is skipped if an earlier process did it.
      await this.whenUnlocked(async () => {
        if (connection.pragma('journal_mode', { simple: true }) !== 'wal') connection.pragma('journal_mode = WAL');
      });
      connection.pragma('synchronous = NORMAL');
      connection.pragma('foreign_keys = ON');
      connection.function('unicode_lower', { deterministic: true }, lower);
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  }

  /** Runs one statement; knex calls it for everything. */
  override async _query(connection: Database, request: StatementRequest): Promise<StatementRequest> {
    const bindings = this._formatBindings(request.bindings);
    const statement = this.prepare(connection, request.sql);
    if (statement.reader) {
      request.response = statement.all(bindings);
    } else {
      const outcome = statement.run(bindings);
      request.response = outcome;
      request.context = { lastID: outcome.lastInsertRowid, changes: outcome.changes };
    }
    return request;
  }

  private prepare(connection: Database, sql: string): Statement {
    let statements = prepared.get(connection);
    if (!statements) prepared.set(connection, (statements = new Map()));
    const known = statements.get(sql);
    if (known) return known;
    const statement = connection.prepare(sql);
    if (statements.size >= preparedStatements) statements.delete(statements.keys().next().value!);
    statements.set(sql, statement);
    return statement;
  }

  /** Runs a statement that is run through knex itself, whose callers do not retry. Holds no connection in between. */
  override runner(builder: unknown) {
    const runner = super.runner(builder);
    const run = runner.run.bind(runner);
    runner.run = () => this.whenUnlocked(run);
    return runner;
  }

  /** Waits as long as `acquireConnectionTimeout` says. */
  private async whenUnlocked<T>(work: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + this.config.acquireConnectionTimeout!;
    for (;;) {
      try {
        return await work();
      } catch (error: any) {
        // A stale snapshot remains stale, so waiting is pointless.
        if (!/^SQLITE_BUSY(?!_SNAPSHOT)/.test(error?.code) || performance.now() >= deadline) throw error;
        await sleep(1 + Math.random() * 15);
      }
    }
  }
}
