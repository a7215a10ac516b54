import { expiryOf } from './expiry';
import { isActive, type Owner } from './owner';
import type { TokenRecord } from './token-record';

/** Usable, usable for 7 days at most, past its end, or an admin token whose owner may not log in at present. */
export type TokenState = 'active' | 'expiring' | 'expired' | 'owner-deactivated';

const SOON_MS = 7 * 24 * 60 * 60 * 1000;

/** The state of a token, with its owner where it has one, at `now` (milliseconds since the epoch). */
export function stateOf(token: Pick<TokenRecord, 'expiresAt' | 'isBroken'>, owner: Owner | null, now: number): TokenState {
  const left = expiryOf(token) - now;
  // What is known of a broken one is that it is denied, as after its end.
  if (token.isBroken || left <= 0) return 'expired';
  if (owner !== null && !isActive(owner)) return 'owner-deactivated';
  return left <= SOON_MS ? 'expiring' : 'active';
}
