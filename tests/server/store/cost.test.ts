import { type Client, registerFirstAdmin, startTestCms, type TestCms } from '../../support/cms';
import { dialectsUnderTest } from '../../support/database';
import { pluginServices } from '../../../server/services';

const REVALIDATE_MS = 200;

describe.each(dialectsUnderTest())('what many requests cost on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let key: string;
  let statements: string[];
  /** The connection that each ran on. */
  let connections: string[];

  beforeAll(async () => {
    cms = await startTestCms({ dialect, variables: { API_TOKEN_REVALIDATE_MS: String(REVALIDATE_MS) } });
    admin = await registerFirstAdmin(cms);
    key = (await admin.post('/admin/api-tokens', { name: 'busy', type: 'custom', permissions: [] }).expect(201)).body.data.accessKey;
    // Whoever is out of scope costs no query for content.
    await cms.as(key).get('/api/articles').expect(403);
    statements = [];
    connections = [];
    cms.running.cms.db.connection.on('query', ({ sql, __knexUid }: { sql: string; __knexUid: string }) => {
      // MariaDB gets several as one.
      const joined = /^begin not atomic (.*); end$/.exec(sql)?.[1];
      for (const statement of joined?.split('; ') ?? [sql]) {
        statements.push(statement);
        connections.push(__knexUid);
      }
    });
  });
  afterAll(() => cms.stop());
  const forget = () => {
    statements.length = 0;
    connections.length = 0;
  };
  beforeEach(forget);

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

  const withoutInner = (sql: string) => sql.replace(/\(select (?:[^()]|\([^()]*\))*\)/g, '');
  const tables = (some: string[]) => some.map(withoutInner).map((sql) => `${/^\w+/.exec(sql)} ${/(?:from|into|update) [`"]((?:admin|api_tokens)_\w+)/.exec(sql)?.[1] ?? ''}`.trim());

  /** What the transaction of a request that records an event runs, and what is read of people before it. Requests that are counted meanwhile may be written in between. */
  async function statementsOf(request: () => Promise<unknown>): Promise<{ before: string[]; inside: string[] }> {
    forget();
    await request();
    const recorded = statements.findLastIndex((sql) => /^insert into [`"]api_tokens_events/.test(sql));
    // Begun again while another process holds SQLite's lock.
    const begun = statements.findLastIndex((sql, index) => index < recorded && /^(begin|start)/.test(sql) && connections[index] === connections[recorded]);
    const own = statements.filter((_, index) => index >= begun && connections[index] === connections[begun]);
    return {
      before: tables(statements.slice(0, begun)).filter((statement) => statement.includes(' admin_')).sort(),
      inside: tables(own.slice(0, own.findIndex((sql) => /^commit/.test(sql)) + 1)),
    };
  }

  it('of a new token is a statement per row, and no more than to read its creator twice: before the lock is taken and under it', async () => {
    const { before, inside } = await statementsOf(() => admin.post('/admin/api-tokens', { name: 'counted', type: 'read-only' }).expect(201));
    const creator = ['select admin_roles', 'select admin_sessions', 'select admin_users'];
    // Read again if the body arrives later than the head.
    expect([creator, [...creator, ...creator].sort()]).toContainEqual(before);
    expect(inside).toEqual([
      expect.stringMatching(/^(begin|start)$/), 'insert api_tokens_revision', 'select admin_users', 'select admin_roles', 'insert api_tokens_issued', 'insert api_tokens_keys', 'insert api_tokens_events', 'commit',
    ]);
  });

  it('of a new key, and of revoking, is one statement to read the token with its keys, and one more for permissions if it has any', async () => {
    const ofTokens = async (request: () => Promise<unknown>) => (await statementsOf(request)).inside
      .filter((statement) => !/ admin_|^insert api_tokens_revision|^(begin|start)/.test(statement)).map((statement) => statement.replace('api_tokens_', ''));
    for (const permissions of [[], ['api::article.article.find']]) {
      const { id } = (await admin.post('/admin/api-tokens', { name: `renewed ${permissions.length}`, type: 'custom', permissions }).expect(201)).body.data;
      const reading = ['select issued', ...permissions.map(() => 'select permissions')];
      expect(await ofTokens(() => admin.post(`/admin/api-tokens/${id}/regenerate`, {}).expect(201))).toEqual([
        ...reading, 'update issued', 'update keys', 'update keys', 'delete keys', 'insert keys', ...reading, 'insert events', 'update revision', 'insert changes', 'commit',
      ]);
      expect(await ofTokens(() => admin.delete(`/admin/api-tokens/${id}`).expect(200))).toEqual([
        ...reading, 'delete permissions', 'delete keys', 'delete usage', 'delete usage_actions', 'delete denials', 'delete issued', 'insert events', 'update revision', 'insert changes', 'commit',
      ]);
    }
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
