import { createAccessKey } from '../../server/key/access-key';
import { parseBearer } from '../../server/key/bearer';
import { hashKey } from '../../server/key/hash-key';
import { createKeyring } from '../../server/key/keyring';
import { pluginServices } from '../../server/services';
import { makeAdminToken } from '../support/admin-token';
import { firstAdmin, startTestCms, testVariables, type TestCms } from '../support/cms';
import { dialectsUnderTest, testDatabaseSettings, type DialectName, type TestDatabaseSettings } from '../support/database';
import { encryptAsStrapi } from '../support/secrets/encrypt-as-strapi';

const KEY = 'plugin::api-tokens.token-key';
const former = testVariables.API_TOKEN_SALT;
const present = 'the present salt that is long enough';
const older = ['an older salt that is long enough', 'the oldest salt that is long enough'];
const saltIdOf = (salt: string) => createKeyring({ salt, previousSalts: [], encryptionKey: null, previousEncryptionKeys: [] }).saltIds[0];
/** Makes a connection reject writes, as all connections to a replica do, and takes them again. */
const writes: Record<DialectName, Record<'refuse' | 'accept', string>> = {
  sqlite: { refuse: 'pragma query_only = on', accept: 'pragma query_only = off' },
  postgres: { refuse: 'set default_transaction_read_only = on', accept: 'set default_transaction_read_only = off' },
  mysql: { refuse: 'set session transaction read only', accept: 'set session transaction read write' },
};

describe.each(dialectsUnderTest())('older secrets on %s', (dialect) => {
  let cms: TestCms;
  beforeEach(async () => {
    cms = await startTestCms({ dialect, variables: { DATABASE_POOL_MIN: '1', DATABASE_POOL_MAX: '1' } });
    await cms.as().post('/admin/register-admin', firstAdmin).expect(200);
  });
  afterEach(() => cms.stop());

  const changed = { API_TOKEN_SALT: present, API_TOKEN_PREVIOUS_SALTS: [former, ...older].join(',') };
  const admin = async () => cms.as((await cms.as().post('/admin/login', firstAdmin).expect(200)).body.data.token);
  const create = async (name: string) => (await (await admin()).post('/admin/api-tokens', { name }).expect(201)).body.data as { id: number; accessKey: string };
  const storedKey = async (id: number) => (await cms.running.cms.db.query(KEY).findOne({ where: { token: { id } } }))!;
  const rehash = () => pluginServices(cms.running.cms).rehashKeys.flush();
  const read = (key: string) => cms.as(key).get('/api/articles');

  it('let a key work on under a new salt, and give it the hash of that one when it is used', async () => {
    const { id, accessKey } = await create('used');
    const unused = await create('unused');
    await cms.restart(changed);
    await read(accessKey).expect(200);
    await rehash();
    expect(await storedKey(id)).toMatchObject({ hash: hashKey(accessKey, present), saltId: saltIdOf(present) });
    expect(await storedKey(unused.id)).toMatchObject({ hash: hashKey(unused.accessKey, former), saltId: saltIdOf(former) });
    await read(accessKey).expect(200);

    await cms.restart({ API_TOKEN_PREVIOUS_SALTS: '' });
    await read(accessKey).expect(200);
    await read(unused.accessKey).expect(401);
  });

  it('let an admin token work on, for what it changes too', async () => {
    const { accessKey } = await makeAdminToken(await admin(), 'own', ['admin::roles.create', 'admin::roles.read', 'plugin::api-tokens.api-tokens.create']);
    await cms.restart(changed);
    await cms.as(accessKey).post('/admin/api-tokens', { name: 'made by it' }).expect(201);
    await cms.as(accessKey).post('/admin/roles', { name: 'Made by it', description: '' }).expect(201);
    await rehash();
    // Memory still leads there, and what is written is asked for by the key again.
    await cms.as(accessKey).post('/admin/api-tokens', { name: 'made by it, later' }).expect(201);
    await cms.as(accessKey).post('/admin/roles', { name: 'Made by it, later', description: '' }).expect(201);
  });

  it('let a key that was replaced work on until its end', async () => {
    const { id, accessKey } = await create('replaced');
    await (await admin()).post(`/admin/api-tokens/${id}/regenerate`, { keepPreviousFor: 3_600_000 }).expect(201);
    await cms.restart(changed);
    await read(accessKey).expect(200);
    await rehash();
    await cms.restart({ API_TOKEN_PREVIOUS_SALTS: '' });
    await read(accessKey).expect(200);
  });

  it('let a key be identified that an older salt has hashed', async () => {
    const { id, accessKey } = await create('found');
    await cms.restart(changed);
    const { body } = await (await admin()).post('/admin/api-tokens/identify', { key: accessKey }).expect(200);
    expect(body.data).toMatchObject({ id, keyState: 'current' });
  });

  it('note the salt of a key that is older than the note', async () => {
    const { id, accessKey } = await create('old');
    await cms.running.cms.db.query(KEY).updateMany({ where: { token: { id } }, data: { saltId: null } });
    await cms.restart();
    await read(accessKey).expect(200);
    await rehash();
    expect(await storedKey(id)).toMatchObject({ hash: hashKey(accessKey, former), saltId: saltIdOf(former) });
  });

  it('cost unknown keys one statement, however many salts and keys there are', async () => {
    await cms.restart({ ...changed, API_TOKEN_REVALIDATE_MS: '3600000' });
    const { authenticator } = pluginServices(cms.running.cms);
    const find = () => authenticator.find(parseBearer(`Bearer ${createAccessKey('cms', 'content')}`)!, 'content-api');
    await find();
    const statements: string[] = [];
    cms.running.cms.db.connection.on('query', ({ sql }: { sql: string }) => statements.push(sql));
    expect(await find()).toBeNull();
    expect(statements).toHaveLength(1);
    expect(new Set(await Promise.all(Array.from({ length: 500 }, find)))).toEqual(new Set([null]));
    expect(statements).toHaveLength(2);
  });

  it('are not needed to write anything: a key is accepted while the database is read-only, and renewed afterwards', async () => {
    const { id, accessKey } = await create('read-only');
    await cms.restart(changed);
    const { connection } = cms.running.cms.db;
    await connection.raw(writes[dialect].refuse);
    await read(accessKey).expect(200);
    await rehash();
    await rehash();
    expect(cms.logged.filter((line) => line.includes('keys hashed with an older salt cannot be rehashed with the current one'))).toHaveLength(1);
    await read(accessKey).expect(200);
    await connection.raw(writes[dialect].accept);
    expect(await storedKey(id)).toMatchObject({ saltId: saltIdOf(former) });
    await rehash();
    expect(await storedKey(id)).toMatchObject({ saltId: saltIdOf(present) });
  });

  it('leave a key as it is where another one has its hash already', async () => {
    const [one, two] = [await create('one'), await create('two')];
    const hash = hashKey(one.accessKey, present);
    await cms.running.cms.db.query(KEY).updateMany({ where: { token: { id: two.id } }, data: { hash } });
    const { rows, write } = pluginServices(cms.running.cms).store;
    await write((scope) => scope.rows.rehash(new Map([[hashKey(one.accessKey, former), hash]]), saltIdOf(present)));
    expect((await rows.byHashes([hash])).get(hash)!.token.id).toBe(two.id);
    expect(await storedKey(one.id)).toMatchObject({ hash: hashKey(one.accessKey, former) });
  });

  it('show keys again that older secrets have hashed and encrypted, and none whose secrets are gone', async () => {
    const { id, accessKey } = await create('shown');
    const shown = async () => (await (await admin()).get(`/admin/api-tokens/${id}`).expect(200)).body.data;
    const newKey = 'the present encryption key';
    await cms.restart({ ...changed, ENCRYPTION_KEY: newKey, PREVIOUS_ENCRYPTION_KEYS: testVariables.ENCRYPTION_KEY });
    expect(await shown()).toMatchObject({ canRevealKey: true, accessKey });
    await cms.restart({ PREVIOUS_ENCRYPTION_KEYS: '' });
    expect(await shown()).toMatchObject({ canRevealKey: false });
    await cms.restart({ PREVIOUS_ENCRYPTION_KEYS: testVariables.ENCRYPTION_KEY, API_TOKEN_PREVIOUS_SALTS: '' });
    expect(await shown()).toMatchObject({ canRevealKey: false });
  });

  it('are counted by the keys that need them', async () => {
    const [old] = [await create('older than the note'), await create('other')];
    await cms.running.cms.db.query(KEY).updateMany({
      where: { token: { id: old.id } }, data: { saltId: null, encryptedKey: encryptAsStrapi(old.accessKey, testVariables.ENCRYPTION_KEY) },
    });
    const newKey = 'the present encryption key';
    await cms.restart({ API_TOKEN_SALT: present, API_TOKEN_PREVIOUS_SALTS: older[0]!, ENCRYPTION_KEY: newKey, PREVIOUS_ENCRYPTION_KEYS: testVariables.ENCRYPTION_KEY });
    const { id } = await create('new');
    await (await admin()).post(`/admin/api-tokens/${id}/regenerate`).expect(201);
    const { body } = await (await admin()).get('/admin/token-secrets').expect(200);
    expect(body).toEqual({
      data: {
        salts: [
          { id: saltIdOf(present), current: true, keys: 1 },
          { id: saltIdOf(older[0]!), current: false, keys: 0 },
          // With those of the first start.
          { id: saltIdOf(former), current: false, keys: 3 },
          { id: null, current: false, keys: 1 },
        ],
        encryptionKeys: [
          { id: expect.stringMatching(/^[0-9a-f]{16}$/), current: true, keys: 1 },
          { id: expect.stringMatching(/^[0-9a-f]{16}$/), current: false, keys: 3 },
          { id: null, current: false, keys: 1 },
        ],
      },
    });
    await cms.as(old.accessKey).get('/admin/token-secrets').expect(401);
  });

  it('show no key whose cipher stands with another token', async () => {
    const [one, two] = [await create('strong'), await create('weak')];
    const { connection } = cms.running.cms.db;
    const { hash, encryptedKey } = await storedKey(one.id);
    await connection('api_tokens_keys').where({ token_id: one.id }).delete();
    await connection('api_tokens_keys').where({ token_id: two.id }).update({ hash, encrypted_key: encryptedKey });
    const { body } = await (await admin()).get(`/admin/api-tokens/${two.id}`).expect(200);
    expect(body.data).toMatchObject({ canRevealKey: false });
  });
});

describe.each(dialectsUnderTest())('two instances with two salts on %s', (dialect) => {
  let database: TestDatabaseSettings;
  const running: TestCms[] = [];
  beforeEach(async () => {
    database = await testDatabaseSettings(dialect);
  });
  afterEach(async () => {
    for (const cms of running.splice(0)) await cms.stop();
    await database.drop();
  });

  async function start(salt: string, previous: string): Promise<TestCms> {
    const cms = await startTestCms({ database, variables: { API_TOKEN_SALT: salt, API_TOKEN_PREVIOUS_SALTS: previous, API_TOKEN_REVALIDATE_MS: '0' } });
    running.push(cms);
    return cms;
  }
  const rehash = (cms: TestCms) => pluginServices(cms.running.cms).rehashKeys.flush();

  it('accept each other’s keys, and only the one that was started last renews them', async () => {
    const before = await start(former, present);
    await before.as().post('/admin/register-admin', firstAdmin).expect(200);
    const { accessKey } = (await before.as((await before.as().post('/admin/login', firstAdmin)).body.data.token)
      .post('/admin/api-tokens', { name: 'shared' }).expect(201)).body.data;
    const after = await start(present, former);
    const saltId = async () => (await after.running.cms.db.query(KEY).findMany({ where: { hint: accessKey.slice(-4) } }))[0]!['saltId'];

    await after.as(accessKey).get('/api/articles').expect(200);
    await before.as(accessKey).get('/api/articles').expect(200);
    await Promise.all([rehash(after), rehash(before)]);
    expect(await saltId()).toBe(saltIdOf(present));

    // Forgotten, and found by the hash that the other one has written.
    await before.restart();
    await after.restart();
    await before.as(accessKey).get('/api/articles').expect(200);
    await rehash(before);
    expect(await saltId()).toBe(saltIdOf(present));
    await after.as(accessKey).get('/api/articles').expect(200);
  });
});
