import { type Client, registerFirstAdmin, startTestCms, type TestCms } from '../../support/cms';
import { dialectsUnderTest } from '../../support/database';
import { pluginServices } from '../../../server/services';

const REVALIDATE_MS = 200;

describe.each(dialectsUnderTest())('what many requests cost on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let key: string;
  let statements: string[];

  beforeAll(async () => {
    cms = await startTestCms({ dialect, variables: { API_TOKEN_REVALIDATE_MS: String(REVALIDATE_MS) } });
    admin = await registerFirstAdmin(cms);
    key = (await admin.post('/admin/api-tokens', { name: 'busy', type: 'custom', permissions: [] }).expect(201)).body.data.accessKey;
    // Whoever is out of scope costs no query for content.
    await cms.as(key).get('/api/articles').expect(403);
    statements = [];
    cms.running.cms.db.connection.on('query', ({ sql }: { sql: string }) => statements.push(sql));
  });
  afterAll(() => cms.stop());
  beforeEach(() => {
    statements.length = 0;
  });

  it('is one small query per interval, whatever the traffic', async () => {
    const begun = performance.now();
    while (performance.now() - begun < 5 * REVALIDATE_MS) {
      await Promise.all(Array.from({ length: 20 }, () => cms.as(key).get('/api/articles').expect(403)));
    }
    const intervals = Math.ceil((performance.now() - begun) / REVALIDATE_MS);
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.length).toBeLessThanOrEqual(intervals + 1);
    expect(statements.filter((sql) => !sql.includes('api_tokens_revision'))).toEqual([]);
  });

  const tables = (some: string[]) => some.map((sql) => `${/^\w+/.exec(sql)} ${/(?:from|into|update) [`"]((?:admin|api_tokens)_\w+)/.exec(sql)?.[1] ?? ''}`.trim());

  it('of a new token is a statement per row, and no more than to read its creator twice: before the lock is taken and under it', async () => {
    await admin.post('/admin/api-tokens', { name: 'counted', type: 'read-only' }).expect(201);
    // Begun again while another process holds SQLite's lock.
    const isBeginning = (sql: string) => /^(begin|start)/.test(sql);
    const [tried, begun] = [statements.findIndex(isBeginning), statements.findLastIndex(isBeginning)];
    // Read again if the body arrives later than the head.
    expect([...new Set(tables(statements.slice(0, tried)))].sort()).toEqual(['select admin_roles', 'select admin_sessions', 'select admin_users']);
    expect(tables(statements.slice(begun))).toEqual([
      ...(dialect === 'postgres' ? ['begin api_tokens_revision'] : [expect.stringMatching(/^(begin|start)$/), 'update api_tokens_revision']),
      'select admin_users', 'select admin_roles', 'insert api_tokens_issued', 'insert api_tokens_keys', 'insert api_tokens_events', 'commit',
    ]);
  });

  it('of a new key, and of revoking, is one statement to read the token with its keys, and none for permissions that a token of its type cannot have', async () => {
    const { id } = (await admin.post('/admin/api-tokens', { name: 'renewed', type: 'read-only' }).expect(201)).body.data;
    const inTransaction = async (request: () => Promise<unknown>) => {
      statements.length = 0;
      await request();
      return tables(statements.slice(statements.findLastIndex((sql) => /^(begin|start)/.test(sql)) + 1))
        .filter((statement) => !/ (admin_|api_tokens_revision)/.test(statement)).map((statement) => statement.replace('api_tokens_', ''));
    };
    expect(await inTransaction(() => admin.post(`/admin/api-tokens/${id}/regenerate`, {}).expect(201))).toEqual([
      'select issued', 'update issued', 'update keys', 'update keys', 'delete keys', 'insert keys', 'select issued', 'insert events', 'insert changes', 'commit',
    ]);
    expect(await inTransaction(() => admin.delete(`/admin/api-tokens/${id}`).expect(200))).toEqual([
      'select issued', 'delete permissions', 'delete keys', 'delete usage', 'delete usage_actions', 'delete denials', 'delete issued', 'insert events', 'insert changes', 'commit',
    ]);
  });

  it('is one write per token and flush', async () => {
    const { lastUse } = pluginServices(cms.running.cms);
    await Promise.all(Array.from({ length: 50 }, () => cms.as(key).get('/api/articles').expect(403)));
    statements.length = 0;
    await Promise.all([lastUse.flush(), lastUse.flush()]);
    // Tried again while another process holds SQLite's lock.
    expect([...new Set(statements)]).toEqual([expect.stringMatching(/^update .*last_used_at/)]);
    statements.length = 0;
    await lastUse.flush();
    expect(statements).toEqual([]);
  });
});

describe('on a SQLite file that cannot be written', () => {
  it('requests are served all the same, and one warning says what is not written', async () => {
    const cms = await startTestCms({ dialect: 'sqlite', variables: { API_TOKEN_REVALIDATE_MS: '0' } });
    try {
      const admin = await registerFirstAdmin(cms);
      const { accessKey } = (await admin.post('/admin/api-tokens', { name: 'reader', type: 'read-only' }).expect(201)).body.data;
      const { db } = cms.running.cms;
      await db.connection.raw('pragma query_only = 1');
      const { lastUse } = pluginServices(cms.running.cms);
      for (let round = 0; round < 3; round += 1) {
        await cms.as(accessKey).get('/api/articles').expect(200);
        await lastUse.flush();
      }
      expect(cms.logged.filter((line) => line.includes('last-used times cannot be written'))).toHaveLength(1);
      await db.connection.raw('pragma query_only = 0');
      await lastUse.flush();
      expect((await db.query('plugin::api-tokens.token-key').findOne({ where: { token: { name: 'reader' } } }))!.lastUsedAt).not.toBeNull();
    } finally {
      await cms.stop();
    }
  });
});
