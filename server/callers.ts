import { decide } from './admission/decide';
import { toError } from './admission/verdict';
import { ForbiddenError, PermissionMissingError, UnauthorizedError } from './errors';
import { grants, type PermissionLimit } from './grant/permission-limit';
import type { Id, RequestContext } from './host';
import type { Keyring } from './key/keyring';
import { bearerOf } from './middlewares/bearer';
import { originOf } from './request/origin-of';
import { isSuperAdmin, labelOf, type Owners } from './owners/owners';
import { firstFound } from './store/key-rows';
import type { TokenRows } from './store/token-rows';
import { ADMIN_STRATEGY } from './strategies/names';
import type { TokenLimits } from './token-limits';
import type { RateLimit } from './token/request-window';
import { isActive, type Owner } from './token/owner';
import { BY_CLI, BY_SYSTEM, type By, NO_ORIGIN, type Origin } from './token/token-event';

/** The name of the host's strategy for people who are logged in (Strapi's). */
const SESSION_STRATEGY = 'admin';

/**
 * The caller: a person, a program with the key of an admin token, or the host's own code and the command line, which may do everything. The host's own
 * code may have a name (`label`). For an admin token, the command line acts on the owner's behalf: the token can do no more than the owner.
 */
export type Caller =
  | { type: 'user'; userId: Id; origin?: Origin }
  | { type: 'admin-token'; tokenId: Id; keyHashes: readonly string[]; origin?: Origin }
  | { type: 'cli'; ownerId?: Id }
  | { type: 'system'; label?: string };

/** A caller that nobody can become by a request: for commands that no permission grants. */
export type Operator = Extract<Caller, { type: 'cli' | 'system' }>;

/** The host's own code: startup, and a Koa app that manages its tokens. */
export const SYSTEM: Operator = { type: 'system' };

/** What a caller may do, as just read from the database. `madeBy` and `origin` are recorded with everything it does. */
export interface Authority extends By {
  /** The person, or the owner of the token; null for the system. */
  userId: Id | null;
  /** The admin token; null for others. */
  tokenId: Id | null;
  /** Whether the caller used a replaced key of the token, which is still accepted. */
  hasReplacedKey: boolean;
  /** False for every token: it does not inherit the owner's rank. */
  isSuperAdmin: boolean;
  permissions: PermissionLimit;
  /** When the token, and with it everything it may create, expires (milliseconds since the epoch); Infinity for others. */
  endsAt: number;
  /** The lists of addresses that limit the token and what it creates: addresses in all of them are allowed. None for others. */
  addresses: ReadonlyArray<readonly string[]>;
  /** The rate limit of the token and of what it creates; null for others. */
  rateLimit: RateLimit | null;
  /** The admin tokens that created the token, directly or indirectly. It cannot touch them. */
  makers: readonly Id[];
}

/** Identifies callers and what they may do. */
export interface Callers {
  /**
   * The caller of an admin request.
   * @throws {ForbiddenError} if the request used another plugin's strategy, whose permissions cannot be evaluated
   */
  of(ctx: RequestContext): Caller;
  /**
   * What the caller may do, which includes `action`. Everything is read from the database: what was true when the request arrived may no longer be.
   * @throws {UnauthorizedError} if the person can no longer log in, or the token or its key is gone, expired, or its owner deactivated
   * @throws {PermissionMissingError} if `action` is no longer granted
   */
  authorize(rows: TokenRows, caller: Caller, action: string): Promise<Authority>;
}

/** Whether a caller is granted an action. */
export function may({ permissions }: Authority, action: string): boolean {
  return permissions === 'all' || grants(permissions, action);
}

/** See {@link Callers}. */
export function createCallers(
  owners: Owners, { candidates }: Pick<Keyring, 'candidates'>, limits: TokenLimits, tracking: { readonly address: boolean; readonly names: boolean },
): Callers {
  async function personsAuthority(userId: Id, origin: Origin): Promise<Authority> {
    const person = (await owners.find([userId])).get(userId);
    if (person === undefined || !isActive(person)) throw new UnauthorizedError();
    return {
      userId: person.id,
      tokenId: null,
      hasReplacedKey: false,
      isSuperAdmin: isSuperAdmin(person),
      permissions: await owners.limitOf(person),
      endsAt: Infinity,
      addresses: [],
      rateLimit: null,
      makers: [],
      madeBy: { type: 'user', id: person.id, label: tracking.names ? labelOf(person) : null },
      origin,
    };
  }

  async function tokensAuthority(rows: TokenRows, tokenId: Id, keyHashes: readonly string[], origin: Origin): Promise<Authority> {
    const { token, key } = firstFound(await rows.byHashes(keyHashes), keyHashes) ?? { token: null, key: null };
    if (token === null || key === null || token.isBroken || token.kind !== 'admin' || token.id !== tokenId) throw new UnauthorizedError();
    const effective = await limits.effective(rows, token);
    if (effective === null) throw new UnauthorizedError();
    const { isEnabled, endsAt, addresses, rateLimit, permissions, makers } = effective;
    const owner = effective.owner as Owner;
    const state = { kind: 'admin', keyExpiresAt: key.expiresAt ?? Infinity, isEnabled, expiresAt: endsAt, owner } as const;
    const verdict = decide.reauthenticate(state, { kind: 'admin', now: Date.now() });
    if (!verdict.allowed) throw toError(verdict);
    return {
      userId: owner.id,
      tokenId: token.id,
      hasReplacedKey: key.expiresAt !== null,
      isSuperAdmin: false,
      permissions,
      endsAt,
      addresses,
      rateLimit,
      makers,
      madeBy: { type: 'admin-token', id: token.id, label: token.name },
      origin,
    };
  }

  async function operatorsAuthority(ownerId: Id | undefined): Promise<Authority> {
    if (ownerId === undefined) return { ...OF_SYSTEM, ...BY_CLI };
    const owner = (await owners.find([ownerId])).get(ownerId);
    if (owner === undefined || !isActive(owner)) throw new ForbiddenError('The owner is not an active account');
    return { ...OF_SYSTEM, ...BY_CLI, userId: owner.id, permissions: await owners.limitOf(owner) };
  }

  async function authorityOf(rows: TokenRows, caller: Caller): Promise<Authority> {
    switch (caller.type) {
      case 'user': return personsAuthority(caller.userId, caller.origin ?? NO_ORIGIN);
      case 'admin-token': return tokensAuthority(rows, caller.tokenId, caller.keyHashes, caller.origin ?? NO_ORIGIN);
      case 'cli': return operatorsAuthority(caller.ownerId);
      case 'system': return caller.label === undefined ? OF_SYSTEM : { ...OF_SYSTEM, madeBy: { ...OF_SYSTEM.madeBy, label: caller.label } };
    }
  }

  return {
    of(ctx) {
      const { auth, user } = ctx.state;
      const strategy = auth?.strategy?.name;
      const bearer = bearerOf(ctx);
      const origin = originOf(ctx, tracking);
      if (strategy === ADMIN_STRATEGY && bearer !== null) {
        return { type: 'admin-token', tokenId: auth.credentials.tokenId, keyHashes: candidates(bearer.key), origin };
      }
      if (strategy === SESSION_STRATEGY) return { type: 'user', userId: user.id, origin };
      throw new ForbiddenError();
    },

    async authorize(rows, caller, action) {
      const authority = await authorityOf(rows, caller);
      if (caller.type !== 'cli' && !may(authority, action)) throw new PermissionMissingError(action);
      return authority;
    },
  };
}

const OF_SYSTEM: Authority = {
  userId: null,
  tokenId: null,
  hasReplacedKey: false,
  isSuperAdmin: true,
  permissions: 'all',
  endsAt: Infinity,
  addresses: [],
  rateLimit: null,
  makers: [],
  ...BY_SYSTEM,
};
