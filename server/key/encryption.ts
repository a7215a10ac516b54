import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const VERSION = 'v1';
const IV_BYTES = 16;
const TAG_BYTES = 16;

/**
 * Encrypts a key under AES-256-GCM in Strapi's format, `v1:iv:ciphertext:tag` in hex. The cipher's key is the SHA-256 of the
 * configured `secret`, which may therefore be of any length.
 */
export function encryptKey(key: string, secret: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', digest(secret), iv);
  const ciphertext = Buffer.concat([cipher.update(key, 'utf8'), cipher.final()]);
  return [VERSION, iv.toString('hex'), ciphertext.toString('hex'), cipher.getAuthTag().toString('hex')].join(':');
}

/** The key of {@link encryptKey}'s answer; null where it was made with another secret, was changed, or is not of that format. */
export function decryptKey(encrypted: string, secret: string): string | null {
  const [version, iv, ciphertext, tag] = encrypted.split(':');
  if (version !== VERSION || iv === undefined || ciphertext === undefined || tag === undefined) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', digest(secret), Buffer.from(iv, 'hex'), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(Buffer.from(tag, 'hex'));
    return Buffer.concat([decipher.update(Buffer.from(ciphertext, 'hex')), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
