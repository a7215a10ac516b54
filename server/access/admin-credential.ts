import { OwnerDeactivatedError } from '../errors';
import type { AdminPermission } from './admin-permission';
import type { TokenIdentity } from './credential';

/** The person that an admin token acts for, as the host stores them. */
export interface Owner {
  id: number | string;
  isActive?: boolean;
  blocked?: boolean;
  [attribute: string]: unknown;
}

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
 * Throws where the token's owner may not act at present.
 * @throws {OwnerDeactivatedError}
 */
export function assertOwnerActive({ owner }: AdminCredential): void {
  if (owner.isActive !== true || owner.blocked === true) throw new OwnerDeactivatedError();
}
