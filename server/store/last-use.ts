import type { Host, Id } from '../host';
import { KEYS, type StoreDatabase, table } from './database';
import { reasonOf } from './database-failure';

/** How often what was collected is written (milliseconds). */
const FLUSH_INTERVAL_MS = 5000;
/** Tokens that one statement writes: ten thousand in use would take longer to write one by one than the interval lasts. */
const TOKENS_AT_ONCE = 100;

/** Collects when tokens were used and writes it now and then, so that using a token costs no write. */
export interface LastUse {
  /** Notes that a token was used at `now` (milliseconds since the epoch). */
  touch(tokenId: Id, now: number): void;
  /** When a token was last used here, where that is not written yet (milliseconds since the epoch). */
  pending(tokenId: Id): number | undefined;
  /** Writes what was collected. Never rejects: what cannot be written is kept for the next time. */
  flush(): Promise<void>;
  /** Begins to flush every few seconds. */
  start(): void;
  /** Stops flushing, after a last time. */
  stop(): Promise<void>;
}

/** See {@link LastUse}. With `enabled` false nothing is collected, and none of the host's tables is written. */
export function createLastUse(db: StoreDatabase, log: Host['log'], enabled: boolean): LastUse {
  let collected = new Map<Id, number>();
  /** The batch before: whoever shows a token may have read its row before it was written, so it counts until the next one. */
  let written = new Map<Id, number>();
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let flushing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    written = collected;
    collected = new Map();
    const uses = [...written];
    let from = 0;
    try {
      for (; from < uses.length; from += TOKENS_AT_ONCE) await setLastUse(uses.slice(from, from + TOKENS_AT_ONCE));
      failures = 0;
    } catch (error) {
      for (const [id, usedAt] of uses.slice(from)) touch(id, usedAt);
      failures += 1;
      // A lock passes. Once is enough: a read-only database would repeat it every few seconds.
      if (failures === 2) log.warn(`API tokens: the time of last use cannot be written (${reasonOf(error)}).`);
    }
  }

  /** The condition lets each time only move forward. */
  async function setLastUse(uses: [Id, number][]): Promise<void> {
    const usedAt = db.connection.raw(
      // The column at its end tells PostgreSQL of which type the times are.
      `case ?? ${uses.map(() => 'when ? then ?').join(' ')} else ?? end`, ['token_id', ...uses.flat(), 'last_used_at'],
    );
    await table(db, db.connection, KEYS)
      .whereIn('token_id', uses.map(([id]) => id))
      .where((earlier) => void earlier.whereNull('last_used_at').orWhere('last_used_at', '<', usedAt))
      .update({ last_used_at: usedAt });
  }

  function touch(tokenId: Id, now: number): void {
    if (!enabled) return;
    const before = collected.get(tokenId);
    if (before === undefined || before < now) collected.set(tokenId, now);
  }

  function flush(): Promise<void> {
    flushing = flushing.then(() => (collected.size > 0 ? write() : undefined));
    return flushing;
  }

  return {
    touch,
    pending: (tokenId) => collected.get(tokenId) ?? written.get(tokenId),
    flush,
    start() {
      timer ??= setInterval(flush, FLUSH_INTERVAL_MS);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await flush();
    },
  };
}
