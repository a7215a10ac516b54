import type { ActionUsage, DayUsage, DeniedRequest } from './contract';
import type { Host, Id } from './host';
import { partsOf } from './store/database';
import { reasonOf } from './store/database-failure';
import { FLUSH_INTERVAL_MS } from './store/flush-interval';
import { plainAddress, type Tracking } from './store/last-use';
import type { Store } from './store/store';
import { createUsageRows, DAY_MS, denialKey, type DenialRecord, MAX_DENIALS, mergeDenials, type UsageCounts } from './store/usage-rows';

/** The number of tokens per transaction: changes to tokens wait that long. */
const TOKENS_AT_ONCE = 1000;
/** The maximum number of denials that wait for the next write. */
const MAX_PENDING_DENIALS = 10_000;
/** The maximum length of a path in a denial (characters). */
const MAX_PATH_LENGTH = 255;

/** The outcome of a request: see `DayUsage`. */
export type Outcome = 'ok' | 'denied' | 'failed';

/** A denial as it happens. */
export interface NewDenial {
  method: string;
  /** Without its query string. */
  path: string;
  code: string;
  required: readonly string[] | null;
  address: string | undefined;
}

/**
 * Counts the requests of tokens and notes denied ones in memory, and writes both periodically, so that a request costs no write. Memory and tables
 * are bounded by the numbers of tokens and actions, and by the limits of denials, whatever clients send.
 */
export interface Usage {
  /** Counts a finished request, with the actions that it called. */
  count(tokenId: Id, outcome: Outcome, actions: readonly string[]): void;
  /** Notes why a request was denied. */
  noteDenial(tokenId: Id, denial: NewDenial): void;
  /** The last `days` days of each of these tokens, including today and what this instance has yet to write. */
  daysOf(tokenIds: readonly Id[], days: number): Promise<Map<Id, DayUsage[]>>;
  /** The actions that a token called in the last `days` days, most frequent first. */
  actionsOf(tokenId: Id, days: number): Promise<ActionUsage[]>;
  /** The last denials of a token, latest first. */
  denialsOf(tokenId: Id): Promise<DeniedRequest[]>;
  /** Writes what was collected. Never rejects: what cannot be written is kept for the next attempt. */
  flush(): Promise<void>;
  /** Starts flushing every few seconds. */
  start(): void;
  /** Stops flushing, after a final flush. */
  stop(): Promise<void>;
}

/** See {@link Usage}. With `tracking.usage` false nothing is collected. */
export function createUsage(store: Pick<Store, 'db' | 'append'>, log: Host['log'], tracking: Tracking): Usage {
  /** Counts by day and token. */
  let counts = new Map<number, Map<Id, UsageCounts>>();
  /** Denials by token and group, latest last. */
  let denials = new Map<Id, Map<string, DenialRecord>>();
  let pendingDenials = 0;
  let timer: NodeJS.Timeout | undefined;
  let hasFailed = false;
  let flushing: Promise<void> = Promise.resolve();

  function countsOf(tokenId: Id, day: number): UsageCounts {
    let ofDay = counts.get(day);
    if (ofDay === undefined) counts.set(day, ofDay = new Map());
    let ofToken = ofDay.get(tokenId);
    if (ofToken === undefined) ofDay.set(tokenId, ofToken = { tokenId, day, ok: 0, denied: 0, failed: 0, actions: new Map() });
    return ofToken;
  }

  function addDenial(tokenId: Id, added: DenialRecord): void {
    const key = denialKey(added);
    let ofToken = denials.get(tokenId);
    const before = ofToken?.get(key);
    if (before === undefined && ofToken?.size !== MAX_DENIALS && pendingDenials >= MAX_PENDING_DENIALS) return;
    if (ofToken === undefined) denials.set(tokenId, ofToken = new Map());
    if (before !== undefined) {
      ofToken.delete(key);
      added.count += before.count;
    } else if (ofToken.size === MAX_DENIALS) {
      ofToken.delete(ofToken.keys().next().value!);
    } else {
      pendingDenials += 1;
    }
    ofToken.set(key, added);
  }

  async function write(): Promise<void> {
    const collected = [...counts.values()].flatMap((ofDay) => [...ofDay.values()]);
    const denied = [...denials].map(([tokenId, ofToken]) => [tokenId, [...ofToken.values()]] as const);
    counts = new Map();
    denials = new Map();
    pendingDenials = 0;
    let written = 0;
    let deniedWritten = 0;
    try {
      for (const some of partsOf(collected, TOKENS_AT_ONCE)) {
        await store.append(({ trx }) => createUsageRows(store.db, trx).add(some));
        written += some.length;
      }
      for (const some of partsOf(denied, TOKENS_AT_ONCE)) {
        await store.append(({ trx }) => createUsageRows(store.db, trx).addDenials(some));
        deniedWritten += some.length;
      }
      hasFailed = false;
    } catch (error) {
      collected.slice(written).forEach(putBack);
      const later = denials;
      denials = new Map();
      pendingDenials = 0;
      for (const [tokenId, some] of denied.slice(deniedWritten)) for (const denial of some) addDenial(tokenId, denial);
      for (const [tokenId, some] of later) for (const denial of some.values()) addDenial(tokenId, denial);
      // Logged once: a read-only database would repeat it every few seconds.
      if (!hasFailed) log.warn(`API tokens: the usage of tokens cannot be written (${reasonOf(error)}). It is kept and written later.`);
      hasFailed = true;
    }
  }

  function putBack(unwritten: UsageCounts): void {
    const now = countsOf(unwritten.tokenId, unwritten.day);
    now.ok += unwritten.ok;
    now.denied += unwritten.denied;
    now.failed += unwritten.failed;
    for (const [action, count] of unwritten.actions) now.actions.set(action, (now.actions.get(action) ?? 0) + count);
  }

  /** Runs `work` while nothing is being written, so that every count is either stored or pending. */
  function whileStill<T>(work: () => Promise<T>): Promise<T> {
    const result = flushing.then(work);
    flushing = result.then(() => {}, () => {});
    return result;
  }

  const flush = () => whileStill(async () => {
    if (counts.size > 0 || denials.size > 0) await write();
  });

  const stored = () => createUsageRows(store.db, store.db.connection);

  return {
    count(tokenId, outcome, actions) {
      if (!tracking.usage) return;
      const ofToken = countsOf(tokenId, today());
      ofToken[outcome] += 1;
      for (const action of actions) ofToken.actions.set(action, (ofToken.actions.get(action) ?? 0) + 1);
    },

    noteDenial(tokenId, { method, path, code, required, address }) {
      if (!tracking.usage) return;
      const from = tracking.address && address !== undefined ? plainAddress(address) : null;
      addDenial(tokenId, { method, path: path.slice(0, MAX_PATH_LENGTH), code, required, address: from, at: Date.now(), count: 1 });
    },

    daysOf: (tokenIds, days) => whileStill(async () => {
      const last = today();
      const first = last - days + 1;
      const found = await stored().daysOf(tokenIds, first);
      const byToken = new Map(tokenIds.map((id): [Id, DayUsage[]] => (
        [id, Array.from({ length: days }, (_, index) => ({ day: formatDay(first + index), ok: 0, denied: 0, failed: 0 }))])));
      const pending = [...counts.values()].flatMap((ofDay) => tokenIds.map((id) => ofDay.get(id)).filter((each) => each !== undefined));
      for (const { tokenId, day, ok, denied, failed } of [...found, ...pending]) {
        const shown = byToken.get(tokenId)?.[day - first];
        if (shown === undefined) continue;
        shown.ok += ok;
        shown.denied += denied;
        shown.failed += failed;
      }
      return byToken;
    }),

    actionsOf: (tokenId, days) => whileStill(async () => {
      const first = today() - days + 1;
      const totals = await stored().actionsOf(tokenId, first);
      for (const [day, ofDay] of counts) {
        if (day < first) continue;
        for (const [action, count] of ofDay.get(tokenId)?.actions ?? []) totals.set(action, (totals.get(action) ?? 0) + count);
      }
      return [...totals].map(([action, count]) => ({ action, count })).sort((a, b) => b.count - a.count || (a.action < b.action ? -1 : 1));
    }),

    denialsOf: (tokenId) => whileStill(async () => {
      const found = await stored().denialsOf(tokenId);
      return mergeDenials(found, [...denials.get(tokenId)?.values() ?? []]).map(toDeniedRequest);
    }),

    flush,

    start() {
      timer ??= setInterval(() => void flush(), FLUSH_INTERVAL_MS);
      timer.unref();
    },

    async stop() {
      clearInterval(timer);
      timer = undefined;
      await flush();
    },
  };
}

/** The current day in UTC (days since the epoch). */
function today(): number {
  return Math.floor(Date.now() / DAY_MS);
}

function formatDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

function toDeniedRequest({ at, method, path, code, required, address, count }: DenialRecord): DeniedRequest {
  return { at: new Date(at).toISOString(), method, path, code, ...(required !== null && { required: [...required] }), address, count };
}
