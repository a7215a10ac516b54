import { decide } from './admission/decide';
import { toError } from './admission/verdict';
import { ForbiddenError, PermissionMissingError, UnauthorizedError } from './errors';
import { grants, type PermissionLimit } from './grant/permission-limit';
import type { Id, RequestContext } from './host';
import { hashKey } from './key/hash-key';
import { bearerOf } from './middlewares/bearer';
import { isSuperAdmin, labelOf, type Owners } from './owners';
import type { Settings } from './settings';
import type { TokenRows } from './store/token-rows';
import { ADMIN_STRATEGY } from './strategies/names';
import type { TokenLimits } from './token-limits';
import { isActive, type Owner } from './token/owner';
import type { TokenMaker } from './token/token-record';

/** The name of the host's strategy for people who are logged in (Strapi's). */
const SESSION_STRATEGY = 'admin';

/** Who asks: a person, a program with the key of an admin token, or the code of the host itself, which may do everything. */
export type Caller =
  | { type: 'user'; userId: Id }
  | { type: 'admin-token'; tokenId: Id; keyHash: string }
  | { type: 'system' };

/** The host's own code: what is made at its start, and what a Koa app does with its tokens. */
export const SYSTEM: Caller = { type: 'system' };

/** What a caller may do, as the database says at this moment. */
export interface Authority {
  /** The person, or the owner of the token; null for the system. */
  userId: Id | null;
  /** The admin token; null for others. */
  tokenId: Id | null;
  /** False for every token: the owner's rank does not go over to it. */
  isSuperAdmin: boolean;
  permissions: PermissionLimit;
  /** When the token ends, and with it all that it may make (milliseconds since the epoch); Infinity for others. */
  endsAt: number;
  /** The admin tokens that the token comes from. They are out of its reach. */
  makers: readonly Id[];
  /** Stands on what the caller makes. */
  madeBy: TokenMaker;
}

/** Finds out who calls and what they may do. */
export interface Callers {
  /**
   * Who made an admin request.
   * @throws {ForbiddenError} where the request used another plugin's strategy, whose permissions cannot be evaluated
   */
  of(ctx: RequestContext): Caller;
  /**
   * What the caller may do, `action` at least. Nothing is taken from memory or from the request: what was true when that arrived may be over.
   * @throws {UnauthorizedError} where the person may not log in any more, or the token or its key is gone, expired, or stops with its owner
   * @throws {PermissionMissingError} where `action` is not granted any more
   */
  authorize(rows: TokenRows, caller: Caller, action: string): Promise<Authority>;
}

/** Whether a caller is granted an action. */
export function may({ permissions }: Authority, action: string): boolean {
  return permissions === 'all' || grants(permissions, action);
}

/** See {@link Callers}. */
export function createCallers(owners: Owners, { salt }: Pick<Settings, 'salt'>, limits: TokenLimits): Callers {
  async function personsAuthority(userId: Id): Promise<Authority> {
    const person = (await owners.find([userId])).get(userId);
    if (person === undefined || !isActive(person)) throw new UnauthorizedError();
    return {
      userId: person.id,
      tokenId: null,
      isSuperAdmin: isSuperAdmin(person),
      permissions: await owners.limitOf(person),
      endsAt: Infinity,
      makers: [],
      madeBy: { type: 'user', id: person.id, label: labelOf(person) },
    };
  }

  async function tokensAuthority(rows: TokenRows, tokenId: Id, keyHash: string): Promise<Authority> {
    const token = (await rows.byHashes([keyHash])).get(keyHash);
    if (token === undefined || token.isBroken || token.kind !== 'admin' || token.id !== tokenId) throw new UnauthorizedError();
    const effective = await limits.effective(rows, token);
    if (effective === null) throw new UnauthorizedError();
    const { endsAt, permissions, makers } = effective;
    const owner = effective.owner as Owner;
    const verdict = decide.reauthenticate({ kind: 'admin', expiresAt: endsAt, owner }, { kind: 'admin', now: Date.now() });
    if (!verdict.allowed) throw toError(verdict);
    return {
      userId: owner.id,
      tokenId: token.id,
      isSuperAdmin: false,
      permissions,
      endsAt,
      makers,
      madeBy: { type: 'admin-token', id: token.id, label: token.name },
    };
  }

  async function authorityOf(rows: TokenRows, caller: Caller): Promise<Authority> {
    switch (caller.type) {
      case 'user': return personsAuthority(caller.userId);
      case 'admin-token': return tokensAuthority(rows, caller.tokenId, caller.keyHash);
      case 'system': return OF_SYSTEM;
    }
  }

  return {
    of(ctx) {
      const { auth, user } = ctx.state;
      const strategy = auth?.strategy?.name;
      const bearer = bearerOf(ctx);
      if (strategy === ADMIN_STRATEGY && bearer !== null) {
        return { type: 'admin-token', tokenId: auth.credentials.tokenId, keyHash: hashKey(bearer.key, salt) };
      }
      if (strategy === SESSION_STRATEGY) return { type: 'user', userId: user.id };
      throw new ForbiddenError();
    },

    async authorize(rows, caller, action) {
      const authority = await authorityOf(rows, caller);
      if (!may(authority, action)) throw new PermissionMissingError();
      return authority;
    },
  };
}

const OF_SYSTEM: Authority = {
  userId: null,
  tokenId: null,
  isSuperAdmin: true,
  permissions: 'all',
  endsAt: Infinity,
  makers: [],
  madeBy: { type: 'system', id: null, label: null },
};
