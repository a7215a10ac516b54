import { createHash } from 'node:crypto';
import type { SqlDatabase } from '../../database/create-database';
import { DatabaseError } from '../../database/database-error';
import { RateLimitError } from '../../errors';

const table = 'admin_login_limits';
/** How often counting is retried if another request starts the same count at the same time. */
const attempts = 5;
/** The longest duration of a count (milliseconds). A row that ends later was written under a different clock. */
const maxDurationMs = 100 * 24 * 60 * 60 * 1000;

/** At most `points` in `durationMs` (milliseconds) from the first. `name` identifies the limit. */
export interface RateLimit {
  name: string;
  points: number;
  durationMs: number;
}

/** What is counted: the limit, and for whom. */
export type Counted = [limit: RateLimit, key: string];

/** Counts by limit and key in rows of the database, shared by all instances. Setting a clock back never extends a limit. */
export class RateLimiter {
  constructor(private readonly db: SqlDatabase) {}

  /**
   * Counts one for each, in order.
   * @throws {RateLimitError} if that exceeds one of them; then none is counted, and no row is created for those after it
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

  /** Counts one, and returns how long to wait if that exceeds the limit (milliseconds). */
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

  /** Takes back one count. */
  async restore(...counted: Counted[]): Promise<void> {
    const keys = counted.map((each) => rowKeyOf(...each));
    await this.db.transactions.write(`update ${table} set points = points - 1 where points > 0 and limit_key in (${keys.map(() => '?').join(', ')})`, keys);
  }

  /** Resets the count. */
  async reset(...counted: Counted): Promise<void> {
    await this.db.transactions.write(`delete from ${table} where limit_key = ?`, [rowKeyOf(...counted)]);
  }

  /** Whether anything is counted. */
  async has(...counted: Counted): Promise<boolean> {
    const rows = await this.db.transactions.rows(`select 1 from ${table} where limit_key = ? and expires_at > ?`, [rowKeyOf(...counted), Date.now()]);
    return rows.length > 0;
  }

  /** Deletes expired counts. */
  async purge(): Promise<void> {
    const now = Date.now();
    await this.db.transactions.write(`delete from ${table} where expires_at <= ? or expires_at > ?`, [now, now + maxDurationMs]);
  }
}

function rowKeyOf({ name }: RateLimit, key: string): string {
  return `${name}:${createHash('sha256').update(key).digest('hex')}`;
}
