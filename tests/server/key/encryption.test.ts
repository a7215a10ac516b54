import fc from 'fast-check';
import { createDecipheriv, createHash } from 'node:crypto';
import { cipherKeyIdOf, decryptKey, encryptKey, toCipherKey } from '../../../server/key/encryption';
import { encryptAsStrapi } from '../../support/secrets/encrypt-as-strapi';

const cipherKey = toCipherKey('the secret');
const other = toCipherKey('another secret');

describe('encryptKey and decryptKey', () => {
  it('give back any text under the same secret, for the same token', () => {
    fc.assert(fc.property(fc.string(), fc.string({ minLength: 1 }), fc.nat(), (key, secret, tokenId) => (
      decryptKey(encryptKey(key, toCipherKey(secret), tokenId), [toCipherKey(secret)], tokenId) === key)));
  });

  it('write v2:<id of the encryption key>:iv:ciphertext:tag in hex under AES-256-GCM with the SHA-256 of the secret', () => {
    const [version, id, iv, ciphertext, tag] = encryptKey('the key', cipherKey, 7).split(':') as [string, string, string, string, string];
    const decipher = createDecipheriv('aes-256-gcm', createHash('sha256').update('the secret').digest(), Buffer.from(iv, 'hex'));
    decipher.setAAD(Buffer.from('api-tokens token 7'));
    decipher.setAuthTag(Buffer.from(tag, 'hex'));
    expect({ version, id }).toEqual({ version: 'v2', id: cipherKey.id });
    expect(decipher.update(ciphertext, 'hex', 'utf8') + decipher.final('utf8')).toBe('the key');
  });

  it('never write the same key in the same way', () => {
    expect(encryptKey('key', cipherKey, 1)).not.toBe(encryptKey('key', cipherKey, 1));
  });

  it('read what any of several encryption keys made, by the id that it names', () => {
    const encrypted = encryptKey('key', cipherKey, 1);
    expect(decryptKey(encrypted, [other, cipherKey], 1)).toBe('key');
    expect(cipherKeyIdOf(encrypted)).toBe(cipherKey.id);
    expect(decryptKey(encrypted.replace(cipherKey.id, other.id), [other, cipherKey], 1)).toBeNull();
  });

  it('read what Strapi has written, with any of several encryption keys and for any token', () => {
    const encrypted = encryptAsStrapi('key', 'the secret');
    for (const tokenId of [1, 2]) expect(decryptKey(encrypted, [other, cipherKey], tokenId)).toBe('key');
    expect(cipherKeyIdOf(encrypted)).toBeNull();
    expect(decryptKey(encrypted, [other], 1)).toBeNull();
  });

  it('give null for another token, whose cipher it then is not', () => {
    expect(decryptKey(encryptKey('key', cipherKey, 1), [cipherKey], 2)).toBeNull();
    // A cipher that passes for one of Strapi's is bound all the same.
    const [, , ...rest] = encryptKey('key', cipherKey, 1).split(':');
    expect(decryptKey(['v1', ...rest].join(':'), [cipherKey], 2)).toBeNull();
  });

  it('give null under another secret, after a change, and for what is no ciphertext', () => {
    const encrypted = encryptKey('key', cipherKey, 1);
    const [version, id, iv, ciphertext, tag] = encrypted.split(':');
    expect(decryptKey(encrypted, [other], 1)).toBeNull();
    expect(decryptKey(encrypted, [], 1)).toBeNull();
    expect(decryptKey([version, id, iv, `${ciphertext!.startsWith('ff') ? '00' : 'ff'}${ciphertext!.slice(2)}`, tag].join(':'), [cipherKey], 1)).toBeNull();
    expect(decryptKey([version, id, iv, ciphertext, tag!.slice(0, 8)].join(':'), [cipherKey], 1)).toBeNull();
    expect(decryptKey(encrypted.replace('v2', 'v3'), [cipherKey], 1)).toBeNull();
    for (const text of ['', 'v1', 'v1:::', 'v2', 'v2::::', `v2:${cipherKey.id}`, 'nonsense']) expect(decryptKey(text, [cipherKey], 1)).toBeNull();
  });
});
