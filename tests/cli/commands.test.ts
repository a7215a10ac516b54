import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../cli/run-command';
import { commands } from '../../cli/commands';
import { createAccessKey } from '../../server/key/access-key';
import { pluginServices } from '../../server/services';
import { makePerson, makeRole } from '../support/accounts';
import { firstAdmin, registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';

const DAY_MS = 86_400_000;

describe.each(dialectsUnderTest())('the commands of api-tokens on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  beforeAll(async () => {
    cms = await startTestCms({ dialect, variables: { API_TOKEN_POLICY: '{"maxLifetimeDays":{"contentApi":400}}' } });
    admin = await registerFirstAdmin(cms);
  });
  afterAll(() => cms?.stop());

  /** Runs a command on the CMS that runs here. */
  async function run(args: string[], input = '') {
    let [out, err] = ['', ''];
    const code = await runCommand(args, {
      open: async () => ({ services: pluginServices(cms.running.cms), close: async () => {} }),
      print: (text) => (out += text),
      report: (text) => (err += text),
      input: async () => input,
    });
    return { code, out, err };
  }

  async function json(args: string[], input = ''): Promise<any> {
    const { code, out, err } = await run([...args, '--json'], input);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return JSON.parse(out);
  }

  async function make(name: string, ...options: string[]): Promise<{ id: number; accessKey: string }> {
    return json(['create', '--name', name, '--lifespan', '90d', ...options]);
  }

  it('creates a token whose key is all that standard output has, and that works at once', async () => {
    const { code, out, err } = await run(['create', '--name', 'Website', '--type', 'read-only', '--lifespan', '90d', '--description', 'For the site']);
    expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^Created the token \d+, Website\./) });
    expect(out).toMatch(/^cms_content_[0-9A-Za-z]{49}\n$/);
    await cms.as(out.trim()).get('/api/articles').expect(200);
    await cms.as(out.trim()).post('/api/articles', { data: {} }).expect(403);
    const [, id] = /token (\d+)/.exec(err)!;
    const { body: { data: { accessKey: _key, canRevealKey: _can, ...token } } } = await admin.get(`/admin/api-tokens/${id}`).expect(200);
    expect(await json(['show', 'Website'])).toEqual(token);
    expect(token).toMatchObject({ type: 'read-only', description: 'For the site', lifespan: String(90 * DAY_MS), createdBy: { type: 'cli', id: null, label: null } });
    expect((await run(['show', id!])).out).toContain(`…${out.trim().slice(-4)}`);
    expect((await run(['show', id!])).out).not.toContain(out.trim());
  });

  it('restricts a token by JSON or a file with it, shows its restrictions, and lifts them', async () => {
    const restrictions = { types: { 'api::article.article': { read: ['title'] } } };
    const { id, accessKey } = await make('Restricted', '--restrictions', JSON.stringify(restrictions));
    expect(await json(['show', String(id)])).toMatchObject({ restrictions });
    expect((await run(['show', 'Restricted'])).out).toContain(JSON.stringify(restrictions));
    await cms.as(accessKey).get('/api/articles?sort=body').expect(403, /ERR_RESTRICTED/);
    const folder = mkdtempSync(join(tmpdir(), 'restrictions-'));
    try {
      const file = join(folder, 'restrictions.json');
      writeFileSync(file, JSON.stringify({ read: { status: 'published' } }, null, 2));
      expect(await json(['update', 'Restricted', '--restrictions', file])).toMatchObject({ restrictions: { read: { status: 'published' } } });
      writeFileSync(file, '[]');
      for (const wrong of [file, join(folder, 'none.json'), folder, '{"read":', '{read}', '', '[]']) {
        expect(await run(['update', 'Restricted', '--restrictions', wrong])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--restrictions') });
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(await run(['update', 'Restricted', '--restrictions', '{"types":{"api::none.none":{}}}'])).toMatchObject({ code: 1, err: expect.stringContaining('not a content type') });
    expect(await run(['create', '--name', 'x', '--kind', 'admin', '--owner', firstAdmin.email, '--restrictions', '{}'])).toMatchObject({ code: 2, out: '' });
    expect(await json(['update', 'Restricted', '--restrictions', 'none'])).toMatchObject({ restrictions: null });
    await cms.as(accessKey).get('/api/articles?sort=body').expect(200);
  });

  it('limits a token to addresses and to a rate, and lifts both', async () => {
    const { id } = await make('Limited', '--allow-address', '192.0.2.7/32', '--allow-address', '::1', '--rate-limit', '600/60');
    expect(await json(['show', String(id)])).toMatchObject({ allowedAddresses: ['192.0.2.7', '::1'], rateLimit: { limit: 600, window: 60 } });
    const { out } = await run(['show', 'Limited']);
    expect(out).toContain('192.0.2.7, ::1');
    expect(out).toContain('600 requests in 60 s');
    expect(await json(['update', 'Limited', '--allow-address', 'all', '--rate-limit', 'none'])).toMatchObject({ allowedAddresses: null, rateLimit: null });
    expect((await run(['update', 'Limited', '--rate-limit', 'fast'])).code).toBe(2);
    expect(await run(['update', 'Limited', '--allow-address', '10.0.0.1/8'])).toMatchObject({ code: expect.any(Number), err: expect.stringContaining('10.0.0.0/8') });
  });

  it('reads the fields of a token as JSON from standard input, over which options take precedence', async () => {
    const fields = { name: 'not this', type: 'custom', permissions: ['api::article.article.find'], lifespan: 30 * DAY_MS };
    expect(await json(['create', '-', '--name', 'From JSON'], JSON.stringify(fields))).toMatchObject({ name: 'From JSON', permissions: ['api::article.article.find'] });
    expect(await json(['update', 'From JSON', '-', '--description', 'b'], '{"description":"a","permissions":[]}')).toMatchObject({ description: 'b', permissions: [] });
    expect(await json(['update', 'From JSON', '--permission', 'api::article.article.find', '--permission', 'api::article.article.findOne']))
      .toMatchObject({ permissions: ['api::article.article.find', 'api::article.article.findOne'] });
    const restrictions = { types: { 'api::article.article': { read: ['title'] } } };
    expect(await json(['update', 'From JSON', '-'], JSON.stringify({ restrictions }))).toMatchObject({ restrictions });
    expect((await run(['show', 'From JSON'])).out).toContain(JSON.stringify(restrictions));
    for (const wrong of ['', '[]', '{"name": "secret']) {
      const { code, err } = await run(['create', '-'], wrong);
      expect(code).toBe(2);
      expect(err).not.toContain('secret');
    }
  });

  it('creates an admin token for a person, within what that person may do, and gives it another key', async () => {
    const { accessKey, id } = await json(['create', '--kind', 'admin', '--name', 'Job', '--owner', firstAdmin.email.toUpperCase(), '--permission', 'plugin::api-tokens.api-tokens.read']);
    await cms.as(accessKey).get('/admin/api-tokens').expect(200);
    const { out } = await run(['regenerate', 'Job']);
    await cms.as(accessKey).get('/admin/api-tokens').expect(401);
    await cms.as(out.trim()).get('/admin/api-tokens').expect(200);
    expect(await json(['update', 'Job', '--permission', 'plugin::api-tokens.api-tokens.delete'])).toMatchObject({ id, adminPermissions: [{ action: 'plugin::api-tokens.api-tokens.delete' }] });

    const role = await makeRole(admin, 'Reader at the command line', ['plugin::api-tokens.api-tokens.read']);
    const { id: personId, email } = await makePerson(cms, admin, 'Reader', [role]);
    const asReader = ['create', '--kind', 'admin', '--name', 'Reader', '--owner', email, '--permission'];
    expect(await run([...asReader, 'plugin::api-tokens.api-tokens.delete'])).toMatchObject({ code: 1, err: expect.stringContaining('exceed') });
    await json([...asReader, 'plugin::api-tokens.api-tokens.read']);
    await admin.put(`/admin/users/${personId}`, { isActive: false }).expect(200);
    expect(await run(['regenerate', 'Reader'])).toEqual({ code: 1, out: '', err: 'The owner is not an active account\n' });
    expect(await run([...asReader, 'plugin::api-tokens.api-tokens.read', '--name', 'Another'])).toMatchObject({ code: 1 });
    expect(await run(['create', '--kind', 'admin', '--name', 'Nobody’s', '--owner', 'nobody@example.com'])).toMatchObject({ code: 1, err: expect.stringContaining('No account') });
    expect(await run(['create', '--kind', 'admin', '--name', 'Nobody’s'])).toMatchObject({ code: 2, err: expect.stringContaining('--owner') });
  });

  it('lists tokens of both kinds, or those that match the options', async () => {
    await make('Listed \u001b[31m', '--type', 'full-access');
    await run(['pause', 'Listed \u001b[31m']);
    const { out } = await run(['list']);
    expect(out).toMatch(/^ID +NAME +KIND +TYPE +STATE/);
    expect(out).toContain('Listed \ufffd[31m');
    expect(out).not.toContain('\u001b');
    const all: any[] = await json(['list']);
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(['content-api', 'admin']));
    expect((await json(['list', '--kind', 'admin'])).every(({ kind }: any) => kind === 'admin')).toBe(true);
    expect((await json(['list', '--state', 'paused'])).map(({ name }: any) => name)).toEqual(['Listed \u001b[31m']);
    expect((await json(['list', '--type', 'full-access', '--search', 'listed'])).map(({ name }: any) => name)).toEqual(['Listed \u001b[31m']);
    expect(await run(['list', '--state', 'gone'])).toMatchObject({ code: 2, err: expect.stringContaining('state must be one of') });
  });

  it('gives a token a new key, and accepts the former one for as long as requested', async () => {
    const { accessKey } = await make('Rotated');
    const { out, err } = await run(['regenerate', 'Rotated', '--keep', '24h']);
    expect(err).toMatch(/The former key works until \d{4}-/);
    for (const key of [accessKey, out.trim()]) await cms.as(key).get('/api/articles').expect(200);
    const { previousKey } = await json(['show', 'Rotated']);
    expect(Date.parse(previousKey.expiresAt) - Date.now()).toBeLessThanOrEqual(DAY_MS);
    await json(['regenerate', 'Rotated']);
    await cms.as(accessKey).get('/api/articles').expect(401);
    await cms.as(out.trim()).get('/api/articles').expect(401);
    for (const keep of ['1 day', '-1h', '8d']) expect(await run(['regenerate', 'Rotated', `--keep=${keep}`])).toMatchObject({ code: 2, out: '' });
  });

  it('pauses, resumes and revokes a token', async () => {
    const { id, accessKey } = await make('Stopped');
    const answers = async (status: number) => cms.as(accessKey).get('/api/articles').expect(status);
    expect(await json(['pause', String(id)])).toMatchObject({ enabled: false, state: 'paused' });
    await answers(401);
    expect(await json(['resume', String(id)])).toMatchObject({ enabled: true });
    await answers(200);
    expect(await run(['revoke', 'Stopped'])).toMatchObject({ code: 0, out: `Deleted the token ${id}, Stopped. Its keys no longer work.\n` });
    await answers(401);
    expect(await run(['revoke', 'Stopped'])).toMatchObject({ code: 1, out: '', err: expect.stringContaining('`api-tokens list` shows all') });
  });

  it('identifies keys of both kinds from standard input, and repeats none', async () => {
    const { id, accessKey } = await make('Found');
    expect(await json(['identify', '-'], `${accessKey}\n`)).toEqual({ id, name: 'Found', kind: 'content-api', state: 'active', keyState: 'current' });
    await json(['regenerate', 'Found']);
    expect(await json(['identify', '-'], accessKey)).toMatchObject({ keyState: 'retired' });
    const job = await json(['create', '--kind', 'admin', '--name', 'Found job', '--owner', firstAdmin.email]);
    expect(await json(['identify', '-'], job.accessKey)).toMatchObject({ id: job.id, kind: 'admin' });
    const unknown = createAccessKey('cms', 'content');
    for (const [args, input, code] of [[['identify', '-'], unknown, 1], [['identify', unknown], '', 2], [['identify', '-'], '', 2], [['show', unknown], '', 1], [['leaked', unknown], '', 2]] as const) {
      const ran = await run([...args], input);
      expect({ ...ran, err: ran.err.includes(unknown) }).toEqual({ code, out: '', err: false });
    }
  });

  it('pauses the tokens of leaked keys, and says so in their events', async () => {
    const [first, second] = [await make('Leaked 1'), await make('Leaked 2')];
    const { code, out } = await run(['leaked', '-'], `${first.accessKey}\n\n${second.accessKey}\n${createAccessKey('cms', 'content')}\n`);
    expect(code).toBe(0);
    expect(out.match(/was reported as leaked\. The token was paused/g)).toHaveLength(2);
    await cms.as(first.accessKey).get('/api/articles').expect(401);
    expect(await json(['events', 'Leaked 1', '--action', 'token.leaked'])).toMatchObject([{ actor: { type: 'cli' }, details: { done: 'paused' } }]);
    expect(await run(['leaked', '-'], createAccessKey('cms', 'content'))).toMatchObject({ code: 1, out: '' });
    const disguised = await make('Leaked \u009b2J\u202e 3');
    expect((await run(['leaked', '-'], disguised.accessKey)).out).toMatch(/^A current key of the token \d+, "Leaked \ufffd2J\ufffd 3", was reported/);
  });

  it('counts requests, and lists events, even those of a deleted token', async () => {
    const { id, accessKey } = await make('Counted');
    await cms.as(accessKey).get('/api/articles').expect(200);
    await cms.as(accessKey).post('/api/articles', { data: {} }).expect(403);
    expect(await json(['usage', 'Counted', '--days', '1'])).toMatchObject({ days: [{ ok: 1, denied: 1, failed: 0 }], actions: [{ action: 'api::article.article.find', count: 1 }] });
    expect((await run(['usage', 'Counted', '--days', '2'])).out).toMatch(/^DAY +OK +DENIED +FAILED\n/);
    expect(await run(['usage', 'Counted', '--days', '0'])).toMatchObject({ code: 2 });
    await json(['revoke', 'Counted']);
    expect((await json(['events', String(id)])).map(({ action }: any) => action)).toEqual(['token.delete', 'token.create']);
    expect((await json(['events'])).length).toBeGreaterThan(2);
    expect(await run(['events', '--from', 'yesterday'])).toMatchObject({ code: 2 });
    expect(await run(['events', '999999'])).toMatchObject({ code: 1 });
  });

  it('explains a request, and exits with 1 where it would be denied', async () => {
    await make('Explained', '--type', 'read-only');
    expect(await json(['explain', 'Explained', 'get', '/api/articles'])).toMatchObject({ allowed: true, route: { method: 'GET', action: 'api::article.article.find' } });
    const { code, out } = await run(['explain', 'Explained', 'DELETE', '/api/articles/1']);
    expect(code).toBe(1);
    expect(out).toMatch(/^allowed +no\n/);
    expect(out).toMatch(/inScope +no +ERR_FORBIDDEN/);
    expect(await run(['explain', 'Explained', 'GET', '/nowhere'])).toMatchObject({ code: 1, err: 'Route not found\n' });
    expect(await run(['explain', 'Explained', 'GET', 'api/articles'])).toMatchObject({ code: 2 });
  });

  it('imports nothing where the host has no tokens of its own', async () => {
    expect(await run(['import-strapi'])).toEqual({ code: 1, out: '', err: 'This host has no tokens of its own\n' });
    expect(await run(['import-strapi', 'now'])).toMatchObject({ code: 2 });
  });

  it('creates a key that gives no access yet, and hashes one as it is stored', async () => {
    const { key, keyHash } = await json(['key']);
    expect(key).toMatch(/^cms_content_/);
    expect(keyHash).toBe(pluginServices(cms.running.cms).keyring.hash(key));
    expect(await json(['key', '-'], key)).toEqual({ keyHash });
    expect((await json(['key', '--kind', 'admin'])).key).toMatch(/^cms_admin_/);
    await cms.as(key).get('/api/articles').expect(401);
  });

  it('follows the policy and the rules of the admin API', async () => {
    expect(await run(['create', '--name', 'Endless'])).toEqual({ code: 1, out: '', err: 'A token may last at most 400 days. Choose an earlier expiry date\n' });
    const { id } = await make('Ruled');
    expect(await run(['update', 'Ruled', '--expires-at', 'never'])).toMatchObject({ code: 1, err: expect.stringContaining('at most 400 days') });
    expect(await run(['create', '--name', 'Ruled', '--lifespan', '7d'])).toMatchObject({ code: 1, err: 'Name already taken\n' });
    expect(await run(['create', '--name', 'Wrong', '--lifespan', '8d'])).toMatchObject({ code: 2, err: expect.stringContaining('lifespan must be') });
    expect(await run(['update', String(id), '--type', 'custom', '--permission', 'api::nothing.find'])).toMatchObject({ code: 1, err: expect.stringContaining('Unknown permissions') });
    expect(await run(['update', String(id)])).toMatchObject({ code: 2 });
  });

  it('rejects an id that is also the name of another token', async () => {
    const { id } = await make('With an id');
    const other = await make(String(id));
    expect(await run(['revoke', String(id)])).toMatchObject({ code: 1, err: expect.stringContaining(`the name of the token ${other.id}`) });
    expect(await json(['revoke', 'With an id'])).toMatchObject({ id });
    expect(await json(['show', String(id)])).toMatchObject({ id: other.id });
  });
});

describe('the help of api-tokens', () => {
  it.each(Object.keys(commands))('has valid examples of %s', async (name) => {
    let out = '';
    const none = async (): Promise<never> => {
      throw new Error('The host is not needed.');
    };
    expect(await runCommand([name, '--help'], { open: none, print: (text) => (out += text), report: () => {}, input: none })).toBe(0);
    expect(out).toContain('Examples:');
    for (const example of commands[name]!.examples) expect(example).toMatch(new RegExp(`(^|api-tokens )${name}\\b`));
  });
});
