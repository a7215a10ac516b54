import { CmsError, type InputIssue, unavailable } from '../errors';

/**
 * What went wrong in the database: a unique index or a foreign key was violated, a value cannot be stored or is too large, it does not
 * answer, it denies the CMS access, a resource is exhausted (connections, memory, disk, a user's quota), others hold a lock (deadlock, lock
 * timeout, serialization failure), it is read-only (a replica), a table is missing (during a restore), or anything else.
 */
export type DatabaseErrorKind =
  | 'unique' | 'foreign-key' | 'invalid' | 'too-large' | 'unavailable' | 'denied' | 'limited' | 'busy' | 'read-only' | 'no-table' | 'other';

const outcomes = {
  unique: { status: 400, name: 'ValidationError', message: 'This attribute must be unique' },
  'foreign-key': { status: 400, name: 'ValidationError', message: 'A related record does not exist' },
  invalid: { status: 400, name: 'ValidationError', message: 'A value is out of range, too long, or has a character that the database cannot store' },
  'too-large': { status: 413, name: 'PayloadTooLargeError', message: 'This is more than the database accepts at once' },
  denied: { status: 503, name: 'ServiceUnavailableError', message: 'The database denied the server access' },
  limited: { status: 503, name: 'ServiceUnavailableError', message: 'A database limit has been reached' },
  unavailable: { status: 503, name: 'ServiceUnavailableError', message: 'The database does not respond' },
  busy: { status: 503, name: 'ServiceUnavailableError', message: 'The database is busy' },
  'read-only': { status: 503, name: 'ServiceUnavailableError', message: 'The database is read-only' },
  'no-table': { status: 503, name: 'ServiceUnavailableError', message: 'A table is missing from the database' },
  other: { status: 500, name: 'DatabaseError', message: 'The database rejected a statement' },
} as const satisfies Record<DatabaseErrorKind, { status: number; name: string; message: string }>;

/** The length to which a statement is truncated for the log (characters). */
const longestStatement = 2000;

/** What is known about a failure besides its kind. None of it contains a value. */
export interface DatabaseErrorContext {
  /** The driver's code: `SQLITE_BUSY`, `23505`, `ER_DUP_ENTRY`. */
  code?: string;
  /** The statement, with placeholders. */
  statement?: string;
  /** The transaction was chosen as a victim and may succeed when it is retried. */
  retryable?: boolean;
  /** The attributes of the violated unique index. */
  attributes?: string[];
}

/**
 * A failure of the database, without any value: neither the message nor a field contains what was stored or searched. `status` is 400
 * for `unique`, `foreign-key` and `invalid`, 413 for `too-large`, 500 for `other`, else 503 (with `Retry-After` and the code
 * `ERR_UNAVAILABLE`).
 */
export class DatabaseError extends CmsError {
  readonly code: string | undefined;
  readonly statement: string | undefined;
  readonly retryable: boolean;

  constructor(readonly kind: DatabaseErrorKind, context: DatabaseErrorContext = {}) {
    const { status, name, message } = outcomes[kind];
    const { code, attributes = [] } = context;
    const errors = attributes.map((attribute): InputIssue => ({ path: [attribute], message, name: 'ValidationError' }));
    const { details, headers } = status === 503 ? unavailable : { details: errors.length > 0 ? { errors } : {}, headers: {} };
    super(status, name, kind === 'other' && code ? `${message} (${code})` : message, details, headers);
    this.code = code;
    this.statement = context.statement?.slice(0, longestStatement);
    this.retryable = context.retryable ?? false;
  }
}
