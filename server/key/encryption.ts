import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import type { Id } from '../token/token-record';

const VERSION = 'v2';
/** The format of Strapi and of version 0.1.0: without the id of the encryption key, and not bound to a token. */
const FORMER_VERSION = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const ID_LENGTH = 16;

/** An encryption key, ready for use. */
export interface CipherKey {
  /** Identifies it in ciphertexts, and reveals nothing about it. */
  readonly id: string;
  readonly bytes: Buffer;
}

/** The encryption key for a configured secret of any length: its SHA-256, as in Strapi. */
export function toCipherKey(secret: string): CipherKey {
  const bytes = createHash('sha256').update(secret).digest();
  return { id: createHmac('sha256', bytes).update('api-tokens encryption key').digest('hex').slice(0, ID_LENGTH), bytes };
}

/**
 * Encrypts a key of a token under AES-256-GCM: `v2:<id of the encryption key>:iv:ciphertext:tag`, in hex. The token's id is authenticated with it, so that
 * a ciphertext that was moved to another token cannot be decrypted.
 */
export function encryptKey(accessKey: string, { id, bytes }: CipherKey, tokenId: Id): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', bytes, iv).setAAD(boundTo(tokenId));
  const ciphertext = Buffer.concat([cipher.update(accessKey, 'utf8'), cipher.final()]);
  return [VERSION, id, iv.toString('hex'), ciphertext.toString('hex'), cipher.getAuthTag().toString('hex')].join(':');
}

/**
 * Decrypts a ciphertext of {@link encryptKey}, or one in Strapi's format `v1:iv:ciphertext:tag`; null if none of the encryption keys produced it, it
 * was modified or belongs to another token, or it has neither format.
 */
export function decryptKey(encrypted: string, cipherKeys: readonly CipherKey[], tokenId: Id): string | null {
  const [version, ...parts] = encrypted.split(':');
  if (version === VERSION) {
    const [id, ...rest] = parts;
    const cipherKey = cipherKeys.find((each) => each.id === id);
    return cipherKey === undefined ? null : decrypt(rest, cipherKey, boundTo(tokenId));
  }
  if (version !== FORMER_VERSION) return null;
  for (const cipherKey of cipherKeys) {
    const accessKey = decrypt(parts, cipherKey, null);
    if (accessKey !== null) return accessKey;
  }
  return null;
}

/** The id of the encryption key in a ciphertext; null for Strapi's format, which has none. */
export function cipherKeyIdOf(encrypted: string): string | null {
  const [version, id] = encrypted.split(':');
  return version === VERSION ? id ?? null : null;
}

function decrypt([iv, ciphertext, tag]: string[], { bytes }: CipherKey, bound: Buffer | null): string | null {
  if (iv === undefined || ciphertext === undefined || tag === undefined) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', bytes, Buffer.from(iv, 'hex'), { authTagLength: TAG_BYTES });
    if (bound !== null) decipher.setAAD(bound);
    decipher.setAuthTag(Buffer.from(tag, 'hex'));
    return Buffer.concat([decipher.update(Buffer.from(ciphertext, 'hex')), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

function boundTo(tokenId: Id): Buffer {
  return Buffer.from(`api-tokens token ${tokenId}`);
}
