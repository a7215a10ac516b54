import type { Id } from '../host';
import type { RateLimit } from '../token/request-window';
import type { TokenMaker } from '../token/token-record';
import type { TokenState } from '../token/token-state';

/** A token's lifetime in milliseconds: 7, 30 or 90 days. */
export type Lifespan = 604_800_000 | 2_592_000_000 | 7_776_000_000;

/** The fields of both kinds of token. Dates are ISO 8601 in UTC. */
export interface TokenSummary {
  id: Id;
  name: string;
  description: string;
  /** The last four characters of the key, to tell keys apart; null for a token imported without it. */
  hint: string | null;
  /** Milliseconds as a string, null for a token that never expires. */
  lifespan: string | null;
  expiresAt: string | null;
  /** False while the token is paused: its keys are denied until it is resumed. */
  enabled: boolean;
  /** The IPv4 and IPv6 addresses and CIDR ranges that it may be used from, in canonical form; null for all. */
  allowedAddresses: string[] | null;
  /** How many requests it may send; null for any number. */
  rateLimit: RateLimit | null;
  /** The token's state at the time of the response. */
  state: TokenState;
  /** The last use of any of its keys. */
  lastUsedAt: string | null;
  /** The address of that use; null if addresses are not recorded. */
  lastUsedFrom: string | null;
  /** The previous key, while it is still accepted; null otherwise. */
  previousKey: PreviousKey | null;
  createdAt: string;
  /** Advances with every change, including changes of its permissions. */
  updatedAt: string;
  /** Null for tokens that are older than this attribute. Tokens created by an admin token end with it. */
  createdBy: TokenMaker | null;
  /** `config` for a token that the server's configuration declares: update, regenerate and delete are 403 `ERR_MANAGED`. Null for others. */
  managedBy: 'config' | null;
  /** Some of the stored record cannot be read: the token authenticates nobody, its dates are null and its permissions empty. Delete it. */
  broken?: true;
}

/** A replaced key that is still accepted. */
export interface PreviousKey {
  /** Its last four characters. */
  hint: string | null;
  /** When it stops. */
  expiresAt: string;
  lastUsedAt: string | null;
  lastUsedFrom: string | null;
}

/** Additional fields for a token's own page. */
export interface KeyAccess {
  /** The key, if the caller may see it (the permission `reveal`) and it can be decrypted. */
  accessKey?: string;
  /** Whether this caller can see the key again. */
  canRevealKey: boolean;
  /** How many requests a limited token has sent within its current window; omitted for others. */
  rateUsed?: number;
  /** Why the key is not shown although it could be: showing it must be recorded first, and the database is currently read-only. */
  withheld?: 'not-recorded';
}

/**
 * 1 to 100 IPv4 or IPv6 addresses or CIDR ranges; null for all. IPv4-mapped IPv6 becomes IPv4. An admin token cannot widen them; tokens that it
 * creates get its own addresses, or fewer.
 */
export type AllowedAddresses = string[] | null;

/** The version that a change is based on: the `updatedAt` that was read. 409 if the token has changed since. */
export interface BasedOn {
  basedOn?: string;
}

/** Changes to the lifetime and the limits of a token of either kind. */
export interface LifeChange {
  /** Extends or shortens the lifetime, to an ISO 8601 date in the future, or null for no end. The key stays the same. */
  expiresAt?: string | null;
  /** False pauses the token; true resumes it. */
  enabled?: boolean;
  allowedAddresses?: AllowedAddresses;
  /** `limit` from 1 to 1,000,000, `window` from 1 to 86,400 seconds; null for any number of requests. */
  rateLimit?: RateLimit | null;
}
