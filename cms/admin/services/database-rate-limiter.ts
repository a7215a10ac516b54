import { RateLimiterRes } from 'rate-limiter-flexible';
import RateLimiterStoreAbstract from 'rate-limiter-flexible/lib/RateLimiterStoreAbstract';
import type { SqlDatabase } from '../../database/create-database';
import { DatabaseError } from '../../database/database-error';

/** A count under way. */
interface Count {
  points: number;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

const table = 'admin_login_limits';
/** How often a count is tried that another request begins at the same moment. */
const attempts = 5;
/** A row that ends later than this was written under another clock (milliseconds). */
const farthest = 24 * 60 * 60 * 1000;

/**
 * A rate limiter of rate-limiter-flexible whose counts are rows of our database, shared by all instances. Its own SQL stores take
 * connections that know nothing of our time limits and retries, and not our SQLite client; and they hold a lock until its end by
 * the clock. Here a clock that is set back never makes one longer than the limit's duration.
 */
export class DatabaseRateLimiter extends RateLimiterStoreAbstract {
  /** @param limit At most `points` in `duration` seconds, beginning with the first. `keyPrefix` tells limiters apart. */
  constructor(private readonly db: SqlDatabase, limit: { keyPrefix: string; points: number; duration: number }) {
    super({ storeClient: db, ...limit });
  }

  protected async _upsert(key: string, points: number, durationMs: number): Promise<Count> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.db.transaction(() => this.add(key, points, durationMs));
      } catch (error) {
        if (!(error instanceof DatabaseError && error.kind === 'unique') || attempt === attempts) throw error;
      }
    }
  }

  private async add(key: string, points: number, durationMs: number): Promise<Count> {
    const { transactions } = this.db;
    const now = Date.now();
    const latest = now + durationMs;
    await transactions.write(`delete from ${table} where limit_key = ? and expires_at <= ?`, [key, now]);
    const { affected } = await transactions.write(
      `update ${table} set points = points + ?, expires_at = case when expires_at > ? then ? else expires_at end where limit_key = ?`,
      [points, latest, latest, key],
    );
    if (affected === 0) {
      await transactions.write(`insert into ${table} (limit_key, points, expires_at) values (?, ?, ?)`, [key, Math.max(points, 0), latest]);
    }
    return (await this._get(key))!;
  }

  protected async _get(key: string): Promise<Count | null> {
    const [row] = await this.db.transactions.rows(`select points, expires_at from ${table} where limit_key = ?`, [key]);
    return row ? { points: Number(row.points), expiresAt: Number(row.expires_at) } : null;
  }

  protected async _delete(key: string): Promise<boolean> {
    return (await this.db.transactions.write(`delete from ${table} where limit_key = ?`, [key])).affected > 0;
  }

  protected _getRateLimiterRes(_key: string, changedPoints: number, { points, expiresAt }: Count): RateLimiterRes {
    return new RateLimiterRes(Math.max(this.points - points, 0), Math.max(expiresAt - Date.now(), 0), points, points === changedPoints);
  }

  /** Deletes the counts of all limiters that have ended. */
  async purge(): Promise<void> {
    const now = Date.now();
    await this.db.transactions.write(`delete from ${table} where expires_at <= ? or expires_at > ?`, [now, now + farthest]);
  }
}
