import type { AdminPermission } from '../grant/admin-permission';

/** An identifier of a stored record, as the host's database hands it out. */
export type Id = number | string;

/** The two kinds of token. Each is denied on the other's routes. */
export type TokenKind = 'content-api' | 'admin';

/** What a content-API token may do: read, everything, or chosen actions. */
export type TokenType = 'read-only' | 'full-access' | 'custom';

/** Who made a token. `id` and `label` are those of the person or admin token, at that time; null for the other types. */
export interface TokenMaker {
  type: 'user' | 'admin-token' | 'config' | 'cli' | 'system';
  id: Id | null;
  /** The person's or the token's name. */
  label: string | null;
}

/** A permission as it is stored with its token. */
export type StoredPermission = AdminPermission & { id: Id };

/** The key of a token as it is stored: never the key itself. */
export interface KeyRecord {
  /** HMAC-SHA512 with the salt, in hex. */
  hash: string;
  /** The key's last four characters. */
  hint: string | null;
  /** The key under AES-256-GCM, where an encryption key was configured when it was made. */
  encryptedKey: string | null;
  /** Milliseconds since the epoch; null before the first use. */
  lastUsedAt: number | null;
}

/** A token as it is stored, with its key and permissions. Times are milliseconds since the epoch. */
export interface TokenRecord {
  id: Id;
  name: string;
  description: string;
  kind: TokenKind;
  /** Null for admin tokens. */
  type: TokenType | null;
  /** Milliseconds; null for a token without one. */
  lifespan: number | null;
  /** Null for a token without end. */
  expiresAt: number | null;
  createdAt: number;
  /** Later with every change, its permissions' included. */
  updatedAt: number;
  /** Null for tokens that are older than this attribute. */
  madeBy: TokenMaker | null;
  /** The person that an admin token acts for; null for content-API tokens, and where that person is gone. */
  ownerId: Id | null;
  key: KeyRecord | null;
  /** In the order in which they were given. */
  permissions: StoredPermission[];
  /**
   * Something of the record cannot be read: an unknown kind or type, a time that is none, broken JSON. It counts as ended, has no permissions, and
   * must never authenticate anybody.
   */
  isBroken: boolean;
}

/** Whether an admin token made this one. */
export function isMadeByToken({ madeBy }: Pick<TokenRecord, 'madeBy'>): boolean {
  return madeBy?.type === 'admin-token';
}
