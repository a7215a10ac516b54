import { createHash } from 'node:crypto';
import type { SqlDatabase } from '../../database/create-database';
import { DatabaseError } from '../../database/database-error';
import { RateLimitError } from '../../errors';

const table = 'admin_login_limits';
/** How often a count is tried that another request begins at the same moment. */
const attempts = 5;
/** The longest time that a count may last. A row that ends later was written under another clock (milliseconds). */
const maxDurationMs = 100 * 24 * 60 * 60 * 1000;

/** At most `points` in `durationMs` (milliseconds), beginning with the first. `name` tells limits apart. */
export interface RateLimit {
  name: string;
  points: number;
  durationMs: number;
}

/** What is counted: under which limit, and for whom. */
export type Counted = [limit: RateLimit, key: string];

/** Counts by limit and key in rows of the database, shared by all instances. A clock that is set back never makes a limit longer. */
export class RateLimiter {
  constructor(private readonly db: SqlDatabase) {}

  /**
   * Counts one for each, in their order.
   * @throws {RateLimitError} where that is too many for one of them; then none is counted, and no row is made for those behind it
   */
  async consume(...counted: Counted[]): Promise<void> {
    const waitMs = await this.trying(() => this.db.transaction(async () => {
      for (const [index, each] of counted.entries()) {
        const wait = await this.add(each);
        if (wait === 0) continue;
        await this.restore(...counted.slice(0, index + 1));
        return wait;
      }
      return 0;
    }));
    if (waitMs > 0) throw new RateLimitError(Math.ceil(waitMs / 1000));
  }

  private async trying<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof DatabaseError && error.kind === 'unique') || attempt === attempts) throw error;
      }
    }
  }

  /** Counts one, and gives how long to wait where that is too many (milliseconds). */
  private async add([limit, key]: Counted): Promise<number> {
    const { transactions } = this.db;
    const rowKey = rowKeyOf(limit, key);
    const now = Date.now();
    const latest = now + limit.durationMs;
    const { affected } = await transactions.write(
      `update ${table} set points = case when expires_at > ? then points + 1 else 1 end,
        expires_at = case when expires_at > ? and expires_at < ? then expires_at else ? end where limit_key = ?`,
      [now, now, latest, latest, rowKey],
    );
    if (affected === 0) await transactions.write(`insert into ${table} (limit_key, points, expires_at) values (?, 1, ?)`, [rowKey, latest]);
    const [row] = await transactions.rows(`select points, expires_at from ${table} where limit_key = ?`, [rowKey]);
    return Number(row.points) > limit.points ? Number(row.expires_at) - now : 0;
  }

  /** Takes back what was counted once. */
  async restore(...counted: Counted[]): Promise<void> {
    const keys = counted.map((each) => rowKeyOf(...each));
    await this.db.transactions.write(`update ${table} set points = points - 1 where points > 0 and limit_key in (${keys.map(() => '?').join(', ')})`, keys);
  }

  /** Takes back all that was counted. */
  async reset(...counted: Counted): Promise<void> {
    await this.db.transactions.write(`delete from ${table} where limit_key = ?`, [rowKeyOf(...counted)]);
  }

  /** Whether anything is counted. */
  async has(...counted: Counted): Promise<boolean> {
    const rows = await this.db.transactions.rows(`select 1 from ${table} where limit_key = ? and expires_at > ?`, [rowKeyOf(...counted), Date.now()]);
    return rows.length > 0;
  }

  /** Deletes what has ended. */
  async purge(): Promise<void> {
    const now = Date.now();
    await this.db.transactions.write(`delete from ${table} where expires_at <= ? or expires_at > ?`, [now, now + maxDurationMs]);
  }
}

function rowKeyOf({ name }: RateLimit, key: string): string {
  return `${name}:${createHash('sha256').update(key).digest('hex')}`;
}
