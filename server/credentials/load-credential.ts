import type { LoadCredential } from './authenticator';
import type { CredentialOf } from './credential-of';
import type { Store } from '../store/store';
import type { Keyring } from '../key/keyring';
import type { RehashKeys } from '../store/rehash-keys';
import { firstFound, type FoundKey } from '../store/key-rows';

/**
 * Reads the credential for a key's hash.
 *
 * Keys requested in the same turn of the event loop are read with one statement, however many salts are accepted, so that a flood of unknown keys
 * costs the database little more than a single key, and leaves connections to others.
 */
export function createLoadCredential(
  store: Store, credentialOf: CredentialOf, { saltIds }: Pick<Keyring, 'saltIds'>, rehashKeys: Pick<RehashKeys, 'note'>,
): LoadCredential {
  let batch: { hashes: string[]; keys: Promise<Map<string, FoundKey>> } | null = null;

  function startBatch() {
    const hashes: string[] = [];
    const keys = new Promise(setImmediate).then(() => {
      batch = null;
      return store.rows.byHashes(hashes);
    });
    return { hashes, keys };
  }

  return async function loadCredential(candidates) {
    batch ??= startBatch();
    const { hashes, keys } = batch;
    hashes.push(...candidates);
    const found = firstFound(await keys, candidates);
    if (found === undefined) return null;
    const credential = await credentialOf(store.rows, found);
    if (credential !== null && found.key!.saltId !== saltIds[0]) rehashKeys.note(found.key!.hash, candidates[0]);
    return credential;
  };
}
