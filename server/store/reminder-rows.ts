import type { Knex } from 'knex';
import type { Id } from '../host';
import type { ReminderMark } from '../token/reminder-mark';
import { idOf, partsOf, type StoreDatabase, table, TOKENS } from './database';

/** The last reminder of a token's expiry: the expiry (milliseconds since the epoch) and the mark that it was for. */
export interface Told {
  endsAt: number;
  mark: ReminderMark;
}

/** The reminders of tokens' expiry, through one knex instance or transaction. */
export interface ReminderRows {
  /** The last reminders by token id, without tokens that had none. */
  told(tokenIds: readonly Id[]): Promise<Map<Id, Told>>;
  /** Records reminders, in one statement for at most a hundred tokens. */
  tell(told: ReadonlyMap<Id, Told>): Promise<void>;
}

/** See {@link ReminderRows}. */
export function createReminderRows(db: StoreDatabase, knex: Knex): ReminderRows {
  return {
    async told(tokenIds) {
      const found = new Map<Id, Told>();
      for (const some of partsOf(tokenIds)) {
        const rows: Array<{ id: unknown; toldend: string }> = await table(db, knex, TOKENS).whereIn('id', some).whereNotNull('told_end')
          .select({ id: 'id', toldend: 'told_end' });
        for (const { id, toldend } of rows) {
          const [endsAt, mark] = toldend.split(':').map(Number);
          found.set(idOf(id), { endsAt: endsAt!, mark: mark as ReminderMark });
        }
      }
      return found;
    },

    async tell(told) {
      if (told.size === 0) return;
      const values = [...told].flatMap(([id, { endsAt, mark }]) => [id, `${endsAt}:${mark}`]);
      const cases = [...told].map(() => 'when ? then ?').join(' ');
      await table(db, knex, TOKENS).whereIn('id', [...told.keys()])
        .update({ told_end: knex.raw(`case ?? ${cases} else ?? end`, ['id', ...values, 'told_end'] as Knex.RawBinding[]) });
    },
  };
}
