import type { Restrictions } from '../grant/restriction-types';
import type { RateLimit } from './request-window';
import type { AdminPermission } from '../grant/admin-permission';

/** An id of a stored record, as the host's database assigns it. */
export type Id = number | string;

/** The two kinds of token. Each is denied on the other's routes. */
export type TokenKind = 'content-api' | 'admin';

/** What a content-API token may do: read, do everything, or use chosen actions. */
export type TokenType = 'read-only' | 'full-access' | 'custom';

/** Who created a token. `id` and `label` are those of the person or admin token at that time; null for other types. */
export interface TokenMaker {
  type: 'user' | 'admin-token' | 'config' | 'cli' | 'system';
  id: Id | null;
  /** The person's or the token's name. */
  label: string | null;
}

/** A permission as stored with its token. */
export type StoredPermission = AdminPermission & { id: Id };

/** A token's key as stored: never the key itself. */
export interface KeyRecord {
  id: Id;
  /** HMAC-SHA512 with a salt, in hex. */
  hash: string;
  /** The id of that salt (see `Keyring`); null for keys that are older than this attribute. */
  saltId: string | null;
  /** The key's last four characters. */
  hint: string | null;
  /** The key encrypted with AES-256-GCM, if an encryption key was configured when it was created. */
  encryptedKey: string | null;
  /** When a replaced key stops working; null for the current one. */
  expiresAt: number | null;
  /** When it was reported as leaked, and stopped for that (milliseconds since the epoch); null if it was not. */
  leakedAt: number | null;
  /** Milliseconds since the epoch; null before the first use. */
  lastUsedAt: number | null;
  /** The address of that use, if addresses are recorded. */
  lastUsedFrom: string | null;
}

/** A key to be stored. */
export type NewKeyRecord = Omit<KeyRecord, 'id' | 'expiresAt' | 'leakedAt'> & Partial<Pick<KeyRecord, 'leakedAt'>>;

/** A token as stored, with its permissions and without its keys. Times are milliseconds since the epoch. */
export interface KeylessToken {
  id: Id;
  name: string;
  description: string;
  kind: TokenKind;
  /** Null for admin tokens. */
  type: TokenType | null;
  /** Milliseconds; null for a token without one. */
  lifespan: number | null;
  /** Null for a token that never expires. */
  expiresAt: number | null;
  /** False while it is paused. */
  enabled: boolean;
  /** The addresses and ranges that it may be used from, in canonical form; null for all. */
  allowedAddresses: string[] | null;
  /** How many requests it may send; null for any number. */
  rateLimit: RateLimit | null;
  createdAt: number;
  /** When its current lifetime began: when it was created, given a new key, or extended. */
  startsAt: number;
  /** Advances with every change, including changes of its permissions. */
  updatedAt: number;
  /** Null for tokens that are older than this attribute. */
  madeBy: TokenMaker | null;
  /** `config` for a token that the configuration declares, and that can only be changed there. */
  managedBy: 'config' | null;
  /** The owner of an admin token; null for content-API tokens, and if that person no longer exists. */
  ownerId: Id | null;
  /** The restrictions of a content-API token; null if there are none. */
  restrictions: Restrictions | null;
  /** In the order in which they were given. */
  permissions: StoredPermission[];
  /**
   * Whether part of the record cannot be read: an unknown kind or type, an invalid time, broken JSON. Such a token counts as expired, has no
   * permissions, and must never authenticate anyone.
   */
  isBroken: boolean;
}

/** A token as stored, with its accepted keys. */
export interface TokenRecord extends KeylessToken {
  /** Null for a token whose key was revoked. */
  key: KeyRecord | null;
  /** The previous key, while it is still accepted. */
  previousKey: KeyRecord | null;
}

/** A token that was just stored. Nobody waits for the id that the database assigns to its key. */
export type CreatedToken = Omit<TokenRecord, 'key'> & { key: Omit<KeyRecord, 'id'> & { id: null } };

/** Whether an admin token created this one. */
export function isMadeByToken({ madeBy }: Pick<TokenRecord, 'madeBy'>): boolean {
  return madeBy?.type === 'admin-token';
}
