import type { Host } from '../host';
import { reasonOf } from './database-failure';
import type { Store } from './store';

/** How often collected hashes are written (milliseconds), and how soon after a failure, as in a read-only database. */
const INTERVAL_MS = 1000;
const PAUSE_MS = 60_000;
/** Keys per transaction, which holds the plugin's lock. */
const KEYS_AT_ONCE = 100;

/** Rehashes keys that were found under an older salt with the current one, shortly after they were used. */
export interface RehashKeys {
  /** Notes that a key is stored under the hash `from`, and that `to` is its hash with the current salt. */
  note(from: string, to: string): void;
  /** Writes what was collected. Never rejects: what cannot be written is kept for the next attempt. */
  flush(): Promise<void>;
  /** Starts flushing every second. */
  start(): void;
  /** Stops flushing, after a final flush. */
  stop(): Promise<void>;
}

/**
 * See {@link RehashKeys}. If an instance with another current salt was started later, nothing is written, so that the two do not undo each other's
 * writes.
 */
export function createRehashKeys(store: Pick<Store, 'write'>, log: Host['log'], saltIds: readonly [string, ...string[]]): RehashKeys {
  /** The hashes with the current salt, by the stored ones. */
  const collected = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  let notBefore = -Infinity;
  let hasFailed = false;
  let flushing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    try {
      while (collected.size > 0) {
        const some = new Map([...collected].slice(0, KEYS_AT_ONCE));
        await store.write(async ({ rows, lastSaltIds }) => {
          if ((await lastSaltIds())?.[0] === saltIds[0]) await rows.rehash(some, saltIds[0]);
        });
        for (const from of some.keys()) collected.delete(from);
      }
      hasFailed = false;
    } catch (error) {
      notBefore = performance.now() + PAUSE_MS;
      if (!hasFailed) log.warn(`API tokens: keys hashed with an older salt cannot be rehashed with the current one (${reasonOf(error)}). They are still accepted.`);
      hasFailed = true;
    }
  }

  function flush(): Promise<void> {
    flushing = flushing.then(() => (collected.size > 0 ? write() : undefined));
    return flushing;
  }

  return {
    note: (from, to) => void collected.set(from, to),
    flush,
    start() {
      timer ??= setInterval(() => {
        if (performance.now() >= notBefore) void flush();
      }, INTERVAL_MS);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await flush();
    },
  };
}
