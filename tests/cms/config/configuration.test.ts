import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfiguration, type Configuration } from '../../../cms/config/configuration';
import { readVariables } from '../../../cms/config/env-file';
import { readSettings } from '../../../server/settings';

const folder = join(__dirname, '../../../config');
const secret = 'long enough for production';
const secrets = { API_TOKEN_SALT: secret, ENCRYPTION_KEY: secret, ADMIN_JWT_SECRET: secret };

/** The configuration that these variables make, with the plugin's part of it checked as at a start, and what was warned about. */
function loading(variables: Record<string, string | undefined>) {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const config = loadConfiguration(folder, { ...secrets, ...variables }, warn);
  readSettings(config, warn);
  return { config, warnings };
}
const load = (variables: Record<string, string | undefined>) => loading(variables).config;

/** A text that no setting takes, and that no message may repeat. */
const WRONG = 'hush-hush, a value';
const url = (rest: string) => `postgres://${rest}`;

/** Values of the two lists of older secrets: three at most, and none of them blank. */
const OLDER_SECRETS = {
  good: ['the salt of last year, and that of the year before', ['the salt of last year', 'and that of the year before']] as [string, unknown],
  bad: ['hush one, hush two, hush three, hush four', 'hush-hush, ', ','],
};

/** Every variable: how to read its setting, its default, a value with what it means, values that are denied, and what else it needs. */
const variables: Record<string, { path: string; fallback: unknown; good: [string, unknown]; bad: string[]; with?: Record<string, string> }> = {
  NODE_ENV: { path: 'environment', fallback: 'development', good: ['production', 'production'], bad: ['prod', 'Production', 'staging', 'dev'] },
  HOST: { path: 'server.host', fallback: '127.0.0.1', good: ['::', '::'], bad: [WRONG, 'http://localhost', "'::'"] },
  PORT: { path: 'server.port', fallback: 1337, good: ['8080', 8080], bad: [WRONG, '99999', '65536', '-1', '80.5', '1e3', '0x50', '"80"', '999999999999999999999'] },
  PROXY_HOPS: { path: 'server.proxyHops', fallback: 0, good: ['1', 1], bad: [WRONG, '-1', '101', 'true', '1.5'] },
  CORS_ORIGIN: {
    path: 'server.cors.origin', fallback: ['*'], good: ['https://a.example, http://localhost:3000,capacitor://localhost', ['https://a.example', 'http://localhost:3000', 'capacitor://localhost']],
    bad: [WRONG, 'a.example', 'https://a.example/', 'https://a.example/path', 'https://A.example', 'https://a.example:443', 'https://u@a.example', ',', 'null'],
  },
  LOG_LEVEL: { path: 'server.logLevel', fallback: 'info', good: ['debug', 'debug'], bad: [WRONG, 'INFO', 'loud'] },
  GRAPHQL_INTROSPECTION: { path: 'server.graphql.introspection', fallback: true, good: ['false', false], bad: [WRONG, 'maybe', 'TRUE', '1', 'yes'] },
  DATABASE_CLIENT: { path: 'database.client', fallback: 'sqlite', good: ['postgres', 'postgres'], bad: [WRONG, 'oracle', 'SQLite', 'postgresql', 'mariadb'] },
  DATABASE_FILENAME: {
    path: 'database.connection.filename', fallback: '.tmp/data.db', good: ['/srv/cms.db', '/srv/cms.db'],
    bad: [':memory:', ':MEMORY:', 'file::memory:', 'file:data.db', 'data/', 'a\0b'],
  },
  DATABASE_URL: {
    path: 'database.connection.connectionString', fallback: undefined, good: [url('me:pw@db/cms'), url('me:pw@db/cms')], with: { DATABASE_CLIENT: 'postgres' },
    bad: [
      WRONG, url('db'), url('db/'), url('db:5432'), url(''), url('/cms'), url('me:hush#pw@db/cms'), url('me:%zz@db/cms'), url('db/%00%zz'),
      'mysql://db/cms', 'https://db/cms', 'db/cms', '/var/run/postgresql cms',
    ],
  },
  DATABASE_HOST: { path: 'database.connection.host', fallback: '127.0.0.1', good: ['/var/run/postgresql', '/var/run/postgresql'], bad: [WRONG], with: { DATABASE_CLIENT: 'postgres' } },
  DATABASE_PORT: { path: 'database.connection.port', fallback: 5432, good: ['6432', 6432], bad: [WRONG, '0', '65536', '-1'], with: { DATABASE_CLIENT: 'postgres' } },
  DATABASE_NAME: { path: 'database.connection.database', fallback: 'cms', good: ['my cms', 'my cms'], bad: [], with: { DATABASE_CLIENT: 'mysql' } },
  DATABASE_USERNAME: { path: 'database.connection.user', fallback: 'cms', good: ['me', 'me'], bad: [], with: { DATABASE_CLIENT: 'mysql' } },
  DATABASE_SSL: { path: 'database.connection.ssl', fallback: false, good: ['true', true], bad: [WRONG, 'require', '1'], with: { DATABASE_CLIENT: 'mysql' } },
  DATABASE_POOL_MIN: { path: 'database.pool.min', fallback: 0, good: ['2', 2], bad: [WRONG, '-1', '1001'] },
  DATABASE_POOL_MAX: { path: 'database.pool.max', fallback: 10, good: ['20', 20], bad: [WRONG, '0', '-1', '1001'] },
  API_TOKEN_KEY_PREFIX: { path: 'admin.apiToken.keyPrefix', fallback: 'cms', good: ['acme', 'acme'], bad: [WRONG, 'a_b', 'Acme', '1a', 'a'.repeat(17)] },
  API_TOKEN_TRACK: { path: 'admin.apiToken.track', fallback: {}, good: ['{"use":false}', { use: false }], bad: [WRONG, '1', 'null', '[]', '{"use":"no"}', '{"address":1}'] },
  API_TOKEN_POLICY: {
    path: 'admin.apiToken.policy', fallback: {}, good: ['{"maxLifetimeDays":{"admin":7}}', { maxLifetimeDays: { admin: 7 } }],
    bad: [WRONG, '90', '{"maxLifetimeDays":90}', '{"maxLifetimeDays":{"admin":0}}', '{"maxLifetimeDays":{"contentApi":1.5}}', '{"enforce":"never"}'],
  },
  API_TOKENS: {
    path: 'admin.apiToken.tokens', fallback: [], good: [`[{"name":"ci","key":"${'k'.repeat(32)}"}]`, [{ name: 'ci', key: 'k'.repeat(32) }]],
    bad: [WRONG, '7', '{}', 'null', '["hush"]', '[{"name":"ci"}]', '[{"name":"ci","key":"hush"}]', '[{"name":"ci","keyHash":"hush"}]', '[{"name":"","key":"hush"}]'],
  },
  API_TOKEN_READ_ACTIONS: {
    path: 'admin.apiToken.readActions', fallback: [], good: ['plugin::i18n.locales.listLocales, api::*.*.popular', ['plugin::i18n.locales.listLocales', 'api::*.*.popular']],
    bad: [WRONG, ',', 'api::a.a.popular;api::a.a.find'],
  },
  REDIS_URL: {
    path: 'admin.apiToken.redisUrl', fallback: undefined, good: ['rediss://me:pw@cache:6380/1', 'rediss://me:pw@cache:6380/1'],
    bad: [WRONG, 'cache:6379', 'http://cache', 'redis://', 'redis:///0'],
  },
  API_TOKEN_LEAKS: { path: 'admin.apiToken.leaks', fallback: 'pause', good: ['revoke', 'revoke'], bad: [WRONG, 'Pause', 'on', 'true'] },
  API_TOKEN_EVENTS_RETENTION_DAYS: { path: 'admin.apiToken.events.retentionDays', fallback: 90, good: ['0', 0], bad: [WRONG, '-1', '1.5', '90d', '36501'] },
  API_TOKEN_PREVIOUS_SALTS: { path: 'admin.apiToken.previousSalts', fallback: [], ...OLDER_SECRETS },
  PREVIOUS_ENCRYPTION_KEYS: { path: 'admin.secrets.previousEncryptionKeys', fallback: [], ...OLDER_SECRETS },
  API_TOKEN_REVALIDATE_MS: { path: 'admin.apiToken.cache.revalidateMs', fallback: 1000, good: ['0', 0], bad: [WRONG, '-1', '1.5', '1s', '3600001'] },
  API_TOKEN_MAX_STALE_MS: { path: 'admin.apiToken.cache.maxStaleMs', fallback: 5000, good: ['0', 0], bad: [WRONG, '-1', '3600001'] },
  API_TOKEN_MAX_ENTRIES: { path: 'admin.apiToken.cache.maxEntries', fallback: 10_000, good: ['1', 1], bad: [WRONG, '0', '-1', '10000001'] },
};
const rows = Object.entries(variables).map(([name, row]) => ({ name, ...row }));

/** The configuration that a `.env` file of this text makes, as a start reads it. */
function fromFile(text: string, more: Record<string, string> = {}): Configuration {
  const place = mkdtempSync(join(tmpdir(), 'configuration-'));
  try {
    writeFileSync(join(place, '.env'), text);
    return load(readVariables(join(place, '.env'), { ...secrets, ...more }).variables);
  } finally {
    rmSync(place, { recursive: true });
  }
}

describe('the configuration', () => {
  it.each(rows)('reads $name', ({ name, path, good: [text, value], with: more }) => {
    expect(load({ ...more, [name]: text }).get(path)).toEqual(value);
  });

  it.each(rows)('has a default where $name is not set, or is set to nothing', ({ name, path, fallback, with: more }) => {
    for (const set of [{}, { [name]: '' }]) expect(load({ ...more, ...set }).get(path)).toEqual(fallback);
    for (const line of [`${name}=\n`, `${name}=""\n`, `${name}=''\n`, `${name}= # nothing\n`]) {
      expect(fromFile(line, more).get(path)).toEqual(fallback);
    }
  });

  it.each(rows)('denies a blank $name, and one in quotes that nothing takes off', ({ name, good: [text], with: more }) => {
    expect(() => load({ ...more, [name]: '  ' })).toThrow(name);
    const takesQuotes = ['DATABASE_FILENAME', 'DATABASE_HOST', 'DATABASE_NAME', 'DATABASE_USERNAME', 'API_TOKEN_PREVIOUS_SALTS', 'PREVIOUS_ENCRYPTION_KEYS'];
    if (!takesQuotes.includes(name)) expect(() => load({ ...more, [name]: `"${text}"` })).toThrow(name);
  });

  it.each(rows)('reads $name from .env as dotenv does: without quotes, and the last of two', ({ name, path, good: [text, value], with: more }) => {
    for (const line of [`${name}=${text}\n`, `${name}="${text}"\n`, `${name}='${text}'\n`, `export ${name}=${text}\n`, `${name}=other\n${name}=${text}`]) {
      expect(fromFile(line, more).get(path)).toEqual(value);
    }
    expect(fromFile(`NOTE="\n${name}=other\n"\n${name}=${text}\nNOTE='\n${name}=other\n'\n`, more).get(path)).toEqual(value);
  });

  it.each(rows.flatMap(({ name, bad, with: more }) => bad.map((value) => ({ name, value, more }))))(
    'denies $name=$value, names the variable, and repeats no value', ({ name, value, more }) => {
      let message = '';
      try {
        load({ ...more, [name]: value });
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message).toContain(name);
      expect(message).not.toMatch(/hush|final value/);
    },
  );

  it('has a row above for every variable that it reads, but for secrets', () => {
    const read = ['admin', 'server', 'database', 'plugins'].flatMap((file) => readFileSync(join(folder, `${file}.ts`), 'utf8').match(/(?<=env(\.\w+)?\(')\w+/g) ?? []);
    const without = ['DATABASE_PASSWORD', ...Object.keys(secrets)];
    expect(read).toContain('API_TOKEN_SALT');
    expect(read.filter((name) => !(name in variables) && !without.includes(name))).toEqual([]);
  });

  it('names everything that is wrong at once', () => {
    expect(() => load({ PORT: 'x', PROXY_HOPS: 'y', NODE_ENV: 'prod' })).toThrow(/NODE_ENV.*PORT.*PROXY_HOPS|PORT.*PROXY_HOPS.*NODE_ENV/);
  });

  it.each(['DATABASE_URL', 'DATABASE_HOST', 'DATABASE_PORT', 'DATABASE_NAME', 'DATABASE_USERNAME', 'DATABASE_PASSWORD'])(
    'does not take SQLite where %s names a server and DATABASE_CLIENT nothing', (name) => {
      const value = name === 'DATABASE_URL' ? url('db/cms') : name === 'DATABASE_PORT' ? '5432' : 'something';
      expect(() => load({ [name]: value })).toThrow(/DATABASE_CLIENT\) must be one of sqlite, postgres, mysql/);
    },
  );

  it('does not take DATABASE_URL together with sqlite', () => {
    expect(() => load({ DATABASE_CLIENT: 'sqlite', DATABASE_URL: url('db/cms') })).toThrow(/DATABASE_URL is set, so DATABASE_CLIENT/);
  });

  it('has a larger pool than its least', () => {
    expect(() => load({ DATABASE_POOL_MIN: '11' })).toThrow(/DATABASE_POOL_MAX\) must be at least DATABASE_POOL_MIN/);
    expect(load({ DATABASE_POOL_MIN: '10' }).get('database.pool')).toEqual({ min: 10, max: 10 });
  });

  it('takes each scheme of its database, and a socket', () => {
    for (const value of ['postgres://db/cms', 'postgresql://me:p%23w@db:6432/cms?sslmode=require', 'postgres:///cms?host=/var/run/postgresql']) {
      expect(load({ DATABASE_CLIENT: 'postgres', DATABASE_URL: value }).get('database.connection.connectionString')).toBe(value);
    }
    for (const value of ['mysql://root@127.0.0.1:3306/cms', 'mariadb://db/cms']) {
      expect(load({ DATABASE_CLIENT: 'mysql', DATABASE_URL: value }).get('database.connection.connectionString')).toBe(value);
    }
  });

  it('warns about variables of its own that have no effect, by name alone, and about none that has one', () => {
    for (const [name, more] of [
      ['API_TOKEN_SALTS', {}], ['API_TOKEN_REVALIDATE', {}], ['DATABASE_USER', {}], ['ADMIN_JWT_SECRETS', {}], ['GRAPHQL_PLAYGROUND', {}],
      ['DATABASE_SSL', {}], ['DATABASE_HOST', { DATABASE_CLIENT: 'sqlite' }], ['DATABASE_FILENAME', { DATABASE_CLIENT: 'postgres' }],
      ['DATABASE_PASSWORD', { DATABASE_CLIENT: 'postgres', DATABASE_URL: url('db/cms') }],
    ] as const) {
      expect(loading({ ...more, [name]: WRONG }).warnings).toEqual([expect.stringContaining(`The variable ${name} is set but has no effect`)]);
      expect(loading({ ...more, [name]: WRONG }).warnings.join()).not.toContain(WRONG);
      expect(loading({ ...more, [name]: '' }).warnings).toEqual([]);
    }
    for (const { name, good: [text], with: more } of rows) expect(loading({ ...more, [name]: text }).warnings).toEqual([]);
    expect(loading({ PATH: '/bin', SALT: 'x', TOKEN: 'y' }).warnings).toEqual([]);
  });

  it('does not take DATABASE_SSL=true together with a URL that asks for less', () => {
    const withMode = (mode: string, ssl = 'true') => () => load({ DATABASE_CLIENT: 'postgres', DATABASE_SSL: ssl, DATABASE_URL: url(`me:pw@db/cms?application_name=x&${mode}`) });
    for (const mode of ['disable', 'allow', 'prefer', 'no-verify'].map((name) => `sslmode=${name}`).concat('ssl=false', 'ssl=0', 'uselibpqcompat=true&sslmode=require')) {
      expect(withMode(mode)).toThrow(/DATABASE_SSL\) is true, but DATABASE_URL has a weaker sslmode/);
      expect(withMode(mode, 'false')).not.toThrow();
    }
    for (const mode of ['sslmode=require', 'sslmode=verify-full', 'ssl=true']) expect(withMode(mode)).not.toThrow();
  });

  it('introspects GraphQL outside of production alone', () => {
    expect(load({ NODE_ENV: 'test' }).get('server.graphql.introspection')).toBe(true);
    expect(load({ NODE_ENV: 'production' }).get('server.graphql.introspection')).toBe(false);
  });

  it('gives the fallback for what is not there', () => {
    expect(load({}).get('plugins.nothing.at.all', 7)).toBe(7);
  });
});

describe.each(['API_TOKEN_SALT', 'ENCRYPTION_KEY', 'ADMIN_JWT_SECRET'])('the secret %s', (name) => {
  const at = (value: string, environment: string) => loading({ [name]: value, NODE_ENV: environment });

  it('is used exactly as it is given', () => {
    const path = { API_TOKEN_SALT: 'admin.apiToken.salt', ENCRYPTION_KEY: 'admin.secrets.encryptionKey', ADMIN_JWT_SECRET: 'admin.auth.secret' }[name]!;
    for (const value of [secret, ` ${secret}`, `${secret}\n`, `"${secret}"`]) expect(at(value, 'production').config.get(path)).toBe(value);
  });

  it('is said to have white space or quotes around it', () => {
    for (const value of [` ${secret}`, `${secret}\n`, `"${secret}"`, `'${secret}'`]) {
      expect(at(value, 'production').warnings).toEqual([expect.stringMatching(`${name}\\) has white space or quotes around it`)]);
    }
    expect(at(secret, 'production').warnings).toEqual([]);
  });

  it('is denied where it is blank', () => {
    for (const value of [' ', '\n', ' '.repeat(32)]) {
      for (const environment of ['development', 'production']) expect(() => at(value, environment)).toThrow(`${name}) is blank`);
    }
  });

  it('is denied in production where it is weak, and warned about elsewhere, without a word of it', () => {
    for (const value of ['x', 'hush', '0'.repeat(32), 'hushhushhushhush']) {
      expect(() => at(value, 'production')).toThrow(new RegExp(`${name}\\) (is shorter than 16|has fewer than 5).*openssl rand`));
      expect(at(value, 'development').warnings).toEqual([expect.stringMatching(`${name}\\) (is shorter than 16|has fewer than 5)`)]);
      expect(at(value, 'development').warnings[0]).not.toContain('hush');
    }
  });
});

it('names a missing JWT secret, its variable, and a command that makes one', () => {
  expect(() => load({ ADMIN_JWT_SECRET: '' })).toThrow(/admin\.auth\.secret \(ADMIN_JWT_SECRET\) is missing.*openssl rand/);
});
