import { isDeepStrictEqual } from 'node:util';
import type { Authority } from '../callers';
import type { AllowedAddresses, CreateApiToken } from '../contract';
import { ConflictError, ForbiddenError, ValidationError } from '../errors';
import type { TokenPatch } from '../store/token-rows';
import { shortList } from '../input/short-list';
import { rangesOutside } from '../token/addresses';
import { isRateWithin, type RateLimit, stricterRate } from '../token/request-window';
import { MAX_GENERATIONS, type Limits } from '../token-limits';
import type { TokenRecord } from '../token/token-record';

const DAY_MS = 24 * 60 * 60 * 1000;
const SHORTEST_LIFE_MS = 7 * DAY_MS;
const ENDED_MAKER = 'The admin token that created this token has expired or may no longer create tokens. Create a new token instead.';

/** @throws {ForbiddenError} if there are too many tokens between a token and a person for it to create another */
export function assertMayMake({ tokenId, makers }: Authority): void {
  if (tokenId !== null && makers.length + 1 >= MAX_GENERATIONS) {
    throw new ForbiddenError(`Tokens can create tokens for at most ${MAX_GENERATIONS} generations. Create this one with a token of an earlier generation`);
  }
}

/** @throws {ValidationError} if part of the token's record cannot be read: a change would lose it */
export function assertIntact({ isBroken }: TokenRecord): void {
  if (isBroken) throw new ValidationError('This token’s record is damaged. Delete the token and create another one.');
}

/** @throws {ForbiddenError} if the configuration declares the token, which can only be changed there */
export function assertUnmanaged({ managedBy }: TokenRecord): void {
  if (managedBy !== null) throw new ForbiddenError('This token is declared in the server’s configuration. Change it there', 'ERR_MANAGED');
}

/**
 * Throws if a token has changed since the caller read it (`basedOn`, an ISO 8601 date); the error contains its current state, `shown`.
 * @throws {ConflictError}
 */
export function assertUnchanged(token: TokenRecord, basedOn: string | undefined, shown: object): void {
  if (basedOn !== undefined && Date.parse(basedOn) !== token.updatedAt) throw new ConflictError(shown);
}

/** Whether a token already has these values. */
export function altersNothing(token: TokenRecord, patch: TokenPatch): boolean {
  return Object.entries(patch).every(([name, value]) => value === undefined || isDeepStrictEqual(token[name as keyof TokenPatch], value));
}

/** Whether a token that expires at `expiry` outlives the calling token, which then cannot affect it. */
export function outlives(expiry: number, { endsAt }: Authority): boolean {
  return expiry > endsAt;
}

/**
 * The `allowedAddresses` of a new token: those of the token that creates it, unless fewer are requested.
 * @throws {ValidationError}
 */
export function addressesOfNew(wanted: AllowedAddresses = null, { addresses }: Pick<Authority, 'addresses'>): string[] | null {
  if (wanted === null) return addresses[0] === undefined ? null : [...addresses[0]];
  assertInside(wanted, addresses, 'addresses that the admin token which creates it may not be used from');
  return wanted;
}

/**
 * The changes for new `allowedAddresses` of a token: within those of the token that created it, and never wider if the caller is a token.
 * @throws {ValidationError}
 */
export function changeOfAddresses(
  token: TokenRecord, wanted: AllowedAddresses | undefined, limits: Limits | null, authority: Authority,
): Pick<TokenPatch, 'allowedAddresses'> {
  if (wanted === undefined || isDeepStrictEqual(wanted, token.allowedAddresses)) return {};
  if (authority.tokenId !== null && token.allowedAddresses !== null) {
    assertInside(wanted, [token.allowedAddresses], 'more than before, which an admin token cannot allow');
  }
  assertInside(wanted, limits?.addresses ?? [], 'addresses that the admin token which created it may not be used from');
  return { allowedAddresses: wanted };
}

function assertInside(wanted: AllowedAddresses, limits: Limits['addresses'], what: string): void {
  const outside = [...new Set(limits.flatMap((limit) => rangesOutside(wanted, limit)))];
  if (outside.length > 0) throw new ValidationError(`allowedAddresses has ${what}: ${shortList(outside)}`);
}

/**
 * The rate limit of a new token: that of the token that creates it, unless a stricter one is requested.
 * @throws {ValidationError}
 */
export function rateOfNew(wanted: RateLimit | null = null, { rateLimit }: Pick<Authority, 'rateLimit'>): RateLimit | null {
  if (wanted === null) return rateLimit;
  if (!isRateWithin(wanted, rateLimit)) throw new ValidationError('rateLimit must not be more than that of the admin token that creates the token');
  return wanted;
}

/**
 * The changes for a new rate limit of a token: within that of the token that created it, and never higher if the caller is a token.
 * @throws {ValidationError}
 */
export function changeOfRate(token: TokenRecord, wanted: RateLimit | null | undefined, limits: Limits | null, authority: Authority): Pick<TokenPatch, 'rateLimit'> {
  if (wanted === undefined || isDeepStrictEqual(wanted, token.rateLimit)) return {};
  if (authority.tokenId !== null && !isRateWithin(wanted, token.rateLimit)) throw new ValidationError('rateLimit must not be more than before, which an admin token cannot allow');
  if (!isRateWithin(wanted, limits?.rateLimit ?? null)) throw new ValidationError('rateLimit must not be more than that of the admin token that created the token');
  return { rateLimit: wanted };
}

/**
 * Whether a token can be used from addresses where the calling token cannot, or more often: its key would free the caller from its own limits.
 * @param limits what limits the token from outside
 */
export function reachesFurther(
  { allowedAddresses, rateLimit }: Pick<TokenRecord, 'allowedAddresses' | 'rateLimit'>, limits: Limits | null, { addresses, rateLimit: callers }: Authority,
): boolean {
  if (!isRateWithin(stricterRate(rateLimit, limits?.rateLimit ?? null), callers)) return true;
  const own = [...(allowedAddresses === null ? [] : [allowedAddresses]), ...limits?.addresses ?? []];
  return addresses.some((caller) => !own.some((list) => rangesOutside(list, caller).length === 0));
}

/** The limits of a lifetime. Times are milliseconds since the epoch. */
export interface LifeLimits {
  now: number;
  /** The longest lifetime under the policy (milliseconds). */
  maxLifetime: number;
  /** When the token that created it, or the calling token, expires. */
  notAfter: number;
}

/**
 * The lifetime of a new token. A duration is limited to its creator's; a date must be within that.
 * @throws {ValidationError} for a date that has passed or is too late, and for a lifetime that exceeds the policy
 */
export function lifeOfNew({ lifespan = null, expiresAt }: Pick<CreateApiToken['Request'], 'lifespan' | 'expiresAt'>, limits: LifeLimits): Pick<TokenRecord, 'lifespan' | 'expiresAt'> {
  const { now, maxLifetime, notAfter } = limits;
  if (expiresAt) return { lifespan: null, expiresAt: checkedEnd(Date.parse(expiresAt), limits) };
  const end = Math.min(lifespan === null ? Infinity : now + lifespan, notAfter);
  assertWithinPolicy(end - now, maxLifetime);
  return { lifespan, expiresAt: end === Infinity ? null : end };
}

/**
 * The changes for a new expiry date of a token; none if it is the current one. Shortening is always possible.
 * @throws {ValidationError} as {@link lifeOfNew}
 */
export function changeOfLife(
  token: TokenRecord, expiresAt: string | null | undefined, limits: LifeLimits,
): Pick<TokenPatch, 'lifespan' | 'expiresAt' | 'startsAt'> {
  if (expiresAt === undefined) return {};
  const end = expiresAt === null ? Infinity : Date.parse(expiresAt);
  const before = token.expiresAt ?? Infinity;
  if (end === before) return {};
  if (end < before) return { lifespan: null, expiresAt: checkedEnd(end, { ...limits, maxLifetime: Infinity }) };
  return { lifespan: null, expiresAt: checkedEnd(end, limits), startsAt: limits.now };
}

function checkedEnd(end: number, { now, maxLifetime, notAfter }: LifeLimits): number | null {
  if (end <= now) throw new ValidationError('expiresAt must be in the future');
  if (end > notAfter) {
    throw new ValidationError(notAfter <= now ? ENDED_MAKER : `expiresAt must not be after ${new Date(notAfter).toISOString()}, when the creating admin token expires`);
  }
  assertWithinPolicy(end - now, maxLifetime);
  return end === Infinity ? null : end;
}

/** @throws {ValidationError} */
function assertWithinPolicy(lifetime: number, maxLifetime: number): void {
  if (lifetime > maxLifetime) throw new ValidationError(`A token may last at most ${maxLifetime / DAY_MS} days. Choose an earlier expiry date`);
}

/** The expiry of a token's creator, or of the calling token; a time in the past if that no longer exists. */
export function endOf(limits: Limits | null, { endsAt }: Authority): number {
  return Math.min(limits === null ? 0 : limits.endsAt, endsAt);
}

/**
 * The expiry of a token that gets a new key now: a duration restarts, a date in the future stays, and one that has passed is replaced by
 * the length of the ended lifetime. All within the limits.
 * @throws {ValidationError} if what limits the token has ended: a new key would not work
 */
export function endForNewKey({ lifespan, expiresAt, startsAt }: TokenRecord, { now, maxLifetime, notAfter }: LifeLimits): number | null {
  if (notAfter <= now) throw new ValidationError(ENDED_MAKER);
  const isOver = expiresAt !== null && expiresAt <= now;
  // A lifetime of unknown length was migrated from an unreadable record.
  const length = lifespan ?? (isOver ? (expiresAt > startsAt ? expiresAt - startsAt : SHORTEST_LIFE_MS) : null);
  const end = Math.min(length === null ? expiresAt ?? Infinity : now + length, now + maxLifetime, notAfter);
  return end === Infinity ? null : end;
}
