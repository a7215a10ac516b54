import { createHmac } from 'node:crypto';

/** HMAC-SHA512 of a key with the configured salt, in hex (128 characters): what is stored of a key. It is Strapi's own hash. */
export function hashKey(key: string, salt: string): string {
  return createHmac('sha512', salt).update(key).digest('hex');
}
