import { setImmediate as answered, setTimeout as sleep } from 'node:timers/promises';
import type { EndLeakedKeys } from './commands/end-leaked-keys';
import { UnavailableError } from './errors';
import type { Host } from './host';
import type { Keyring } from './key/keyring';
import { BY_SYSTEM, NO_ORIGIN, type Origin } from './token/token-event';

/** Reports of leaked keys, which anyone may send. */
export interface LeakReports {
  /**
   * Queues the keys of a report, and returns before any of them is looked up, so that neither the response nor its timing reveals whether one is
   * real. `origin` tells where the report came from.
   * @throws {UnavailableError} if too many reports are waiting
   */
  take(keys: readonly string[], origin?: Origin): void;
  /** Resolves once the queued reports have been processed. Those that could not be written to the database are logged as lost. */
  stop(): Promise<void>;
}

/** How many reports may be queued: each holds the hashes of up to a thousand keys. */
const MAX_WAITING = 20;
/** How often, and at which interval (milliseconds), a report is retried while the database is unavailable. */
const ATTEMPTS = 60;
const RETRY_MS = 1000;

/** See {@link LeakReports}. Reports are processed one after another, so that a flood of them occupies at most one connection. */
export function createLeakReports({ candidates }: Pick<Keyring, 'candidates'>, endLeakedKeys: EndLeakedKeys, log: Pick<Host['log'], 'warn' | 'error'>): LeakReports {
  const waiting: Array<{ hashes: string[]; origin: Origin }> = [];
  const stopping = new AbortController();
  let working: Promise<void> = Promise.resolve();

  async function work(): Promise<void> {
    await answered();
    for (; waiting.length > 0; waiting.shift()) await handle(waiting[0]!);
  }

  async function handle({ hashes, origin }: { hashes: string[]; origin: Origin }): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        for (const line of await endLeakedKeys(hashes, { ...BY_SYSTEM, origin })) log.warn(`API tokens: ${line}`);
        return;
      } catch (error) {
        if (!(error instanceof UnavailableError) || attempt === ATTEMPTS || stopping.signal.aborted) {
          log.error(`API tokens: a report of leaked keys was lost: ${(error as Error).message}`);
          return;
        }
      }
      await sleep(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  return {
    take(keys, origin = NO_ORIGIN) {
      if (waiting.length >= MAX_WAITING) throw new UnavailableError('Too many reports are waiting. Try again in a second.');
      if (waiting.push({ hashes: [...new Set(keys)].flatMap(candidates), origin }) === 1) working = work();
    },

    async stop() {
      stopping.abort();
      await working;
    },
  };
}
