import { createCipheriv, createHash, randomBytes } from 'node:crypto';

/** A key under AES-256-GCM in Strapi's form, `v1:iv:ciphertext:tag`: that of version 0.1.0, too. */
export function encryptAsStrapi(accessKey: string, secret: string): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-gcm', createHash('sha256').update(secret).digest(), iv);
  const ciphertext = Buffer.concat([cipher.update(accessKey, 'utf8'), cipher.final()]);
  return ['v1', iv.toString('hex'), ciphertext.toString('hex'), cipher.getAuthTag().toString('hex')].join(':');
}
