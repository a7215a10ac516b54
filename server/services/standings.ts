import { effectivePermissions, grants, type PermissionLimit } from '../grant/permission-limit';
import type { AdminPermission, Host, Id, Row } from '../host';
import { expiryOf } from '../token/expiry';
import type { Owner } from '../token/owner';
import { permissionService } from './permission-service';
import { readIntactToken } from './read-tokens';

/** What an admin token must be granted for the content-API tokens that it has made to go on. */
export const CREATE_CONTENT = 'plugin::api-tokens.api-tokens.create';
/** The role code of those who may do everything (Strapi's). */
export const SUPER_ADMIN = 'strapi-super-admin';
/** The end of what has ended already: a date that can be told, unlike minus infinity (milliseconds since the epoch). */
const ENDED = 0;
/** How many admin tokens may stand between a token and a person: each of them is read with the token. */
export const MAX_GENERATIONS = 10;

/** What a token is held to from outside: by its owner and, where an admin token made it, by that one. */
export interface Bound {
  /** With whom it stops: the owner of an admin token, also of the one that made it; null for other content-API tokens. */
  owner: Owner | null;
  /** When it ends at the latest (milliseconds since the epoch). */
  endsAt: number;
  /** What an admin token may do at most. */
  ceiling: PermissionLimit;
  /** The ids of the admin tokens that it comes from: its maker, that one's maker, and so on. */
  makers: readonly Id[];
}

/** What a token amounts to at this moment, given all that it is held to. */
export interface Standing extends Pick<Bound, 'owner' | 'endsAt' | 'makers'> {
  /** What an admin token may do; empty for a content-API token. */
  permissions: AdminPermission[];
}

/**
 * What a token may do depends on the admin tokens that it comes from: it ends with them, rests while their owner is deactivated, and does
 * no more than they do. This is the one place that says so. Rows are those of tokens, with `permissions` and `adminUserOwner`.
 */
export interface Standings {
  /** What a person may do at this moment. */
  ceilingOfUser(userId: Id): Promise<PermissionLimit>;
  /** Null where nothing holds the token any more: its owner or a token that it comes from is gone. */
  boundOf(row: Row): Promise<Bound | null>;
  /** Null as well. The token's time may be over, and its owner deactivated. */
  of(row: Row): Promise<Standing | null>;
}

/** Whether a user (with roles) holds the super admin's role. */
export function isSuperAdmin(user: Row): boolean {
  return (user.roles ?? []).some((role: Row) => role.code === SUPER_ADMIN);
}

/** Whether an admin token made this one. */
export function isMadeByToken(row: Row): boolean {
  return row.madeByType === 'admin-token';
}

/** See {@link Standings}. */
export function createStandings(host: Pick<Host, 'db' | 'service'>): Standings {
  async function ceilingOfUser(userId: Id): Promise<PermissionLimit> {
    const user = await host.db.query('admin::user').findOne({ where: { id: userId }, populate: ['roles'] });
    if (user === null) return [];
    return isSuperAdmin(user) ? 'all' : permissionService(host).findUserPermissions(user as { id: Id });
  }

  async function boundOf(row: Row, generation = 0): Promise<Bound | null> {
    if (isMadeByToken(row)) return boundByMaker(row, generation);
    if (row.kind !== 'admin') return { owner: null, endsAt: Infinity, ceiling: [], makers: [] };
    const owner: Owner | null = row.adminUserOwner;
    return owner && { owner, endsAt: Infinity, ceiling: await ceilingOfUser(owner.id), makers: [] };
  }

  async function boundByMaker({ kind, madeById }: Row, generation: number): Promise<Bound | null> {
    const maker = generation < MAX_GENERATIONS
      ? await readIntactToken(host.db, { where: { id: madeById, kind: 'admin' }, populate: ['permissions', 'adminUserOwner'] })
      : null;
    const standing = maker && await of(maker, generation + 1);
    if (maker === null || standing === null) return null;
    const { owner, permissions, makers } = standing;
    const endsAt = kind === 'admin' || grants(permissions, CREATE_CONTENT) ? standing.endsAt : ENDED;
    return { owner, endsAt, ceiling: permissions, makers: [maker.id, ...makers] };
  }

  async function of(row: Row, generation = 0): Promise<Standing | null> {
    const bound = await boundOf(row, generation);
    if (bound === null) return null;
    return {
      owner: bound.owner,
      endsAt: Math.min(expiryOf(row as never), bound.endsAt),
      makers: bound.makers,
      permissions: row.kind === 'admin' ? effectivePermissions(row.permissions, bound.ceiling) : [],
    };
  }

  return { ceilingOfUser, boundOf: (row) => boundOf(row), of: (row) => of(row) };
}
