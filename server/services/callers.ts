import { decide } from '../admission/decide';
import { toError } from '../admission/verdict';
import type { TokenMaker } from '../contract';
import { ForbiddenError, PermissionMissingError, UnauthorizedError } from '../errors';
import { grants, type PermissionLimit } from '../grant/permission-limit';
import type { Host, Id, RequestContext, Row } from '../host';
import { hashKey } from '../key/hash-key';
import { bearerOf } from '../middlewares/bearer';
import type { Settings } from '../settings';
import { ADMIN_STRATEGY } from '../strategies/names';
import type { Owner } from '../token/owner';
import { permissionService } from './permission-service';
import { readIntactToken } from './read-tokens';
import { isSuperAdmin, MAX_GENERATIONS, type Standings } from './standings';

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
  ceiling: PermissionLimit;
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
   * @throws {ForbiddenError} where it came in by another plugin's kind of key, of which it is not known what it may do
   */
  of(ctx: RequestContext): Caller;
  /**
   * What the caller may do, `action` at least. Nothing is taken from memory or from the request: what was true when that came in may be over.
   * @throws {UnauthorizedError} where the person may not log in any more, or the token or its key is gone, expired, or stops with its owner
   * @throws {PermissionMissingError} where `action` is not granted any more
   */
  authorize(caller: Caller, action: string): Promise<Authority>;
}

/** Whether a caller is granted an action. */
export function may({ ceiling }: Authority, action: string): boolean {
  return ceiling === 'all' || grants(ceiling, action);
}

/** @throws {ForbiddenError} where a token is too far from a person to make others */
export function assertMayMake({ tokenId, makers }: Authority): void {
  if (tokenId !== null && makers.length + 1 >= MAX_GENERATIONS) {
    throw new ForbiddenError(`Tokens made by tokens go ${MAX_GENERATIONS} deep at most; make this one with an earlier token`);
  }
}

/** See {@link Callers}. */
export function createCallers(host: Pick<Host, 'db' | 'service'>, { salt }: Pick<Settings, 'salt'>, standings: Standings): Callers {
  async function personsAuthority(userId: Id): Promise<Authority> {
    const user = await host.db.query('admin::user').findOne({ where: { id: userId }, populate: ['roles'] });
    if (user === null || user.isActive !== true || user.blocked === true) throw new UnauthorizedError();
    const isSuper = isSuperAdmin(user);
    return {
      userId: user.id,
      tokenId: null,
      isSuperAdmin: isSuper,
      ceiling: isSuper ? 'all' : await permissionService(host).findUserPermissions(user as { id: Id }),
      endsAt: Infinity,
      makers: [],
      madeBy: { type: 'user', id: user.id, label: nameOf(user) },
    };
  }

  async function tokensAuthority(tokenId: Id, keyHash: string): Promise<Authority> {
    const row = await readIntactToken(host.db, {
      where: { id: tokenId, kind: 'admin', accessKey: keyHash }, populate: ['permissions', 'adminUserOwner'],
    });
    const standing = row && await standings.of(row);
    if (row === null || standing === null) throw new UnauthorizedError();
    const { endsAt, permissions, makers } = standing;
    const owner = standing.owner as Owner;
    const verdict = decide.reauthenticate({ kind: 'admin', expiresAt: endsAt, owner }, { kind: 'admin', now: Date.now() });
    if (!verdict.allowed) throw toError(verdict);
    return {
      userId: owner.id,
      tokenId: row.id,
      isSuperAdmin: false,
      ceiling: permissions,
      endsAt,
      makers,
      madeBy: { type: 'admin-token', id: row.id, label: row.name },
    };
  }

  function authorityOf(caller: Caller): Promise<Authority> | Authority {
    switch (caller.type) {
      case 'user': return personsAuthority(caller.userId);
      case 'admin-token': return tokensAuthority(caller.tokenId, caller.keyHash);
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

    async authorize(caller, action) {
      const authority = await authorityOf(caller);
      if (!may(authority, action)) throw new PermissionMissingError();
      return authority;
    },
  };
}

const OF_SYSTEM: Authority = {
  userId: null,
  tokenId: null,
  isSuperAdmin: true,
  ceiling: 'all',
  endsAt: Infinity,
  makers: [],
  madeBy: { type: 'system', id: null, label: null },
};

/** How a person is called. */
function nameOf({ firstname, lastname, username, email }: Row): string {
  return [firstname, lastname].filter(Boolean).join(' ') || username || email;
}
