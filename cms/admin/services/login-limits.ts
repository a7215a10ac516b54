import type { SqlDatabase } from '../../database/create-database';
import { networksOf } from '../../../server/request/networks-of';
import { type Counted, RateLimiter } from './rate-limiter';

/** How long wrong passwords count, from the first (milliseconds). */
const durationMs = 5 * 60_000;
/** How many wrong passwords one network may try on one account. */
const perAccountAndNetwork = { name: 'account', points: 5, durationMs };
/** How many it may try on all accounts together: everyone in a company may share one address. */
const perNetwork = { name: 'network', points: 50, durationMs };
/** How many all networks of one IPv6 site may try on all accounts. */
const perSite = { name: 'site', points: 250, durationMs };
/** How many may be tried on one account from anywhere (NIST SP 800-63B section 5.2.2). */
const perAccount = { name: 'everywhere', points: 100, durationMs };
/** The networks that an account logged in from. */
const remembered = { name: 'remembered', points: Infinity, durationMs: 90 * 24 * 60 * 60_000 };
/** The minimum interval between deletions of expired counts (milliseconds). */
const purgeEveryMs = 60_000;

/** Limits password attempts across all instances. */
export interface LoginLimits {
  /**
   * Returns the result of `check`, false for a wrong password. `check` is not run after too many wrong passwords: for this account from the
   * network of `client` (an address), for all accounts from its network or site, or for this account from anywhere. The last two do not
   * apply to networks that the account logged in from within 90 days, so that nobody else can lock its owner out. A correct password resets
   * the count of its account and network.
   * @throws {RateLimitError}
   */
  guard(email: string, client: string, check: () => Promise<boolean>): Promise<boolean>;
}

/** See {@link LoginLimits}. An account that does not exist is counted like one that does. */
export function createLoginLimits(db: SqlDatabase): LoginLimits {
  const limiter = new RateLimiter(db);
  let purgedAt = -Infinity;

  async function guard(email: string, client: string, check: () => Promise<boolean>): Promise<boolean> {
    await purge();
    const [network, site] = networksOf(client);
    const pair = `${email}\0${network}`;
    const counted: Counted[] = [[perNetwork, network], [perAccountAndNetwork, pair]];
    if (!(await limiter.has(remembered, pair))) {
      if (site !== undefined) counted.unshift([perSite, site]);
      counted.push([perAccount, email]);
    }
    // Counted before the attempt, so that concurrent attempts all see each other.
    await limiter.consume(...counted);
    let isRight;
    try {
      isRight = await check();
    } catch (error) {
      // No password was checked.
      await limiter.restore(...counted);
      throw error;
    }
    if (!isRight) return false;
    await limiter.restore(...counted);
    await limiter.reset(perAccountAndNetwork, pair);
    await limiter.consume([remembered, pair]);
    return true;
  }

  async function purge(): Promise<void> {
    // On the monotonic clock.
    if (performance.now() - purgedAt < purgeEveryMs) return;
    purgedAt = performance.now();
    await limiter.purge();
  }

  return { guard };
}
