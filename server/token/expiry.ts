import type { TokenRecord } from './token-record';

/** When a stored token expires (milliseconds since the epoch); Infinity for one without end. A date that cannot be read has passed. */
export function expiryOf({ expiresAt }: Pick<TokenRecord, 'expiresAt'>): number {
  if (expiresAt === null) return Infinity;
  const time = new Date(expiresAt).getTime();
  return Number.isNaN(time) ? 0 : time;
}
