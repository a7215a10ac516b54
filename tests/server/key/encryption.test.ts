import fc from 'fast-check';
import { createDecipheriv, createHash } from 'node:crypto';
import { decryptKey, encryptKey } from '../../../server/key/encryption';

describe('encryptKey and decryptKey', () => {
  it('give back any text under the same secret', () => {
    fc.assert(fc.property(fc.string(), fc.string({ minLength: 1 }), (key, secret) => decryptKey(encryptKey(key, secret), secret) === key));
  });

  it('write v1:iv:ciphertext:tag in hex under AES-256-GCM with the SHA-256 of the secret, as Strapi does', () => {
    const [version, iv, ciphertext, tag] = encryptKey('the key', 'the secret').split(':') as [string, string, string, string];
    const decipher = createDecipheriv('aes-256-gcm', createHash('sha256').update('the secret').digest(), Buffer.from(iv, 'hex'));
    decipher.setAuthTag(Buffer.from(tag, 'hex'));
    expect(version).toBe('v1');
    expect(Buffer.from(iv, 'hex')).toHaveLength(16);
    expect(decipher.update(ciphertext, 'hex', 'utf8') + decipher.final('utf8')).toBe('the key');
  });

  it('never write the same key in the same way', () => {
    expect(encryptKey('key', 'secret')).not.toBe(encryptKey('key', 'secret'));
  });

  it('give null under another secret, after a change, and for what is no ciphertext', () => {
    const encrypted = encryptKey('key', 'secret');
    const [version, iv, ciphertext, tag] = encrypted.split(':');
    expect(decryptKey(encrypted, 'other')).toBeNull();
    expect(decryptKey([version, iv, `ff${ciphertext!.slice(2)}`, tag].join(':'), 'secret')).toBeNull();
    expect(decryptKey([version, iv, ciphertext, tag!.slice(0, 8)].join(':'), 'secret')).toBeNull();
    expect(decryptKey(encrypted.replace('v1', 'v2'), 'secret')).toBeNull();
    for (const other of ['', 'v1', 'v1:::', 'nonsense']) expect(decryptKey(other, 'secret')).toBeNull();
  });
});
