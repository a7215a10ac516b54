import { TokenExpiredError } from '../errors';
import type { ContentCredential } from './scope';

/** A token as it is stored, as far as letting it in needs it. */
export interface TokenRecord {
  id: number | string;
  kind: 'content-api' | 'admin';
  type: 'read-only' | 'full-access' | 'custom' | null;
  /** ISO 8601, a Date, or null for a token without end. */
  expiresAt: string | Date | null;
  permissions: Array<{ action: string }>;
}

/** The person that an admin token acts for, as the host stores them. */
export interface Owner {
  id: number | string;
  isActive?: boolean;
  blocked?: boolean;
  [attribute: string]: unknown;
}

/** What every credential says of the token that it stands for. */
export interface TokenIdentity {
  tokenId: number | string;
  /** Milliseconds since the epoch from which on the token is refused; Infinity for a token without end. */
  expiresAt: number;
  /** What the host is given in its place (see `PresentedToken`); null before a request presented it. */
  presented: object | null;
  /** With whom it stops: an admin token's owner, or the owner of the admin token that made it; null for other tokens. */
  owner: Owner | null;
  /** When its use was noted last, on the monotonic clock (milliseconds); -Infinity before. */
  useNotedAt: number;
}

/** Who comes in by a content-API token, which stops with `owner`. */
export function contentCredential(record: TokenRecord, owner: Owner | null = null): ContentCredential {
  return {
    ...identify(record),
    owner,
    kind: 'content-api',
    // A type that is not known must open nothing.
    type: record.type ?? 'custom',
    actions: new Set(record.permissions.map(({ action }) => action)),
    lastOpened: null,
  };
}

/** The identity of a stored token. An expiry that cannot be read counts as passed. */
export function identify(record: Pick<TokenRecord, 'id' | 'expiresAt'>): Omit<TokenIdentity, 'owner'> {
  const expiresAt = record.expiresAt === null ? Infinity : new Date(record.expiresAt).getTime();
  return { tokenId: record.id, expiresAt: Number.isNaN(expiresAt) ? 0 : expiresAt, presented: null, useNotedAt: -Infinity };
}

/**
 * Throws where the token's time is over at `now` (milliseconds since the epoch).
 * @throws {TokenExpiredError}
 */
export function assertNotExpired(identity: Pick<TokenIdentity, 'expiresAt'>, now: number): void {
  if (now >= identity.expiresAt) throw new TokenExpiredError();
}
