import { createKeyring, type Secrets } from '../../../server/key/keyring';
import { hashKey } from '../../../server/key/hash-key';

const present: Secrets = { salt: 'the present salt', previousSalts: [], encryptionKey: 'the present encryption key', previousEncryptionKeys: [] };
const keyring = (changed: Partial<Secrets> = {}) => createKeyring({ ...present, ...changed });
const older = keyring({ salt: 'an older salt', encryptionKey: 'an older encryption key' });

describe('the keyring', () => {
  it('hashes keys under the present salt', () => {
    expect(keyring({ previousSalts: ['an older salt'] }).hash('key')).toBe(hashKey('key', 'the present salt'));
  });

  it('gives all hashes that may be stored of a key, the present one first', () => {
    expect(keyring({ previousSalts: ['an older salt', 'the oldest salt'] }).candidates('key')).toEqual([
      hashKey('key', 'the present salt'), hashKey('key', 'an older salt'), hashKey('key', 'the oldest salt'),
    ]);
  });

  it('tells which accepted salt made a hash of a key', () => {
    const { saltIdOf, saltIds } = keyring({ previousSalts: ['an older salt'] });
    expect(saltIdOf('key', hashKey('key', 'the present salt'))).toBe(saltIds[0]);
    expect(saltIdOf('key', hashKey('key', 'an older salt'))).toBe(saltIds[1]);
    expect(saltIdOf('key', hashKey('key', 'quite another salt'))).toBeNull();
    expect(saltIdOf('another key', hashKey('key', 'the present salt'))).toBeNull();
    expect(saltIds[1]).toBe(older.saltIds[0]);
  });

  it('counts a secret once that is listed twice', () => {
    const twice = keyring({ previousSalts: ['the present salt', 'an older salt', 'an older salt'], previousEncryptionKeys: ['the present encryption key'] });
    expect(twice.candidates('key')).toHaveLength(2);
    expect(twice.saltIds).toHaveLength(2);
    expect(twice.encryptionKeyIds).toEqual(keyring().encryptionKeyIds);
  });

  it('names secrets by ids that hold nothing of them', () => {
    expect(JSON.stringify([older.saltIds, older.encryptionKeyIds])).toMatch(/^\[\["[0-9a-f]{32}"\],\["[0-9a-f]{16}"\]\]$/);
  });

  it('encrypts under the present encryption key, and decrypts under older ones too', () => {
    const both = keyring({ previousEncryptionKeys: ['an older encryption key'] });
    expect(both.decrypt(older.encrypt('key', 1)!, 1)).toBe('key');
    expect(both.decrypt(both.encrypt('key', 1)!, 1)).toBe('key');
    expect(keyring().decrypt(both.encrypt('key', 1)!, 1)).toBe('key');
    expect(keyring().decrypt(older.encrypt('key', 1)!, 1)).toBeNull();
  });

  it('encrypts nothing without an encryption key, and still decrypts under older ones', () => {
    const without = keyring({ encryptionKey: null, previousEncryptionKeys: ['an older encryption key'] });
    expect([without.encrypts, without.encrypt('key', 1)]).toEqual([false, null]);
    expect(without.decrypt(older.encrypt('key', 1)!, 1)).toBe('key');
  });
});
