import { OwnerDeactivatedError, TokenExpiredError } from '../errors';
import type { AdminPermission } from '../grant/admin-permission';
import type { ContentGrant } from '../grant/scope';
import { expiryOf } from '../token/expiry';
import type { Id, TokenRecord } from '../token/token-record';

/** The person that an admin token acts for, as the host stores them. */
export interface Owner {
  id: Id;
  isActive?: boolean;
  blocked?: boolean;
  [attribute: string]: unknown;
}

/** What every credential says of the token that it stands for. */
interface TokenCredential {
  tokenId: Id;
  /** Milliseconds since the epoch from which on the token is denied; Infinity for a token without end. */
  expiresAt: number;
  /** What the host is given in its place (see `PresentedToken`); null before a request presented it. */
  presented: object | null;
  /** With whom it stops: an admin token's owner, or the owner of the admin token that made it; null for other tokens. */
  owner: Owner | null;
  /** When its use was noted last, on the monotonic clock (milliseconds); -Infinity before. */
  useNotedAt: number;
}

/** What a key of a content-API token leads to. */
export interface ContentCredential extends TokenCredential, ContentGrant {
  kind: 'content-api';
}

/** What a key of an admin token leads to: the token, its owner, and what it may do at this moment. */
export interface AdminCredential extends TokenCredential {
  kind: 'admin';
  owner: Owner;
  /** The token's permissions, limited to the owner's (see `effectivePermissions`). */
  permissions: AdminPermission[];
  /** The same as the host's ability: `can(action, subject)`. */
  ability: any;
}

/** What a key leads to. */
export type Credential = ContentCredential | AdminCredential;

/** The credential of a content-API token, which stops with `owner`. */
export function contentCredential(record: TokenRecord, owner: Owner | null = null): ContentCredential {
  return {
    ...identify(record),
    owner,
    kind: 'content-api',
    // A type that is not known must grant nothing.
    type: record.type ?? 'custom',
    actions: new Set(record.permissions.map(({ action }) => action)),
    lastOpened: null,
  };
}

/** What a credential says of a stored token of any kind. */
export function identify(record: Pick<TokenRecord, 'id' | 'expiresAt'>): Omit<TokenCredential, 'owner'> {
  return { tokenId: record.id, expiresAt: expiryOf(record), presented: null, useNotedAt: -Infinity };
}

/**
 * Throws where the token has expired at `now` (milliseconds since the epoch).
 * @throws {TokenExpiredError}
 */
export function assertNotExpired({ expiresAt }: Pick<TokenCredential, 'expiresAt'>, now: number): void {
  if (now >= expiresAt) throw new TokenExpiredError();
}

/**
 * Throws where a token's owner may not act at present.
 * @throws {OwnerDeactivatedError}
 */
export function assertOwnerActive(owner: Owner): void {
  if (owner.isActive !== true || owner.blocked === true) throw new OwnerDeactivatedError();
}
