import type { AdminPermission } from '../grant/admin-permission';

/** An identifier of a stored record, as the host's database hands it out. */
export type Id = number | string;

/** A token as it is stored, as far as its keys' credentials need it. */
export interface TokenRecord {
  id: Id;
  kind: 'content-api' | 'admin';
  name: string;
  description: string | null;
  /** Null for admin tokens. */
  type: 'read-only' | 'full-access' | 'custom' | null;
  /** Milliseconds; null for a token without end. */
  lifespan: string | number | null;
  /** ISO 8601, a Date, or null for a token without end. */
  expiresAt: string | Date | null;
  permissions: AdminPermission[];
}
