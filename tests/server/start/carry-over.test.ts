import { adminContentTypes } from '../../../cms/admin/content-types';
import type { ContentType, ContentTypeSchema } from '../../../cms/content-type';
import { createDatabase, type SqlDatabase } from '../../../cms/database/create-database';
import { createAccessKey } from '../../../server/key/access-key';
import { hashKey } from '../../../server/key/hash-key';
import { makePerson, makeRole } from '../../support/accounts';
import { registerFirstAdmin, startTestCms, testVariables, type Client, type TestCms } from '../../support/cms';
import { dialectsUnderTest, quietLog, testDatabaseSettings, type TestDatabaseSettings } from '../../support/database';
import { encryptAsStrapi } from '../../support/secrets/encrypt-as-strapi';
import olderToken from './former/older-token.json';
import formerPermission from './former/token-permission.json';
import formerToken from './former/token.json';

const TOKEN = 'plugin::api-tokens.token';
const PERMISSION = 'plugin::api-tokens.token-permission';
const FORMER = ['api_tokens_tokens', 'api_tokens_token_permissions'];
const PRESENT = [
  'api_tokens_changes', 'api_tokens_permissions', 'api_tokens_keys', 'api_tokens_issued', 'api_tokens_revision', 'api_tokens_usage', 'api_tokens_usage_actions',
  'api_tokens_denials', 'api_tokens_events',
];
const DAY = 86_400_000;
const MONTH = 30 * DAY;
/** Within a millisecond, so that nothing is rounded on the way. */
const CREATED = Date.UTC(2025, 2, 30, 1, 30, 0, 123);
const UPDATED = Date.UTC(2025, 9, 26, 1, 30, 0, 456);
const USED = Date.UTC(2025, 10, 3, 4, 5, 6, 789);
const MANY = 1201;

const iso = (time: number) => new Date(time).toISOString();

// What the last 0.1.0 itself has made is tested in tests/processes/upgrade.test.ts.
describe.each(dialectsUnderTest())('a database of an early version 0.1.0, which did not record creators, with damaged rows, on %s', (dialect) => {
  let place: TestDatabaseSettings;
  let cms: TestCms;
  let admin: Client;
  let people: Record<'ada' | 'max', number>;
  /** The keys of the tokens, by name. */
  const keys: Record<string, string> = {};
  const ids: Record<string, number> = {};
  const end = Date.now() + 20 * DAY;

  beforeAll(async () => {
    place = await testDatabaseSettings(dialect);
    people = await makePeople(place);
    await withFormerTables(place, olderToken, async (db) => {
      const make = async (name: string, data: Record<string, unknown>, permissions: Array<Record<string, unknown>> = []) => {
        const accessKey = createAccessKey('cms', data['kind'] === 'admin' ? 'admin' : 'content');
        const { id } = await db.query(TOKEN).create({
          data: {
            name, description: `${name} described`, kind: 'content-api', type: 'read-only', accessKey: hashOf(accessKey), hint: accessKey.slice(-4),
            encryptedKey: encryptAsStrapi(accessKey, testVariables.ENCRYPTION_KEY), createdAt: new Date(CREATED), updatedAt: new Date(UPDATED), ...data,
          },
        });
        for (const permission of permissions) await db.query(PERMISSION).create({ data: { ...permission, token: id } });
        keys[name] = accessKey;
        ids[name] = id;
      };
      const write = (name: string, values: Record<string, unknown>) => db.connection('api_tokens_tokens').where({ id: ids[name] }).update(values);

      await make('never used', { lifespan: null, expiresAt: null, lastUsedAt: null });
      await make('used', { type: 'full-access', lifespan: String(MONTH), expiresAt: new Date(end), lastUsedAt: new Date(USED) });
      await make('custom', { type: 'custom' }, [{ action: 'api::article.article.find' }, { action: 'api::gone.gone.find' }]);
      await make('over', { lifespan: String(7 * DAY), expiresAt: new Date(CREATED + 7 * DAY) });
      await make('without cipher', { encryptedKey: null, hint: null, description: null });
      await make('Überall 🌍', {});
      await make('keeper', { kind: 'admin', type: null, adminUserOwner: people.ada, lifespan: String(MONTH), expiresAt: new Date(end) }, [
        { action: 'plugin::api-tokens.api-tokens.access', actionParameters: {}, subject: null, properties: {}, conditions: [] },
        { action: 'plugin::api-tokens.api-tokens.read', subject: null, properties: null, conditions: null },
        { action: 'plugin::api-tokens.api-tokens.create', subject: null, properties: { fields: ['name', 'größe'] }, conditions: [] },
        { action: 'admin::roles.read', subject: null, properties: {}, conditions: ['admin::is-creator'] },
      ]);
      await make('of Max', { kind: 'admin', type: null, adminUserOwner: people.max }, [
        { action: 'plugin::api-tokens.api-tokens.read', subject: null, properties: {}, conditions: [] },
        // More than his role has.
        { action: 'admin::users.read', subject: null, properties: {}, conditions: [] },
      ]);
      await make('of nobody', { kind: 'admin', type: null, adminUserOwner: null }, [{ action: 'admin::users.read' }]);
      await make('unreadable end', { expiresAt: new Date(end) });
      await make('unreadable use', { lastUsedAt: new Date(USED) });
      await make('unreadable permissions', { type: 'custom' }, [{ action: 'api::article.article.find' }]);
      await make('unknown kind', {});
      await make('unknown type', {});

      await db.connection.transaction(async (trx) => {
        if (dialect === 'mysql') await trx.raw('set sql_mode = \'\'');
        const unreadable = { sqlite: 'soon', postgres: 'infinity', mysql: '0000-00-00 00:00:00' }[dialect];
        await trx('api_tokens_tokens').where({ id: ids['unreadable end'] }).update({ expires_at: unreadable });
        await trx('api_tokens_tokens').where({ id: ids['unreadable use'] }).update({ last_used_at: unreadable });
      });
      await db.connection('api_tokens_token_permissions').where({ token_id: ids['unreadable permissions'] }).update({ properties: '{"fields":' });
      await write('unknown kind', { kind: 'other' });
      await write('unknown type', { type: 'other' });
      await db.connection('api_tokens_token_permissions').insert({ action: 'of no token', token_id: null });

      await insertTokens(db, Array.from({ length: MANY }, (_, n) => `many ${n}`));
      const many: Array<{ id: number; name: string }> = await db.connection('api_tokens_tokens').where('name', 'like', 'many %').select('id', 'name');
      for (const { id, name } of many) ids[name] = id;
      await db.connection.batchInsert('api_tokens_token_permissions', many.map(({ id, name }) => ({ token_id: id, action: `api::${name}` })), 400);
    });
    cms = await startTestCms({ database: place, variables: { API_TOKEN_REVALIDATE_MS: '0' } });
    admin = await loginAsAda(cms);
  }, 120_000);
  afterAll(async () => {
    await cms.stop();
    await place.drop();
  });

  const content = async (name: string) => (await admin.get(`/admin/api-tokens/${ids[name]}`).expect(200)).body.data;
  const adminToken = async (name: string) => (await admin.get(`/admin/admin-tokens/${ids[name]}`).expect(200)).body.data;

  it('says how many tokens were carried over', () => {
    expect(cms.logged.filter((line) => line.includes('carried over'))).toEqual([
      expect.stringContaining(`API tokens: ${Object.keys(ids).length} tokens of version 0.1.0 were carried over.`),
    ]);
    expect(cms.logged.filter((line) => /"level":[456]0/.test(line))).toEqual([]);
  });

  it('keeps what is shown of content-API tokens', async () => {
    const common = { createdBy: null, description: expect.stringMatching(/ described$/), createdAt: iso(CREATED), updatedAt: iso(UPDATED), permissions: [] };
    expect(await content('never used')).toMatchObject({
      ...common, id: ids['never used'], name: 'never used', kind: 'content-api', type: 'read-only', lifespan: null, expiresAt: null, lastUsedAt: null,
      state: 'active', hint: keys['never used']!.slice(-4),
    });
    expect(await content('used')).toMatchObject({
      ...common, type: 'full-access', lifespan: String(MONTH), expiresAt: iso(end), lastUsedAt: iso(USED),
    });
    expect(await content('custom')).toMatchObject({
      type: 'custom', permissions: ['api::article.article.find', 'api::gone.gone.find'], unavailablePermissions: ['api::gone.gone.find'],
    });
    expect(await content('over')).toMatchObject({ state: 'expired', expiresAt: iso(CREATED + 7 * DAY) });
    expect(await content('without cipher')).toMatchObject({ hint: null, description: '', canRevealKey: false });
    expect(await content('unreadable use')).toMatchObject({ lastUsedAt: null, createdAt: iso(CREATED) });
  });

  it('keeps what is shown of admin tokens, their owners and permissions', async () => {
    const { adminPermissions, ...keeper } = await adminToken('keeper');
    expect(keeper).toMatchObject({
      name: 'keeper', kind: 'admin', expiresAt: iso(end), adminUserOwner: { id: people.ada, email: 'ada@example.com' }, accessKey: keys['keeper'],
    });
    const plain = { id: expect.any(Number), actionParameters: {}, subject: null, properties: {}, conditions: [] };
    expect(adminPermissions).toEqual([
      { ...plain, action: 'plugin::api-tokens.api-tokens.access' },
      { ...plain, action: 'plugin::api-tokens.api-tokens.read' },
      { ...plain, action: 'plugin::api-tokens.api-tokens.create', properties: { fields: ['name', 'größe'] } },
      { ...plain, action: 'admin::roles.read', conditions: ['admin::is-creator'] },
    ]);
    expect((await adminToken('of Max')).adminUserOwner).toMatchObject({ id: people.max });
    expect(await adminToken('of nobody')).toMatchObject({ adminUserOwner: null, createdBy: null });
  });

  it('keeps all of very many tokens, with their permissions', async () => {
    const found: Array<{ id: number; permissions: string[] }> = [];
    for (let page = 1; page <= Math.ceil(MANY / 100); page += 1) {
      found.push(...(await admin.get(`/admin/api-tokens?_q=many&page=${page}&pageSize=100`).expect(200)).body.data);
    }
    expect(new Map(found.map(({ id, permissions }) => [id, permissions])))
      .toEqual(new Map(Array.from({ length: MANY }, (_, n) => [ids[`many ${n}`], [`api::many ${n}`]])));
  });

  it('lets every key do what it did', async () => {
    for (const name of ['never used', 'used', 'custom', 'without cipher', 'Überall 🌍', 'unreadable use']) {
      await cms.as(keys[name]).get('/api/articles').expect(200);
    }
    await cms.as(keys['never used']).post('/api/articles', { data: {} }).expect(403);
    await cms.as(keys['custom']).get('/api/categories').expect(403);
    await cms.as(keys['keeper']).get('/admin/api-tokens?page=1').expect(200);
    await cms.as(keys['keeper']).get('/admin/users').expect(403);
    await cms.as(keys['of Max']).get('/admin/api-tokens?page=1').expect(200);
    await cms.as(keys['of Max']).get('/admin/users').expect(403);
  });

  it('lets no key do what it could not', async () => {
    for (const name of ['over', 'unreadable end', 'unreadable permissions', 'unknown kind', 'unknown type']) {
      await cms.as(keys[name]).get('/api/articles').expect(401);
    }
    await cms.as(keys['of nobody']).get('/admin/users').expect(401);
  });

  it('shows the keys that it could show', async () => {
    for (const name of ['never used', 'custom', 'over']) expect(await content(name)).toMatchObject({ canRevealKey: true, accessKey: keys[name] });
  });

  it('lists tokens that cannot be read, to be deleted', async () => {
    expect(await content('unreadable end')).toMatchObject({ state: 'expired' });
    expect(await content('unreadable use')).toMatchObject({ state: 'active' });
    for (const name of ['unreadable permissions', 'unknown kind', 'unknown type']) {
      expect(await content(name)).toMatchObject({ broken: true });
      await admin.delete(`/admin/api-tokens/${ids[name]}`).expect(200);
    }
  });
});

describe.each(dialectsUnderTest())('tables of version 0.1.0 on %s', (dialect) => {
  let place: TestDatabaseSettings;
  let running: TestCms[];
  beforeEach(async () => {
    running = [];
    place = await testDatabaseSettings(dialect);
    await makePeople(place);
  });
  afterEach(async () => {
    for (const cms of running) await cms.stop();
    await place.drop();
  });

  async function start(): Promise<TestCms> {
    const cms = await startTestCms({ database: place });
    running.push(cms);
    return cms;
  }

  const namesOf = async (cms: TestCms): Promise<string[]> => {
    const { body } = await (await loginAsAda(cms)).get('/admin/api-tokens').expect(200);
    return body.data.map(({ name }: { name: string }) => name);
  };

  it('are carried over once by eight instances that start at once', async () => {
    await withFormerTables(place, formerToken, (db) => insertTokens(db, Array.from({ length: 700 }, (_, n) => `token ${1000 + n}`)));
    const instances = await Promise.all(Array.from({ length: 8 }, start));
    expect(instances.flatMap(({ logged }) => logged.filter((line) => /carried over|"level":[456]0/.test(line)))).toEqual([
      expect.stringContaining('700 tokens of version 0.1.0 were carried over'),
    ]);
    for (const cms of instances.slice(0, 2)) expect(await namesOf(cms)).toHaveLength(700);
    for (const name of FORMER) expect(await instances[0]!.running.cms.db.connection.schema.hasTable(name)).toBe(false);
  }, 60_000);

  it('are dropped where an instance ended after it had carried them over', async () => {
    await withFormerTables(place, formerToken, (db) => insertTokens(db, ['one', 'two']));
    await (await start()).stop();
    running = [];
    await withFormerTables(place, formerToken, async () => {}, { keepsPresent: true });
    const cms = await start();
    expect(await namesOf(cms)).toEqual(['one', 'two']);
    for (const name of FORMER) expect(await cms.running.cms.db.connection.schema.hasTable(name)).toBe(false);
    expect(cms.logged.filter((line) => /0\.1\.0|"level":[456]0/.test(line))).toEqual([]);
  });

  it('are left alone where there are newer tokens, which a warning says at every start', async () => {
    const before = await start();
    await (await loginAsAda(before)).post('/admin/api-tokens', { name: 'newer', type: 'read-only' }).expect(201);
    const present = await namesOf(before);
    await before.stop();
    running = [];
    await withFormerTables(place, formerToken, (db) => insertTokens(db, ['one', 'two']), { keepsPresent: true });
    const cms = await start();
    for (let starts = 1; starts <= 2; starts += 1) {
      expect(cms.logged.filter((line) => line.includes('their keys are rejected'))).toHaveLength(starts);
      expect(await namesOf(cms)).toEqual(present);
      expect(await cms.running.cms.db.connection('api_tokens_tokens').orderBy('id').pluck('name')).toEqual(['one', 'two']);
      if (starts === 1) await cms.restart();
    }
  });

  it('without a token make way for the first tokens of a fresh CMS as any', async () => {
    await withFormerTables(place, formerToken, async (db) => {
      await db.query('admin::user').deleteMany({});
    });
    const cms = await start();
    await registerFirstAdmin(cms);
    expect(await namesOf(cms)).toEqual(['Full Access', 'Read Only']);
  });
});

/** Ada, the first admin, and Max, who may read content-API tokens. */
async function makePeople(place: TestDatabaseSettings): Promise<Record<'ada' | 'max', number>> {
  const cms = await startTestCms({ database: place });
  const admin = await registerFirstAdmin(cms);
  const role = await makeRole(admin, 'Readers', ['plugin::api-tokens.api-tokens.access', 'plugin::api-tokens.api-tokens.read']);
  const max = (await makePerson(cms, admin, 'Max', [role])).id;
  const ada = (await admin.get('/admin/users/me').expect(200)).body.data.id;
  await cms.stop();
  return { ada, max };
}

function hashOf(accessKey: string): string {
  return hashKey(accessKey, testVariables.API_TOKEN_SALT);
}

/** Content-API tokens of version 0.1.0 with nothing but what they must have. */
async function insertTokens(db: SqlDatabase, names: string[]): Promise<void> {
  const rows = names.map((name) => ({ name, kind: 'content-api', type: 'custom', access_key: hashOf(createAccessKey('cms', 'content')) }));
  await db.connection.batchInsert('api_tokens_tokens', rows, 400);
}

async function loginAsAda(cms: TestCms): Promise<Client> {
  const { body } = await cms.as().post('/admin/login', { email: 'ada@example.com', password: 'Correct-horse-1' }).expect(200);
  return cms.as(body.data.token);
}

/** Makes the tables of version 0.1.0, in place of the present ones where these are not to be kept. */
async function withFormerTables(
  { settings }: TestDatabaseSettings, tokens: object, fill: (db: SqlDatabase) => Promise<unknown>, { keepsPresent = false } = {},
): Promise<void> {
  const types: ContentType[] = [
    ...adminContentTypes, { uid: TOKEN, ...tokens as ContentTypeSchema }, { uid: PERMISSION, ...formerPermission as ContentTypeSchema },
  ];
  const db = createDatabase(settings, types, quietLog);
  if (!keepsPresent) for (const name of PRESENT) await db.connection.schema.dropTable(name);
  await db.sync();
  await fill(db);
  await db.destroy();
}
