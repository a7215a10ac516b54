import type { Lifespan, TokenSummary } from '../../../../../../server/contract';
import { LIFESPANS } from '../lifespans';
import { allowedLifespans, defaultEnd, lastDay, NO_DATE, type TokenEnd } from './token-end';

/**
 * The end of a new token with the settings of `token`: the same life from now, the same date where that lies ahead, or never. What the policy
 * does not allow any more is what it would be for any other new token; for a date that has passed, a new one has to be chosen.
 *
 * @param maxDays The longest life that the policy allows; null for any.
 * @param now Milliseconds since 1970.
 */
export function copiedEnd({ lifespan, expiresAt }: Pick<TokenSummary, 'lifespan' | 'expiresAt'>, maxDays: number | null, now: number): TokenEnd {
  const life = LIFESPANS.find((one) => String(one.lifespan) === lifespan);
  if (life) return isAllowed(life.lifespan, maxDays) ? life.lifespan : defaultEnd(maxDays);
  if (expiresAt === null) return maxDays === null ? null : defaultEnd(maxDays);
  const end = Date.parse(expiresAt);
  if (end <= now) return NO_DATE;
  const last = lastDay(maxDays, undefined, now);
  return last !== undefined && end > last.getTime() ? defaultEnd(maxDays) : expiresAt;
}

function isAllowed(lifespan: Lifespan, maxDays: number | null): boolean {
  return allowedLifespans(maxDays).some((allowed) => allowed.lifespan === lifespan);
}
