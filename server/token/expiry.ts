import type { TokenRecord } from './token-record';

/** When a stored token expires by itself (milliseconds since the epoch); Infinity for one without end. */
export function expiryOf({ expiresAt }: Pick<TokenRecord, 'expiresAt'>): number {
  return expiresAt ?? Infinity;
}
