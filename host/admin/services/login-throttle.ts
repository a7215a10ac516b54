import { createHash } from 'node:crypto';
import type { Database } from '../../../server/host';
import { RateLimitError } from '../../errors';

const ATTEMPT = 'admin::login-attempt';
const allowed = 5;
const windowMs = 5 * 60 * 1000;

/** Counts wrong passwords, in the database, so that all instances share the count. */
export interface LoginThrottle {
  /**
   * Answers what `check` answers. After five wrong passwords (`check` said false) for one address from one client within five
   * minutes, `check` is not even run; a right one clears the count.
   * @throws {RateLimitError}
   */
  guard(email: string, client: string, check: () => Promise<boolean>): Promise<boolean>;
  /** Deletes what counts no longer. */
  purge(): Promise<void>;
}

/** See {@link LoginThrottle}. */
export function createLoginThrottle(db: Database): LoginThrottle {
  const attempts = db.query(ATTEMPT);
  const windowStart = () => new Date(Date.now() - windowMs).toISOString();

  async function guard(email: string, client: string, check: () => Promise<boolean>): Promise<boolean> {
    const attemptKey = createHash('sha256').update(`${email}\0${client}`).digest('hex');
    // Each attempt is written down before it is counted: of many at once, not one sees too few.
    const own = await attempts.create({ data: { attemptKey } });
    const counted = await attempts.findMany({
      where: { attemptKey, createdAt: { $gt: windowStart() } },
      select: ['id', 'createdAt'],
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    });
    if (counted.length > allowed) {
      await attempts.delete({ where: { id: own.id } });
      const freeAt = new Date(counted[0]!.createdAt).getTime() + windowMs;
      throw new RateLimitError(Math.max(1, Math.ceil((freeAt - Date.now()) / 1000)));
    }
    const right = await check();
    if (right) await attempts.deleteMany({ where: { attemptKey } });
    return right;
  }

  async function purge(): Promise<void> {
    await attempts.deleteMany({ where: { createdAt: { $lte: windowStart() } } });
  }

  return { guard, purge };
}
