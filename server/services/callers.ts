import { effectivePermissions, type Ceiling } from '../access/permission-ceiling';
import { identify } from '../access/credential';
import { ForbiddenError, UnauthorizedError } from '../errors';
import type { AdminPermission, Host, Id, RequestContext, Row } from '../host';
import { ADMIN_STRATEGY } from '../strategies/names';
import { permissionService } from './permission-service';
import type { Tokens } from './tokens';

/** The role code of those who may do everything (Strapi's). */
export const SUPER_ADMIN = 'strapi-super-admin';
/** The name of the host's strategy for people who are logged in (Strapi's). */
const SESSION_STRATEGY = 'admin';

/** Who manages tokens: a person, or a program that acts for one by an admin token. */
export interface Caller {
  /** The person, or the owner of the token. */
  userId: Id;
  /** False for every token: the owner's rank does not go over to it. */
  isSuperAdmin: boolean;
  /** The admin token that the request came in by; null for a person. */
  tokenId: Id | null;
}

/** Finds out who calls, and what nobody who calls may exceed. */
export interface Callers {
  /**
   * Who made an admin request.
   * @throws {ForbiddenError} where it came in by another plugin's kind of key, of which it is not known what it may do
   */
  of(ctx: RequestContext): Caller;
  /** What a person may do at this moment. */
  ceilingOfUser(userId: Id): Promise<Ceiling>;
  /** What the caller may do at this moment; read anew, not from memory. @throws {UnauthorizedError} where its token is gone */
  ceilingOf(caller: Caller): Promise<Ceiling>;
  /**
   * When the caller's token ends, and with it all that it may make (milliseconds since the epoch); Infinity for a person.
   * @throws {UnauthorizedError} where the token is gone
   */
  endOf(caller: Caller): Promise<number>;
}

/** Whether a user (with roles) holds the super admin's role. */
export function isSuperAdmin(user: Row): boolean {
  return (user.roles ?? []).some((role: Row) => role.code === SUPER_ADMIN);
}

/** See {@link Callers}. */
export function createCallers(host: Pick<Host, 'db' | 'service'>, tokens: Tokens): Callers {
  async function ceilingOfUser(userId: Id): Promise<Ceiling> {
    const user = await host.db.query('admin::user').findOne({ where: { id: userId }, populate: ['roles'] });
    if (user === null) return [];
    return isSuperAdmin(user) ? 'all' : permissionService(host).findUserPermissions(user as { id: Id });
  }

  async function findToken(tokenId: Id): Promise<{ id: Id; expiresAt: string | null; permissions: AdminPermission[] }> {
    const row = await tokens.find('admin', tokenId);
    if (row === null) throw new UnauthorizedError();
    return row as { id: Id; expiresAt: string | null; permissions: AdminPermission[] };
  }

  return {
    of({ state: { auth, user } }) {
      const strategy = auth?.strategy?.name;
      if (strategy === ADMIN_STRATEGY) return { userId: user.id, isSuperAdmin: false, tokenId: auth.credentials.tokenId };
      if (strategy === SESSION_STRATEGY) return { userId: user.id, isSuperAdmin: isSuperAdmin(user), tokenId: null };
      throw new ForbiddenError();
    },

    ceilingOfUser,

    async ceilingOf({ userId, tokenId }) {
      const ceiling = await ceilingOfUser(userId);
      return tokenId === null ? ceiling : effectivePermissions((await findToken(tokenId)).permissions, ceiling);
    },

    async endOf({ tokenId }) {
      return tokenId === null ? Infinity : identify(await findToken(tokenId)).expiresAt;
    },
  };
}
