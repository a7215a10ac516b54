import type { Knex } from 'knex';
import type { Id } from '../host';

/** Runs a statement whose answer nobody waits for (`later` of the host's transactions). */
export type Later = (statement: Knex.QueryBuilder | Knex.Raw) => Promise<void>;

/** Waits for the statement: for hosts without `later`, and outside of transactions. */
export const atOnce: Later = async (statement) => void await statement;

/** What the store needs from a database. The database layers of hosts satisfy it; a Koa app's knex instance is adapted. */
export interface StoreDatabase {
  /** Its statements run outside of any transaction. */
  readonly connection: Knex;
  /** Runs `work` in a transaction, or in the current one. If it throws, that is rolled back and the error is rethrown. */
  transaction<T>(work: (scope: { trx: Knex; onCommit(callback: () => void): void; later?: Later }) => Promise<T>): Promise<T>;
  /** The PostgreSQL schema of the tables, if one is configured. */
  getSchemaName?(): string | undefined;
  /** Whether the caller may be inside a transaction, whose isolation level cannot be set and which cannot be retried. */
  inTransaction(): boolean;
}

/** The tables of the plugin. */
export const TOKENS = 'api_tokens_issued';
export const KEYS = 'api_tokens_keys';
export const PERMISSIONS = 'api_tokens_permissions';
export const REVISION = 'api_tokens_revision';
export const CHANGES = 'api_tokens_changes';
export const USAGE = 'api_tokens_usage';
export const USAGE_ACTIONS = 'api_tokens_usage_actions';
export const DENIALS = 'api_tokens_denials';
export const EVENTS = 'api_tokens_events';

/** The timeout of a statement (milliseconds): a connection that does not respond is abandoned. */
export const STATEMENT_TIMEOUT_MS = 10_000;
/** The maximum number of values, or rows, in a statement; databases accept some ten thousand values. */
const AT_ONCE = 500;

/** Begins a statement on a table, and on those it joins, in the tables' schema: a session's search path does not survive a pooler. */
export function table({ getSchemaName }: Pick<StoreDatabase, 'getSchemaName'>, knex: Knex, name: string): Knex.QueryBuilder {
  const schema = getSchemaName?.();
  const statement = knex(name).timeout(STATEMENT_TIMEOUT_MS);
  return schema === undefined ? statement : statement.withSchema(schema);
}

/** The name of a table in the tables' schema, for statements that {@link table} cannot express. */
export function tableName({ getSchemaName }: Pick<StoreDatabase, 'getSchemaName'>, name: string): string {
  const schema = getSchemaName?.();
  return schema === undefined ? name : `${schema}.${name}`;
}

/** Whether statements that write can return rows. */
export function supportsReturning(knex: Knex): boolean {
  return knex.client.dialect !== 'mysql';
}

/** Splits `list` into parts that fit into one statement. */
export function* partsOf<T>(list: readonly T[], size = AT_ONCE): Generator<T[]> {
  for (let start = 0; start < list.length; start += size) yield list.slice(start, start + size);
}

/** Converts an id from a driver to the number that it is in every host. */
export function idOf(value: unknown): Id {
  return typeof value === 'bigint' || (typeof value === 'string' && /^\d{1,15}$/.test(value)) ? Number(value) : value as Id;
}

/** A stored time (milliseconds since the epoch); 0 if it is invalid. */
export function timeOf(value: unknown): number {
  const time = Number(value);
  return Number.isNaN(new Date(time).getTime()) ? 0 : time;
}

/** Inserts a row by `query`, and returns its id; for `canReturn`, see {@link supportsReturning}. */
export async function insertOne(query: Knex.QueryBuilder, row: object, canReturn: boolean): Promise<Id> {
  const [answer] = await (canReturn ? query.insert(row).returning('id') : query.insert(row));
  return idOf(typeof answer === 'object' ? answer.id : answer);
}

/** A row as drivers return it, with its columns under the names that a statement gives them: databases, drivers and an app's knex differ in types. */
export type RowOf<Columns> = { [Name in keyof Columns]: unknown };

/** A value as the JSON that a column stores; null for none. */
export function asJson(value: object | null | undefined): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
