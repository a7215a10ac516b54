import type { Operator } from '../callers';
import type { GetSecrets } from '../contract';
import type { Id } from '../host';
import { cipherKeyIdOf } from '../key/encryption';
import type { Keyring } from '../key/keyring';
import type { SecretsQuery } from '../queries/secrets-query';
import type { Store } from '../store/store';
import type { EncryptedKey } from '../store/key-rows';
import type { TokenRows } from '../store/token-rows';

/** Keys per transaction, which holds the plugin's lock. */
const KEYS_AT_ONCE = 100;

/** What was rewritten, and which secrets the keys need now. */
export interface SecretsRotation extends RewrittenKeys {
  secrets: GetSecrets['Response']['data'];
}

/** How many keys were rewritten with the current secrets. */
export interface RewrittenKeys {
  /** Keys rehashed with the current salt. */
  rehashed: number;
  /** Keys re-encrypted with the current encryption key. */
  reencrypted: number;
}

/** The result for some keys, and the id of the last one; undefined if none were left. */
type Batch = RewrittenKeys & { last: Id | undefined };

/**
 * Rehashes and re-encrypts, with the current salt and encryption key, all keys that can be decrypted: a hundred per transaction, so that it can be
 * killed at any moment and started again. With `dryRun` it only counts. Keys that cannot be decrypted are rehashed when they are used.
 */
export type RotateSecrets = (caller: Operator, options: { dryRun: boolean }) => Promise<SecretsRotation>;

/** See {@link RotateSecrets}. */
export function createRotateSecrets(store: Store, keyring: Keyring, secretsQuery: SecretsQuery): RotateSecrets {
  const [presentSaltId] = keyring.saltIds;

  /** The new hashes and ciphertexts for these keys. */
  function rewrite(keys: readonly EncryptedKey[]) {
    const hashes = new Map<string, string>();
    const ciphers = new Map<Id, string>();
    for (const { id, tokenId, hash, saltId, encryptedKey } of keys) {
      const accessKey = keyring.decrypt(encryptedKey, tokenId);
      // If no accepted salt yields the stored hash, the ciphertext may have been moved here from another token.
      if (accessKey === null || keyring.saltIdOf(accessKey, hash) === null) continue;
      if (saltId !== presentSaltId) hashes.set(hash, keyring.hash(accessKey));
      if (keyring.encrypts && cipherKeyIdOf(encryptedKey) !== keyring.encryptionKeyIds[0]) ciphers.set(id, keyring.encrypt(accessKey, tokenId)!);
    }
    return { hashes, ciphers };
  }

  async function rotateBatch(rows: TokenRows, after: Id, write: boolean): Promise<Batch> {
    const keys = await rows.encryptedKeys(after, KEYS_AT_ONCE);
    const { hashes, ciphers } = rewrite(keys);
    if (write) {
      await rows.rehash(hashes, presentSaltId);
      await rows.reencrypt(ciphers);
    }
    return { rehashed: hashes.size, reencrypted: ciphers.size, last: keys.at(-1)?.id };
  }

  return async function rotateSecrets(caller, { dryRun }) {
    const total: RewrittenKeys = { rehashed: 0, reencrypted: 0 };
    let after: Id | undefined = 0;
    while (after !== undefined) {
      const from: Id = after;
      const batch: Batch = dryRun ? await rotateBatch(store.rows, from, false) : await store.write(({ rows }) => rotateBatch(rows, from, true));
      total.rehashed += batch.rehashed;
      total.reencrypted += batch.reencrypted;
      after = batch.last;
    }
    return { ...total, secrets: await secretsQuery(caller) };
  };
}
