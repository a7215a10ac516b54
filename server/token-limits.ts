import type { Owner } from './token/owner';
import { effectivePermissions, grants, type PermissionLimit } from './grant/permission-limit';
import type { AdminPermission, Id } from './host';
import type { Owners } from './owners/owners';
import type { TokenRows } from './store/token-rows';
import { type RateLimit, stricterRate } from './token/request-window';
import { expiryOf, type Policy } from './token/expiry';
import { type KeylessToken, isMadeByToken } from './token/token-record';

/** What an admin token must be granted for the content-API tokens that it created to keep working. */
export const CREATE_CONTENT = 'plugin::api-tokens.api-tokens.create';
/** The expiry of a token that has already expired: unlike minus infinity, a time that can be formatted (milliseconds since the epoch). */
const ENDED = 0;
/** The maximum number of admin tokens between a token and a person; each of them is read with the token. */
export const MAX_GENERATIONS = 10;

/** What limits a token from outside: its owner and, if an admin token created it, that token. */
export interface Limits {
  /** The owner whose deactivation disables it: that of an admin token, or of the admin token that created it; null for other content-API tokens. */
  owner: Owner | null;
  /** Whether none of the tokens that created it is paused. */
  isEnabled: boolean;
  /** Its latest possible expiry (milliseconds since the epoch). */
  endsAt: number;
  /** The `allowedAddresses` of the tokens that created it: it can be used from addresses that are in all of them. */
  addresses: ReadonlyArray<readonly string[]>;
  /** A limit that keeps to the rate limits of all tokens that created it; null if there is none. */
  rateLimit: RateLimit | null;
  /** What an admin token may do at most. */
  permissions: PermissionLimit;
  /** The ids of the admin tokens that created it: its creator, that one's creator, and so on. */
  makers: readonly Id[];
}

/** What a token can currently do, within its limits. */
export interface EffectiveToken extends Pick<Limits, 'owner' | 'isEnabled' | 'endsAt' | 'addresses' | 'rateLimit' | 'makers'> {
  /** What an admin token may do; empty for a content-API token. */
  permissions: AdminPermission[];
}

/**
 * What a token may do depends on the admin tokens that created it, directly or indirectly: it expires with them, does not work while one of them is paused or their owner is
 * deactivated, works only from their addresses and within their rate limits, and can do no more than they can. These rules are defined only here.
 */
export interface TokenLimits {
  /** Null if its owner, or a token that created it, no longer exists. */
  of(rows: TokenRows, token: KeylessToken): Promise<Limits | null>;
  /** Null in the same cases. The token may have expired or be paused, and its owner may be deactivated. */
  effective(rows: TokenRows, token: KeylessToken): Promise<EffectiveToken | null>;
  /** When a token itself expires under the policy (milliseconds since the epoch); Infinity for one that never does. */
  expiryOf(token: KeylessToken): number;
}

/** The limits of a token that no admin token created; its owner limits it separately. */
const UNLIMITED = { isEnabled: true, endsAt: Infinity, addresses: [], rateLimit: null, makers: [] };

/** See {@link TokenLimits}. */
export function createTokenLimits(owners: Owners, policy: Policy): TokenLimits {
  async function limitsOf(rows: TokenRows, token: KeylessToken, generation = 0): Promise<Limits | null> {
    if (isMadeByToken(token)) return limitsByMaker(rows, token, generation);
    if (token.kind !== 'admin') return { owner: null, ...UNLIMITED, permissions: [] };
    const owner = token.ownerId === null ? undefined : (await owners.find([token.ownerId])).get(token.ownerId);
    return owner === undefined ? null : { owner, ...UNLIMITED, permissions: await owners.limitOf(owner) };
  }

  async function limitsByMaker(rows: TokenRows, { kind, madeBy }: KeylessToken, generation: number): Promise<Limits | null> {
    const maker = generation < MAX_GENERATIONS ? await rows.find('admin', madeBy!.id!) : null;
    const effective = maker && !maker.isBroken ? await effectiveToken(rows, maker, generation + 1) : null;
    if (maker === null || effective === null) return null;
    const { owner, isEnabled, addresses, rateLimit, permissions, makers } = effective;
    const endsAt = kind === 'admin' || grants(permissions, CREATE_CONTENT) ? effective.endsAt : ENDED;
    return { owner, isEnabled, endsAt, addresses, rateLimit, permissions, makers: [maker.id, ...makers] };
  }

  async function effectiveToken(rows: TokenRows, token: KeylessToken, generation = 0): Promise<EffectiveToken | null> {
    const limits = await limitsOf(rows, token, generation);
    if (limits === null) return null;
    const { owner, makers } = limits;
    return {
      owner,
      isEnabled: token.enabled && limits.isEnabled,
      endsAt: Math.min(expiryOf(token, policy), limits.endsAt),
      addresses: token.allowedAddresses === null ? limits.addresses : [token.allowedAddresses, ...limits.addresses],
      rateLimit: stricterRate(token.rateLimit, limits.rateLimit),
      makers,
      permissions: token.kind === 'admin' ? effectivePermissions(token.permissions, limits.permissions) : [],
    };
  }

  return {
    of: (rows, token) => limitsOf(rows, token),
    effective: (rows, token) => effectiveToken(rows, token),
    expiryOf: (token) => expiryOf(token, policy),
  };
}
