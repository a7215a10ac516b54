import type { Host, Id } from '../host';
import { KEYS, type StoreDatabase } from './database';
import { reasonOf, retryConflicts } from './database-failure';
import { FLUSH_INTERVAL_MS } from './flush-interval';
import { inNew, inStored, updateFrom } from './new-rows';

/** The number of keys per statement, which locks them. */
const KEYS_AT_ONCE = 1000;

const KEY = ['id'] as const;
const COLUMNS = { id: 'integer', last_used_at: 'integer', last_used_from: 'text' } as const;

/** One use of a key. */
export interface Use {
  /** Milliseconds since the epoch. */
  at: number;
  /** The client's address; null if addresses are not recorded. */
  from: string | null;
}

/** What is recorded about use. */
export interface Tracking {
  /** When and from where keys were used last. */
  readonly use: boolean;
  /** How often tokens were used, by day and action, and which requests were denied. */
  readonly usage: boolean;
  /** From which addresses: those of last uses with `use`, those of denied requests with `usage`. */
  readonly address: boolean;
  /** The names of people who create tokens or do something to them, in events and with the token. */
  readonly names: boolean;
}

/** Collects when and from where keys were used and writes it periodically, so that using a token costs no write. */
export interface LastUse {
  /** Notes that a key was used at `at` (milliseconds since the epoch) from an address. */
  touch(keyId: Id, at: number, from: string | undefined): void;
  /** The last use of a key on this instance, if it has not been written yet. */
  pending(keyId: Id | null): Use | undefined;
  /** Writes what was collected. Never rejects: what cannot be written is kept for the next attempt. */
  flush(): Promise<void>;
  /** Starts flushing every few seconds. */
  start(): void;
  /** Stops flushing, after a final flush. */
  stop(): Promise<void>;
}

/** See {@link LastUse}. With `tracking.use` false, nothing is collected or written. */
export function createLastUse(db: StoreDatabase, log: Host['log'], tracking: Tracking): LastUse {
  let collected = new Map<Id, Use>();
  /** The previous batch, kept because a presenter may have read the row before it was flushed. */
  let written = new Map<Id, Use>();
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let flushing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    written = collected;
    collected = new Map();
    // In the order of ids, so that the statements of several instances do not wait for each other.
    const uses = [...written].sort(([a], [b]) => Number(a) - Number(b));
    let first = 0;
    try {
      for (; first < uses.length; first += KEYS_AT_ONCE) await retryConflicts(() => setLastUse(uses.slice(first, first + KEYS_AT_ONCE)));
      failures = 0;
    } catch (error) {
      for (const [id, use] of uses.slice(first)) collect(id, use);
      failures += 1;
      // Locks are temporary. Logged once: a read-only database would repeat it every few seconds.
      if (failures === 2) log.warn(`API tokens: last-used times cannot be written (${reasonOf(error)}).`);
    }
  }

  /** The condition makes sure that times only move forward. */
  async function setLastUse(uses: [Id, Use][]): Promise<void> {
    const knex = db.connection;
    const rows = { key: KEY, columns: COLUMNS, values: uses.map(([id, use]) => [id, use.at, cleaned(use).from]) };
    const set = { last_used_at: knex.raw('??', [inNew('last_used_at')]), last_used_from: knex.raw('??', [inNew('last_used_from')]) };
    const times = [inStored('last_used_at'), inStored('last_used_at'), inNew('last_used_at')];
    await updateFrom(db, knex, KEYS, rows, set, knex.raw('(?? is null or ?? < ??)', times));
  }

  function collect(keyId: Id, use: Use): void {
    const before = collected.get(keyId);
    if (before === undefined || before.at < use.at) collected.set(keyId, use);
  }

  function flush(): Promise<void> {
    flushing = flushing.then(() => (collected.size > 0 ? write() : undefined));
    return flushing;
  }

  return {
    touch(keyId, at, from) {
      if (!tracking.use) return;
      // Cleaned when it is written or shown: most uses are followed by another before that. A host's middleware may set an address that is no text.
      const isKept = tracking.address && typeof from === 'string';
      collect(keyId, { at, from: isKept ? from.length > MAX_ADDRESS_LENGTH ? plainAddress(from) : from : null });
    },
    pending(keyId) {
      const use = keyId === null ? undefined : collected.get(keyId) ?? written.get(keyId);
      return use && cleaned(use);
    },
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

/** A use with its address as it is stored. */
function cleaned({ at, from }: Use): Use {
  return { at, from: from === null ? null : plainAddress(from) };
}

/** The maximum length of an address (characters): behind some proxies, clients choose it. */
const MAX_ADDRESS_LENGTH = 255;
/** What neither addresses, with or without ports and zones, nor the names of hosts contain. */
const FOREIGN = /[^\w.:%[\]-]/g;

/** Converts an IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2) to IPv4, and drops characters that no address contains. */
export function plainAddress(address: string): string {
  const plain = address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
  return plain.slice(0, MAX_ADDRESS_LENGTH).replace(FOREIGN, '');
}
