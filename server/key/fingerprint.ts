import { hash, randomBytes } from 'node:crypto';

/**
 * Creates the function that identifies keys in this process's memory: SHA-256 over a random secret of the process and the key, in base64.
 * The result is never stored, sent or logged and is meaningless to any other process, so an HMAC, which takes several times as long, is not
 * needed: the length extension that it prevents requires knowing the hash. What is stored is the result of `hashKey`.
 */
export function createFingerprint(): (key: string) => string {
  // Of fixed length, so that no two pairs of secret and key concatenate to the same text.
  const secret = randomBytes(32).toString('base64');
  return (key) => hash('sha256', secret + key, 'base64');
}
