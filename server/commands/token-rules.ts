import type { Authority } from '../callers';
import { ConflictError, ForbiddenError, ValidationError } from '../errors';
import type { TokenPatch } from '../store/token-rows';
import { MAX_GENERATIONS, type Limits } from '../token-limits';
import { expiryOf } from '../token/expiry';
import type { TokenRecord } from '../token/token-record';

/** @throws {ForbiddenError} where a token is too far from a person to make others */
export function assertMayMake({ tokenId, makers }: Authority): void {
  if (tokenId !== null && makers.length + 1 >= MAX_GENERATIONS) {
    throw new ForbiddenError(`Tokens made by tokens go ${MAX_GENERATIONS} deep at most; make this one with an earlier token`);
  }
}

/** @throws {ValidationError} where the token's record cannot be read whole: what is unknown of it would be lost */
export function assertIntact({ isBroken }: TokenRecord): void {
  if (isBroken) throw new ValidationError('This token’s record is damaged. Delete the token and create another one.');
}

/**
 * Throws where a token has changed since the caller read it (`basedOn`, an ISO 8601 date); the caller is told what it is now, `shown`.
 * @throws {ConflictError}
 */
export function assertUnchanged(token: TokenRecord, basedOn: string | undefined, shown: object): void {
  if (basedOn !== undefined && Date.parse(basedOn) !== token.updatedAt) throw new ConflictError(shown);
}

/** Whether a token is so already. */
export function altersNothing(token: TokenRecord, patch: TokenPatch): boolean {
  return Object.entries(patch).every(([name, value]) => value === undefined || token[name as keyof TokenPatch] === value);
}

/** Whether a token lives longer than the one that asks, and so is out of its reach. */
export function outlives(token: TokenRecord, { endsAt }: Authority): boolean {
  return expiryOf(token) > endsAt;
}

/** The end of a life that begins now (milliseconds since the epoch), no later than `notAfter`; null for none. */
export function endOfLife(lifespan: number | null, notAfter: number): number | null {
  const end = Math.min(lifespan === null ? Infinity : Date.now() + lifespan, notAfter);
  return end === Infinity ? null : end;
}

/**
 * The end of a token that is given a new key now.
 * @throws {ValidationError} where what limits the token is over: a new key would not work
 */
export function endForNewKey({ lifespan }: TokenRecord, limits: Limits | null, { endsAt }: Authority): number | null {
  if (limits === null || limits.endsAt <= Date.now()) {
    throw new ValidationError('The admin token that made this token has ended or may not make tokens any more. Create a new token instead.');
  }
  return endOfLife(lifespan, Math.min(limits.endsAt, endsAt));
}
