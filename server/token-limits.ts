import type { Owner } from './token/owner';
import { effectivePermissions, grants, type PermissionLimit } from './grant/permission-limit';
import type { AdminPermission, Id } from './host';
import type { Owners } from './owners';
import type { TokenRows } from './store/token-rows';
import { expiryOf } from './token/expiry';
import { isMadeByToken, type TokenRecord } from './token/token-record';

/** What an admin token must be granted for the content-API tokens that it has made to go on. */
export const CREATE_CONTENT = 'plugin::api-tokens.api-tokens.create';
/** The end of what has ended already: a time that can be told, unlike minus infinity (milliseconds since the epoch). */
const ENDED = 0;
/** How many admin tokens may stand between a token and a person: each of them is read with the token. */
export const MAX_GENERATIONS = 10;

/** What limits a token from outside: its owner and, where an admin token made it, that one. */
export interface Limits {
  /** With whom it stops: the owner of an admin token, also of the one that made it; null for other content-API tokens. */
  owner: Owner | null;
  /** When it ends at the latest (milliseconds since the epoch). */
  endsAt: number;
  /** What an admin token may do at most. */
  permissions: PermissionLimit;
  /** The ids of the admin tokens that it comes from: its maker, that one's maker, and so on. */
  makers: readonly Id[];
}

/** What a token amounts to at this moment, within its limits. */
export interface EffectiveToken extends Pick<Limits, 'owner' | 'endsAt' | 'makers'> {
  /** What an admin token may do; empty for a content-API token. */
  permissions: AdminPermission[];
}

/**
 * What a token may do depends on the admin tokens that it comes from: it ends with them, rests while their owner is deactivated, and does
 * no more than they do. This is the one place that says so.
 */
export interface TokenLimits {
  /** Null where nothing holds the token any more: its owner or a token that it comes from is gone. */
  of(rows: TokenRows, token: TokenRecord): Promise<Limits | null>;
  /** Null as well. The token's time may be over, and its owner deactivated. */
  effective(rows: TokenRows, token: TokenRecord): Promise<EffectiveToken | null>;
}

/** See {@link TokenLimits}. */
export function createTokenLimits(owners: Owners): TokenLimits {
  async function limitsOf(rows: TokenRows, token: TokenRecord, generation = 0): Promise<Limits | null> {
    if (isMadeByToken(token)) return limitsByMaker(rows, token, generation);
    if (token.kind !== 'admin') return { owner: null, endsAt: Infinity, permissions: [], makers: [] };
    const owner = token.ownerId === null ? undefined : (await owners.find([token.ownerId])).get(token.ownerId);
    return owner === undefined ? null : { owner, endsAt: Infinity, permissions: await owners.limitOf(owner), makers: [] };
  }

  async function limitsByMaker(rows: TokenRows, { kind, madeBy }: TokenRecord, generation: number): Promise<Limits | null> {
    const maker = generation < MAX_GENERATIONS ? await rows.find('admin', madeBy!.id!) : null;
    const effective = maker && !maker.isBroken ? await effectiveToken(rows, maker, generation + 1) : null;
    if (maker === null || effective === null) return null;
    const { owner, permissions, makers } = effective;
    const endsAt = kind === 'admin' || grants(permissions, CREATE_CONTENT) ? effective.endsAt : ENDED;
    return { owner, endsAt, permissions, makers: [maker.id, ...makers] };
  }

  async function effectiveToken(rows: TokenRows, token: TokenRecord, generation = 0): Promise<EffectiveToken | null> {
    const limits = await limitsOf(rows, token, generation);
    if (limits === null) return null;
    const { owner, makers } = limits;
    return {
      owner,
      endsAt: Math.min(expiryOf(token), limits.endsAt),
      makers,
      permissions: token.kind === 'admin' ? effectivePermissions(token.permissions, limits.permissions) : [],
    };
  }

  return { of: (rows, token) => limitsOf(rows, token), effective: (rows, token) => effectiveToken(rows, token) };
}
