import { createAccessKey } from '../../../server/key/access-key';
import { readDeclaredTokens } from '../../../server/input/read-declared-tokens';

const SETTING = 'admin.apiToken.tokens (API_TOKENS)';
const key = createAccessKey('cms', 'content');
const adminKey = createAccessKey('cms', 'admin');
const keyHash = 'ab'.repeat(64);
const read = (...tokens: unknown[]) => readDeclaredTokens(SETTING, tokens);

describe('readDeclaredTokens', () => {
  it('fills in what is left out', () => {
    expect(read({ name: ' ci ', key })).toEqual([{
      name: 'ci', description: '', kind: 'content-api', type: 'read-only', permissions: null, adminPermissions: [], owner: null, expiresAt: null, allowedAddresses: null, rateLimit: null, restrictions: null, key, keyHash: null,
    }]);
    expect(read({ name: 'job', kind: 'admin', owner: 'Ada@Example.com', keyHash })).toEqual([{
      name: 'job', description: '', kind: 'admin', type: null, permissions: null, adminPermissions: [], owner: 'ada@example.com', expiresAt: null, allowedAddresses: null, rateLimit: null, restrictions: null, key: null, keyHash,
    }]);
  });

  it.each(['ab'.repeat(128), '~'.repeat(32), 'x'.repeat(500), key])('takes the key %s', (given) => {
    expect(read({ name: 'ci', key: given })[0]!.key).toBe(given);
  });

  it.each([
    [{ name: 'ci' }, '"ci": it must have either key or keyHash'],
    [{ name: 'ci', key, keyHash }, '"ci": it must have either key or keyHash'],
    [{ name: 'ci', key: 'hush'.repeat(7) }, '"ci": key must be one that the plugin has made'],
    [{ name: 'ci', key: 'hush'.repeat(200) }, '"ci": key must be'],
    [{ name: 'ci', key: `hush ${'x'.repeat(40)}` }, '"ci": key must be'],
    [{ name: 'ci', key: `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}` }, '"ci": key must be'],
    [{ name: 'ci', key: adminKey }, '"ci": key is one of a token of the other kind'],
    [{ name: 'ci', key: null }, '"ci": key must be'],
    [{ name: 'ci', keyHash: 'HUSH' }, '"ci": keyHash must be the HMAC-SHA512'],
    [{ name: 'ci', kind: 'content', key }, '"ci": kind must be one of the following values: content-api, admin'],
    [{ name: 'ci', type: 'hush', key }, '"ci": type must be one of'],
    [{ name: 'ci', allowedAddresses: ['10.1.2.3/8'], key }, '"ci": allowedAddresses[0] has bits set after the first 8. The range is 10.0.0.0/8'],
    [{ name: 'ci', expiresAt: 'hush', key }, '"ci": expiresAt must be an ISO 8601 date'],
    [{ name: 'ci', lifespan: 7, key }, '"ci": there is no field lifespan in a content-API token'],
    [{ name: 'ci', owner: 'ada@example.com', key }, '"ci": there is no field owner'],
    [{ name: 'ci', permissions: ['hush', 7], key }, '"ci": permissions[1] must be a `string` type'],
    [{ name: 'job', kind: 'admin', key: adminKey }, '"job": owner must be the e-mail address'],
    [{ name: 'job', kind: 'admin', owner: 'hush', key: adminKey }, '"job": owner must be the e-mail address'],
    [{ name: 'job', kind: 'admin', owner: 'ada@example.com', permissions: [], key: adminKey }, '"job": there is no field permissions in an admin token'],
    [{ name: 'job', kind: 'admin', owner: 'ada@example.com', restrictions: null, key: adminKey }, '"job": there is no field restrictions in an admin token'],
    [{ key }, 'number 1: name is a required field'],
    [{ name: key, key }, 'number 1: name must not be a key'],
    [{ name: adminKey, key }, 'number 1: name must not be a key'],
    [null, 'number 1: it must be an object'],
    ['hush', 'number 1: it must be an object'],
    [{ name: 'ci', description: 7, key }, '"ci": description must be a `string` type'],
  ])('refuses %j, and names the token and the field, never a value', (token, problem) => {
    const check = () => read(token);
    expect(check).toThrow(problem);
    expect(check).toThrow(SETTING);
    try {
      check();
    } catch (error) {
      expect((error as Error).message).not.toMatch(/hush|final value/i);
      expect((error as Error).message).not.toContain(key);
    }
  });

  it('names everything that is wrong at once', () => {
    expect(() => read({ name: 'one' }, { name: 'two', key, type: 'x' })).toThrow(/"one": .*; "two": type/);
  });

  it('refuses two tokens with one name, key or hash', () => {
    expect(() => read({ name: 'ci', key }, { name: 'ci', keyHash })).toThrow('"ci": name is that of another token of the list');
    expect(() => read({ name: 'one', key }, { name: 'two', key })).toThrow('"two": key is that of "one" too');
    expect(() => read({ name: 'one', keyHash }, { name: 'two', keyHash })).toThrow('"two": keyHash is that of "one" too');
  });

  it('takes no admin tokens where the host has none', () => {
    expect(() => readDeclaredTokens('tokens', [{ name: 'job', kind: 'admin', owner: 'a@b', key: adminKey }], ['content-api'])).toThrow('"job": kind must be one of the following values: content-api');
  });
});
