import { OwnerDeactivatedError } from '../errors';
import type { AdminPermission } from './admin-permission';
import type { Owner, TokenIdentity } from './credential';

export type { Owner };

/** Who comes in by an admin token: the token, its owner, and what it may do just now. */
export interface AdminCredential extends TokenIdentity {
  kind: 'admin';
  owner: Owner;
  /** The token's permissions, cut down to the owner's (see `effectivePermissions`). */
  permissions: AdminPermission[];
  /** The same as the host's ability: `can(action, subject)`. */
  ability: any;
}

/**
 * Throws where a token's owner may not act at present.
 * @throws {OwnerDeactivatedError}
 */
export function assertOwnerActive(owner: Owner): void {
  if (owner.isActive !== true || owner.blocked === true) throw new OwnerDeactivatedError();
}
