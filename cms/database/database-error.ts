import { CmsError, type InputIssue } from '../errors';

/**
 * What went wrong in the database: a unique index or a foreign key said no, a value is one that it cannot hold or is larger than it takes,
 * it does not answer, it does not let the CMS in or do this, something that it has is used up (connections, memory, disk, a user's quota),
 * others hold what is needed (deadlock, lock, serialization failure), it takes no writes (a replica), a table is gone (a restore under way), or
 * anything else.
 */
export type DatabaseErrorKind =
  | 'unique' | 'foreign-key' | 'invalid' | 'too-large' | 'unavailable' | 'denied' | 'limited' | 'busy' | 'read-only' | 'no-table' | 'other';

const outcomes = {
  unique: { status: 400, name: 'ValidationError', message: 'This attribute must be unique' },
  'foreign-key': { status: 400, name: 'ValidationError', message: 'A related record does not exist' },
  invalid: { status: 400, name: 'ValidationError', message: 'A value is out of range, too long, or has a character that the database cannot store' },
  'too-large': { status: 413, name: 'PayloadTooLargeError', message: 'This is more than the database takes at once' },
  denied: { status: 503, name: 'ServiceUnavailableError', message: 'The database denies the server access' },
  limited: { status: 503, name: 'ServiceUnavailableError', message: 'A limit of the database is reached' },
  unavailable: { status: 503, name: 'ServiceUnavailableError', message: 'The database does not answer' },
  busy: { status: 503, name: 'ServiceUnavailableError', message: 'The database is busy' },
  'read-only': { status: 503, name: 'ServiceUnavailableError', message: 'The database takes no writes' },
  'no-table': { status: 503, name: 'ServiceUnavailableError', message: 'A table is missing from the database' },
  other: { status: 500, name: 'DatabaseError', message: 'The database refused a statement' },
} as const satisfies Record<DatabaseErrorKind, { status: number; name: string; message: string }>;

/** What is kept of a statement, for the log (characters). */
const longestStatement = 2000;

/** What is known about a failure beside its kind. None of it holds a value. */
export interface DatabaseErrorContext {
  /** The driver's code: `SQLITE_BUSY`, `23505`, `ER_DUP_ENTRY`. */
  code?: string;
  /** The statement, with placeholders. */
  statement?: string;
  /** The transaction was chosen as a victim and may well succeed when it is run again. */
  retryable?: boolean;
  /** The attributes of the unique index that said no. */
  attributes?: string[];
}

/**
 * A failure of the database, told without any value: neither the message nor a field holds what was to be stored or looked
 * for. `status` is 400 for `unique`, `foreign-key` and `invalid`, 413 for `too-large`, 500 for `other`, else 503 (with `Retry-After`).
 */
export class DatabaseError extends CmsError {
  readonly code: string | undefined;
  readonly statement: string | undefined;
  readonly retryable: boolean;

  constructor(readonly kind: DatabaseErrorKind, context: DatabaseErrorContext = {}) {
    const { status, name, message } = outcomes[kind];
    const { code, attributes = [] } = context;
    const errors = attributes.map((attribute): InputIssue => ({ path: [attribute], message, name: 'ValidationError' }));
    super(
      status, name, kind === 'other' && code ? `${message} (${code})` : message,
      errors.length > 0 ? { errors } : {}, status === 503 ? { 'Retry-After': '1' } : {},
    );
    this.code = code;
    this.statement = context.statement?.slice(0, longestStatement);
    this.retryable = context.retryable ?? false;
  }
}
