import type { Knex } from 'knex';
import type { Id } from '../host';
import type { LivesOf } from '../queries/lives';
import { partsOf } from '../store/database';
import { createReminderRows, type Told } from '../store/reminder-rows';
import type { Store } from '../store/store';
import type { TokenRows } from '../store/token-rows';
import { reminderMark } from '../token/reminder-mark';
import { BY_SYSTEM, type NewEvent } from '../token/token-event';
import type { KeylessToken } from '../token/token-record';
import type { Life } from '../token/token-state';
import type { UpkeepTask } from '../upkeep';

/** Tokens per transaction, which holds the plugin's lock. */
const TOKENS_AT_ONCE = 100;

/** A token that expires soon, and when. */
export interface EndingToken {
  token: KeylessToken;
  life: Life;
}

/** Sends reminders to people. */
export interface ReminderMail {
  /** Queues, in the running transaction, reminders to the people responsible for these tokens. */
  queue(ending: readonly EndingToken[]): Promise<void>;
  /** Sends what is due, until the instance stops. */
  send(isStopping: () => boolean): Promise<void>;
}

/** A token with a reminder that is due. */
interface Due extends EndingToken {
  told: Told;
}

/**
 * Records that tokens are about to expire, 30, 7 and 1 days before, and that they have expired. Each is recorded once across all instances; if several
 * marks have passed, only the last is. A paused token denies its programs already, so it is only recorded that it has expired; once it is resumed, it is
 * reminded of like any other.
 */
export function createRemind(store: Store, livesOf: LivesOf, mail: ReminderMail | null): UpkeepTask {
  async function dueAmong(rows: TokenRows, knex: Knex, tokens: readonly KeylessToken[]): Promise<Due[]> {
    const now = Date.now();
    const lives = await livesOf(rows, tokens);
    const marked = tokens.flatMap((token) => {
      const life = lives.get(token.id)!;
      const mark = token.isBroken ? null : reminderMark(life, now);
      return mark === null || (mark !== 0 && !life.isEnabled) ? [] : [{ token, life, told: { endsAt: life.endsAt, mark } }];
    });
    const before = await createReminderRows(store.db, knex).told(marked.map(({ token }) => token.id));
    return marked.filter(({ token, told }) => {
      const last = before.get(token.id);
      return last === undefined || last.endsAt !== told.endsAt || last.mark > told.mark;
    });
  }

  async function tell(ids: readonly Id[]): Promise<void> {
    await store.append(async ({ trx, rows, record }) => {
      // Again, now under the lock.
      const due = await dueAmong(rows, trx, await rows.byIds(ids));
      await createReminderRows(store.db, trx).tell(new Map(due.map(({ token, told }) => [token.id, told])));
      record(...due.map(eventOf));
      await mail?.queue(due.filter(({ told }) => told.mark !== 0));
    });
  }

  return async function remind(isStopping) {
    const tokens = [...await store.rows.ofKind('content-api'), ...await store.rows.ofKind('admin')];
    const due = await dueAmong(store.rows, store.db.connection, tokens);
    for (const some of partsOf(due, TOKENS_AT_ONCE)) {
      if (isStopping()) return;
      await tell(some.map(({ token }) => token.id));
    }
    await mail?.send(isStopping);
  };
}

function eventOf({ token, told: { endsAt, mark } }: Due): NewEvent {
  const expiresAt = new Date(endsAt).toISOString();
  return mark === 0 ? { action: 'token.expired', by: BY_SYSTEM, token, details: { expiresAt } }
    : { action: 'token.expiring', by: BY_SYSTEM, token, details: { days: mark, expiresAt } };
}
