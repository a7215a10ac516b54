import type { Caller, Callers } from '../callers';
import type { GetSecrets, SecretUse } from '../contract';
import type { Keyring } from '../key/keyring';
import type { Store } from '../store/store';

const ACTION = 'plugin::api-tokens.secrets.read';

/** How many keys need each salt and each encryption key. Rejects as {@link Callers.authorize} does. */
export type SecretsQuery = (caller: Caller) => Promise<GetSecrets['Response']['data']>;

/** See {@link SecretsQuery}. */
export function createSecretsQuery(store: Store, callers: Callers, keyring: Keyring): SecretsQuery {
  return async function secretsQuery(caller) {
    await callers.authorize(store.rows, caller, ACTION);
    return {
      salts: usesOf(keyring.saltIds, keyring.saltIds[0], await store.rows.countBySalt()),
      encryptionKeys: usesOf(
        keyring.encryptionKeyIds, keyring.encrypts ? keyring.encryptionKeyIds[0]! : null, await store.rows.countByEncryptionKey(),
      ),
    };
  };
}

/** Accepted secrets in order, then others that keys need, then the number of keys whose secret is unknown. */
function usesOf(accepted: readonly string[], current: string | null, counts: ReadonlyMap<string | null, number>): SecretUse[] {
  const others = [...counts.keys()].filter((id) => id === null || !accepted.includes(id)).sort((a, b) => Number(a === null) - Number(b === null));
  return [...accepted, ...others].map((id) => ({ id, current: id !== null && id === current, keys: counts.get(id) ?? 0 }));
}
