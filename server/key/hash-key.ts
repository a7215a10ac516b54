import { createHmac } from 'node:crypto';

/** HMAC-SHA512 of a key with the configured salt, in hex (128 characters): the stored form of a key. Strapi uses the same hash. */
export function hashKey(key: string, salt: string): string {
  return createHmac('sha512', salt).update(key).digest('hex');
}
