import { readEventQuery } from '../../server/input/event-query';
import { pluginServices } from '../../server/services';
import { BY_SYSTEM } from '../../server/token/token-event';
import { makePerson, makeRole, setRole } from '../support/accounts';
import { makeAdminToken } from '../support/admin-token';
import { firstAdmin, registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';
import { freezeClock } from '../support/freeze-clock';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ada = { type: 'user', id: 1, label: 'Ada Admin' };
const system = { type: 'system', id: null, label: null };
const right = (name: string) => `plugin::api-tokens.${name}`;

describe.each(dialectsUnderTest())('events on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let count = 0;
  const now = Date.parse('2026-03-01T12:00:00.000Z');

  beforeAll(async () => {
    freezeClock(now);
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
  });
  afterAll(async () => {
    await cms.stop();
    jest.useRealTimers();
  });

  /** Sets the clock and logs in again, also after a restart. */
  async function at(time: number): Promise<void> {
    freezeClock(time);
    const { email, password } = firstAdmin;
    admin = cms.as((await cms.as().post('/admin/login', { email, password }).expect(200)).body.data.token);
  }

  const services = () => pluginServices(cms.running.cms);
  const make = async (body: object = {}, client = admin) =>
    (await client.post('/admin/api-tokens', { name: `token ${count += 1}`, type: 'read-only', ...body }).expect(201)).body.data;
  const eventsOf = async ({ id, kind = 'content-api' }: { id: number; kind?: string }, client = admin) =>
    (await client.get(`/admin/${kind === 'admin' ? 'admin' : 'api'}-tokens/${id}/events`).expect(200)).body.data.reverse();
  /** What an event says besides who and when. */
  const told = (events: any[]) => events.map(({ action, details }) => ({ action, details }));

  it('say of every command what it did, who asked for it, when and from where, and nothing where nothing changed', async () => {
    const { body: { data: token } } = await admin.post('/admin/api-tokens', { name: 'watched', type: 'custom', permissions: ['api::article.article.find'], lifespan: 7 * DAY })
      .set('X-Request-Id', 'the-first-request').expect(201);
    const path = `/admin/api-tokens/${token.id}`;
    await admin.put(path, { name: 'watched' }).expect(200);
    await admin.put(path, { name: 'renamed', permissions: ['api::article.article.find', 'api::article.article.create'], enabled: false }).expect(200);
    await admin.put(path, { enabled: false }).expect(200);
    await admin.put(path, { enabled: true }).expect(200);
    await admin.post('/admin/api-tokens', { name: 'renamed' }).expect(400);
    await admin.put(path, { expiresAt: '2026-03-20T00:00:00.000Z' }).expect(200);
    await admin.post(`${path}/regenerate`, { keepPreviousFor: HOUR }).expect(201);
    await admin.delete(`${path}/previous-key`).expect(200);
    await admin.get(path).expect(200);
    await admin.delete(path).expect(200);

    const events = await eventsOf(token);
    expect(events[0]).toEqual({
      id: expect.any(Number), at: '2026-03-01T12:00:00.000Z', action: 'token.create', actor: ada,
      token: { id: token.id, kind: 'content-api', name: 'watched' },
      details: { type: 'custom', expiresAt: '2026-03-08T12:00:00.000Z' }, address: '127.0.0.1', requestId: 'the-first-request',
    });
    expect(told(events.slice(1))).toEqual([
      {
        action: 'token.update',
        details: {
          changes: {
            name: { before: 'watched', after: 'renamed' },
            permissions: { before: ['api::article.article.find'], after: ['api::article.article.find', 'api::article.article.create'] },
          },
        },
      },
      { action: 'token.pause', details: {} },
      { action: 'token.resume', details: {} },
      { action: 'token.update', details: { changes: { expiresAt: { before: '2026-03-08T12:00:00.000Z', after: '2026-03-20T00:00:00.000Z' } } } },
      { action: 'token.regenerate', details: { previousKeyEndsAt: '2026-03-01T13:00:00.000Z' } },
      { action: 'token.previous-key-ended', details: {} },
      { action: 'token.reveal', details: {} },
      { action: 'token.delete', details: {} },
    ]);
    expect(events.at(-1).token.name).toBe('renamed');
  });

  it('tell that a key was shown once an hour, to each actor at each address, and again where it is another key', async () => {
    const reveal = [right('api-tokens.read'), right('api-tokens.reveal')];
    const [token, agent] = [await make(), await makeAdminToken(admin, 'revealer', reveal)];
    const path = `/admin/api-tokens/${token.id}`;
    const shown = async () => (await eventsOf(token)).filter(({ action }: any) => action === 'token.reveal').length;
    const show = (client = admin) => client.get(path).expect(200).then(({ body }) => expect(body.data.accessKey).toBe(token.accessKey));
    await at(now + 1);
    await Promise.all(Array.from({ length: 4 }, () => show()));
    expect(await shown()).toBe(1);
    await show(cms.as(agent.accessKey));
    await show(cms.as(agent.accessKey));
    expect(await shown()).toBe(2);

    await at(now + HOUR);
    await show();
    expect(await shown()).toBe(2);
    const { accessKey } = (await admin.post(`${path}/regenerate`).expect(201)).body.data;
    token.accessKey = accessKey;
    await at(now + HOUR + 1);
    await show();
    await show();
    expect(await shown()).toBe(3);
    await at(now + 2 * HOUR + 1);
    await show();
    expect(await shown()).toBe(4);
    await at(now);
  });

  it('come before a key is shown: a read-only database shows the page without it, and says so', async () => {
    const readOnly = {
      sqlite: ['pragma query_only = on', 'pragma query_only = off'],
      postgres: ['set default_transaction_read_only = on', 'set default_transaction_read_only = off'],
      mysql: ['set session transaction read only', 'set session transaction read write'],
    }[dialect];
    const [token, own] = [await make({ name: 'on a replica' }), await makeAdminToken(admin, 'on a replica as well', [])];
    // One connection, so that all are read-only.
    await cms.restart({ DATABASE_POOL_MAX: '1' });
    await at(now);
    const { connection } = cms.running.cms.db;
    await connection.raw(readOnly[0]!);
    for (const path of [`/admin/api-tokens/${token.id}`, `/admin/admin-tokens/${own.id}`]) {
      const { data } = (await admin.get(path).expect(200)).body;
      expect(data).toMatchObject({ name: expect.stringContaining('on a replica'), canRevealKey: false, withheld: 'not-recorded' });
      expect(data).not.toHaveProperty('accessKey');
    }
    await connection.raw(readOnly[1]!);
    expect((await eventsOf(token)).map(({ action }: any) => action)).toEqual(['token.create']);
    const { data } = (await admin.get(`/admin/api-tokens/${token.id}`).expect(200)).body;
    expect(data).toMatchObject({ accessKey: token.accessKey, canRevealKey: true });
    expect(data).not.toHaveProperty('withheld');
    await cms.restart({ DATABASE_POOL_MAX: '' });
    await at(now);
  });

  it('of admin tokens name their permissions, and leave out values that are too long', async () => {
    const token = await makeAdminToken(admin, 'agent', [right('api-tokens.read')]);
    await admin.put(`/admin/admin-tokens/${token.id}`, { adminPermissions: [], description: 'x'.repeat(10_000) }).expect(200);
    expect(told(await eventsOf({ ...token, kind: 'admin' })).at(-1)).toEqual({
      action: 'token.update',
      details: {
        changes: {
          description: { before: null, after: null, omitted: true },
          adminPermissions: { before: [{ action: right('api-tokens.read'), subject: null, properties: {}, conditions: [] }], after: [] },
        },
      },
    });
  });

  it('tell of tokens that go or lose permissions with their creator, their owner or a role', async () => {
    const role = await makeRole(admin, 'Makers', ['api-tokens.create', 'api-tokens.read', 'admin-tokens.create', 'admin-tokens.read', 'admin-tokens.delete'].map(right));
    const { id: ownerId, email, password } = await makePerson(cms, admin, 'Owner', [role]);
    const owner = cms.as((await cms.as().post('/admin/login', { email, password }).expect(200)).body.data.token);
    const rights = ['api-tokens.create', 'api-tokens.read', 'admin-tokens.read'].map(right);
    const parent = { ...await makeAdminToken(owner, 'parent', rights), kind: 'admin' };
    const other = { ...await makeAdminToken(owner, 'other', rights), kind: 'admin' };
    const child = await make({}, cms.as(parent.accessKey));
    expect((await eventsOf(child))[0].actor).toEqual({ type: 'admin-token', id: parent.id, label: 'parent' });

    await owner.delete(`/admin/admin-tokens/${parent.id}`).expect(200);
    expect((await eventsOf(child)).at(-1)).toMatchObject({ action: 'token.delete', actor: { type: 'user', id: ownerId }, details: { reason: 'creator' } });
    expect((await eventsOf(parent)).at(-1)).toMatchObject({ action: 'token.delete', actor: { type: 'user', id: ownerId }, details: {} });

    await setRole(admin, role, ['api-tokens.read', 'admin-tokens.read'].map(right));
    expect((await eventsOf(other)).at(-1)).toMatchObject({
      action: 'token.update', actor: system,
      details: { reason: 'owner', changes: { adminPermissions: { before: { length: 3 }, after: { length: 2 } } } },
    });
    await admin.delete(`/admin/users/${ownerId}`).expect(200);
    expect((await eventsOf(other)).at(-1)).toMatchObject({ action: 'token.delete', actor: system, details: { reason: 'owner' } });
  });

  it('tell when a key that was replaced is used, once an hour and token, on whatever instance', async () => {
    const token = await make();
    await admin.post(`/admin/api-tokens/${token.id}/regenerate`).expect(201);
    const uses = async () => {
      await cms.as(token.accessKey).get('/api/articles').expect(401);
      await cms.as(token.accessKey).get('/api/articles').expect(401);
      await services().retiredKeyUses.stop();
      return (await eventsOf(token)).filter(({ action }: any) => action === 'token.retired-key-used');
    };
    expect(await uses()).toMatchObject([{ actor: system, address: '127.0.0.1' }]);
    await cms.restart();
    await at(now + HOUR / 2);
    expect(await uses()).toHaveLength(1);
    await at(now + HOUR + 1);
    expect(await uses()).toHaveLength(2);
    await at(now);
  });

  it('tell what a report of a leaked key did, and of reports that do nothing once an hour', async () => {
    const token = await make();
    const report = async () => {
      await cms.as().post('/api/api-tokens/leaked', { keys: [token.accessKey] }).expect(202);
      await services().leakReports.stop();
    };
    await report();
    await report();
    await report();
    const events = (await eventsOf(token)).slice(1);
    expect(told(events)).toEqual([
      { action: 'token.leaked', details: { keyState: 'current', done: 'paused' } },
    ]);
    expect(events[0]).toMatchObject({ actor: system, address: '127.0.0.1' });
  });

  it('are listed in pages, newest first, by action, token, actor and time', async () => {
    const [one, two] = [await make(), await make()];
    await admin.put(`/admin/api-tokens/${one.id}`, { enabled: false }).expect(200);
    const list = async (query: string) => (await admin.get(`/admin/token-events?${query}`).expect(200)).body;
    const { data, meta } = await list('pageSize=2');
    expect(data.map(({ action, token }: any) => [action, token.id])).toEqual([['token.pause', one.id], ['token.create', two.id]]);
    expect(meta.pagination).toMatchObject({ page: 1, pageSize: 2, total: (await admin.get('/admin/token-events').expect(200)).body.data.length });
    expect((await list('pageSize=2&page=2')).data[0].token.id).toBe(one.id);
    expect((await list(`tokenId=${one.id}`)).data.map(({ action }: any) => action)).toEqual(['token.pause', 'token.create']);
    expect((await list(`tokenId=${one.id}&action=token.create`)).data).toHaveLength(1);
    expect((await list('actorId=999999')).data).toEqual([]);
    await cms.running.cms.db.connection('api_tokens_events').where({ token_id: two.id }).update({ actor_type: 'admin-token' });
    const by = async (query: string) => (await list(`tokenId=${two.id}&${query}`)).data.length;
    expect([await by('actorId=1'), await by('actorId=1&actorType=admin-token'), await by('actorId=1&actorType=user'), await by('actorType=admin-token')]).toEqual([1, 1, 0, 1]);
    expect((await list(`tokenId=${one.id}&from=2026-03-01T12:00:00Z&to=2026-03-01T12:00:00.000Z`)).data).toHaveLength(2);
    expect((await list('from=2026-03-02')).data).toEqual([]);
    expect((await admin.get(`/admin/api-tokens/${one.id}/events?action=token.pause&pageSize=1`).expect(200)).body.meta.pagination.total).toBe(1);
  });

  it.each(['limit=1', 'page=', 'page=0', 'pageSize=101', 'action=token.use', 'tokenId=x', 'actorId=0', 'actorType=', 'actorType=person', 'from=yesterday', 'to=2026-02-30', 'page=1&page=2', 'page[]=1'])(
    'are not listed for %s', async (query) => {
      const { body } = await admin.get(`/admin/token-events?${query}`).expect(400);
      expect(body.error.details.code).toBe('ERR_VALIDATION');
    });

  it('are listed where one of them cannot be read, which shows no details, and no later time than there is', async () => {
    const [token, other] = [await make(), await make()];
    const events = () => cms.running.cms.db.connection('api_tokens_events');
    for (const details of ['{', 'null', '["x"]']) {
      await events().where({ token_id: token.id }).update({ details, at: 9_000_000_000_000_000 });
      expect(await eventsOf(token)).toEqual([expect.objectContaining({ action: 'token.create', details: {}, at: '1970-01-01T00:00:00.000Z' })]);
      const { body } = await admin.get('/admin/token-events?pageSize=100').expect(200);
      expect(body.data.map((event: any) => event.token.id)).toEqual(expect.arrayContaining([token.id, other.id]));
    }
    await events().where({ token_id: token.id }).delete();
  });

  it('of all tokens need events.read, of one token that or to see it', async () => {
    const client = async (name: string, rights: string[]) => {
      const { email, password } = await makePerson(cms, admin, name, [await makeRole(admin, name, rights.map(right))]);
      return cms.as((await cms.as().post('/admin/login', { email, password }).expect(200)).body.data.token);
    };
    const [reader, auditor] = [await client('Reader', ['api-tokens.read', 'admin-tokens.read']), await client('Auditor', ['events.read'])];
    const [content, gone, owned] = [await make(), await make(), await makeAdminToken(admin, 'of Ada', [])];
    await admin.delete(`/admin/api-tokens/${gone.id}`).expect(200);
    const answers = async (one: Client) => Promise.all(['token-events', `api-tokens/${content.id}/events`, `api-tokens/${gone.id}/events`, `admin-tokens/${owned.id}/events`,
      `admin-tokens/${content.id}/events`, 'api-tokens/999999/events'].map(async (path) => (await one.get(`/admin/${path}?page=1`)).status));
    expect(await answers(reader)).toEqual([403, 200, 404, 404, 404, 404]);
    expect(await answers(auditor)).toEqual([200, 200, 200, 200, 404, 404]);
  });

  it('are deleted once they are older than the retention, by one instance at a time', async () => {
    const { store, upkeep, events } = services();
    const all = () => events.list({ type: 'system' }, readEventQuery('pageSize=1'));
    const token = { id: 999_998, kind: 'content-api' as const, name: 'old' };
    const before = (await all()).meta!.pagination.total;
    // Runs are one after another: one that the CMS has begun by itself has ended then.
    await upkeep.run();
    freezeClock(now - 91 * DAY);
    await store.write(async ({ record }) => record(...Array.from({ length: 1200 }, () => ({ action: 'token.reveal' as const, by: BY_SYSTEM, token }))));
    freezeClock(now);
    expect(await store.beginUpkeep(60_000)).toBe(true);
    await upkeep.run();
    expect((await all()).meta!.pagination.total).toBe(before + 1200);
    await admin.get('/admin/token-events').expect(400);
    freezeClock(now + 60_000);
    await upkeep.run();
    expect((await all()).meta!.pagination.total).toBe(before);
    await upkeep.run();
    expect(await store.beginUpkeep(60_000)).toBe(true);
    await store.endUpkeep();
    freezeClock(now);
  });

  it('hold no address where none are recorded, and are kept for ever where that is set', async () => {
    await cms.restart({ API_TOKEN_TRACK: '{"address": false}', API_TOKEN_EVENTS_RETENTION_DAYS: '0' });
    await at(now);
    const token = await make();
    expect((await eventsOf(token))[0].address).toBe(null);
    freezeClock(now + 4000 * DAY);
    await services().upkeep.run();
    freezeClock(now);
    expect(await eventsOf(token)).toHaveLength(1);
  });

  it('name nobody where names are not recorded, nor does the token', async () => {
    await cms.restart({ API_TOKEN_TRACK: '{"names": false}' });
    await at(now);
    const token = await make();
    expect((await eventsOf(token))[0].actor).toEqual({ ...ada, label: null });
    expect((await admin.get(`/admin/api-tokens/${token.id}`).expect(200)).body.data.createdBy).toEqual({ ...ada, label: null });
    await cms.restart({ API_TOKEN_TRACK: '{}' });
    await at(now);
  });
});
