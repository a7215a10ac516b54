import type { Host } from './host';
import { reasonOf } from './store/database-failure';
import type { Store } from './store/store';

/** How long after a start, and how often then, there is a look at what is due (milliseconds). */
const FIRST_MS = 10_000;
const INTERVAL_MS = 60 * 60 * 1000;
/** How long an instance may be at it before another one takes over, in case it was killed (milliseconds). */
const LEASE_MS = 5 * 60 * 1000;

/** What has to be done from time to time, by one of several instances: reminding of ends, deleting old events and old usage. */
export interface Upkeep {
  /** Begins to look, a few seconds from now and then every hour. */
  start(): void;
  /** Does what is due, unless another instance is at it. Never rejects. */
  run(): Promise<void>;
  /** Ends looking, once what is being done is done. */
  stop(): Promise<void>;
}

/** A part of the upkeep. It should take seconds at most, and leave what takes longer for the next time. */
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

  /** One that fails does not keep the others from being done. */
  async function doTask(task: UpkeepTask): Promise<void> {
    try {
      await task(() => isStopping);
    } catch (error) {
      wait(error);
    }
  }

  function wait(error: unknown): void {
    log.warn(`API tokens: reminders, or deleting old events and old usage, wait for the next hour (${reasonOf(error)}).`);
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
