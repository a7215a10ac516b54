import type { AdminPermission, Id, Row } from '../../server/host';
import { ForbiddenError } from '../errors';
import type { AdminContext } from './admin-route';
import { exceeding } from './grant-ceiling';
import { includesSuperAdmin, type PermissionService, toPermission } from './permission-service';

/** The name of the strategy by which people come in. Whoever comes in by any other holds a token. */
export const SESSION_STRATEGY = 'admin';

/**
 * Who makes a request, and how far that reaches. An admin token acts for its owner but is not its owner: it has its own
 * permissions, is never a super admin, and keeps its hands off the owner's account.
 */
export interface Caller {
  userId: Id;
  /** True for a person who is logged in, false for a token. */
  isSession: boolean;
  isSuperAdmin: boolean;
  /** What the caller may do just now. */
  permissions(): Promise<AdminPermission[]>;
}

/** The caller of a request that was let in. */
export function callerOf(ctx: AdminContext, permissions: PermissionService): Caller {
  const { user, auth } = ctx.state;
  const isSession = auth?.strategy?.name === SESSION_STRATEGY;
  return {
    userId: user.id,
    isSession,
    isSuperAdmin: isSession && includesSuperAdmin(user.roles),
    permissions: async () => (isSession ? permissions.findUserPermissions(user) : (auth?.credentials?.permissions ?? []).map(toPermission)),
  };
}

/** Whether `user` is the caller, or the owner of the calling token. */
export function isSelf(caller: Caller, user: Row): boolean {
  return String(user.id) === String(caller.userId);
}

/**
 * Refuses a token where only the person may act: on the own profile and sessions.
 * @throws {ForbiddenError}
 */
export function assertSession(caller: Caller): void {
  if (!caller.isSession) throw new ForbiddenError('An admin token cannot do this; log in');
}

/**
 * Nobody gives what they do not have.
 * @throws {ForbiddenError}
 */
export async function assertMayGrant(caller: Caller, granted: AdminPermission[]): Promise<void> {
  if (caller.isSuperAdmin || granted.length === 0) return;
  const beyond = exceeding(granted, await caller.permissions());
  if (beyond.length > 0) throw new ForbiddenError(`Cannot grant permissions that exceed your own: ${beyond.join(', ')}`);
}

/**
 * Only a super admin makes super admins; other roles are within reach of those who may do all that the roles allow.
 * @throws {ForbiddenError}
 */
export async function assertMayAssign(caller: Caller, roles: Row[], permissions: PermissionService): Promise<void> {
  if (caller.isSuperAdmin) return;
  if (includesSuperAdmin(roles)) throw new ForbiddenError('Only a super admin can assign the super admin role');
  await assertMayGrant(caller, await permissions.findRolePermissions(roles));
}

/**
 * Only a super admin touches super admins, and a token never its owner.
 * @throws {ForbiddenError}
 */
export function assertMayTouch(caller: Caller, target: Row): void {
  if (!caller.isSession && isSelf(caller, target)) throw new ForbiddenError('An admin token cannot change its owner');
  if (!caller.isSuperAdmin && includesSuperAdmin(target.roles)) throw new ForbiddenError('Only a super admin can change a super admin');
}

/**
 * What a token's owner may do, and with it what the owner's other tokens may do, is out of the token's hands.
 * @throws {ForbiddenError} where the caller is a token whose owner holds `role` (with its users)
 */
export function assertMayEditRole(caller: Caller, role: Row): void {
  const isHeld = role.users.some((user: Row) => isSelf(caller, user));
  if (!caller.isSession && isHeld) throw new ForbiddenError('An admin token cannot change a role of its owner');
}

/**
 * A new e-mail address or password takes an account over, so nobody sets them for those who may do more than they do.
 * @throws {ForbiddenError}
 */
export async function assertMayTakeOver(caller: Caller, target: Row, permissions: PermissionService): Promise<void> {
  if (caller.isSuperAdmin || (caller.isSession && isSelf(caller, target))) return;
  const beyond = exceeding(await permissions.findRolePermissions(target.roles), await caller.permissions());
  if (beyond.length > 0) throw new ForbiddenError('Cannot change the email or password of a user who may do more than you');
}
