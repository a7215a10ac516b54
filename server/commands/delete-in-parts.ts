import { setTimeout as sleep } from 'node:timers/promises';

/** Rows that one statement deletes, and the pause after it (milliseconds), so that others can write in between. */
const ROWS_AT_ONCE = 500;
const PAUSE_MS = 20;
/** How long one run may take before it leaves the rest to the next (milliseconds). */
const LONGEST_MS = 30_000;

/** Deletes with `removeSome` until that reports that nothing is left, time is up, or the host stops. Does not take the plugin's lock. */
export async function deleteInParts(removeSome: (limit: number) => Promise<boolean>, isStopping: () => boolean): Promise<void> {
  const begun = performance.now();
  while (await removeSome(ROWS_AT_ONCE) && performance.now() - begun < LONGEST_MS && !isStopping()) await sleep(PAUSE_MS);
}
