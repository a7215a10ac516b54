import { startTestCms, registerFirstAdmin, type Client, type TestCms } from '../../support/cms';
import { dialectsUnderTest } from '../../support/database';
import { freezeClock } from '../../support/freeze-clock';
import { pluginServices } from '../../../server/services';

describe.each(dialectsUnderTest())('the time of last use on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
  });
  afterAll(() => cms.stop());
  afterEach(() => jest.useRealTimers());

  const key = async (id: number) => (await cms.running.cms.db.query('plugin::api-tokens.token-key').findOne({ where: { token: { id } } }))!;
  const keyOf = async (id: number): Promise<number> => (await key(id)).id;
  const stored = async (id: number) => Number((await key(id)).lastUsedAt);
  const shown = async (id: number) => (await admin.get(`/admin/api-tokens/${id}`).expect(200)).body.data.lastUsedAt;
  const create = async (name: string) => (await admin.post('/admin/api-tokens', { name }).expect(201)).body.data;

  it('is shown at once and written with the next flush, without moving updatedAt', async () => {
    const { id, accessKey, updatedAt } = await create('used');
    freezeClock(Date.parse('2030-01-01T00:00:00.123Z'));
    await cms.as(accessKey).get('/api/articles').expect(200);
    jest.useRealTimers();
    expect(await stored(id)).toBe(0);
    expect(await shown(id)).toBe('2030-01-01T00:00:00.123Z');
    await pluginServices(cms.running.cms).lastUse.flush();
    expect(await stored(id)).toBe(Date.parse('2030-01-01T00:00:00.123Z'));
    expect((await admin.get(`/admin/api-tokens/${id}`).expect(200)).body.data.updatedAt).toBe(updatedAt);
  });

  it('only moves forward', async () => {
    const { id } = await create('forward');
    const keyId = await keyOf(id);
    const { lastUse } = pluginServices(cms.running.cms);
    lastUse.touch(keyId, 2000, '192.0.2.1');
    lastUse.touch(keyId, 1000, '192.0.2.2');
    await lastUse.flush();
    expect(await stored(id)).toBe(2000);
    lastUse.touch(keyId, 1500, '192.0.2.3');
    await lastUse.flush();
    expect(await stored(id)).toBe(2000);
  });

  it('says from where, as IPv4 where that came over IPv6', async () => {
    const { id, accessKey } = await create('from');
    const { lastUse } = pluginServices(cms.running.cms);
    await cms.as(accessKey).get('/api/articles').expect(200);
    const shownFrom = async () => (await admin.get(`/admin/api-tokens/${id}`).expect(200)).body.data.lastUsedFrom;
    expect(await shownFrom()).toBe('127.0.0.1');
    await lastUse.flush();
    expect((await key(id)).lastUsedFrom).toBe('127.0.0.1');
    for (const address of ['::ffff:192.0.2.7', '2001:db8::7']) {
      lastUse.touch(await keyOf(id), Date.now() + 1000, address);
      await lastUse.flush();
      lastUse.touch(await keyOf(id), 1, '192.0.2.8');
      await lastUse.flush();
      expect(await shownFrom()).toBe(address.replace('::ffff:', ''));
      await cms.running.cms.db.connection('api_tokens_keys').where({ token_id: id }).update({ last_used_at: null });
    }
  });

  it('shows and writes no more than an address, and of one that is no text nothing, whatever a middleware of the host sets', async () => {
    const { lastUse } = pluginServices(cms.running.cms);
    const ids: number[] = [];
    for (const [name, address] of [['long', '192.0.2.'.repeat(100)], ['marked', '192.0.2.9<b>'], ['number', 7], ['none', null]] as const) {
      const { id } = await create(name);
      ids.push(id);
      lastUse.touch(await keyOf(id), 9000, address as string);
    }
    const expected = ['192.0.2.'.repeat(100).slice(0, 255), '192.0.2.9b', null, null];
    const shownFrom = () => Promise.all(ids.map(async (id) => (await admin.get(`/admin/api-tokens/${id}`).expect(200)).body.data.lastUsedFrom));
    expect(await shownFrom()).toEqual(expected);
    await lastUse.flush();
    for (const [index, id] of ids.entries()) expect(await key(id)).toMatchObject({ lastUsedAt: '9000', lastUsedFrom: expected[index] });
    expect(await shownFrom()).toEqual(expected);
  });

  it('is written by one statement for many tokens, each with its own time', async () => {
    const { lastUse } = pluginServices(cms.running.cms);
    const used = new Map<number, number>();
    for (const [name, usedAt] of [['one', 5000], ['two', 7000], ['three', 5099]] as const) used.set((await create(name)).id, usedAt);
    for (const [id, usedAt] of used) lastUse.touch(await keyOf(id), usedAt, undefined);
    const statements: string[] = [];
    cms.running.cms.db.connection.on('query', ({ sql }: { sql: string }) => statements.push(sql));
    await lastUse.flush();
    cms.running.cms.db.connection.removeAllListeners('query');
    // Tried again while another process holds SQLite's lock.
    expect(new Set(statements).size).toBe(1);
    for (const [id, usedAt] of used) expect(await stored(id)).toBe(usedAt);
  });

  it('only moves forward, also where another instance has written some of the tokens that one statement writes', async () => {
    const { lastUse } = pluginServices(cms.running.cms);
    const [ahead, behind] = [(await create('ahead')).id, (await create('behind')).id];
    await cms.running.cms.db.connection('api_tokens_keys').where({ token_id: ahead }).update({ last_used_at: 9000 });
    lastUse.touch(await keyOf(ahead), 8000, undefined);
    lastUse.touch(await keyOf(behind), 8001, undefined);
    await lastUse.flush();
    expect(await stored(ahead)).toBe(9000);
    expect(await stored(behind)).toBe(8001);
  });

  it('is written for any number of tokens that are used at once', async () => {
    const { connection } = cms.running.cms.db;
    const name = (index: number) => `crowd ${index}`;
    await connection.batchInsert('api_tokens_issued', Array.from({ length: 1201 }, (_, index) => ({ name: name(index), kind: 'content-api', type: 'read-only' })), 100);
    const rows: Array<{ id: number; name: string }> = await connection('api_tokens_issued').where('name', 'like', 'crowd %').select('id', 'name');
    await connection.batchInsert('api_tokens_keys', rows.map((row) => ({ token_id: row.id, hash: row.name })), 100);
    const { lastUse } = pluginServices(cms.running.cms);
    const keys: Array<{ id: number; token_id: number }> = await connection('api_tokens_keys').where('hash', 'like', 'crowd %').select('id', 'token_id');
    for (const { id, token_id } of keys) lastUse.touch(id, 9000 + token_id, undefined);
    await lastUse.flush();
    const written: Array<{ token_id: number; last_used_at: unknown }> = await connection('api_tokens_keys').where('hash', 'like', 'crowd %').select('token_id', 'last_used_at');
    expect(written).toHaveLength(1201);
    expect(written.filter((row) => Number(row.last_used_at) !== 9000 + row.token_id)).toEqual([]);
  });

  it('is not noted for a key that is refused', async () => {
    const { id, accessKey } = await create('refused');
    await cms.as(`${accessKey.slice(0, -1)}${accessKey.endsWith('0') ? '1' : '0'}`).get('/api/articles').expect(401);
    expect(await shown(id)).toBeNull();
  });

  it.each([
    ['nothing of it', '{"use":false}', null, null], ['its time alone', '{"address":false}', expect.any(String), null],
  ])('is recorded as the settings say: %s', async (_, track, lastUsedAt, lastUsedFrom) => {
    const quiet = await startTestCms({ dialect, variables: { API_TOKEN_TRACK: track } });
    try {
      const client = await registerFirstAdmin(quiet);
      const { id, accessKey } = (await client.post('/admin/api-tokens', { name: 'a' }).expect(201)).body.data;
      await quiet.as(accessKey).get('/api/articles').expect(200);
      expect((await client.get(`/admin/api-tokens/${id}`).expect(200)).body.data).toMatchObject({ lastUsedAt, lastUsedFrom });
    } finally {
      await quiet.stop();
    }
  });
});
