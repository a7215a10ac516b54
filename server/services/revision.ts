import { randomUUID } from 'node:crypto';
import { UnavailableError } from '../errors';
import type { Host } from '../host';
import type { Settings } from '../settings';

/** How long one look at the revision may take before the database counts as not answering (milliseconds). */
const CHECK_TIMEOUT_MS = 1000;
/** How often the database is asked again while it does not answer (milliseconds). */
const RETRY_MS = 250;
const KEY = 'revision';

/** The mark that every change to a token, a permission, an owner or a role leaves in the database. */
export interface Revision {
  /** Moves the revision, with the commit of the running transaction. Until then every other `bump` waits. */
  bump(): Promise<void>;
  /** Makes the revision where there is none yet; `bump` locks only one that is there. */
  ensure(): Promise<void>;
  /** Calls `listener` whenever what is held in memory may no longer be true. */
  onChange(listener: () => void): void;
  /**
   * Makes sure that memory is as fresh as the settings promise: null at once where it is, otherwise a promise. `now` is what the
   * monotonic clock (`performance.now()`) says just now, which callers need themselves (milliseconds).
   * Rejects with {@link UnavailableError} where the revision could not be read for longer than `maxStaleMs`.
   */
  confirm(now: number): Promise<void> | null;
}

/**
 * Watches the revision. It is read at most once in `revalidateMs`, when a request asks for it; callers in between share what is
 * known, callers during a look share that look. The revision is a random value, not a counter: two writers at once then never
 * leave the same one, which would hide the second change.
 */
export function createRevision(host: Pick<Host, 'db' | 'store' | 'log'>, settings: Settings['cache']): Revision {
  const store = host.store({ type: 'plugin', name: 'api-tokens' });
  const listeners: Array<() => void> = [];
  let known: unknown;
  /** When the last look that succeeded was begun, on the monotonic clock. */
  let confirmedAt = -Infinity;
  let attemptedAt = -Infinity;
  let failing = false;
  let running: Promise<void> | null = null;
  let queued: Promise<void> | null = null;

  function changed(): void {
    known = undefined;
    for (const listener of listeners) listener();
  }

  async function look(): Promise<void> {
    const begun = performance.now();
    attemptedAt = begun;
    try {
      const value = await withTimeout(store.get({ key: KEY }), CHECK_TIMEOUT_MS);
      if (value !== known) {
        changed();
        known = value;
      }
      confirmedAt = begun;
      if (failing) host.log.info('API tokens: the database answers again.');
      failing = false;
    } catch (error) {
      if (!failing) {
        host.log.warn(`API tokens: the database does not answer (${(error as Error).message}). Tokens in memory are served for `
          + `${settings.maxStaleMs} ms.`);
      }
      failing = true;
    }
  }

  function start(): Promise<void> {
    running = look().finally(() => {
      running = null;
    });
    return running;
  }

  /** A look that begins now or later, never one that began before. */
  function startAfterRunning(): Promise<void> {
    if (running === null) return start();
    queued ??= running.then(() => {
      queued = null;
      return start();
    });
    return queued;
  }

  async function confirmed(checking: Promise<void>): Promise<void> {
    await checking;
    if (performance.now() - confirmedAt > settings.maxStaleMs) throw new UnavailableError();
  }

  return {
    async bump() {
      await host.db.transaction(async ({ onCommit }) => {
        await store.set({ key: KEY, value: randomUUID() });
        onCommit(changed);
      });
    },

    async ensure() {
      if ((await store.get({ key: KEY })) === null) await store.set({ key: KEY, value: randomUUID() });
    },

    onChange(listener) {
      listeners.push(listener);
    },

    confirm(now) {
      const age = now - confirmedAt;
      if (settings.revalidateMs > 0 && age < settings.revalidateMs) return null;
      if (failing && age <= settings.maxStaleMs) {
        if (running === null && now - attemptedAt >= RETRY_MS) void start();
        return null;
      }
      return confirmed(settings.revalidateMs === 0 ? startAfterRunning() : running ?? start());
    },
  };
}

function withTimeout<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}
