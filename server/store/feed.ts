import { UnavailableError } from '../errors';
import type { Host } from '../host';
import type { Settings } from '../settings';
import type { Change } from './change';
import { reasonOf } from './database-failure';
import type { Store } from './store';

/** How long reading the revision may take before the database counts as unavailable (milliseconds). */
const CHECK_TIMEOUT_MS = 1000;
/** How often the database is polled while it does not respond (milliseconds). */
const RETRY_MS = 250;

/** Notifies an instance of what others have changed. */
export interface Feed {
  /** Calls `listener` with every change, by this instance and by others. */
  onChange(listener: (change: Change) => void): void;
  /** Whether the revision was read within the last `revalidateMs`, so that {@link Feed.confirm} has nothing to do. */
  isFresh(): boolean;
  /**
   * Ensures that memory is as fresh as the settings promise.
   * @throws {UnavailableError} if the revision could not be read for longer than `maxStaleMs`
   */
  confirm(): Promise<void>;
}

/**
 * See {@link Feed}. The revision is read at most once in `revalidateMs`, when a request needs it; callers in between use the last result,
 * callers during a read share it.
 */
export function createFeed(store: Pick<Store, 'revision' | 'changesBetween' | 'onCommit'>, { log }: Pick<Host, 'log'>, settings: Settings['cache']): Feed {
  const listeners: Array<(change: Change) => void> = [];
  let known: number | undefined;
  /** When the last successful read began, on the monotonic clock. */
  let confirmedAt = -Infinity;
  let attemptedAt = -Infinity;
  let failing = false;
  let running: Promise<boolean> | null = null;
  let queued: Promise<boolean> | null = null;

  const tell = (change: Change) => listeners.forEach((listener) => listener(change));
  store.onCommit(tell);

  async function catchUp(): Promise<void> {
    const present = await store.revision();
    if (present !== undefined && present === known) return;
    tell(known === undefined || present === undefined ? 'all' : await store.changesBetween(known, present));
    known = present;
  }

  /** Whether the revision could be read. */
  async function look(): Promise<boolean> {
    const begun = performance.now();
    attemptedAt = begun;
    try {
      await withTimeout(catchUp(), CHECK_TIMEOUT_MS);
      confirmedAt = begun;
      if (failing) log.info('API tokens: the database responds again.');
      failing = false;
    } catch (error) {
      if (!failing) {
        log.warn(`API tokens: the database does not respond (${reasonOf(error)}). Cached tokens are accepted for ${settings.maxStaleMs} ms.`);
      }
      failing = true;
    }
    return !failing;
  }

  function start(): Promise<boolean> {
    running = look().finally(() => {
      running = null;
    });
    return running;
  }

  /** A read that begins now or later, never one that began before. */
  function startAfterRunning(): Promise<boolean> {
    if (running === null) return start();
    queued ??= running.then(() => {
      queued = null;
      return start();
    });
    return queued;
  }

  return {
    onChange(listener) {
      listeners.push(listener);
    },

    isFresh: () => performance.now() - confirmedAt < settings.revalidateMs,

    async confirm() {
      const now = performance.now();
      const age = now - confirmedAt;
      if (age < settings.revalidateMs) return;
      if (failing && age <= settings.maxStaleMs) {
        if (running === null && now - attemptedAt >= RETRY_MS) void start();
        return;
      }
      const succeeded = await (settings.revalidateMs === 0 ? startAfterRunning() : running ?? start());
      // A successful read is fresh, however long it took.
      if (!succeeded && performance.now() - confirmedAt > settings.maxStaleMs) throw new UnavailableError();
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
