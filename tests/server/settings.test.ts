import { readSettings } from '../../server/settings';

const read = (apiToken: unknown, encryptionKey?: unknown, environment = 'test') => readSettings({
  get: (path) => ({ environment, 'admin.apiToken': apiToken, 'admin.secrets.encryptionKey': encryptionKey } as Record<string, unknown>)[path],
});
const salt = 'long enough for production';

describe('readSettings', () => {
  it('has defaults for all but the salt', () => {
    expect(read({ salt })).toEqual({
      salt,
      keyPrefix: 'cms',
      cache: { revalidateMs: 1000, maxStaleMs: 5000, maxEntries: 10_000 },
      trackLastUse: true,
      encryptionKey: null,
    });
  });

  it('keeps the other defaults where one is set', () => {
    expect(read({ salt, cache: { revalidateMs: 0 } }).cache).toEqual({ revalidateMs: 0, maxStaleMs: 5000, maxEntries: 10_000 });
  });

  it.each([undefined, {}, { salt: '' }])('names the missing salt, its variable, and a command that makes one: %j', (apiToken) => {
    expect(() => read(apiToken)).toThrow(/admin\.apiToken\.salt is missing.*API_TOKEN_SALT.*openssl rand/);
  });

  it('refuses a salt that is too short, in production', () => {
    expect(read({ salt: 'short' }).salt).toBe('short');
    expect(() => read({ salt: 'short' }, undefined, 'production')).toThrow(/admin\.apiToken\.salt is shorter than 16 characters/);
  });

  it.each([
    [{ salt: 7 }, 'salt'],
    [{ salt, trackLastUse: 'yes' }, 'trackLastUse'],
    [{ salt, keyPrefix: 'My Brand' }, 'keyPrefix'],
    [{ salt, keyPrefix: 'a_b' }, 'keyPrefix'],
    [{ salt, cache: { revalidateMs: NaN } }, 'cache.revalidateMs'],
    [{ salt, cache: { revalidateMs: '1000' } }, 'cache.revalidateMs'],
    [{ salt, cache: { maxStaleMs: -1 } }, 'cache.maxStaleMs'],
    [{ salt, cache: { maxEntries: 0 } }, 'cache.maxEntries'],
    [{ salt, cache: 'large' }, 'cache'],
    [{ salt, slat: 'x' }, 'no setting named slat'],
    [{ salt, cache: { revalidateMS: 1 } }, 'no setting named revalidateMS'],
  ])('refuses %j and names what is wrong', (apiToken, name) => {
    expect(() => read(apiToken)).toThrow(name);
  });

  it('never repeats a secret in its message', () => {
    expect(() => read({ salt, trackLastUse: 'yes' }, 'secret')).toThrow(expect.objectContaining({ message: expect.not.stringContaining(salt) }));
    expect(() => read({ salt: { secret: 'inner secret' } })).toThrow(expect.objectContaining({ message: expect.not.stringContaining('inner secret') }));
    expect(() => read({ salt }, { secret: 'inner secret' })).toThrow(expect.objectContaining({ message: expect.not.stringContaining('inner secret') }));
  });
});
