import type { TokenState, TokenSummary } from '../../../../../server/contract';

/** Every state, in the order in which a list is filtered by them. */
export const TOKEN_STATES: readonly TokenState[] = ['active', 'expiring', 'expired', 'paused', 'owner-deactivated'];

/** The facts that a token's state depends on. */
export type Standing = Pick<TokenSummary, 'expiresAt' | 'state'>;

/** Whether a token's own time is over at `now` (milliseconds since 1970). */
export function isExpired({ expiresAt }: Pick<TokenSummary, 'expiresAt'>, now: number): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= now;
}

/**
 * How a token stands at a moment: as the server has answered, until its end passes. What is paused stays so past its end.
 *
 * @param now Milliseconds since 1970.
 */
export function tokenState(token: Standing, now: number): TokenState {
  return token.state !== 'paused' && isExpired(token, now) ? 'expired' : token.state;
}
