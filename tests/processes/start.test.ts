import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { testVariables } from '../support/cms';
import { registerFirstAdmin, runCmsProcess, startCmsProcess, type CmsProcess } from '../support/hosts/cms-process';

const inProduction = { ...testVariables, NODE_ENV: 'production' };
/** Variables without some of them. */
const without = (...names: string[]) => Object.fromEntries(Object.entries(inProduction).filter(([name]) => !names.includes(name)));

describe('a start in production', () => {
  it.each([
    ['API_TOKEN_SALT', 'admin.apiToken.salt', without('API_TOKEN_SALT')],
    ['ADMIN_JWT_SECRET', 'admin.auth.secret', without('ADMIN_JWT_SECRET')],
    ['API_TOKEN_SALT', 'admin.apiToken.salt', { ...inProduction, API_TOKEN_SALT: 'too short' }],
    ['ADMIN_JWT_SECRET', 'admin.auth.secret', { ...inProduction, ADMIN_JWT_SECRET: 'too short' }],
    ['ENCRYPTION_KEY', 'admin.secrets.encryptionKey', { ...inProduction, ENCRYPTION_KEY: 'too short' }],
    ['ENCRYPTION_KEY', 'admin.secrets.encryptionKey', { ...inProduction, ENCRYPTION_KEY: '   ' }],
  ])('is refused without a good %s, and says what to do', async (variable, setting, variables) => {
    const { code, output } = await runCmsProcess({ variables });
    expect(code).toBe(1);
    for (const part of [setting, variable, 'openssl rand']) expect(output).toContain(part);
    expect(output).not.toContain('too short');
  });

  it('takes the mode from .env, too', async () => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, '.env'), 'NODE_ENV=production\nAPI_TOKEN_SALT=short\n');
      const { NODE_ENV: _mode, API_TOKEN_SALT: _salt, ...variables } = testVariables;
      const { code, output } = await runCmsProcess({ folder, variables });
      expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('admin.apiToken.salt (API_TOKEN_SALT) is shorter') });
    });
  });

  it('only warns without ENCRYPTION_KEY, writes no .env, and shows keys once', async () => {
    await inFolder(async (folder) => {
      const cms = await startCmsProcess({ folder, variables: without('ENCRYPTION_KEY') });
      expect(cms.output).toMatch(/ENCRYPTION_KEY.*shown only once/);
      const bearer = await registerFirstAdmin(cms);
      const made = await cms.call('POST', '/admin/api-tokens', { bearer, body: { name: 'once', type: 'read-only' } });
      expect(made.body.data.accessKey).toMatch(/^cms_content_/);
      const shown = await cms.call('GET', `/admin/api-tokens/${made.body.data.id}`, { bearer });
      expect(shown).toMatchObject({ status: 200, body: { data: { canRevealKey: false } } });
      expect(shown.body.data).not.toHaveProperty('accessKey');
      await cms.stop();
      await expect(stat(join(folder, '.env'))).rejects.toThrow('ENOENT');
    });
  });
});

describe('a start with a wrong setting', () => {
  it.each([
    ['PORT', 'abc', 'server.port'],
    ['PROXY_HOPS', '-1', 'server.proxyHops'],
    ['LOG_LEVEL', 'loud', 'server.logLevel'],
    ['DATABASE_CLIENT', 'oracle', 'database.client'],
    ['DATABASE_POOL_MAX', 'many', 'database.pool.max'],
    ['DATABASE_URL', 'postgres://db/cms', 'DATABASE_CLIENT'],
    ['DATABASE_FILENAME', ':memory:', 'DATABASE_FILENAME'],
    ['NODE_ENV', 'prod', 'NODE_ENV must be one of development, production, test'],
    ['API_TOKEN_SALT', ' ', 'admin.apiToken.salt (API_TOKEN_SALT) is blank'],
    ['API_TOKEN_REVALIDATE_MS', '1.5', 'cache.revalidateMs'],
    ['API_TOKEN_MAX_STALE_MS', '-1', 'cache.maxStaleMs'],
    ['API_TOKEN_TRACK', '{"use":"perhaps"}', 'use must be true or false'],
    ['API_TOKEN_POLICY', '{"maxLifetimeDays":{"admin":-1}}', 'maxLifetimeDays.admin'],
    ['API_TOKEN_KEY_PREFIX', 'Not A Brand', 'keyPrefix'],
  ])('is refused: %s=%s', async (variable, value, setting) => {
    const { code, output } = await runCmsProcess({ env: { [variable]: value } });
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining(setting) });
  });

  it('is refused: a database that cannot be reached', async () => {
    const { code, output } = await runCmsProcess({ env: { DATABASE_CLIENT: 'postgres', DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' } });
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('DATABASE_URL: nothing is listening there (ECONNREFUSED)') });
  });

  it('is refused: a port that is taken', async () => {
    const first = await startCmsProcess();
    const { code, output } = await runCmsProcess({ env: { PORT: new URL(first.url).port } });
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('EADDRINUSE') });
    await first.stop();
  });
});

describe('a start in development without secrets', () => {
  const secrets = ['API_TOKEN_SALT', 'ENCRYPTION_KEY', 'ADMIN_JWT_SECRET'];
  const develop = { NODE_ENV: 'development' };

  it('makes them once, says so, keeps what .env says already, and lets nobody else read it', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, '.env');
      const before = '# mine\nAPI_TOKEN_KEY_PREFIX=acme\nENCRYPTION_KEY=already here';
      await writeFile(file, before, { mode: 0o644 });
      const cms = await startCmsProcess({ folder, variables: develop });
      expect(cms.output).toContain('Made API_TOKEN_SALT, ADMIN_JWT_SECRET and wrote them to .env');
      const text = await readFile(file, 'utf8');
      expect(text.startsWith(`${before}\n`)).toBe(true);
      expect(parse(text)).toMatchObject({
        API_TOKEN_SALT: expect.stringMatching(/^.{32,}$/), ADMIN_JWT_SECRET: expect.stringMatching(/^.{32,}$/),
        ENCRYPTION_KEY: 'already here', API_TOKEN_KEY_PREFIX: 'acme',
      });
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      await cms.stop();

      const again = await startCmsProcess({ folder, variables: develop });
      expect(again.output).not.toContain('Made');
      await again.stop();
      expect(await readFile(file, 'utf8')).toBe(text);
    });
  });

  it.each([
    ['.env', { text: `${secrets.map((name) => `${name}=`).join('\n')}\n`, variables: develop }],
    ['the environment', { text: '', variables: { ...develop, ...Object.fromEntries(secrets.map((name) => [name, ''])) } }],
  ])('makes those that %s leaves empty', async (_where, { text, variables }) => {
    await inFolder(async (folder) => {
      const file = join(folder, '.env');
      if (text !== '') await writeFile(file, text);
      const cms = await startCmsProcess({ folder, variables });
      expect(cms.output).toContain('Made API_TOKEN_SALT, ENCRYPTION_KEY, ADMIN_JWT_SECRET');
      await cms.stop();
      const made = await readFile(file, 'utf8');
      await (await startCmsProcess({ folder, variables })).stop();
      expect(await readFile(file, 'utf8')).toBe(made);
    });
  });

  it('agrees with another one that starts at the same time', async () => {
    await inFolder(async (folder) => {
      const start = () => startCmsProcess({ folder, variables: develop });
      const [first, second, third] = await Promise.all([start(), start(), start()]);
      // One JWT secret, one salt, one encryption key: what one of them signs, hashes and encrypts the others can read.
      const bearer = await registerFirstAdmin(first!);
      const { body: { data } } = await first!.call('POST', '/admin/api-tokens', { bearer, body: { name: 'shared', type: 'read-only' } });
      for (const other of [second!, third!]) {
        const shown = await other.call('GET', `/admin/api-tokens/${data.id}`, { bearer });
        expect(shown).toMatchObject({ status: 200, body: { data: { accessKey: data.accessKey } } });
        expect(await other.call('GET', '/api/articles', { bearer: data.accessKey })).toMatchObject({ status: 200 });
      }
      const articles = await first!.call('GET', '/api/articles', { bearer: data.accessKey });
      expect(articles.body.meta.pagination.total).toBe(12);
      await Promise.all([first!, second!, third!].map((cms: CmsProcess) => cms.stop()));
    });
  });
});

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cms-start-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
