import { EventEmitter } from 'node:events';
import type { Knex } from 'knex';
import makeKnex from 'knex/lib/knex-builder/make-knex.js';
import { DatabaseError } from '../database-error';
import type { Connection, Dialect } from '../dialects/dialect';
import type { Model } from '../schema/model';

const unreachable = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH',
]);

/** Messages without a code, from knex, its pool and the drivers, about connections that cannot be established or are lost. */
const lostConnection = /timeout|Unable to acquire a connection|^aborted|^Connection terminated|not queryable|closed state/i;

function isUnreachable(error: any): boolean {
  if (error?.code !== undefined) return unreachable.has(error.code);
  // knex puts the statement in front.
  return lostConnection.test(String(error?.message).split(' - ').at(-1)!);
}

/** A code for failures for which pg has none. */
function codeOfMessage(error: any): string | undefined {
  return /does not support SSL/.test(error?.message) ? 'TLS_NOT_OFFERED' : undefined;
}

/** A statement that was not answered in time. */
class QueryTimeout extends Error {
  constructor() {
    super('The database did not respond in time');
  }
}

function unsupported(instead: string): never {
  throw new Error(`That cannot be done inside of a transaction. ${instead}`);
}

/** A statement as knex's client takes it. */
export interface Request {
  sql: string;
  bindings: unknown[];
  /** Has no timeout. */
  patient?: boolean;
}

/** Acquires connections from knex's pool and runs statements on them. Throws only {@link DatabaseError}s. */
export class Connections {
  private readonly client: any;
  /** The attributes of a unique index or column, by its name in the database. */
  private readonly uniqueAttributes = new Map<string, string>();

  constructor(knex: Knex, private readonly dialect: Dialect, models: Iterable<Model>, queryTimeoutMs: number) {
    this.client = knex.client;
    if (dialect.abort) this.limitAnswers(queryTimeoutMs);
    for (const model of models) {
      const names = new Map([...model.fields.values()].map((field) => [field.column, field.name]));
      for (const relation of model.relations.values()) if (relation.kind === 'toOne') names.set(relation.column, relation.name);
      for (const [column, name] of names) this.uniqueAttributes.set(`${model.table}.${column}`, name);
      for (const { name, columns } of model.indexes) this.uniqueAttributes.set(name, names.get(columns[0]!)!);
    }
  }

  /** Whether statements can be sent without waiting for the answers to those before. */
  get pipelines(): boolean {
    return this.dialect.pipeline !== undefined;
  }

  /** Acquires a connection from the pool for `work`. */
  async use<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await this.acquire();
    try {
      return await work(connection);
    } finally {
      this.release(connection);
    }
  }

  async acquire(): Promise<Connection> {
    try {
      return await this.client.acquireConnection();
    } catch (error) {
      throw this.translate(error);
    }
  }

  release(connection: Connection): void {
    // Always resolves; knex closes a discarded connection when the pool next validates it.
    void this.client.releaseConnection(connection);
  }

  /** Opens a connection outside of the pool; {@link close} ends it. */
  async open(): Promise<Connection> {
    try {
      return await this.client.acquireRawConnection();
    } catch (error) {
      throw this.translate(error);
    }
  }

  async close(connection: Connection): Promise<void> {
    await this.client.destroyRawConnection(connection).catch(() => {});
  }

  /** Runs one statement and returns the driver's response. A `patient` one has no timeout. */
  async execute(connection: Connection, sql: string, bindings: unknown[] = [], patient = false): Promise<any> {
    try {
      const request: Request = { sql, bindings, patient };
      return (await this.client.query(connection, request)).response;
    } catch (error) {
      throw this.failed(connection, error, sql);
    }
  }

  /**
   * Runs statements of a transaction in this order, in one round trip where the dialect can, and after `former` is done. Rejects as the first does that
   * fails. `assertOpen` is called before each round trip.
   */
  async executeAll(connection: Connection, statements: Request[], former?: Promise<void>, assertOpen = (): void => {}): Promise<void> {
    if (this.pipelines) {
      this.dialect.pipeline!(connection);
      const answers = statements.map(({ sql, bindings }) => this.execute(connection, sql, bindings));
      await Promise.allSettled([former, ...answers]);
      await former;
      await Promise.all(answers);
      return;
    }
    await former;
    const joined = statements.length === 1 ? undefined : this.dialect.join?.(connection, statements.map(({ sql }) => sql));
    const trips = joined === undefined ? statements : [{ sql: joined, bindings: statements.flatMap(({ bindings }) => bindings) }];
    for (const { sql, bindings } of trips) {
      assertOpen();
      await this.execute(connection, sql, bindings);
    }
  }

  /** A knex instance whose statements all run on one connection, each inside of `around`, and fail as those of {@link execute} do. */
  knexOn(connection: Connection, around: <T>(work: () => Promise<T>) => Promise<T>): Knex {
    const { client } = this;
    const bound = Object.assign(Object.create(client), {
      // As knex does for its own transactions, whose statements then cannot start another one.
      transacting: true,
      acquireConnection: async () => connection,
      releaseConnection: async () => {},
      // Both would bypass what waits to be sent before.
      transaction: () => unsupported('Call `transaction` of the database again, which joins this one'),
      stream: () => unsupported('Read rows in parts'),
      query: (_connection: Connection, request: Request) => around(async () => {
        try {
          return await client.query(connection, request);
        } catch (error) {
          throw this.failed(connection, error, request.sql);
        }
      }),
    });
    // Listeners of its own: the client would keep those of every transaction.
    EventEmitter.call(bound);
    return makeKnex(bound);
  }

  /** Makes the pool discard a connection instead of reusing it. */
  discard(connection: Connection, reason: unknown): void {
    connection.__knex__disposed = reason;
    this.dialect.abort?.(connection);
  }

  /** Gives up on every statement that is not answered in time, including those run through knex itself, and on its connection. */
  private limitAnswers(timeoutMs: number): void {
    const run = this.client._query.bind(this.client);
    this.client._query = (connection: Connection, request: Request) =>
      (request.patient ? run(connection, request) : this.answered(connection, run(connection, request), timeoutMs));
  }

  private async answered<T>(connection: Connection, request: Promise<T>, timeoutMs: number): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new QueryTimeout()), timeoutMs);
    });
    try {
      return await Promise.race([request, late]);
    } catch (error) {
      // Statements that were sent together are late together.
      if (error instanceof QueryTimeout && connection.__knex__disposed === undefined) {
        // Closing our end does not stop the server from continuing.
        this.client.cancelQuery(connection).catch(() => {});
        this.discard(connection, 'no response in time');
      }
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private failed(connection: Connection, error: unknown, statement: string): DatabaseError {
    const failure = this.translate(error, statement);
    // MySQL closes the connection that sent it too much, after it has answered.
    if (failure.kind === 'too-large') this.discard(connection, failure.message);
    return failure;
  }

  private translate(error: any, statement?: string): DatabaseError {
    if (error instanceof DatabaseError) return error;
    const code = error?.code === undefined ? codeOfMessage(error) : String(error.code);
    if (error instanceof QueryTimeout || isUnreachable(error)) return new DatabaseError('unavailable', { code, statement });
    const { kind, retryable, violated = [] } = this.dialect.failure(error);
    const attributes = violated.flatMap((name) => this.uniqueAttributes.get(name) ?? []);
    return new DatabaseError(kind, { code, statement, retryable, attributes });
  }
}
