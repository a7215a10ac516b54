import { LRUCache } from 'lru-cache';
import { assertNotExpired, assertOwnerActive, type AdminCredential, type ContentCredential, type Credential } from './admission/credential';
import { UnavailableError } from './errors';
import type { Host } from './host';
import type { Bearer } from './key/bearer';
import { createFingerprint } from './key/fingerprint';
import { hashKey } from './key/hash-key';
import { reasonOf } from './services/database-failure';
import type { LastUse } from './services/last-use';
import type { Revision } from './services/revision';
import type { Settings } from './settings';

/** How exactly a token's last use is noted (milliseconds): to note each would cost as much as all else that a known key takes. */
const USE_PRECISION_MS = 10;
/** How many keys that turned out to be unknown are remembered, so that repeating one costs no query. */
const MAX_UNKNOWN = 10_000;

/** Turns keys into credentials. */
export interface Authenticator {
  /**
   * The credential of a key, if the key is one of this kind and its time is not over; null for any other key. A key that was
   * seen before is answered from memory, and at once: a promise per request would cost more than the answer.
   * @throws {TokenExpiredError} where the token's time is over
   * @throws {OwnerDeactivatedError} where an admin token's owner is deactivated
   * @throws {UnavailableError} where the database does not answer for too long
   */
  authenticate(bearer: Bearer, kind: 'content-api'): ContentCredential | null | Promise<ContentCredential | null>;
  authenticate(bearer: Bearer, kind: 'admin'): AdminCredential | null | Promise<AdminCredential | null>;
}

/** Reads the credential behind a hash from the database; null where there is none. */
export type LoadCredential = (hash: string) => Promise<Credential | null>;

/**
 * See {@link Authenticator}. Keys are held in memory as their fingerprints only. Known and unknown ones are kept apart, so that a
 * flood of wrong keys cannot push out the right ones.
 */
export function createAuthenticator(
  { log }: Pick<Host, 'log'>,
  settings: Settings,
  revision: Revision,
  lastUse: LastUse,
  load: LoadCredential,
): Authenticator {
  const fingerprint = createFingerprint();
  /** By fingerprint, as all three are. */
  const known = new LRUCache<string, Credential>({ max: settings.cache.maxEntries });
  const unknown = new LRUCache<string, true>({ max: MAX_UNKNOWN });
  let loading = new Map<string, Promise<Credential | null>>();

  revision.onChange(() => {
    known.clear();
    unknown.clear();
    // What is being read now may be from before the change: it is not kept, and who waits for it has it read again.
    loading = new Map();
  });

  function find(id: string, key: string): Credential | null | Promise<Credential | null> {
    return known.get(id) ?? (unknown.get(id) ? null : loading.get(id) ?? read(id, key));
  }

  function read(id: string, key: string): Promise<Credential | null> {
    const batch = loading;
    const reading = load(hashKey(key, settings.salt)).then(
      (credential) => {
        if (batch === loading) {
          if (credential === null) unknown.set(id, true);
          else known.set(id, credential);
        }
        return credential;
      },
      (error: unknown) => {
        log.error(`API tokens: a token could not be read (${reasonOf(error)}).`);
        throw new UnavailableError();
      },
    ).finally(() => batch.delete(id));
    batch.set(id, reading);
    return reading;
  }

  /** `now` is on the monotonic clock; that on the wall is looked at only where it matters. */
  function admit(credential: Credential | null, kind: Credential['kind'], now: number): Credential | null {
    if (credential === null || credential.kind !== kind) return null;
    if (credential.expiresAt !== Infinity) assertNotExpired(credential, Date.now());
    if (credential.owner !== null) assertOwnerActive(credential.owner);
    if (now - credential.useNotedAt >= USE_PRECISION_MS) {
      credential.useNotedAt = now;
      lastUse.touch(credential.tokenId, Date.now());
    }
    return credential;
  }

  async function lookUp(id: string, key: string, kind: Credential['kind'], confirming: Promise<void> | null): Promise<Credential | null> {
    if (confirming !== null) await confirming;
    for (;;) {
      const found = find(id, key);
      if (!(found instanceof Promise)) return admit(found, kind, performance.now());
      const batch = loading;
      const credential = await found;
      // Reading may have taken long, and what was read may be over by now.
      const confirmingAgain = revision.confirm(performance.now());
      if (confirmingAgain !== null) await confirmingAgain;
      if (batch === loading) return admit(credential, kind, performance.now());
    }
  }

  function authenticate(bearer: Bearer, kind: Credential['kind']): any {
    // Under the map of the time: what was found before a change holds no longer.
    const kept = bearer.kept(loading) as Credential | undefined;
    // What is kept has been looked at before.
    if (kept === undefined && !mayBe(bearer, kind)) return null;
    const now = performance.now();
    const confirming = revision.confirm(now);
    if (kept !== undefined && confirming === null) return admit(kept, kind, now);
    const id = fingerprint(bearer.key);
    const credential = known.get(id);
    if (credential === undefined || confirming !== null) return lookUp(id, bearer.key, kind, confirming);
    bearer.keep(loading, credential);
    return admit(credential, kind, now);
  }

  return { authenticate };
}

/** Turns away by its letters alone what cannot be a key of this kind. */
function mayBe({ kind: said }: Bearer, kind: Credential['kind']): boolean {
  return said === 'any' || said === (kind === 'admin' ? 'admin' : 'content');
}
