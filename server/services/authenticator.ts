import { LRUCache } from 'lru-cache';
import { assertOwnerActive, type AdminCredential } from '../access/admin-credential';
import { assertNotExpired } from '../access/credential';
import type { ContentCredential } from '../access/scope';
import { UnavailableError } from '../errors';
import type { Bearer } from '../key/bearer';
import { hashKey } from '../key/hash-key';
import type { Host } from '../host';
import type { Settings } from '../settings';
import type { LastUse } from './last-use';
import type { Revision } from './revision';

/** Who a key stands for. */
export type Credential = ContentCredential | AdminCredential;

/** How many keys that turned out to be unknown are remembered, so that repeating one costs no query. */
const MAX_UNKNOWN = 10_000;

/** Turns keys into credentials. */
export interface Authenticator {
  /**
   * The credential of a key, if the key is one of this kind and its time is not over; null for any other key. A key that was
   * seen before is answered from memory.
   * @throws {TokenExpiredError} where the token's time is over
   * @throws {OwnerDeactivatedError} where an admin token's owner is deactivated
   * @throws {UnavailableError} where the database does not answer for too long
   */
  authenticate(bearer: Bearer, kind: 'content-api'): Promise<ContentCredential | null>;
  authenticate(bearer: Bearer, kind: 'admin'): Promise<AdminCredential | null>;
}

/** Reads the credential behind a hash from the database; null where there is none. */
export type LoadCredential = (hash: string) => Promise<Credential | null>;

/**
 * See {@link Authenticator}. Keys are held in memory as their hashes only. Known and unknown ones are kept apart, so that a
 * flood of wrong keys cannot push out the right ones.
 */
export function createAuthenticator(
  { log }: Pick<Host, 'log'>,
  settings: Settings,
  revision: Revision,
  lastUse: LastUse,
  load: LoadCredential,
): Authenticator {
  const known = new LRUCache<string, Credential>({ max: settings.cache.maxEntries });
  const unknown = new LRUCache<string, true>({ max: MAX_UNKNOWN });
  let loading = new Map<string, Promise<Credential | null>>();

  revision.onChange(() => {
    known.clear();
    unknown.clear();
    // What is being read now may be from before the change: it is answered to who waits for it, and not kept.
    loading = new Map();
  });

  function find(hash: string): Credential | null | Promise<Credential | null> {
    return known.get(hash) ?? (unknown.get(hash) ? null : loading.get(hash) ?? read(hash));
  }

  function read(hash: string): Promise<Credential | null> {
    const batch = loading;
    const reading = load(hash).then(
      (credential) => {
        if (batch === loading) {
          if (credential === null) unknown.set(hash, true);
          else known.set(hash, credential);
        }
        return credential;
      },
      (error: Error) => {
        // In front of its message knex puts the statement, with the key's hash in it.
        log.error(`API tokens: a token could not be read (${error.message.split(' - ').at(-1)}).`);
        throw new UnavailableError();
      },
    ).finally(() => batch.delete(hash));
    batch.set(hash, reading);
    return reading;
  }

  async function authenticate(bearer: Bearer, kind: Credential['kind']): Promise<any> {
    if (!mayBe(bearer, kind)) return null;
    const confirming = revision.confirm();
    if (confirming !== null) await confirming;
    const found = find(hashKey(bearer.key, settings.salt));
    const credential = found instanceof Promise ? await found : found;
    if (credential === null || credential.kind !== kind) return null;
    const now = Date.now();
    assertNotExpired(credential, now);
    if (credential.kind === 'admin') assertOwnerActive(credential);
    lastUse.touch(credential.tokenId, now);
    return credential;
  }

  return { authenticate };
}

/** Turns away by its letters alone what cannot be a key of this kind. */
function mayBe(bearer: Bearer, kind: Credential['kind']): boolean {
  return bearer.kind === 'any' || bearer.kind === (kind === 'admin' ? 'admin' : 'content');
}
