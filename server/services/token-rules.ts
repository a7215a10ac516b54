import { ConflictError, ValidationError } from '../errors';
import type { Row } from '../host';
import { expiryOf } from '../token/expiry';
import type { Bound } from './standings';

/** When a stored token ends by itself (milliseconds since the epoch); Infinity for one without end. */
export function endOf(row: Row): number {
  return expiryOf(row as never);
}

/**
 * When a token that is given a new key has to end at the latest (milliseconds since the epoch).
 * @throws {ValidationError} where what holds the token is over: a new key would not work
 */
export function endForNewKey(bound: Bound | null): number {
  if (bound === null || bound.endsAt <= Date.now()) {
    throw new ValidationError('The admin token that made this token has ended or may not make tokens any more. Create a new token instead.');
  }
  return bound.endsAt;
}

/**
 * Throws where a token has changed since the caller read it; `show` makes of it what the caller is told.
 * @throws {ConflictError}
 */
export function assertUnchanged(row: Row, basedOn: string | undefined, show: (row: Row) => object): void {
  if (basedOn !== undefined && Date.parse(basedOn) !== new Date(row.updatedAt).getTime()) throw new ConflictError(show(row));
}
