import { LRUCache } from 'lru-cache';
import type { Credential } from '../admission/credential';
import { createCredentialCache } from './credential-cache';
import { UnavailableError } from '../errors';
import type { Host } from '../host';
import type { Bearer } from '../key/bearer';
import { createFingerprint } from '../key/fingerprint';
import type { Keyring } from '../key/keyring';
import type { Settings } from '../settings';
import { reasonOf } from '../store/database-failure';
import type { Feed } from '../store/feed';

/** The number of unknown keys that are remembered for `revalidateMs`, so that repeating one costs no query. */
const MAX_UNKNOWN = 10_000;

/** Finds the credentials of keys. */
export interface Authenticator {
  /** The cached credential of a key; undefined if the key is not cached, or if the cache must be confirmed first. */
  recall(bearer: Bearer): Credential | undefined;
  /**
   * The credential behind a key that is presented for tokens of a kind; null for an unknown key. Whether it may authenticate anyone is up to
   * `decide`: the credential may be of the other kind, or expired.
   * @throws {UnavailableError} if the database has not responded for too long
   */
  find(bearer: Bearer, kind: Credential['kind']): Promise<Credential | null>;
}

/**
 * Reads the credential behind a key from the database, by the hashes under which the key may be stored, the current one first; null if there is none.
 */
export type LoadCredential = (hashes: readonly [string, ...string[]]) => Promise<Credential | null>;

/**
 * See {@link Authenticator}. Keys are held in memory as fingerprints only. Known and unknown ones are kept apart, so that a flood of wrong keys
 * cannot evict the right ones. `otherForms` are the hashes of declared keys that may not have any of the plugin's forms.
 */
export function createAuthenticator(
  { log }: Pick<Host, 'log'>,
  { cache: { maxEntries, revalidateMs } }: Pick<Settings, 'cache'>,
  { candidates }: Pick<Keyring, 'candidates'>,
  feed: Feed,
  load: LoadCredential,
  otherForms: ReadonlySet<string> = new Set(),
): Authenticator {
  const fingerprint = createFingerprint();
  const known = createCredentialCache(maxEntries);
  // A new token is no change, and a program may present its key while the transaction that creates it is still open.
  const unknown = new LRUCache<string, true>({ max: MAX_UNKNOWN, ttl: Math.max(revalidateMs, 1) });
  const loading = new Map<string, Promise<Credential | null>>();
  /** The number of changes so far. */
  let changes = 0;

  feed.onChange((change) => {
    changes += 1;
    known.forget(change);
    unknown.clear();
    // Later callers must not join a read that began before the change.
    loading.clear();
  });

  /** Whether the key has another form, and the configuration declares it. */
  function isDeclared({ kind, key }: Bearer): boolean {
    return kind === null && otherForms.size > 0 && candidates(key).some((hash) => otherForms.has(hash));
  }

  function read(id: string, key: string): Promise<Credential | null> {
    const before = changes;
    const reading = load(candidates(key)).then(
      (credential) => {
        if (before === changes) {
          if (credential === null) unknown.set(id, true);
          else known.set(id, credential);
        }
        return credential;
      },
      (error: unknown) => {
        log.error(`API tokens: a token could not be read (${reasonOf(error)}).`);
        throw new UnavailableError();
      },
    ).finally(() => {
      if (loading.get(id) === reading) loading.delete(id);
    });
    loading.set(id, reading);
    return reading;
  }

  return {
    recall: ({ key }) => (feed.isFresh() ? known.get(fingerprint(key)) : undefined),

    async find(bearer, kind) {
      if (!isFormedFor(kind, bearer) && !isDeclared(bearer)) return null;
      const id = fingerprint(bearer.key);
      for (;;) {
        await feed.confirm();
        const credential = known.get(id);
        if (credential !== undefined) return credential;
        if (unknown.get(id)) return null;
        const before = changes;
        const found = await (loading.get(id) ?? read(id, bearer.key));
        // A change may have overtaken the read, which is then repeated.
        await feed.confirm();
        if (before === changes) return found;
      }
    },
  };
}

/** Whether a key can be of this kind, judging by its form alone. */
function isFormedFor(kind: Credential['kind'], { kind: form }: Bearer): boolean {
  return form === 'any' || form === (kind === 'admin' ? 'admin' : 'content');
}
