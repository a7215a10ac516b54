import { pluginServices } from '../../server/services';
import { createAccessKey } from '../../server/key/access-key';
import { DAY_MS } from '../../server/store/usage-rows';
import { makeAdminToken, permissionsOf } from '../support/admin-token';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';
import { freezeClock } from '../support/freeze-clock';

const NOON = Date.parse('2030-03-01T12:00:00Z');
/** Before anything else that a test does. */
const PAST = Date.parse('2020-03-01T12:00:00Z');
const article = (action: string) => `api::article.article.${action}`;

describe.each(dialectsUnderTest())('the usage of tokens on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let names = 0;

  beforeAll(async () => {
    // An unknown key is remembered for as long: longer than any test takes.
    cms = await startTestCms({ dialect, variables: { API_TOKEN_REVALIDATE_MS: '3600000' } });
    admin = await registerFirstAdmin(cms);
  });
  afterAll(() => cms.stop());
  afterEach(() => jest.useRealTimers());

  const usage = () => pluginServices(cms.running.cms).usage;
  const create = async (body: object = {}) =>
    (await admin.post('/admin/api-tokens', { name: `used ${names += 1}`, type: 'full-access', ...body }).expect(201)).body.data as { id: number; accessKey: string };
  const shown = async (id: number, kind = 'api-tokens', days = 1) => {
    const { data } = (await admin.get(`/admin/${kind}/${id}/usage?days=${days}`).expect(200)).body;
    return { ...data.days.at(-1), actions: data.actions, count: data.days.length };
  };
  const denied = async (id: number, kind = 'api-tokens') => (await admin.get(`/admin/${kind}/${id}/denials`).expect(200)).body.data;
  const rowsOf = (id: number) => Promise.all(['api_tokens_usage', 'api_tokens_usage_actions', 'api_tokens_denials'].map(async (name) =>
    (await cms.running.cms.db.connection(name).where({ token_id: id })).length));

  it('is counted once per request by what became of it, with the actions of the route, before it is written and after', async () => {
    const { id, accessKey } = await create({ type: 'custom', permissions: [article('find'), article('create')] });
    const client = cms.as(accessKey);
    await client.get('/api/articles').expect(200);
    await client.get('/api/articles').expect(200);
    // Authenticated again once its body is there.
    await client.post('/api/articles', { data: { title: 'Counted' } }).expect(201);
    await client.post('/api/articles', { data: 'nothing' }).expect(400);
    await client.delete('/api/articles/none').expect(403);
    await client.post('/graphql', { query: '{ a: articles { title } b: articles { title } }' }).expect(200);
    const expected = {
      day: new Date().toISOString().slice(0, 10), ok: 4, denied: 1, failed: 1, count: 1,
      actions: [{ action: article('create'), count: 2 }, { action: article('find'), count: 2 }],
    };
    expect(await shown(id)).toEqual(expected);
    await usage().flush();
    expect(await shown(id)).toEqual(expected);
    await client.get('/api/articles').expect(200);
    await usage().flush();
    await client.get('/api/articles').expect(200);
    expect(await shown(id)).toMatchObject({ ok: 6, actions: [{ action: article('find'), count: 4 }, { action: article('create'), count: 2 }] });
  });

  it('of GraphQL is one request, denied where a field of it was', async () => {
    const { id, accessKey } = await create({ type: 'read-only' });
    const query = (text: string) => cms.as(accessKey).post('/graphql', { query: text }).expect(200);
    await query('{ a: articles { title } b: articles { title } }');
    await query('{ nothing }').then(() => {}, () => {});
    await query('mutation { a: createArticle(data: { title: "x" }) { title } b: createArticle(data: { title: "x" }) { title } }');
    expect(await shown(id)).toMatchObject({ denied: 1, actions: [] });
    expect(await denied(id)).toMatchObject([{ method: 'POST', path: '/graphql', code: 'ERR_FORBIDDEN', count: 1 }]);
  });

  it('of an admin token is counted by the actions that its routes require', async () => {
    const { id, accessKey } = await makeAdminToken(admin, `admin ${names += 1}`, ['admin::users.read']);
    const client = cms.as(accessKey);
    await client.get('/admin/users').expect(200);
    await client.get('/admin/roles').expect(403);
    await client.get('/admin/users/me').expect(200);
    expect(await shown(id, 'admin-tokens')).toMatchObject({ ok: 2, denied: 1, failed: 0, actions: [{ action: 'admin::users.read', count: 1 }] });
    expect(await denied(id, 'admin-tokens')).toEqual([expect.objectContaining({ method: 'GET', path: '/admin/roles', code: 'ERR_FORBIDDEN', count: 1 })]);
  });

  it('includes requests that nobody authenticates: to what does not exist, to public routes, and to routes for tokens of the other kind', async () => {
    // All on one day.
    freezeClock(Date.now());
    const { requestCounter } = pluginServices(cms.running.cms);
    const content = await create();
    const forAdmin = await makeAdminToken(admin, `admin ${names += 1}`, ['admin::users.read']);
    for (const [kind, { id, accessKey }, other] of [['api-tokens', content, '/admin/users'], ['admin-tokens', forAdmin, '/api/articles']] as const) {
      const client = cms.as(accessKey);
      // Before the key was ever used on its own routes, and after.
      await client.get('/api/nowhere').expect(404);
      await client.get('/nowhere').expect(404);
      await client.put('/api/articles', {}).expect(405);
      await client.get('/admin/init').expect(200);
      await client.get(other).expect(401);
      await requestCounter.stop();
      expect(await shown(id, kind)).toMatchObject({ ok: 1, denied: 1, failed: 3, actions: [] });
      expect(await denied(id, kind)).toMatchObject([{ method: 'GET', path: other, code: 'ERR_UNAUTHORIZED', count: 1 }]);
    }
    const client = cms.as(content.accessKey);
    await client.post('/api/articles', '{').expect(400);
    await client.post('/api/articles', { data: { title: 'x'.repeat(2_000_000) } }).expect(413);
    await client.get(`/api/articles?page[size]=${'x'.repeat(9000)}`).expect(400);
    await client.get('/api/nowhere').expect(404);
    await requestCounter.stop();
    expect(await shown(content.id)).toMatchObject({ ok: 1, denied: 1, failed: 7 });
  });

  it('leaves out keys that are no token’s, or not any more, which cost a query once at most; and sessions, which cost none', async () => {
    const { requestCounter } = pluginServices(cms.running.cms);
    const { id, accessKey } = await create();
    await admin.post(`/admin/api-tokens/${id}/regenerate`).expect(201);
    await cms.as(accessKey).get('/api/nowhere').expect(404);
    await requestCounter.stop();
    expect(await shown(id)).toMatchObject({ ok: 0, denied: 0, failed: 0 });

    const { connection } = cms.running.cms.db;
    const reads: string[] = [];
    connection.on('query', ({ sql }: { sql: string }) => void (sql.includes('api_tokens_keys') && reads.push(sql)));
    const unknown = cms.as(createAccessKey('cms', 'content'));
    for (let turn = 0; turn < 5; turn += 1) {
      await unknown.get('/api/nowhere').expect(404);
      await requestCounter.stop();
    }
    expect(reads).toHaveLength(1);
    await admin.get('/api/nowhere').expect(404);
    await cms.as('some.other.thing').get('/api/nowhere').expect(404);
    await cms.as(`${accessKey}x`).get('/api/nowhere').expect(404);
    await requestCounter.stop();
    connection.removeAllListeners('query');
    expect(reads).toHaveLength(1);
  });

  it('has every day in UTC, those without a request too, and what is older than asked for is left out', async () => {
    const { id } = await create();
    for (const [days, ok] of [[-40, 1], [-2, 2], [0, 3]] as const) {
      freezeClock(NOON + days * DAY_MS);
      for (let request = 0; request < ok; request += 1) usage().count(id, 'ok', [article('find')]);
      if (days === -2) await usage().flush();
    }
    const of = async (days: number) => {
      const [counted] = (await usage().daysOf([id], days)).values();
      return { days: counted!.map(({ day, ok }) => [day, ok]), actions: await usage().actionsOf(id, days) };
    };
    expect(await of(4)).toEqual({
      days: [['2030-02-26', 0], ['2030-02-27', 2], ['2030-02-28', 0], ['2030-03-01', 3]], actions: [{ action: article('find'), count: 5 }],
    });
    expect((await of(41)).days.map(([, ok]) => ok)).toEqual([1, ...Array(37).fill(0), 2, 0, 3]);
    await usage().flush();
    expect((await of(400)).actions).toEqual([{ action: article('find'), count: 6 }]);
  });

  it('has thousands of requests on the days on which they ended, however many there are between two writes', async () => {
    const [one, other] = [await create(), await create()];
    for (const [hour, requests] of [[-1, 1700], [1, 2600]] as const) {
      freezeClock(Date.parse('2030-05-02T00:00:00Z') + hour * 3_600_000);
      for (let sent = 0; sent < requests; sent += 1) {
        usage().count(one.id, 'ok', [article('find')]);
        if (sent % 2 === 0) usage().count(other.id, 'failed', []);
      }
    }
    const days = async (id: number) => (await usage().daysOf([id], 2)).get(id);
    const expected = [
      [{ day: '2030-05-01', ok: 1700, denied: 0, failed: 0 }, { day: '2030-05-02', ok: 2600, denied: 0, failed: 0 }],
      [{ day: '2030-05-01', ok: 0, denied: 0, failed: 850 }, { day: '2030-05-02', ok: 0, denied: 0, failed: 1300 }],
    ];
    expect([await days(one.id), await days(other.id)]).toEqual(expected);
    await usage().flush();
    expect([await days(one.id), await days(other.id)]).toEqual(expected);
    expect(await usage().actionsOf(one.id, 2)).toEqual([{ action: article('find'), count: 4300 }]);
  });

  it('of several tokens comes in one answer', async () => {
    const [one, two] = [await create(), await create()];
    await cms.as(two.accessKey).get('/api/articles').expect(200);
    const { body } = await admin.get(`/admin/api-tokens/usage?ids=${two.id},${one.id},999999&days=2`).expect(200);
    expect(body.data.map(({ id, days }: any) => [id, days.map(({ ok }: any) => ok)]).sort()).toEqual([[one.id, [0, 0]], [two.id, [0, 1]]]);
    expect((await admin.get(`/admin/admin-tokens/usage?ids=${one.id}`).expect(200)).body.data).toEqual([]);
  });

  it.each([
    '/:id/usage?days=0', '/:id/usage?days=401', '/:id/usage?days=', '/:id/usage?days=1.5', '/:id/usage?day=3', '/:id/usage?days=1&days=2',
    '/usage', '/usage?ids=', '/usage?ids=1,,2', '/usage?ids=1e3', '/usage?ids=2147483648', `/usage?ids=${Array.from({ length: 101 }, (_, index) => index + 1).join()}`,
  ])('is refused for GET %s with 400', async (path) => {
    const { id } = await create();
    const { body } = await admin.get(`/admin/api-tokens${path.replace(':id', String(id))}`).expect(400);
    expect(body.error.details.code).toBe('ERR_VALIDATION');
  });

  it('is kept while it cannot be written, and written later', async () => {
    const { id, accessKey } = await create();
    const { db } = cms.running.cms;
    await cms.as(accessKey).get('/api/articles').expect(200);
    await db.connection.schema.renameTable('api_tokens_usage_actions', 'api_tokens_elsewhere');
    await usage().flush();
    await cms.as(accessKey).get('/api/articles').expect(200);
    await usage().flush();
    await db.connection.schema.renameTable('api_tokens_elsewhere', 'api_tokens_usage_actions');
    expect(cms.logged.filter((line) => line.includes('usage of tokens cannot be written'))).toHaveLength(1);
    expect(await rowsOf(id)).toEqual([0, 0, 0]);
    await usage().flush();
    expect(await rowsOf(id)).toEqual([1, 1, 0]);
    expect(await shown(id)).toMatchObject({ ok: 2, actions: [{ action: article('find'), count: 2 }] });
  });

  it('goes with its token, and what comes after is dropped', async () => {
    const { id, accessKey } = await create({ type: 'read-only' });
    await cms.as(accessKey).get('/api/articles').expect(200);
    await cms.as(accessKey).post('/api/articles', { data: {} }).expect(403);
    await usage().flush();
    expect(await rowsOf(id)).toEqual([1, 1, 1]);
    await cms.as(accessKey).get('/api/articles').expect(200);
    await cms.as(accessKey).post('/api/articles', { data: {} }).expect(403);
    await admin.delete(`/admin/api-tokens/${id}`).expect(200);
    await usage().flush();
    expect(await rowsOf(id)).toEqual([0, 0, 0]);
    await admin.get(`/admin/api-tokens/${id}/usage`).expect(404);
    await admin.get(`/admin/api-tokens/${id}/denials`).expect(404);
  });

  it('is written by one transaction for many tokens, which uses up no ids for those that are stored already', async () => {
    const { connection } = cms.running.cms.db;
    await connection.batchInsert('api_tokens_issued', Array.from({ length: 201 }, (_, index) => ({ name: `crowd ${index}`, kind: 'content-api', type: 'read-only' })), 100);
    const ids: number[] = (await connection('api_tokens_issued').where('name', 'like', 'crowd %').select('id')).map(({ id }: { id: number }) => id);
    await usage().flush();
    for (const id of ids) usage().count(id, 'ok', []);
    const statements: string[] = [];
    connection.on('query', ({ sql }: { sql: string }) => statements.push(sql));
    await usage().flush();
    connection.removeAllListeners('query');
    expect(statements.filter((sql) => /api_tokens_usage. /.test(sql))).toHaveLength(2);
    // Besides, the transaction begins with its isolation level, takes the lock, and ends.
    expect(new Set(statements).size).toBeLessThanOrEqual(6);
    const stored = () => connection('api_tokens_usage').whereIn('token_id', ids).select('id', 'ok');
    expect(await stored()).toHaveLength(201);

    for (let turn = 0; turn < 9; turn += 1) {
      for (const id of ids) usage().count(id, 'ok', []);
      await usage().flush();
    }
    expect((await stored()).map(({ ok }: { ok: unknown }) => Number(ok))).toEqual(Array(201).fill(10));
    const last = Math.max(...(await stored()).map(({ id }: { id: number }) => id));
    const { id: late } = await create();
    usage().count(late, 'ok', []);
    await usage().flush();
    const [{ id: next }] = await connection('api_tokens_usage').where('token_id', late).select('id');
    // MySQL reserves ids for the rows of an insert in powers of two.
    expect(next).toBeLessThanOrEqual(last + 256);
  });

  it('is added up where the action’s column has a collation of its own, on MySQL', async () => {
    if (dialect !== 'mysql') return;
    const { connection } = cms.running.cms.db;
    await connection.raw('alter table api_tokens_usage_actions modify action varchar(255) character set utf8mb4 collate utf8mb4_unicode_520_ci');
    await connection.raw('alter table api_tokens_keys modify last_used_from varchar(255) character set utf8mb4 collate utf8mb4_unicode_520_ci');
    const { id } = await create();
    for (const action of ['a.find', 'b.find', 'A.find']) {
      usage().count(id, 'ok', [action]);
      usage().count(id, 'ok', [action, 'b.find']);
      await usage().flush();
    }
    // 'A.find' and 'a.find' are the same in this collation.
    expect((await connection('api_tokens_usage_actions').where('token_id', id).select('action', 'count')).map(({ action, count }: any) => [action, Number(count)]).sort())
      .toEqual([['a.find', 4], ['b.find', 5]]);
  });

  it('older than 400 days is deleted in parts, by one instance at a time and without the lock', async () => {
    const { id } = await create();
    const today = Math.floor(Date.now() / DAY_MS);
    const { connection } = cms.running.cms.db;
    const days = Array.from({ length: 1100 }, (_, index) => ({ token_id: id, day: today - index, ok: 1, denied: 0, failed: 0 }));
    await connection.batchInsert('api_tokens_usage', days, 100);
    const actions = ['a.find', 'b.find'].flatMap((action) => [0, 399, 400, 401].map((age) => ({ token_id: id, day: today - age, action, count: 1 })));
    await connection('api_tokens_usage_actions').insert(actions);
    await connection('api_tokens_denials').insert([401, 399].map((age) => (
      { token_id: id, method: 'GET', path: `/${age}`, code: 'ERR_FORBIDDEN', at: Date.now() - age * DAY_MS, count: 1 })));
    const { store, upkeep } = pluginServices(cms.running.cms);
    expect(await store.beginUpkeep(60_000)).toBe(true);
    await upkeep.run();
    expect(await rowsOf(id)).toEqual([1100, 8, 2]);
    await store.endUpkeep();
    const statements: string[] = [];
    connection.on('query', ({ sql }: { sql: string }) => statements.push(sql));
    await upkeep.run();
    connection.removeAllListeners('query');
    expect(await rowsOf(id)).toEqual([400, 4, 1]);
    expect(await connection('api_tokens_usage_actions').where({ token_id: id }).distinct().orderBy('day').pluck('day')).toEqual([today - 399, today]);
    expect(statements.filter((sql) => /delete from .api_tokens_usage. /.test(sql))).toHaveLength(2);
    expect(statements.filter((sql) => /revision. [+-] 1/.test(sql))).toEqual([]);
  });

  it('tells what was denied and why: alike ones together, the last fifty, without the query string', async () => {
    const { id, accessKey } = await create({ type: 'read-only' });
    const client = cms.as(accessKey);
    freezeClock(PAST);
    await client.post('/api/articles?secret=1', { data: {} }).expect(403);
    freezeClock(PAST + 1000);
    await client.post('/api/articles', { data: {} }).expect(403);
    const alike = { at: new Date(PAST + 1000).toISOString(), method: 'POST', path: '/api/articles', code: 'ERR_FORBIDDEN', address: '127.0.0.1', count: 2 };
    expect(await usage().denialsOf(id)).toMatchObject([alike]);
    await usage().flush();
    expect(await usage().denialsOf(id)).toMatchObject([alike]);
    freezeClock(PAST + 2000);
    await client.post('/api/articles', { data: {} }).expect(403);
    expect(await usage().denialsOf(id)).toMatchObject([{ ...alike, at: new Date(PAST + 2000).toISOString(), count: 3 }]);
    jest.useRealTimers();
    await admin.put(`/admin/api-tokens/${id}`, { enabled: false }).expect(200);
    await client.get('/api/articles').expect(401);
    expect((await denied(id))[0]).toMatchObject({ path: '/api/articles', method: 'GET', code: 'ERR_TOKEN_DISABLED', count: 1 });
    for (const part of ['first', 'second']) {
      for (let number = 0; number < 60; number += 1) {
        usage().noteDenial(id, { method: 'GET', path: `/${part}/${number}/${'x'.repeat(300)}`, code: 'ERR_FORBIDDEN', required: ['a.find', 'b.find'], address: '::ffff:192.0.2.7' });
      }
      await usage().flush();
    }
    expect((await rowsOf(id))[2]).toBe(50);
    const last = await denied(id);
    expect(last).toHaveLength(50);
    expect(last.every(({ path, required, address }: any) => path.startsWith('/second/') && path.length === 255 && required.length === 2 && address === '192.0.2.7')).toBe(true);
    await cms.running.cms.db.connection('api_tokens_denials').where({ token_id: id }).limit(1).update({ at: 9_000_000_000_000_000 });
    expect(await denied(id)).toHaveLength(50);
  });

  it('counts a handler’s own 403 as failed, and notes no denial', async () => {
    const { id: endless } = await create();
    const job = (await admin.post('/admin/admin-tokens', {
      name: 'job', lifespan: 604_800_000, adminPermissions: permissionsOf(['plugin::api-tokens.api-tokens.update']),
    }).expect(201)).body.data;
    // Beyond the reach of a token that ends before it.
    await cms.as(job.accessKey).put(`/admin/api-tokens/${endless}`, { description: 'x' }).expect(403);
    await cms.as(job.accessKey).get('/admin/api-tokens').expect(403);
    expect((await admin.get(`/admin/admin-tokens/${job.id}/usage?days=1`).expect(200)).body.data.days).toMatchObject([{ ok: 0, denied: 1, failed: 1 }]);
    expect((await admin.get(`/admin/admin-tokens/${job.id}/denials`).expect(200)).body.data).toMatchObject([{ method: 'GET', path: '/admin/api-tokens' }]);
  });

  it.each([
    ['nothing of it', '{"usage":false}', 0, []], ['denials without addresses', '{"address":false}', 1, [expect.objectContaining({ address: null })]],
  ])('is recorded as the settings say: %s', async (_, track, count, denials) => {
    const quiet = await startTestCms({ dialect, variables: { API_TOKEN_TRACK: track } });
    try {
      const client = await registerFirstAdmin(quiet);
      const { id, accessKey } = (await client.post('/admin/api-tokens', { name: 'a' }).expect(201)).body.data;
      await quiet.as(accessKey).post('/api/articles', { data: {} }).expect(403);
      expect((await client.get(`/admin/api-tokens/${id}/usage?days=1`).expect(200)).body.data.days).toMatchObject([{ denied: count }]);
      expect((await client.get(`/admin/api-tokens/${id}/denials`).expect(200)).body.data).toEqual(denials);
    } finally {
      await quiet.stop();
    }
  });
});
