import { createAccessKey } from '../../server/key/access-key';
import { createKeyring } from '../../server/key/keyring';
import { createLeakReports } from '../../server/leak-reports';
import { UnavailableError } from '../../server/errors';
import { pluginServices } from '../../server/services';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest } from '../support/database';

const keyring = createKeyring({ salt: 'a salt for tests that is long enough', previousSalts: [], encryptionKey: null, previousEncryptionKeys: [] });

describe.each(dialectsUnderTest())('reports of leaked keys on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;

  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
  });
  afterAll(() => cms.stop());

  /** The statements that a report takes, from its answer to its end. */
  async function statementsOf(keys: string[]): Promise<string[]> {
    const statements: string[] = [];
    const note = ({ sql }: { sql: string }) => void statements.push(sql);
    const { connection } = cms.running.cms.db;
    connection.on('query', note);
    const { leakReports } = pluginServices(cms.running.cms);
    leakReports.take(keys);
    expect(statements).toEqual([]);
    await leakReports.stop();
    connection.off('query', note);
    return statements;
  }

  it('take one statement for all keys of no token, which only reads', async () => {
    const statements = await statementsOf(Array.from({ length: 100 }, () => createAccessKey('cms', 'content')));
    expect(statements).toHaveLength(1);
    expect(statements[0]).toMatch(/^select/i);
  });

  it('pause several tokens in one transaction, and drop their keys from memory', async () => {
    const made = [];
    for (const name of ['one', 'two']) made.push((await admin.post('/admin/api-tokens', { name, type: 'read-only' }).expect(201)).body.data);
    for (const { accessKey } of made) await cms.as(accessKey).get('/api/articles').expect(200);
    const statements = await statementsOf(made.map(({ accessKey }) => accessKey));
    expect(statements.filter((sql) => /^(begin(?! not atomic)|.*start transaction)/.test(sql)).length).toBeLessThanOrEqual(1);
    for (const { accessKey } of made) await cms.as(accessKey).get('/api/articles').expect(401);
  });
});

describe('reports of leaked keys while the database is unavailable', () => {
  const logged: string[] = [];
  const log = { warn: (line: string) => void logged.push(`warn ${line}`), error: (line: string) => void logged.push(`error ${line}`) };
  beforeEach(() => void logged.splice(0));

  it('are tried again until it is back', async () => {
    let attempts = 0;
    const done = new Promise<void>((resolve) => {
      createLeakReports(keyring, async (hashes) => {
        attempts += 1;
        if (attempts === 1) throw new UnavailableError();
        resolve();
        return [`${hashes.length} found`];
      }, log).take(['a', 'b', 'a']);
    });
    await done;
    await new Promise(setImmediate);
    expect(attempts).toBe(2);
    expect(logged).toEqual(['warn API tokens: 2 found']);
  });

  it('are not taken without end, and those that are lost at a stop are logged, without their keys', async () => {
    const reports = createLeakReports(keyring, async () => {
      throw new UnavailableError();
    }, log);
    for (let count = 0; count < 20; count += 1) reports.take(['a secret key']);
    expect(() => reports.take(['one too many'])).toThrow(expect.objectContaining({ status: 503, headers: { 'Retry-After': '1' } }));
    await reports.stop();
    expect(logged).toHaveLength(20);
    expect(logged[0]).toMatch(/^error API tokens: a report of leaked keys was lost: /);
    expect(logged.join()).not.toContain('a secret key');
  });
});
