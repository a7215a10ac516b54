import { SHORTEST_LIFE_MS } from './token-state';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long after its end a token is still reported as expired: instances may have been down (milliseconds). */
const TOLD_LATE_MS = 30 * DAY_MS;

/** Days before the end of a token, and its end (0). */
export type ReminderMark = 30 | 7 | 1 | 0;

/**
 * The last mark that a token has passed at `now`; null if there is nothing to report. Marks lie in the last half of its life. Times are milliseconds
 * since the epoch.
 */
export function reminderMark({ startsAt, endsAt }: { startsAt: number; endsAt: number }, now: number): ReminderMark | null {
  const life = endsAt - startsAt;
  const left = endsAt - now;
  if (endsAt === Infinity || life < SHORTEST_LIFE_MS || left < -TOLD_LATE_MS) return null;
  if (left <= 0) return 0;
  return ([1, 7, 30] as const).find((days) => left <= days * DAY_MS && days * DAY_MS <= life / 2) ?? null;
}
