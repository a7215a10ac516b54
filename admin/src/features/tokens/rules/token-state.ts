import type { TokenSummary } from '../../../../../server/contract';

/** How a token stands: usable, usable for 7 days at most, no longer usable, or usable and never used. */
export type TokenState = 'active' | 'expiring' | 'expired' | 'unused';

const SOON = 7 * 24 * 60 * 60 * 1000;

/**
 * How a token stands at a moment. That it ends soon is said before that it was never used.
 *
 * @param now Milliseconds since 1970.
 */
export function tokenState({ expiresAt, lastUsedAt }: Pick<TokenSummary, 'expiresAt' | 'lastUsedAt'>, now: number): TokenState {
  if (expiresAt) {
    const left = Date.parse(expiresAt) - now;
    if (left <= 0) return 'expired';
    if (left <= SOON) return 'expiring';
  }
  return lastUsedAt ? 'active' : 'unused';
}
