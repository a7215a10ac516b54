import type { Host } from './host';
import { reasonOf } from './store/database-failure';
import type { Store } from './store/store';

/** How soon after a start, and how often from then on, to look for due work (milliseconds). */
const FIRST_MS = 10_000;
const INTERVAL_MS = 60 * 60 * 1000;
/** How long an instance may work before another one takes over, in case it was killed (milliseconds). */
const LEASE_MS = 5 * 60 * 1000;

/** Regular work that one of several instances does: reminders, and deleting old events and usage. */
export interface Upkeep {
  /** Starts looking for due work, a few seconds from now and then every hour. */
  start(): void;
  /** Does due work, unless another instance is doing it. Never rejects. */
  run(): Promise<void>;
  /** Stops, once the work in progress is done. */
  stop(): Promise<void>;
}

/** A part of the upkeep. It should take seconds at most, and leave the rest for the next run. */
export type UpkeepTask = (isStopping: () => boolean) => Promise<void>;

/** See {@link Upkeep}. */
export function createUpkeep(store: Pick<Store, 'beginUpkeep' | 'endUpkeep'>, log: Pick<Host['log'], 'warn'>, tasks: readonly UpkeepTask[]): Upkeep {
  let timer: NodeJS.Timeout | undefined;
  let isStopping = false;
  let running: Promise<void> = Promise.resolve();

  async function doTasks(): Promise<void> {
    try {
      if (isStopping || !await store.beginUpkeep(LEASE_MS)) return;
      try {
        for (const task of tasks) await doTask(task);
      } finally {
        await store.endUpkeep();
      }
    } catch (error) {
      wait(error);
    }
  }

  /** A part that fails does not stop the others. */
  async function doTask(task: UpkeepTask): Promise<void> {
    try {
      await task(() => isStopping);
    } catch (error) {
      wait(error);
    }
  }

  function wait(error: unknown): void {
    log.warn(`API tokens: reminders, or the deletion of old events and usage, will be retried in an hour (${reasonOf(error)}).`);
  }

  function run(): Promise<void> {
    running = running.then(doTasks);
    return running;
  }

  return {
    run,
    start() {
      isStopping = false;
      timer = setTimeout(() => {
        timer = setInterval(() => void run(), INTERVAL_MS);
        timer.unref();
        void run();
      }, FIRST_MS);
      timer.unref();
    },
    async stop() {
      isStopping = true;
      clearTimeout(timer);
      await running;
    },
  };
}
