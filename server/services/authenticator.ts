import { LRUCache } from 'lru-cache';
import { assertOwnerActive, type AdminCredential } from '../access/admin-credential';
import { assertNotExpired } from '../access/credential';
import type { ContentCredential } from '../access/scope';
import { UnavailableError } from '../errors';
import type { Bearer } from '../key/bearer';
import { createFingerprint } from '../key/fingerprint';
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

/** What stays with a bearer while its connection is open. */
interface Note {
  credential: Credential;
  /** The `loading` of the time: what was found before a change holds no longer. */
  batch: object;
}

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
      (error: Error) => {
        // In front of its message knex puts the statement, with the key's hash in it.
        log.error(`API tokens: a token could not be read (${error.message.split(' - ').at(-1)}).`);
        throw new UnavailableError();
      },
    ).finally(() => batch.delete(id));
    batch.set(id, reading);
    return reading;
  }

  function admit(credential: Credential | null, kind: Credential['kind']): Credential | null {
    if (credential === null || credential.kind !== kind) return null;
    const now = Date.now();
    assertNotExpired(credential, now);
    if (credential.kind === 'admin') assertOwnerActive(credential);
    lastUse.touch(credential.tokenId, now);
    return credential;
  }

  async function lookUp(id: string, key: string, kind: Credential['kind'], confirming: Promise<void> | null): Promise<Credential | null> {
    if (confirming !== null) await confirming;
    for (;;) {
      const found = find(id, key);
      if (!(found instanceof Promise)) return admit(found, kind);
      const batch = loading;
      const credential = await found;
      // Reading may have taken long, and what was read may be over by now.
      const confirmingAgain = revision.confirm();
      if (confirmingAgain !== null) await confirmingAgain;
      if (batch === loading) return admit(credential, kind);
    }
  }

  function authenticate(bearer: Bearer, kind: Credential['kind']): any {
    const note = bearer.note as Note | undefined;
    const noted = note !== undefined && note.batch === loading ? note.credential : undefined;
    // What is noted has been looked at before.
    if (noted === undefined && !mayBe(bearer, kind)) return null;
    const confirming = revision.confirm();
    if (noted !== undefined && confirming === null) return admit(noted, kind);
    const id = fingerprint(bearer.key);
    const credential = known.get(id);
    if (credential === undefined || confirming !== null) return lookUp(id, bearer.key, kind, confirming);
    bearer.note = { credential, batch: loading } satisfies Note;
    return admit(credential, kind);
  }

  return { authenticate };
}

/** Turns away by its letters alone what cannot be a key of this kind. */
function mayBe({ kind: said }: Bearer, kind: Credential['kind']): boolean {
  return said === 'any' || said === (kind === 'admin' ? 'admin' : 'content');
}
