import { setTimeout as sleep } from 'node:timers/promises';
import { TokenError, UnavailableError, ValidationError } from '../errors';

/** Error codes of the drivers of all three databases, by their meaning for the caller. */
const CODES: Record<'unique' | 'conflict' | 'unavailable' | 'invalid', RegExp> = {
  // The driver `sqlite3` does not distinguish constraints, and the tables have no others.
  unique: /^(23505|ER_DUP_ENTRY|SQLITE_CONSTRAINT(_UNIQUE|_PRIMARYKEY)?)$/,
  // The database aborted this transaction in favor of another; it may succeed when retried.
  conflict: /^(40001|40P01|ER_LOCK_DEADLOCK|ER_CHECKREAD|SQLITE_BUSY_SNAPSHOT)$/,
  unavailable: new RegExp('^(08...|28...|3[DF]000|42P01|53...|55P03|57...|25006|E[A-Z]+|PROTOCOL_.*|SQLITE_(BUSY|LOCKED|CANTOPEN|IOERR|FULL|READONLY).*'
    + '|ER_(NO_SUCH_TABLE|LOCK_WAIT_TIMEOUT|CON_COUNT_ERROR|SERVER_SHUTDOWN|QUERY_INTERRUPTED|CONNECTION_KILLED|NEW_ABORTING_CONNECTION|USER_LIMIT_REACHED'
    + '|TOO_MANY_USER_CONNECTIONS|ACCESS_DENIED_ERROR|DBACCESS_DENIED_ERROR|OPTION_PREVENTS_STATEMENT|READ_ONLY_MODE|DISK_FULL'
    + '|CANT_EXECUTE_IN_READ_ONLY_TRANSACTION))$'),
  invalid: /^(22001|22021|22P05|ER_DATA_TOO_LONG|ER_TRUNCATED_WRONG_VALUE_FOR_FIELD|ER_NET_PACKET_TOO_LARGE|SQLITE_TOOBIG)$/,
};

/** knex has no codes for an exhausted pool and a timed-out statement. */
const NO_CONNECTION = /^(Knex: )?Timeout acquiring a connection|^Unable to acquire a connection|^Connection terminated|^Defined query timeout/;

type Failure = keyof typeof CODES;

/** The message of the database or its driver, with its code, and without the statement that knex prepends. */
export function messageOf(error: unknown): string {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const said = String(message ?? error).split(' - ').at(-1)!;
  return typeof code !== 'string' || said.includes(code) ? said : `${said} (${code})`.trim();
}

/** The meaning of an error of a driver, of knex or of the host's database layer; null for any other. */
export function failureOf(error: unknown): Failure | null {
  const { code } = (error ?? {}) as { code?: unknown };
  if (typeof code !== 'string') return NO_CONNECTION.test(messageOf(error)) ? 'unavailable' : null;
  return (Object.keys(CODES) as Failure[]).find((failure) => CODES[failure].test(code)) ?? null;
}

/**
 * Why something failed, for the log. For a database error that is only its code: knex prepends the statement with its values to the
 * message, and databases repeat values themselves.
 */
export function reasonOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : messageOf(error);
}

/** The error to pass on for a failed statement: without the statement, and with a status if its cause is known. */
export function passedOn(error: unknown): unknown {
  if (error instanceof TokenError || typeof (error as { status?: unknown } | null)?.status === 'number') return error;
  switch (failureOf(error)) {
    case 'conflict':
    case 'unavailable':
      return new UnavailableError('The database is not available at the moment. Try again in a second.');
    case 'invalid':
      return new ValidationError('A value is too long, or contains a character that the database cannot store');
    default:
      return typeof (error as { code?: unknown } | null)?.code === 'string'
        ? new Error(`API tokens: the database rejected a statement (${reasonOf(error)}).`)
        : error;
  }
}

const ATTEMPTS = 5;
const LONGEST_PAUSE_MS = 50;

/** Retries a transaction, up to four times, if the database aborted it in favor of another one. */
export async function retryConflicts<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (failureOf(error) !== 'conflict' || attempt === ATTEMPTS) throw error;
      await sleep(Math.random() * LONGEST_PAUSE_MS * attempt);
    }
  }
}
