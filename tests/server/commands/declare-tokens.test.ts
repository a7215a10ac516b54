import { SYSTEM } from '../../../server/callers';
import { createAccessKey } from '../../../server/key/access-key';
import { hashKey } from '../../../server/key/hash-key';
import { pluginServices } from '../../../server/services';
import { makeAdminToken, permissionsOf } from '../../support/admin-token';
import { firstAdmin, registerFirstAdmin, startTestCms, testVariables, type Client, type TestCms } from '../../support/cms';
import { dialectsUnderTest, testDatabaseSettings, type TestDatabaseSettings } from '../../support/database';
import { makePerson, makeRole, setRole } from '../../support/accounts';

const DAY = 86_400_000;
const FIND = 'api::article.article.find';
const CREATE = 'api::article.article.create';
const key = () => createAccessKey('cms', 'content');
const hashOf = (accessKey: string) => hashKey(accessKey, testVariables.API_TOKEN_SALT);

describe.each(dialectsUnderTest())('declared tokens on %s', (dialect) => {
  let place: TestDatabaseSettings;
  let cms: TestCms;
  let admin: Client;
  const [website, hashed, next] = [key(), key(), key()];
  const other = 'Any-other-key-of-32-characters-1';
  const inAMonth = new Date(Math.ceil(Date.now() / 1000) * 1000 + 30 * DAY).toISOString();
  const WEBSITE = { name: 'website', description: 'Reads articles', type: 'custom', permissions: [FIND], expiresAt: inAMonth, key: website };
  const HASHED = { name: 'hashed', type: 'full-access', keyHash: hashOf(hashed) };

  beforeAll(async () => {
    place = await testDatabaseSettings(dialect);
    cms = await startTestCms({ database: place, variables: declaring([WEBSITE, HASHED, { name: 'other', key: other }]) });
    admin = await registerFirstAdmin(cms);
  });
  afterAll(async () => {
    await cms.stop();
    await place.drop();
  });

  const declaring = (tokens: object[]) => ({ API_TOKENS: JSON.stringify(tokens) });
  const logIn = async () => {
    const { email, password } = firstAdmin;
    admin = cms.as((await cms.as().post('/admin/login', { email, password }).expect(200)).body.data.token);
  };
  async function declare(...tokens: object[]): Promise<void> {
    await cms.restart(declaring(tokens));
    await logIn();
  }
  const list = async (kind = 'api-tokens', query = ''): Promise<any[]> => (await admin.get(`/admin/${kind}${query}`).expect(200)).body.data;
  const named = async (name: string, kind?: string) => (await list(kind)).find((token) => token.name === name);
  const events = async () => (await admin.get('/admin/token-events').expect(200)).body.data as any[];
  const get = (accessKey: string) => cms.as(accessKey).get('/api/articles');
  const post = (accessKey: string) => cms.as(accessKey).post('/api/articles', { data: { title: 'x' } });
  /** What stops a start beside the CMS that is running. */
  async function stopped(...tokens: object[]): Promise<string> {
    return startTestCms({ database: place, variables: declaring(tokens) }).then(
      async (started) => {
        await started.stop();
        return '';
      },
      (error: Error) => error.message,
    );
  }

  it('exist from the first start on, as declared, without any default tokens', async () => {
    expect(await list()).toEqual([
      expect.objectContaining({ name: 'hashed', type: 'full-access', hint: null, expiresAt: null }),
      expect.objectContaining({ name: 'other', type: 'read-only', hint: other.slice(-4) }),
      expect.objectContaining({ name: 'website', description: 'Reads articles', type: 'custom', permissions: [FIND], expiresAt: inAMonth, hint: website.slice(-4) }),
    ]);
    for (const token of await list()) expect(token).toMatchObject({ managedBy: 'config', createdBy: { type: 'config', id: null, label: null }, state: 'active' });
    await get(website).expect(200);
    await post(website).expect(403);
    await post(hashed).expect(201);
    await get(other).expect(200);
    await get(other.toLowerCase()).expect(401);
    expect((await events()).map(({ action, actor: { type }, token: { name } }) => `${action} ${type} ${name}`).sort())
      .toEqual(['token.create config hashed', 'token.create config other', 'token.create config website']);
  });

  it('are not written again if nothing has changed', async () => {
    const state = async () => ({ tokens: (await list()).map(({ id, updatedAt }) => ({ id, updatedAt })), events: (await events()).length, revision: await pluginServices(cms.running.cms).store.revision() });
    const before = await state();
    await declare(WEBSITE, HASHED, { name: 'other', key: other });
    expect(await state()).toEqual(before);
  });

  it('are changed by nobody but the configuration, and listed by managedBy', async () => {
    const made = (await admin.post('/admin/api-tokens', { name: 'by hand' }).expect(201)).body.data;
    expect(made.managedBy).toBeNull();
    const { id } = await named('website');
    const path = `/admin/api-tokens/${id}`;
    const rights = ['update', 'regenerate', 'delete'].map((verb) => `plugin::api-tokens.api-tokens.${verb}`);
    const job = await makeAdminToken(admin, 'all rights', rights);
    for (const caller of [admin, cms.as(job.accessKey)]) {
      for (const answer of [
        await caller.put(path, { description: 'x' }), await caller.put(path, { enabled: false }), await caller.put(path, {}), await caller.post(`${path}/regenerate`), await caller.delete(path),
      ]) {
        expect(answer).toMatchObject({ status: 403, body: { error: { name: 'ForbiddenError', message: expect.stringContaining('configuration'), details: { code: 'ERR_MANAGED' } } } });
      }
    }
    const { contentApiTokens } = pluginServices(cms.running.cms);
    for (const command of [() => contentApiTokens.update(SYSTEM, id, { name: 'x' }), () => contentApiTokens.regenerate(SYSTEM, id, {}), () => contentApiTokens.revoke(SYSTEM, id)]) {
      await expect(command()).rejects.toMatchObject({ code: 'ERR_MANAGED' });
    }
    await cms.as((await makeAdminToken(admin, 'no rights', [])).accessKey).delete(path).expect(403, /ERR_FORBIDDEN|Policy Failed/);
    await get(website).expect(200);
    expect((await list('api-tokens', '?managedBy=config')).map(({ name }) => name)).toEqual(['hashed', 'other', 'website']);
    await admin.delete(`/admin/api-tokens/${made.id}`).expect(200);
  });

  it('are changed to match the declaration, in one transaction: changed, renamed, given another key and deleted', async () => {
    const before = await list();
    const idOf = (name: string) => before.find((token) => token.name === name).id;
    const known = (await events()).length;
    const revision = await pluginServices(cms.running.cms).store.revision();
    await declare({ ...WEBSITE, description: '', permissions: [FIND, CREATE], expiresAt: null, allowedAddresses: ['127.0.0.1/32'] }, { ...HASHED, keyHash: undefined, key: next }, { name: 'renamed', key: other });
    expect((await pluginServices(cms.running.cms).store.revision())! - revision!).toBe(1);
    expect(await list()).toEqual([
      expect.objectContaining({ id: idOf('hashed'), name: 'hashed', hint: next.slice(-4) }),
      expect.objectContaining({ id: idOf('other'), name: 'renamed' }),
      expect.objectContaining({ id: idOf('website'), description: '', permissions: [FIND, CREATE], expiresAt: null, allowedAddresses: ['127.0.0.1'] }),
    ]);
    await post(website).expect(201);
    await get(hashed).expect(401);
    await post(next).expect(201);
    const told = (await events()).slice(0, -known).filter(({ actor }) => actor.type === 'config').map(({ action, actor, token, details }) => ({ action, actor: actor.type, name: token.name, fields: Object.keys(details.changes ?? {}).sort() }));
    expect(told.sort((one, two) => (one.name < two.name ? -1 : 1))).toEqual([
      { action: 'token.regenerate', actor: 'config', name: 'hashed', fields: [] },
      { action: 'token.update', actor: 'config', name: 'renamed', fields: ['name'] },
      { action: 'token.update', actor: 'config', name: 'website', fields: ['allowedAddresses', 'description', 'expiresAt', 'permissions'] },
    ]);
    // A key may be declared again, and go from one token to another.
    await declare({ ...WEBSITE, key: next }, { name: 'hashed', type: 'full-access', key: hashed });
    await post(next).expect(403);
    await get(next).expect(200);
    await post(hashed).expect(201);
    for (const gone of [website, other]) await get(gone).expect(401);
    expect((await list()).map(({ name }) => name)).toEqual(['hashed', 'website']);
  });

  it('stop startup if another token has the name or key, and name the token and the field, never the key', async () => {
    const made = (await admin.post('/admin/api-tokens', { name: 'by hand' }).expect(201)).body.data;
    expect(await stopped({ name: 'by hand', key: website })).toMatch(/^admin\.apiToken\.tokens \(API_TOKENS\): "by hand": name: a token that was not declared has this name/);
    for (const declared of [{ key: made.accessKey }, { keyHash: hashOf(made.accessKey) }]) {
      const message = await stopped({ name: 'taking', ...declared });
      expect(message).toMatch(/: "taking": key(Hash)?: another token has the same key\.$/);
      expect(message).not.toContain(made.accessKey);
    }
    expect(await stopped({ name: 'one', key: website }, { name: 'two', keyHash: hashOf(website) })).toContain('"two": keyHash: another declared token has the same key');
    expect(await stopped({ name: 'wide', type: 'custom', permissions: ['api::none.none.find'], key: website })).toContain('"wide": permissions: Unknown permissions provided: api::none.none.find');
    // Nothing of it was done.
    expect((await list()).map(({ name }) => name)).toEqual(['by hand', 'hashed', 'website']);
    await admin.delete(`/admin/api-tokens/${made.id}`).expect(200);
  });

  it('are restricted as it is written, which is changed and lifted like any other field', async () => {
    const restricted = key();
    const ARTICLE = 'api::article.article';
    const restrictions = { types: { [ARTICLE]: { read: ['title'], where: { title: 'x' } } } };
    const token = (limits?: object | null) => ({ name: 'restricted', type: 'full-access', key: restricted, ...(limits !== undefined && { restrictions: limits }) });
    await declare(token(restrictions));
    const { id, restrictions: stored } = await named('restricted');
    expect(stored).toEqual(restrictions);
    await get(restricted).expect(200);
    await cms.as(restricted).get('/api/articles?fields=body').expect(403, /ERR_RESTRICTED/);
    const revision = () => pluginServices(cms.running.cms).store.revision();
    const before = await revision();
    // The order of its keys changes nothing.
    await declare(token({ types: { [ARTICLE]: { where: { title: 'x' }, read: ['title'] } } }));
    expect(await revision()).toBe(before);
    const stops = async (limits: object) => stopped(token(limits));
    expect(await stops({ types: { 'api::none.none': {} } })).toMatch(/^admin\.apiToken\.tokens \(API_TOKENS\): "restricted": restrictions: restrictions\.types\.api::none\.none is not a content type/);
    expect(await stops({ types: { [ARTICLE]: { where: { views: 'many' } } } })).toContain('"restricted": restrictions: ');
    expect(await stops({ rows: 7 })).toContain('restrictions has the unknown key rows');
    expect(await named('restricted')).toMatchObject({ id, restrictions });
    await declare(token());
    expect(await named('restricted')).toMatchObject({ id, restrictions: null });
    await cms.as(restricted).get('/api/articles?fields=body').expect(200);
    expect((await events())[0]).toMatchObject({ action: 'token.update', details: { changes: { restrictions: { before: restrictions, after: null } } } });
    await declare({ ...WEBSITE, key: next }, { name: 'hashed', type: 'full-access', key: hashed });
  });

  it('last at most as long as the policy allows, if they are new or changed', async () => {
    const policy = { API_TOKEN_POLICY: '{"maxLifetimeDays":{"contentApi":7}}' };
    const start = (tokens: object[]) => startTestCms({ database: place, variables: { ...declaring(tokens), ...policy } });
    const present = [{ ...WEBSITE, key: next }, { name: 'hashed', type: 'full-access', key: hashed }];
    await expect(start([...present, { name: 'endless', key: website }])).rejects.toThrow('"endless": expiresAt: A token may last at most 7 days');
    await (await start(present)).stop();
  });

  it('start without those that have expired, and log that', async () => {
    const late = key();
    await declare({ name: 'late', expiresAt: '2020-01-01', key: late }, { name: 'timely', key: website });
    expect((await list()).flatMap(({ name, managedBy }) => (managedBy === null ? [] : name))).toEqual(['timely']);
    expect(cms.logged.join('')).toMatch(/late.*its expiresAt has passed, so it is not created/);
    await get(late).expect(401);
    await declare();
  });

  it('keep restrictions that name something that no longer exists, but cannot be given such', async () => {
    const gone = { types: { 'api::gone.gone': { read: ['title'] } } };
    const token = { name: 'restricted', key: key() };
    expect(await stopped({ ...token, restrictions: gone })).toContain('"restricted": restrictions: ');
    await declare({ ...token, restrictions: { read: { status: 'published' } } });
    await cms.running.cms.db.connection('api_tokens_issued').where({ name: 'restricted' }).update({ restrictions: JSON.stringify(gone) });
    await declare({ ...token, restrictions: gone });
    await get(token.key).expect(200);
    await declare();
  });

  it('stay paused or revoked after a leak until another key is declared, also under another name', async () => {
    const [leaked, fresh, sound] = [key(), key(), key()];
    await declare({ name: 'leaky', key: leaked });
    await cms.as().post('/api/api-tokens/leaked', { keys: [leaked] }).expect(202);
    await pluginServices(cms.running.cms).leakReports.stop();
    await cms.restart(declaring([{ name: 'leaky', key: leaked }]));
    await get(leaked).expect(401);
    expect(cms.logged.join('')).toContain('its key was reported as leaked and is rejected');
    await cms.restart(declaring([{ name: 'leaky, renamed', key: leaked }]));
    await get(leaked).expect(401);
    await cms.restart({ ...declaring([{ name: 'leaky, renamed', key: fresh }]), API_TOKEN_LEAKS: 'revoke' });
    await get(fresh).expect(200);
    // A former configuration is deployed again, or another token is given the key.
    await declare({ name: 'leaky, renamed', key: leaked });
    await get(leaked).expect(401);
    await cms.restart({ ...declaring([{ name: 'leaky, renamed', key: fresh }]), API_TOKEN_LEAKS: 'revoke' });
    await cms.as().post('/api/api-tokens/leaked', { keys: [fresh] }).expect(202);
    await pluginServices(cms.running.cms).leakReports.stop();
    await declare({ name: 'leaky, renamed', key: fresh });
    await get(fresh).expect(401);
    // The one before was leaked as well.
    await declare({ name: 'leaky, renamed', key: leaked });
    await get(leaked).expect(401);
    await declare({ name: 'leaky, renamed', key: sound });
    await get(sound).expect(200);
    await declare({ name: 'leaky, renamed', key: sound }, { name: 'another', key: leaked });
    await get(sound).expect(200);
    await get(leaked).expect(401);
    await declare();
    expect((await list()).filter(({ managedBy }) => managedBy !== null)).toEqual([]);
  });

  describe('for the admin API', () => {
    const adminKey = createAccessKey('cms', 'admin');
    const declared = (actions: string[], owner = firstAdmin.email.toUpperCase()) => ({ name: 'job', kind: 'admin', owner, adminPermissions: permissionsOf(actions), key: adminKey });

    it('act for the owner that they name by e-mail, within what that person may do', async () => {
      await declare(declared(['admin::users.read']));
      expect(await named('job', 'admin-tokens')).toMatchObject({ managedBy: 'config', adminUserOwner: { email: firstAdmin.email }, adminPermissions: [{ action: 'admin::users.read' }] });
      await cms.as(adminKey).get('/admin/users').expect(200);
      await cms.as(adminKey).get('/admin/roles').expect(403);
      const path = `/admin/admin-tokens/${(await named('job', 'admin-tokens')).id}`;
      for (const { status, body } of [await admin.put(path, { name: 'x' }), await admin.post(`${path}/regenerate`), await admin.delete(path)]) {
        expect([status, body.error.details.code]).toEqual([403, 'ERR_MANAGED']);
      }

      const role = await makeRole(admin, 'Readers', ['admin::users.read']);
      const { email } = await makePerson(cms, admin, 'Grace', [role]);
      expect(await stopped(declared(['admin::users.read'], 'nobody@example.com'))).toContain('"job": owner: no account has this e-mail address');
      expect(await stopped(declared(['admin::roles.read'], email))).toContain('"job": adminPermissions: Cannot assign admin permissions that exceed your own. Exceeding: admin::roles.read');
      expect(await stopped(declared(['admin::none'], email))).toContain('"job": adminPermissions: action is not an existing permission action');
      const { id } = await named('job', 'admin-tokens');
      await declare(declared(['admin::users.read'], email));
      expect(await named('job', 'admin-tokens')).toMatchObject({ id, adminUserOwner: { email } });
      await setRole(admin, role, []);
      await cms.as(adminKey).get('/admin/users').expect(403);
    });

    it('wait for the first account', async () => {
      const empty = await testDatabaseSettings(dialect);
      const fresh = await startTestCms({ database: empty, variables: declaring([declared(['admin::users.read'])]) });
      await fresh.as(adminKey).get('/admin/users').expect(401);
      await registerFirstAdmin(fresh);
      await fresh.restart();
      await fresh.as(adminKey).get('/admin/users').expect(200);
      await fresh.stop();
      await empty.drop();
    });
  });

  it('are made once by instances that start at once', async () => {
    const empty = await testDatabaseSettings(dialect);
    await (await startTestCms({ database: empty })).stop();
    const variables = declaring([WEBSITE, HASHED]);
    const all = await Promise.all([1, 2, 3].map(() => startTestCms({ database: empty, variables })));
    const { store } = pluginServices(all[0]!.running.cms);
    const made = (await store.db.connection('api_tokens_events').where({ actor_type: 'config' }).select('action')).map(({ action }: any) => action);
    expect(made).toEqual(['token.create', 'token.create']);
    for (const each of all) await each.as(website).get('/api/articles').expect(200);
    await Promise.all(all.map((each) => each.stop()));
    await empty.drop();
  });
});
