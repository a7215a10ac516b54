import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRole } from '../support/accounts';
import { firstAdmin } from '../support/cms';
import { dialectsUnderTest, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';
import { startStrapiHost, type StrapiHost } from '../support/hosts/strapi-host';

const PROCESSES = 3;
const KINDS = ['api-tokens', 'admin-tokens'];
const TABLES = ['api_tokens_revision', 'api_tokens_changes', 'api_tokens_events', 'api_tokens_keys', 'api_tokens_permissions', 'api_tokens_issued'];
/** What the plugin keeps in Strapi's store. */
const STORED = ['core_persisted_tables', 'plugin_api-tokens_revealGranted'];

const servers = dialectsUnderTest().filter((dialect) => dialect !== 'sqlite');

/**
 * Strapi's own start cannot be raced on an empty database, with or without the plugin: it compares and makes its tables without a lock, so that
 * all but one process end at a `create table` for one that is there already, and on MariaDB, where such a statement cannot be rolled back, all
 * of them. So a first process makes the tables, and what the plugin does at its first start is done anew by three at once.
 */
(servers.length > 0 ? describe.each(servers) : describe.skip.each(['postgres', 'mysql'] as const))('three Strapi processes that start at once on %s', (dialect) => {
  let database: TestDatabaseSettings;
  let folder: string;
  let hosts: StrapiHost[];
  let role: number;

  beforeAll(async () => {
    database = await testDatabaseSettings(dialect);
    const first = await startStrapiHost(dialect, { database });
    const { body } = await first.as().post('/admin/register-admin', firstAdmin).expect(200);
    role = await makeRole(first.as(body.data.token), 'Readers', KINDS.map((kind) => `plugin::api-tokens.${kind}.read`));
    await first.stop();
    await first.inDatabase(async (knex) => {
      for (const table of TABLES) await knex(table).delete();
      await knex('strapi_core_store_settings').whereIn('key', STORED).delete();
    });
    folder = mkdtempSync(join(tmpdir(), 'strapi-together-'));
    const variables = { START_TOGETHER: String(PROCESSES), START_TOGETHER_FOLDER: folder };
    hosts = await Promise.all(Array.from({ length: PROCESSES }, () => startStrapiHost(dialect, { database, variables })));
  });
  afterAll(async () => {
    await Promise.all((hosts ?? []).map((host) => host.stop()));
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('do once what a first start does: the revision, what Strapi is told to keep, and what roles are given', async () => {
    const [revisions, stored, granted] = await hosts[0]!.inDatabase(async (knex) => [
      await knex('api_tokens_revision').pluck('id'),
      await knex('strapi_core_store_settings').whereIn('key', STORED).orderBy('key').pluck('key'),
      await knex('admin_permissions as p').join('admin_permissions_role_lnk as l', 'l.permission_id', 'p.id')
        .where({ role_id: role }).where('action', 'like', '%.reveal').orderBy('action').pluck('action'),
    ]);
    expect(revisions).toEqual([1]);
    expect(stored).toEqual(STORED);
    expect(granted).toEqual(['plugin::api-tokens.admin-tokens.reveal', 'plugin::api-tokens.api-tokens.reveal']);
  });

  it('leave the default tokens to Strapi, which has each once', async () => {
    const [own, ofStrapi] = await hosts[0]!.inDatabase(async (knex) => [
      await knex('api_tokens_issued').pluck('name'),
      await knex('strapi_api_tokens').orderBy('name').pluck('name'),
    ]);
    expect(own).toEqual([]);
    expect(ofStrapi).toEqual(['Full Access', 'Read Only']);
  });

  it('answer, and accept the keys that another one has made', async () => {
    const { email, password } = firstAdmin;
    const jwt = (await hosts[0]!.as().post('/admin/login', { email, password }).expect(200)).body.data.token;
    for (const [n, maker] of hosts.entries()) {
      const make = async (path: string, body: object) => (await maker.as(jwt).post(path, { name: `${path} ${n}`, ...body }).expect(201)).body.data.accessKey;
      const content = await make('/api-tokens', { type: 'read-only' });
      const admin = await make('/admin-tokens', { adminPermissions: [{ action: 'admin::users.read' }] });
      for (const host of hosts) {
        await host.as(content).get('/api/articles').expect(200);
        await host.as(admin).get('/admin/users').expect(200);
      }
    }
  });

  it('log no error', () => {
    for (const host of hosts) expect(host.log().split('\n').filter((line) => /\berror\b/i.test(line))).toEqual([]);
  });
});
