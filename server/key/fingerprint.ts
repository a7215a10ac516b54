import { hash, randomBytes } from 'node:crypto';

/**
 * Makes the function by which this process tells keys apart in memory: SHA-256 over a secret of its own, drawn at start, and the key, in
 * base64. It is never stored, sent or logged and means nothing to any other process, so that it need be no HMAC, which takes several times
 * as long: extending a hash (what HMAC prevents) takes the hash. What is stored is `hashKey`'s.
 */
export function createFingerprint(): (key: string) => string {
  // Of one length, so that no two pairs of secret and key read the same.
  const secret = randomBytes(32).toString('base64');
  return (key) => hash('sha256', secret + key, 'base64');
}
