import type { Knex } from 'knex';
import type { ScalarType } from '../../content-type';
import type { DatabaseErrorKind } from '../database-error';
import type { DatabaseSettings } from '../database-settings';

/** A connection as the driver made it. Only its dialect knows what it is. */
export type Connection = any;

/** What a driver's error means. */
export interface Failure {
  kind: DatabaseErrorKind;
  /** True for the victim of a deadlock or a serialization failure. */
  retryable?: boolean;
  /** For `unique`: the name of the index, or its columns as `table.column`, whichever the database tells. */
  violated?: string[];
}

/** A foreign key: the column that holds it, and the table it points to. */
export interface ForeignKey {
  column: string;
  target: string;
}

/** Where in a text to search for another. The text to search for at the end is never empty. */
export type Place = 'anywhere' | 'start' | 'end';

/** Everything in which one database differs from another. Nothing else in this folder depends on the database. */
export interface Dialect {
  /** The settings of knex, with the driver's. */
  knexConfig(settings: DatabaseSettings): Knex.Config;
  /** A quoted name. */
  quote(name: string): string;

  /** Starts a transaction that may write. */
  readonly begin: string;
  /**
   * Prepares a connection for several statements that are sent without waiting in between. Once a transaction has begun, all that follow a failed one
   * fail. Missing where each has to wait for the one before.
   */
  pipeline?(connection: Connection): void;
  /** Joins statements into one, which stops at the first that fails; undefined if the server at the other end has no such thing. */
  join?(connection: Connection, statements: string[]): string | undefined;
  /** `insert` and `update` can return the rows they wrote. */
  readonly supportsReturning: boolean;
  /** An unlimited limit, for an offset without a limit. */
  readonly noLimit: string;
  /** Appended to `order by x asc` and `desc` so that null sorts below every value. */
  readonly nullsLow: { asc: string; desc: string };
  /** Changes `statement` (an insert of `columns`) to overwrite an existing row with the same `key`. */
  upsert(statement: string, key: string, columns: string[]): string;

  /** SQL for a text in lower case. */
  lower(expression: string): string;
  /**
   * SQL that is true if `text` contains another text at that place, case-sensitively; null for null. Each call of `part` returns SQL for
   * that other text and binds it once more. `like` is not used: it takes time proportional to the product of both lengths, and needs escaping.
   */
  has(text: string, part: () => string, place: Place): string;

  /** SQL that reads a column without losing precision in the driver. */
  read(type: ScalarType, column: string): string;
  /** A point in time, in milliseconds since 1970, as bound to a datetime column. */
  datetime(milliseconds: number): unknown;

  /** Column types. */
  readonly columnTypes: Record<ScalarType, string>;
  readonly primaryKey: string;
  readonly foreignKeyType: string;
  /** The clauses after `alter table t add column c type` that make the column a foreign key, set to null when its target is deleted. */
  addForeignKey(key: ForeignKey, constraint: string): string;
  /** Appended to `create table t (…)`; called once per synchronization. */
  tableOptions(rows: (sql: string) => Promise<any[]>): Promise<string>;
  /** Lists `{ table_name, name }` of all columns, and of all indexes. */
  readonly columnsQuery: string;
  readonly indexesQuery: string;

  /** Rows in a driver's response. */
  rows(response: any): any[];
  /** How many rows a statement changed, and the id of an inserted row (without `returning`). */
  outcome(response: any): { affected: number; insertedId: number };
  failure(error: any): Failure;

  /** Closes the socket of a connection that does not answer. Missing if that cannot happen. */
  abort?(connection: Connection): void;
  /** Statements fail immediately while another process writes, and have to be retried. */
  readonly failsWhileLocked?: boolean;
  /** A lock across processes that lasts as long as the running transaction. */
  lockTransaction?(execute: (sql: string, bindings?: unknown[], patient?: boolean) => Promise<unknown>, timeoutMs: number): Promise<void>;
  /** A lock across processes, held by one connection. Missing where a transaction can hold one, or is one. */
  readonly processLock?: {
    /** Waits up to `timeoutMs`; false if the lock was not available. The lock ends with the connection. */
    acquire(statement: (sql: string, bindings: unknown[]) => Promise<any[]>, timeoutMs: number): Promise<boolean>;
  };
}
