import createKnex from 'knex';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase } from '../../cms/database/create-database';
import { startTestCms, registerFirstAdmin as register, testVariables } from '../support/cms';
import { dialectsUnderTest, quietLog, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';
import { registerFirstAdmin, startCmsProcess, type CmsProcess } from '../support/hosts/cms-process';

/** How often last uses are written (milliseconds). */
const FLUSH_MS = 10_000;
const KEYS = 'api_tokens_keys';

describe.each(dialectsUnderTest())('the time of last use on %s', (dialect) => {
  let place: TestDatabaseSettings;
  const instances: CmsProcess[] = [];

  beforeEach(async () => {
    place = await testDatabaseSettings(dialect);
  });
  afterEach(async () => {
    await Promise.all(instances.splice(0).map((cms) => cms.kill()));
    await place.drop();
  });

  async function start(env: Record<string, string> = {}): Promise<CmsProcess> {
    const cms = await startCmsProcess({ env: { ...place.env, ...env } });
    instances.push(cms);
    return cms;
  }

  async function makeToken(cms: CmsProcess): Promise<{ key: string; id: number; jwt: string }> {
    const jwt = await registerFirstAdmin(cms);
    const { body } = await cms.as(jwt).post('/admin/api-tokens', { name: 'used', type: 'full-access' }).expect(201);
    return { key: body.data.accessKey, id: body.data.id, jwt };
  }

  async function storedUse(id: number): Promise<number> {
    const db = createDatabase(place.settings, [], quietLog);
    const row = await db.connection(KEYS).where({ token_id: id }).first('last_used_at');
    await db.destroy();
    return row.last_used_at === null ? 0 : Number(row.last_used_at);
  }

  it('only moves forward, whichever instance writes last', async () => {
    const [early, late] = [await start(), await start()];
    const { id, key } = await makeToken(early);
    await early.as(key).get('/api/articles').expect(200);
    await sleep(20);
    const between = Date.now();
    await sleep(20);
    await late.as(key).get('/api/articles').expect(200);
    await late.stop();
    const stored = await storedUse(id);
    expect(stored).toBeGreaterThan(between);
    await early.stop();
    expect(await storedUse(id)).toBe(stored);
  });

  it('is shown by the instance that saw the use before it is written, and leaves updatedAt alone', async () => {
    const cms = await start();
    const { id, key, jwt } = await makeToken(cms);
    const made = (await cms.as(jwt).get(`/admin/api-tokens/${id}`).expect(200)).body.data;
    expect(made.lastUsedAt).toBeNull();
    // From before the first write until after it, what is shown never falls back to an older time.
    const seen: number[] = [];
    for (let stored = 0; stored === 0; stored = await storedUse(id)) {
      await cms.as(key).get('/api/articles').expect(200);
      const { lastUsedAt, updatedAt } = (await cms.as(jwt).get(`/admin/api-tokens/${id}`).expect(200)).body.data;
      seen.push(Date.parse(lastUsedAt));
      expect(updatedAt).toBe(made.updatedAt);
    }
    expect((await cms.as(jwt).get(`/admin/api-tokens/${id}`).expect(200)).body.data.lastUsedAt).toBe(new Date(seen.at(-1)!).toISOString());
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it('is not kept at all with API_TOKEN_TRACK={"use":false}, and requests are served all the same', async () => {
    const cms = await start({ API_TOKEN_TRACK: '{"use":false}' });
    const { id, key, jwt } = await makeToken(cms);
    await cms.as(key).get('/api/articles').expect(200);
    expect((await cms.as(jwt).get(`/admin/api-tokens/${id}`).expect(200)).body.data.lastUsedAt).toBeNull();
    await cms.stop();
    expect(await storedUse(id)).toBe(0);
  });
});

const servers = dialectsUnderTest().filter((dialect) => dialect !== 'sqlite');
(servers.length > 0 ? describe.each(servers) : describe.skip.each(['postgres', 'mysql'] as const))('a read-only %s', (dialect) => {
  it('neither causes requests to be refused nor keeps the process from stopping', async () => {
    const place = await testDatabaseSettings(dialect);
    const writer = await startCmsProcess({ env: place.env });
    const jwt = await registerFirstAdmin(writer);
    const { body } = await writer.as(jwt).post('/admin/api-tokens', { name: 'used', type: 'full-access' }).expect(201);
    const reader = await makeReader(dialect, place);

    const cms = await startCmsProcess({ env: { ...place.env, DATABASE_URL: reader.url } });
    await cms.as(body.data.accessKey).get('/api/articles').expect(200);
    await sleep(FLUSH_MS + 500);
    await cms.as(body.data.accessKey).get('/api/articles').expect(200);
    await cms.as(jwt).get('/admin/api-tokens').expect(200);
    expect(await cms.stop()).toMatchObject({ code: 0 });
    // Said once, not with every write that fails.
    expect(cms.output.match(/last-used times cannot be written/g)).toHaveLength(1);
    await writer.stop();
    await place.drop();
    await reader.drop();
  });
});

describe('a read-only SQLite file', () => {
  it('neither causes requests to be refused nor keeps the process from stopping', async () => {
    const cms = await startTestCms({ dialect: 'sqlite', variables: testVariables });
    const admin = await register(cms);
    const { body } = await admin.post('/admin/api-tokens', { name: 'used', type: 'full-access' }).expect(201);
    await cms.running.cms.db.connection.raw('pragma query_only = on');
    await cms.as(body.data.accessKey).get('/api/articles').expect(200);
    await sleep(FLUSH_MS + 500);
    await cms.as(body.data.accessKey).get('/api/articles').expect(200);
    await admin.get('/admin/api-tokens').expect(200);
    await cms.stop();
    expect(cms.logged.filter((line) => line.includes('last-used times cannot be written'))).toHaveLength(1);
  });
});

/** Makes an account of the database server that may read one database and write nothing. */
async function makeReader(dialect: 'postgres' | 'mysql' | 'sqlite', place: TestDatabaseSettings) {
  const name = `reader_${randomBytes(6).toString('hex')}`;
  const url = new URL(place.env['DATABASE_URL']!);
  const database = url.pathname.slice(1);
  const [client, make, drop] = dialect === 'postgres'
    ? ['pg', [
      `create role ${name} login`,
      `do $$ begin
        execute format('grant usage on schema %I to ${name}', current_schema());
        execute format('grant select on all tables in schema %I to ${name}', current_schema());
      end $$`,
    ], [`drop role ${name}`]] as const
    : ['mysql2', [`create user '${name}'@'%'`, `grant select on ${database}.* to '${name}'@'%'`], [`drop user '${name}'@'%'`]] as const;
  async function run(statements: readonly string[], on: string): Promise<void> {
    const server = createKnex({ client, connection: on });
    for (const statement of statements) await server.raw(statement);
    await server.destroy();
  }
  await run(make, url.href);
  const server = new URL(url);
  // Not through a pooler, which does not know the account.
  if (dialect === 'postgres') url.port = '5432';
  server.pathname = dialect === 'postgres' ? '/postgres' : '/';
  url.username = name;
  return { url: url.href, drop: () => run(drop, server.href) };
}
