/** An identifier of a stored record, as the host's database hands it out. */
export type Id = number | string;

/** A token as it is stored, as far as authenticating it needs it. */
export interface TokenRecord {
  id: Id;
  kind: 'content-api' | 'admin';
  type: 'read-only' | 'full-access' | 'custom' | null;
  /** ISO 8601, a Date, or null for a token without end. */
  expiresAt: string | Date | null;
  permissions: Array<{ action: string }>;
}
