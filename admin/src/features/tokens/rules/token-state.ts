import type { TokenSummary } from '../../../../../server/contract';

/** How a token stands: usable, usable for 7 days at most, no longer usable, or usable and never used. */
export type TokenState = 'active' | 'expiring' | 'expired' | 'owner-deactivated' | 'unused';

const SOON = 7 * 24 * 60 * 60 * 1000;

/** What is known of a token's standing. */
export type Standing = Pick<TokenSummary, 'expiresAt' | 'lastUsedAt'> & Partial<Pick<TokenSummary, 'state'>>;

/** Whether a token's own time is over. */
export function isExpired({ expiresAt }: Pick<TokenSummary, 'expiresAt'>, now: number): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= now;
}

/**
 * How a token stands at a moment. What keeps it from working is said first, then that it ends soon, then that it was never used.
 *
 * @param now Milliseconds since 1970.
 */
export function tokenState(token: Standing, now: number): TokenState {
  if (isExpired(token, now)) return 'expired';
  if (token.state === 'owner-deactivated') return 'owner-deactivated';
  if (token.expiresAt && Date.parse(token.expiresAt) - now <= SOON) return 'expiring';
  return token.lastUsedAt ? 'active' : 'unused';
}
