import { readSettings } from '../../server/settings';

const salt = 'long enough for production';

/** What is read of `admin.apiToken` and an encryption key, and what was warned about. */
function reading(apiToken: unknown, encryptionKey?: unknown, environment = 'test', previousEncryptionKeys?: unknown) {
  const warnings: string[] = [];
  const values: Record<string, unknown> = {
    environment, 'admin.apiToken': apiToken, 'admin.secrets.encryptionKey': encryptionKey, 'admin.secrets.previousEncryptionKeys': previousEncryptionKeys,
  };
  return { settings: readSettings({ get: (path) => values[path] }, (message) => warnings.push(message)), warnings };
}
const read = (...given: Parameters<typeof reading>) => reading(...given).settings;

describe('readSettings', () => {
  it('has defaults for all but the salt', () => {
    expect(reading({ salt })).toEqual({
      settings: {
        salt,
        previousSalts: [],
        keyPrefix: 'cms',
        cache: { revalidateMs: 1000, maxStaleMs: 5000, maxEntries: 10_000 },
        track: { use: true, usage: true, address: true, names: true },
        policy: { maxLifetimeDays: { contentApi: null, admin: null }, enforce: 'new' },
        readActions: [],
        leaks: 'pause',
        tokens: [],
        events: { retentionDays: 90 },
        redisUrl: null,
        encryptionKey: null,
        previousEncryptionKeys: [],
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
    [{ salt, previousSalts: 'an older salt, as text' }, 'admin.apiToken.previousSalts (API_TOKEN_PREVIOUS_SALTS) must be a list of at most 3 strings'],
    [{ salt, previousSalts: null }, 'admin.apiToken.previousSalts'],
    [{ salt, previousSalts: [7] }, 'admin.apiToken.previousSalts'],
    [{ salt, previousSalts: [null] }, 'admin.apiToken.previousSalts'],
    [{ salt, previousSalts: ['1', '2', '3', '4'].map((digit) => digit + salt) }, 'must be a list of at most 3 strings'],
    [{ salt, track: true }, 'admin.apiToken.track'],
    [{ salt, track: { use: 'yes' } }, 'admin.apiToken.track (API_TOKEN_TRACK): use'],
    [{ salt, track: { usage: 1 } }, 'admin.apiToken.track (API_TOKEN_TRACK): usage'],
    [{ salt, track: { address: null } }, 'admin.apiToken.track (API_TOKEN_TRACK): address'],
    [{ salt, policy: 90 }, 'admin.apiToken.policy'],
    [{ salt, policy: { maxLifetimeDays: 90 } }, 'admin.apiToken.policy.maxLifetimeDays'],
    [{ salt, policy: { maxLifetimeDays: { admin: 0 } } }, 'maxLifetimeDays.admin must be a whole number from 1 to 36500'],
    [{ salt, policy: { maxLifetimeDays: { contentApi: '90' } } }, 'maxLifetimeDays.contentApi'],
    [{ salt, policy: { enforce: 'never' } }, 'enforce must be new or all'],
    [{ salt, readActions: 'api::a.a.popular' }, 'admin.apiToken.readActions (API_TOKEN_READ_ACTIONS) must be a list of at most 1000 actions'],
    [{ salt, readActions: [''] }, 'admin.apiToken.readActions'],
    [{ salt, readActions: ['api::a.a. popular'] }, 'admin.apiToken.readActions'],
    [{ salt, readActions: [null] }, 'admin.apiToken.readActions'],
    [{ salt, readActions: null }, 'admin.apiToken.readActions'],
    [{ salt, leaks: 'delete' }, 'admin.apiToken.leaks (API_TOKEN_LEAKS) must be pause, revoke, notify or off'],
    [{ salt, events: { retentionDays: -1 } }, 'admin.apiToken.events.retentionDays (API_TOKEN_EVENTS_RETENTION_DAYS) must be a whole number from 0 to 36500'],
    [{ salt, leaks: null }, 'admin.apiToken.leaks'],
    [{ salt, redisUrl: 6379 }, 'admin.apiToken.redisUrl (REDIS_URL) must be a URL such as redis://user:password@host:6379/0, or rediss:// for TLS'],
    [{ salt, redisUrl: 'cache:6379' }, 'admin.apiToken.redisUrl'],
    [{ salt, redisUrl: 'https://cache' }, 'admin.apiToken.redisUrl'],
    [{ salt, redisUrl: 'redis://' }, 'admin.apiToken.redisUrl'],
    [{ salt, redisUrl: 'redis://cache/keys' }, 'admin.apiToken.redisUrl'],
    [{ salt, redisUrl: 'redis://me:not@for@/logs' }, 'admin.apiToken.redisUrl'],
    [{ salt, leaks: false }, 'admin.apiToken.leaks'],
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

  it.each(['text', [7], [null], ['a', 'b', 'c', 'd']])('refuses older encryption keys that are no list of at most three texts: %j', (previous) => {
    expect(() => reading({ salt }, undefined, 'test', previous))
      .toThrow('admin.secrets.previousEncryptionKeys (PREVIOUS_ENCRYPTION_KEYS) must be a list of at most 3 strings');
  });

  it('checks older secrets as it checks the present ones', () => {
    const former = `former, ${salt}`;
    expect(reading({ salt, previousSalts: [former] }, undefined, 'production', [former])).toMatchObject({
      settings: { previousSalts: [former], previousEncryptionKeys: [former] }, warnings: [],
    });
    expect(() => reading({ salt, previousSalts: [former, 'short'] }, undefined, 'production'))
      .toThrow('admin.apiToken.previousSalts (API_TOKEN_PREVIOUS_SALTS), number 2, is shorter than 16 characters');
    expect(() => reading({ salt }, undefined, 'production', ['aaaaaaaaaaaaaaaaaaaaa']))
      .toThrow('admin.secrets.previousEncryptionKeys (PREVIOUS_ENCRYPTION_KEYS), number 1, has fewer than 5 different characters');
    expect(() => reading({ salt, previousSalts: [''] })).toThrow('number 1, is blank');
    expect(reading({ salt, previousSalts: [` ${former}`] }).warnings).toEqual([expect.stringContaining('white space or quotes around it')]);
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
    silent(() => read({ salt, track: { use: 'yes' } }, 'secret word'), salt);
    silent(() => read({ salt, cache: salt }), salt);
    silent(() => read(['inner secret']), 'inner secret');
    silent(() => read({ salt: { secret: 'inner secret' } }), 'inner secret');
    silent(() => read({ salt }, { secret: 'inner secret' }), 'inner secret');
    silent(() => read({ salt: 'weak one' }, undefined, 'production'), 'weak one');
    silent(() => read({ salt, previousSalts: ['weak one'] }, undefined, 'production'), 'weak one');
    silent(() => read({ salt, previousSalts: { secret: 'inner secret' } }), 'inner secret');
  });
});
