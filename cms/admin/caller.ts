import type { AdminPermission, Id, Row } from '../../server/host';
import { ForbiddenError } from '../errors';
import { exceeding } from './exceeding';
import { includesSuperAdmin, type PermissionService } from './permission-service';

/**
 * The caller of a command, with its current permissions. An admin token acts on its owner's behalf but is not its owner: it has its own
 * permissions, is never a super admin, and cannot change the owner's account.
 */
export interface Actor {
  /** The person, or the token's owner; null for {@link nobody}. */
  userId: Id | null;
  /** True for a person who is logged in. */
  isSession: boolean;
  isSuperAdmin: boolean;
  permissions: AdminPermission[];
  /** How the actor is recorded on what it creates (`<strategy>:<id of the person or token>`); null for {@link nobody}. */
  reference: string | null;
}

/**
 * Reads the caller from the database. A command does so inside the transaction of its write, since something slow may have happened since
 * the request was authorized: a password was hashed, or another change was waited for.
 * @throws {UnauthorizedError} if the session or token has ended
 * @throws {PolicyError} if the caller may no longer use the route
 */
export type Caller = () => Promise<Actor>;

/** The caller of commands that require no account: registration, and the start of the CMS. */
export const nobody: Caller = async () => ({ userId: null, isSession: false, isSuperAdmin: false, permissions: [], reference: null });

/** Whether `user` is the actor, or the owner of the acting token. */
export function isSelf(actor: Actor, user: Row): boolean {
  return String(user.id) === String(actor.userId);
}

/**
 * Denies tokens what only the person may do: change their own profile, log out.
 * @throws {ForbiddenError}
 */
export function assertSession({ isSession }: Pick<Actor, 'isSession'>): void {
  if (!isSession) throw new ForbiddenError('An admin token cannot do this; log in');
}

/**
 * Nobody can grant what they do not have.
 * @throws {ForbiddenError}
 */
export function assertMayGrant(actor: Actor, granted: AdminPermission[]): void {
  if (actor.isSuperAdmin) return;
  const beyond = exceeding(granted, actor.permissions);
  if (beyond.length > 0) throw new ForbiddenError(`Cannot grant permissions that exceed your own: ${beyond.join(', ')}`);
}

/**
 * Only a super admin can assign that role; other roles can be assigned by callers who may do everything they allow.
 * @throws {ForbiddenError}
 */
export async function assertMayAssign(actor: Actor, roles: Row[], permissions: PermissionService): Promise<void> {
  if (actor.isSuperAdmin) return;
  if (includesSuperAdmin(roles)) throw new ForbiddenError('Only a super admin can assign the super admin role');
  assertMayGrant(actor, await permissions.findGranted(roles));
}

/**
 * Nobody can change, delete or re-invite a user who may do more than they: a new address or password takes over an account, and taking away
 * roles prepares that. A token can never change its owner. People may change themselves.
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
 * Nobody can change or delete a role that allows more than they may do. A token cannot affect what its owner, and with it the owner's other
 * tokens, may do.
 * @throws {ForbiddenError} also if the actor is a token whose owner has `role` (read with its users)
 */
export async function assertMayChangeRole(actor: Actor, role: Row, permissions: PermissionService): Promise<void> {
  const isHeld = role.users.some((user: Row) => isSelf(actor, user));
  if (!actor.isSession && isHeld) throw new ForbiddenError('An admin token cannot change a role of its owner');
  if (actor.isSuperAdmin) return;
  const beyond = exceeding(await permissions.findGranted([role]), actor.permissions);
  if (beyond.length > 0) throw new ForbiddenError(`Cannot change a role that allows more than you may do: ${beyond.join(', ')}`);
}
