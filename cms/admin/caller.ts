import type { AdminPermission, Id, Row } from '../../server/host';
import { ForbiddenError } from '../errors';
import { exceeding } from './exceeding';
import { includesSuperAdmin, type PermissionService } from './permission-service';

/**
 * Who carries out a command, and how far that reaches at this moment. An admin token acts for its owner but is not its owner: it
 * has its own permissions, is never a super admin, and cannot change the owner's account.
 */
export interface Actor {
  /** The person, or the owner of the token; null for nobody. */
  userId: Id | null;
  /** True for a person who is logged in. */
  isSession: boolean;
  isSuperAdmin: boolean;
  permissions: AdminPermission[];
  /** How the actor is noted on what it makes (`<strategy>:<id of the person or token>`); null for nobody. */
  reference: string | null;
}

/**
 * Reads who calls from the database. A command does so inside the transaction of its write, since the request was admitted before
 * something slow: a password was hashed, or another change was waited for.
 * @throws {UnauthorizedError} where the session or token has ended
 * @throws {PolicyError} where the caller may not use the route any more
 */
export type Caller = () => Promise<Actor>;

/** The caller of commands that ask for no account: registration, and the start of the CMS. */
export const nobody: Caller = async () => ({ userId: null, isSession: false, isSuperAdmin: false, permissions: [], reference: null });

/** Whether `user` is the actor, or the owner of the acting token. */
export function isSelf(actor: Actor, user: Row): boolean {
  return String(user.id) === String(actor.userId);
}

/**
 * Denies a token what only the person may do: to change the own profile and sessions.
 * @throws {ForbiddenError}
 */
export function assertSession({ isSession }: Pick<Actor, 'isSession'>): void {
  if (!isSession) throw new ForbiddenError('An admin token cannot do this; log in');
}

/**
 * Nobody gives what they do not have.
 * @throws {ForbiddenError}
 */
export function assertMayGrant(actor: Actor, granted: AdminPermission[]): void {
  if (actor.isSuperAdmin) return;
  const beyond = exceeding(granted, actor.permissions);
  if (beyond.length > 0) throw new ForbiddenError(`Cannot grant permissions that exceed your own: ${beyond.join(', ')}`);
}

/**
 * Only a super admin makes super admins; other roles are within reach of those who may do all that the roles allow.
 * @throws {ForbiddenError}
 */
export async function assertMayAssign(actor: Actor, roles: Row[], permissions: PermissionService): Promise<void> {
  if (actor.isSuperAdmin) return;
  if (includesSuperAdmin(roles)) throw new ForbiddenError('Only a super admin can assign the super admin role');
  assertMayGrant(actor, await permissions.findGranted(roles));
}

/**
 * Nobody changes, deletes or invites again a user who may do more than they: a new address or password takes an account over, and
 * other roles make it weak enough to. A token never changes its owner. People may change themselves.
 * @throws {ForbiddenError}
 */
export async function assertMayChangeUser(actor: Actor, target: Row, permissions: PermissionService): Promise<void> {
  if (isSelf(actor, target)) {
    if (!actor.isSession) throw new ForbiddenError('An admin token cannot change its owner');
    return;
  }
  if (actor.isSuperAdmin) return;
  if (includesSuperAdmin(target.roles)) throw new ForbiddenError('Only a super admin can change a super admin');
  const beyond = exceeding(await permissions.findGranted(target.roles), actor.permissions);
  if (beyond.length > 0) throw new ForbiddenError(`Cannot change a user who may do more than you: ${beyond.join(', ')}`);
}

/**
 * Nobody changes or deletes a role that allows more than they may do. What a token's owner may do, and with it what the owner's
 * other tokens may do, is out of the token's hands.
 * @throws {ForbiddenError} also where the actor is a token whose owner holds `role` (with its users)
 */
export async function assertMayChangeRole(actor: Actor, role: Row, permissions: PermissionService): Promise<void> {
  const isHeld = role.users.some((user: Row) => isSelf(actor, user));
  if (!actor.isSession && isHeld) throw new ForbiddenError('An admin token cannot change a role of its owner');
  if (actor.isSuperAdmin) return;
  const beyond = exceeding(await permissions.findGranted([role]), actor.permissions);
  if (beyond.length > 0) throw new ForbiddenError(`Cannot change a role that allows more than you may do: ${beyond.join(', ')}`);
}
