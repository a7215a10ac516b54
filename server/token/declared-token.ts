import type { RateLimit } from './request-window';
import type { TokenKind, TokenType } from './token-record';
import type { AdminPermission } from '../grant/admin-permission';
import type { Restrictions } from '../grant/restriction-types';

/** A token as the configuration declares it. */
export interface DeclaredToken {
  readonly name: string;
  readonly description: string;
  readonly kind: TokenKind;
  /** Null for admin tokens. */
  readonly type: TokenType | null;
  /** The actions of a custom content-API token; null for others. */
  readonly permissions: readonly string[] | null;
  /** The permissions of an admin token; empty for others. */
  readonly adminPermissions: readonly AdminPermission[];
  /** The e-mail address of an admin token's owner, in lower case; null for others. */
  readonly owner: string | null;
  /** ISO 8601; null for no expiry. */
  readonly expiresAt: string | null;
  /** In canonical form; null for all. */
  readonly allowedAddresses: string[] | null;
  readonly rateLimit: RateLimit | null;
  /** The restrictions of a content-API token, as in JSON. Whether the host can enforce them is checked once its content types exist. */
  readonly restrictions: Restrictions | null;
  /** Its key, or the key's hash under the current salt: one of them is null. */
  readonly key: string | null;
  readonly keyHash: string | null;
}
