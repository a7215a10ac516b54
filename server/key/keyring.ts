import { scryptSync } from 'node:crypto';
import type { Id } from '../token/token-record';
import { decryptKey, encryptKey, toCipherKey } from './encryption';
import { hashKey } from './hash-key';

/** The secrets that keys are stored with: the current ones, and older ones that are still accepted. */
export interface Secrets {
  readonly salt: string;
  readonly previousSalts: readonly string[];
  /** Null if keys cannot be shown again. */
  readonly encryptionKey: string | null;
  readonly previousEncryptionKeys: readonly string[];
}

/** Hashes and encrypts keys with {@link Secrets}. */
export interface Keyring {
  /** The ids of the accepted salts, the current one first. An id does not reveal the salt. */
  readonly saltIds: readonly [string, ...string[]];
  /** The ids of the accepted encryption keys, the current one first. */
  readonly encryptionKeyIds: readonly string[];
  /** Whether the first of {@link encryptionKeyIds} is the current one: otherwise there is none, and new keys are not encrypted. */
  readonly encrypts: boolean;
  /** The hash of a key with the current salt, which is stored. */
  hash(accessKey: string): string;
  /** The hashes under which a key may be stored: with each accepted salt, in the order of {@link saltIds}. */
  candidates(accessKey: string): [string, ...string[]];
  /** The id of the accepted salt with which a key has this stored hash; null if there is none. */
  saltIdOf(accessKey: string, hash: string): string | null;
  /** Encrypts a token's key with the current encryption key; null if there is none. */
  encrypt(accessKey: string, tokenId: Id): string | null;
  /** Reverses {@link encrypt} with any of the accepted encryption keys; null if none fits, or it was encrypted for another token. */
  decrypt(encrypted: string, tokenId: Id): string | null;
}

/** See {@link Keyring}. A secret that is listed twice counts once. */
export function createKeyring({ salt, previousSalts, encryptionKey, previousEncryptionKeys }: Secrets): Keyring {
  const salts = [...new Set([salt, ...previousSalts])] as [string, ...string[]];
  const cipherKeys = [...new Set([...(encryptionKey === null ? [] : [encryptionKey]), ...previousEncryptionKeys])].map(toCipherKey);
  const saltIds = salts.map(idOfSalt) as [string, ...string[]];
  const candidates = (accessKey: string) => salts.map((each) => hashKey(accessKey, each)) as [string, ...string[]];
  return {
    saltIds,
    encryptionKeyIds: cipherKeys.map(({ id }) => id),
    encrypts: encryptionKey !== null,
    hash: (accessKey) => hashKey(accessKey, salt),
    candidates,
    saltIdOf: (accessKey, hash) => saltIds[candidates(accessKey).indexOf(hash)] ?? null,
    encrypt: (accessKey, tokenId) => (encryptionKey === null ? null : encryptKey(accessKey, cipherKeys[0]!, tokenId)),
    decrypt: (encrypted, tokenId) => decryptKey(encrypted, cipherKeys, tokenId),
  };
}

/** Slow to compute, so that a weak salt cannot be guessed from it quickly. */
function idOfSalt(salt: string): string {
  return scryptSync(salt, 'api-tokens salt', 16).toString('hex');
}
