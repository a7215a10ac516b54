/** For how long a key that is replaced can go on, in milliseconds: not at all, an hour, a day, a week. */
export const OVERLAPS = [0, 3_600_000, 86_400_000, 604_800_000] as const;

/** One of {@link OVERLAPS}. */
export type Overlap = (typeof OVERLAPS)[number];

/**
 * Until when a key goes on that is replaced at `now` (milliseconds since 1970), which is no longer than its token would have.
 *
 * @param expiresAt When the token ends, in ISO 8601; null for never.
 */
export function overlapEnd(overlap: Overlap, expiresAt: string | null, now: number): number {
  return Math.min(now + overlap, expiresAt === null ? Infinity : Date.parse(expiresAt));
}
