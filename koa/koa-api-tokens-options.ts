import type { Knex } from 'knex';
import type { CreateApiToken } from '../server/contract';
import type { Host } from '../server/host';
import type { Settings } from '../server/settings';
import type { KoaContentTypes } from './koa-content-type';

/** The options of `createKoaApiTokens`. */
export interface KoaApiTokensOptions {
  /** The app's own knex instance, for SQLite, PostgreSQL or MySQL (MariaDB too). Tokens get their own tables in its database. */
  knex: Knex;
  /**
   * Part of the hash of every key: a secret of at least 16 characters. Changing it invalidates all keys, unless the former one is in `previousSalts`. Required.
   */
  salt: string | undefined;
  /** At most three other salts whose keys are accepted; such a key is rehashed with `salt` when it is used. */
  previousSalts?: string[];
  /** With it, `KoaApiTokens.reveal` can show keys again. */
  encryptionKey?: string;
  /** At most three other encryption keys with which keys can be shown again. */
  previousEncryptionKeys?: string[];
  /** All actions that tokens can be granted, such as `notes.find`. Read-only tokens can use those ending in `.find` or `.findOne`. */
  actions: string[];
  /** What tokens can be restricted to (`restrictions`). Without it, no token can be restricted. */
  contentTypes?: KoaContentTypes;
  /**
   * Tokens that are created, changed and deleted at startup to match the declaration: `name`, `key` or `keyHash` (HMAC-SHA512 under `salt`, in hex),
   * and optionally `description`, `type`, `permissions`, `expiresAt`, `allowedAddresses`, `rateLimit` and `restrictions`.
   */
  tokens?: KoaDeclaredToken[];
  /** What new keys begin with: 1 to 16 lower-case letters and digits, starting with a letter; `cms` by default. */
  keyPrefix?: string;
  /**
   * How often this process looks for changes by others (`revalidateMs`, 1000; 0 on every request), how long cached keys are accepted while the database does
   * not respond (`maxStaleMs`, 5000), and how many tokens are cached (`maxEntries`, 10,000).
   */
  cache?: Partial<Settings['cache']>;
  /** What to record about uses: when (`use`), how many requests (`usage`), and from where (`address`); all by default. */
  track?: Partial<Settings['track']>;
  /** The maximum lifetime of new tokens in days; with `enforce: 'all'`, of existing ones too. */
  policy?: { maxLifetimeDays?: { contentApi?: number | null }; enforce?: Settings['policy']['enforce'] };
  /** How many days events are kept (`retentionDays`, 90; 0: forever). */
  events?: Partial<Settings['events']>;
  /**
   * A Redis in which rate limits are counted across all instances; without it, each instance counts separately. Requires the package `@redis/client`.
   */
  redisUrl?: string;
  /** Where warnings go; the console by default. */
  log?: Host['log'];
}

/** A token as an app declares it, with its key or that key's hash. */
export type KoaDeclaredToken = Omit<CreateApiToken['Request'], 'lifespan'> & ({ key: string } | { keyHash: string });
