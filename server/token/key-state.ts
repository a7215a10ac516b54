import type { KeyRecord } from './token-record';

/** A token's key is its current one, the previous one while that is still accepted, or one that has stopped working. */
export type KeyState = 'current' | 'previous' | 'retired';

/** How long a key that no longer works is recognized (milliseconds). */
export const RETIRED_KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * The state of a stored key at `now` (milliseconds since the epoch); null if it stopped too long ago to be recognized. A key whose record
 * cannot be read (null) is never accepted, so it counts as retired.
 */
export function keyStateOf(key: Pick<KeyRecord, 'expiresAt'> | null, now: number): KeyState | null {
  if (key === null) return 'retired';
  if (key.expiresAt === null) return 'current';
  if (key.expiresAt > now) return 'previous';
  return now - key.expiresAt <= RETIRED_KEPT_MS ? 'retired' : null;
}
