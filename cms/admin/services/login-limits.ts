import { createHash } from 'node:crypto';
import { RateLimiterRes } from 'rate-limiter-flexible';
import type { SqlDatabase } from '../../database/create-database';
import { RateLimitError } from '../../errors';
import { networkOf } from '../network-of';
import { DatabaseRateLimiter } from './database-rate-limiter';

/** Five minutes, in seconds: how long wrong passwords count, from the first. */
const duration = 5 * 60;
/** How many wrong passwords one network may try on one account. */
const perAccount = 5;
/** How many it may try on all accounts together: people of one company come from one address. */
const perNetwork = 50;
/** How often counts that have ended are deleted at most (milliseconds). */
const purgeEveryMs = 60_000;

/** Limits how many passwords are tried, over all instances. */
export interface LoginLimits {
  /**
   * Answers what `check` answers, which is false for a wrong password. Where too many were wrong for this account, or for all
   * accounts, from the network of `client` (an address), `check` is not run. A right one clears the count of its account.
   * @throws {RateLimitError}
   */
  guard(email: string, client: string, check: () => Promise<boolean>): Promise<boolean>;
}

/** See {@link LoginLimits}. An account that does not exist is counted like one that does. */
export function createLoginLimits(db: SqlDatabase): LoginLimits {
  const accounts = new DatabaseRateLimiter(db, { keyPrefix: 'account', points: perAccount, duration });
  const networks = new DatabaseRateLimiter(db, { keyPrefix: 'network', points: perNetwork, duration });
  let purgedAt = -Infinity;

  async function guard(email: string, client: string, check: () => Promise<boolean>): Promise<boolean> {
    await purge();
    const network = digest(networkOf(client));
    const account = digest(`${email}\0${network}`);
    // Counted before it is tried: of many at once, not one sees too few.
    await take(networks, network);
    const giveBack = () => networks.reward(network);
    try {
      await take(accounts, account);
      const isRight = await check();
      if (!isRight) return false;
    } catch (error) {
      // No password was tried. For the account only what was denied is counted too much, which ends with the lock.
      await giveBack();
      if (!(error instanceof RateLimitError)) await accounts.reward(account);
      throw error;
    }
    await giveBack();
    await accounts.delete(account);
    return true;
  }

  async function purge(): Promise<void> {
    // On a clock that nobody sets.
    if (performance.now() - purgedAt < purgeEveryMs) return;
    purgedAt = performance.now();
    await accounts.purge();
  }

  return { guard };
}

async function take(limiter: DatabaseRateLimiter, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (result) {
    if (result instanceof RateLimiterRes) throw new RateLimitError(Math.max(1, Math.ceil(result.msBeforeNext / 1000)));
    throw result;
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
