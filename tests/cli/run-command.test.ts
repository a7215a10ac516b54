import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pluginServices } from '../../server/services';
import { startTestCms, testVariables, type TestCms } from '../support/cms';
import { dialectsUnderTest, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';
import { nodeArguments } from '../support/hosts/node-arguments';

const PRESENT = {
  API_TOKEN_SALT: 'the present salt that is long enough', API_TOKEN_PREVIOUS_SALTS: testVariables.API_TOKEN_SALT,
  ENCRYPTION_KEY: 'the present encryption key', PREVIOUS_ENCRYPTION_KEYS: testVariables.ENCRYPTION_KEY,
};
const KEYS = 1500;

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  err: string;
}

const children = new Set<ChildProcess>();
afterEach(() => children.forEach((child) => child.kill('SIGKILL')));

/** Runs the command in a process of its own, as `npm run api-tokens` does. */
function run(args: string[], env: Record<string, string>, folder: string) {
  const child = spawn(process.execPath, [...nodeArguments('cms/api-tokens.ts'), ...args], {
    cwd: folder, env: { PATH: process.env['PATH'], LOG_LEVEL: 'warn', ...testVariables, ...env },
  });
  children.add(child);
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      children.delete(child);
      resolve({ code, signal, out, err });
    });
  });
  return { child, ended };
}

describe('api-tokens', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'command-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    [[]], [['rotate']], [['rotate-secrets', 'now']], [['rotate-secrets', '--force']], [['--json']], [['show']], [['identify', 'cms_content_key']], [['update', '1']],
  ])('exits with 2 and prints its usage, without loading the host: %j', async (args) => {
    const { code, out, err } = await run(args, { API_TOKEN_SALT: ' ' }, folder).ended;
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Usage: api-tokens ');
    expect(err).not.toContain('cms_content_key');
  });

  it('prints its usage on request', async () => {
    expect(await run(['--help'], {}, folder).ended).toMatchObject({ code: 0, out: expect.stringContaining('rotate-secrets'), err: '' });
  });

  it('exits with 1 if the host cannot be loaded, and says why', async () => {
    const { code, out, err } = await run(['rotate-secrets'], { API_TOKEN_SALT: ' ' }, folder).ended;
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^The setting admin\.apiToken\.salt \(API_TOKEN_SALT\) is blank/m);
  });
});

describe.each(dialectsUnderTest())('api-tokens rotate-secrets on %s', (dialect) => {
  let place: TestDatabaseSettings;
  let folder: string;
  let watched: TestCms | undefined;

  beforeAll(async () => {
    place = await testDatabaseSettings(dialect);
    folder = await mkdtemp(join(tmpdir(), 'command-'));
    const cms = await startTestCms({ database: place });
    const { issueKey, store } = pluginServices(cms.running.cms);
    await store.write(async ({ rows }) => {
      for (let index = 0; index < KEYS; index += 1) {
        await rows.insert({
          kind: 'content-api', name: `many ${index}`, description: '', type: 'read-only', lifespan: null, expiresAt: null, createdAt: Date.now(), madeBy: null,
          ownerId: null, key: issueKey('content-api').record, permissions: [],
        });
      }
    });
    await cms.stop();
  }, 120_000);
  afterAll(async () => {
    await watched?.stop();
    await place.drop();
    await rm(folder, { recursive: true });
  });

  it('continues where it was killed, until no key needs the former secrets', async () => {
    watched = await startTestCms({ database: place, variables: PRESENT });
    const { connection } = watched.running.cms.db;
    const presentKey = pluginServices(watched.running.cms).keyring.encryptionKeyIds[0];
    const done = async () => Number((await connection('api_tokens_keys').where('encrypted_key', 'like', `v2:${presentKey}:%`).count({ count: '*' }))[0]!.count);

    const { child, ended } = run(['rotate-secrets'], { ...place.env, ...PRESENT }, folder);
    while (child.exitCode === null && await done() === 0) await sleep(2);
    child.kill('SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
    const first = await done();
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(KEYS);

    const planned = await run(['rotate-secrets', '--dry-run', '--json'], { ...place.env, ...PRESENT }, folder).ended;
    // The two tokens of a new CMS are among them.
    const left = KEYS + 2 - first;
    expect(JSON.parse(planned.out)).toMatchObject({ rehashed: left, reencrypted: left });
    const rest = await run(['rotate-secrets'], { ...place.env, ...PRESENT }, folder).ended;
    expect(rest).toMatchObject({ code: 0 });
    expect(rest.out).toBe(`${left} keys were hashed with the current salt, ${left} encrypted with the current encryption key.\n`
      + 'All keys have the current salt: older ones can be dropped.\nNo key needs an older encryption key: older ones can be dropped.\n');
    expect(await done()).toBe(KEYS + 2);
  }, 120_000);
});
