import { readSettings } from '../../server/settings';

const salt = 'long enough for production';

/** What is read of `admin.apiToken` and an encryption key, and what was warned about. */
function reading(apiToken: unknown, encryptionKey?: unknown, environment = 'test') {
  const warnings: string[] = [];
  const values: Record<string, unknown> = { environment, 'admin.apiToken': apiToken, 'admin.secrets.encryptionKey': encryptionKey };
  return { settings: readSettings({ get: (path) => values[path] }, (message) => warnings.push(message)), warnings };
}
const read = (...given: Parameters<typeof reading>) => reading(...given).settings;

describe('readSettings', () => {
  it('has defaults for all but the salt', () => {
    expect(reading({ salt })).toEqual({
      settings: {
        salt,
        keyPrefix: 'cms',
        cache: { revalidateMs: 1000, maxStaleMs: 5000, maxEntries: 10_000 },
        trackLastUse: true,
        encryptionKey: null,
      },
      warnings: [],
    });
  });

  it('keeps the other defaults where one is set', () => {
    expect(read({ salt, cache: { revalidateMs: 0 } }).cache).toEqual({ revalidateMs: 0, maxStaleMs: 5000, maxEntries: 10_000 });
  });

  it.each([undefined, null, {}, { salt: '' }, { salt: null }])('names the missing salt, its variable, and a command that makes one: %j', (apiToken) => {
    expect(() => read(apiToken)).toThrow(/admin\.apiToken\.salt \(API_TOKEN_SALT\) is missing.*openssl rand/);
  });

  it.each([
    [7, 'admin.apiToken'],
    [['salt'], 'admin.apiToken'],
    [{ salt: 7 }, 'admin.apiToken.salt'],
    [{ salt: [salt] }, 'admin.apiToken.salt'],
    [{ salt, trackLastUse: 'yes' }, 'admin.apiToken.trackLastUse'],
    [{ salt, trackLastUse: null }, 'admin.apiToken.trackLastUse'],
    [{ salt, keyPrefix: 'My Brand' }, 'admin.apiToken.keyPrefix'],
    [{ salt, keyPrefix: 'a_b' }, 'admin.apiToken.keyPrefix'],
    [{ salt, keyPrefix: 7 }, 'admin.apiToken.keyPrefix'],
    [{ salt, cache: { revalidateMs: NaN } }, 'admin.apiToken.cache.revalidateMs'],
    [{ salt, cache: { revalidateMs: '1000' } }, 'admin.apiToken.cache.revalidateMs'],
    [{ salt, cache: { revalidateMs: null } }, 'admin.apiToken.cache.revalidateMs'],
    [{ salt, cache: { maxStaleMs: -1 } }, 'admin.apiToken.cache.maxStaleMs'],
    [{ salt, cache: { maxStaleMs: 1.5 } }, 'admin.apiToken.cache.maxStaleMs'],
    [{ salt, cache: { maxEntries: 0 } }, 'admin.apiToken.cache.maxEntries'],
    [{ salt, cache: { maxEntries: Infinity } }, 'admin.apiToken.cache.maxEntries'],
    [{ salt, cache: 'large' }, 'admin.apiToken.cache'],
    [{ salt, cache: null }, 'admin.apiToken.cache'],
  ])('refuses %j and names what is wrong', (apiToken, name) => {
    expect(() => read(apiToken)).toThrow(name);
  });

  it.each([7, false, 0, {}, ['key']])('refuses an encryption key that is no text: %j', (encryptionKey) => {
    expect(() => read({ salt }, encryptionKey)).toThrow('admin.secrets.encryptionKey (ENCRYPTION_KEY) must be text');
  });

  it.each([undefined, null, ''])('takes %j for no encryption key', (encryptionKey) => {
    expect(read({ salt }, encryptionKey).encryptionKey).toBeNull();
  });

  it.each([
    [{ secrets: { encryptionKey: 'hidden away' } }, 'admin.apiToken.secrets is not a setting of the plugin. It belongs in admin.secrets.'],
    [{ encryptionKey: 'hidden away' }, 'admin.apiToken.encryptionKey is not a setting of the plugin. It belongs in admin.secrets.encryptionKey.'],
    [{ slat: 'hidden away' }, 'admin.apiToken.slat is not a setting of the plugin.'],
    [{ cache: { revalidateMS: 1 } }, 'admin.apiToken.cache.revalidateMS is not a setting of the plugin.'],
  ])('warns about %j, which may be the host’s, and leaves it alone', (more, warning) => {
    const { settings, warnings } = reading({ salt, ...more });
    expect(warnings).toEqual([expect.stringContaining(warning)]);
    expect(warnings[0]).not.toContain('hidden away');
    expect(settings).toEqual(read({ salt }));
  });

  it.each([
    ['short', 'is shorter than 16 characters'],
    ['tobemodified', 'is shorter than 16 characters'],
    ['abababababababababab', 'has fewer than 5 different characters'],
  ])('refuses a weak secret, %j, in production, and warns about it elsewhere', (weak, problem) => {
    expect(() => read({ salt: weak }, undefined, 'production')).toThrow(`admin.apiToken.salt (API_TOKEN_SALT) ${problem}`);
    expect(() => read({ salt }, weak, 'production')).toThrow(`admin.secrets.encryptionKey (ENCRYPTION_KEY) ${problem}`);
    for (const environment of ['development', 'prod', undefined]) {
      expect(reading({ salt: weak }, weak, environment)).toMatchObject({
        settings: { salt: weak, encryptionKey: weak },
        warnings: [expect.stringContaining(`API_TOKEN_SALT) ${problem}`), expect.stringContaining(`ENCRYPTION_KEY) ${problem}`)],
      });
    }
  });

  it.each([' ', '  \n', '\t'.repeat(20)])('refuses a blank secret everywhere: %j', (blank) => {
    expect(() => read({ salt: blank })).toThrow(/API_TOKEN_SALT\) is blank.*openssl rand/);
    expect(() => read({ salt }, blank)).toThrow(/ENCRYPTION_KEY\) is blank.*openssl rand/);
  });

  it.each([`${salt}\n`, ` ${salt}`, `"${salt}"`, `'${salt}'`])('uses a secret exactly as it is given, and says what is around it: %j', (given) => {
    const { settings, warnings } = reading({ salt: given }, given, 'production');
    expect(settings).toMatchObject({ salt: given, encryptionKey: given });
    expect(warnings).toEqual([
      expect.stringContaining('API_TOKEN_SALT) has white space or quotes around it'),
      expect.stringContaining('ENCRYPTION_KEY) has white space or quotes around it'),
    ]);
  });

  it('never repeats a secret in its message', () => {
    const silent = (act: () => unknown, secret: string) =>
      expect(act).toThrow(expect.objectContaining({ message: expect.not.stringContaining(secret) }));
    silent(() => read({ salt, trackLastUse: 'yes' }, 'secret word'), salt);
    silent(() => read({ salt, cache: salt }), salt);
    silent(() => read(['inner secret']), 'inner secret');
    silent(() => read({ salt: { secret: 'inner secret' } }), 'inner secret');
    silent(() => read({ salt }, { secret: 'inner secret' }), 'inner secret');
    silent(() => read({ salt: 'weak one' }, undefined, 'production'), 'weak one');
  });
});
