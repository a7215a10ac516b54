import { isActive, type Owner } from './owner';
import type { TokenRecord } from './token-record';

/**
 * A token's state: usable, usable for 7 days at most with more than half of its lifetime over, or the reason why it is denied. Tokens that last
 * less than a week serve short tasks and are never `expiring`.
 */
export const TOKEN_STATES = ['active', 'expiring', 'expired', 'paused', 'owner-deactivated'] as const;
export type TokenState = typeof TOKEN_STATES[number];

/** The longest time before its expiry at which a token counts as expiring (milliseconds). */
export const EXPIRING_MS = 7 * 24 * 60 * 60 * 1000;
/** Nobody needs to be told of the end of a token with a shorter life (milliseconds). */
export const SHORTEST_LIFE_MS = 7 * 24 * 60 * 60 * 1000;

/** What the state of a token depends on, including the tokens that created it. */
export interface Life {
  isEnabled: boolean;
  /** When the current lifetime began: with the token if it ends on a date, otherwise with its current key (milliseconds since the epoch). */
  startsAt: number;
  /** Milliseconds since the epoch; Infinity for a token that never expires. */
  endsAt: number;
  owner: Owner | null;
}

/** The state of a token at `now` (milliseconds since the epoch): the first reason to deny it, in the order of admission. */
export function stateOf({ isBroken }: Pick<TokenRecord, 'isBroken'>, { isEnabled, startsAt, endsAt, owner }: Life, now: number): TokenState {
  // A broken one is denied like an expired one.
  if (isBroken) return 'expired';
  if (!isEnabled) return 'paused';
  const left = endsAt - now;
  if (left <= 0) return 'expired';
  if (owner !== null && !isActive(owner)) return 'owner-deactivated';
  const isLong = endsAt - startsAt >= SHORTEST_LIFE_MS;
  return isLong && left <= EXPIRING_MS && left < now - startsAt ? 'expiring' : 'active';
}
