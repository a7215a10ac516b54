import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAccessKey } from '../../server/key/access-key';
import { firstAdmin } from '../support/cms';
import { dialectsUnderTest, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';
import { startStrapiHost, type StrapiHost } from '../support/hosts/strapi-host';

const PROCESSES = 3;
/** What the plugin keeps in Strapi's store. */
const STORED = ['core_persisted_tables', 'plugin_api-tokens_revealGranted'];

const servers = dialectsUnderTest().filter((dialect) => dialect !== 'sqlite');

/**
 * Strapi makes its tables without a lock, with the plugin or without it: of several processes that start on an empty database, those that come upon a
 * table or an index that another one has just made end, and start again here. Each waits before the plugin's part of its start until all have come that
 * far.
 */
(servers.length > 0 ? describe.each(servers) : describe.skip.each(['postgres', 'mysql'] as const))('three Strapi processes that start at once on an empty database on %s', (dialect) => {
  let database: TestDatabaseSettings;
  let folder: string;
  let hosts: StrapiHost[];
  const declared = createAccessKey('cms', 'content');

  beforeAll(async () => {
    database = await testDatabaseSettings(dialect);
    folder = mkdtempSync(join(tmpdir(), 'strapi-together-'));
    const variables = {
      START_TOGETHER: String(PROCESSES), START_TOGETHER_FOLDER: folder, API_TOKENS: JSON.stringify([{ name: 'declared', type: 'read-only', key: declared }]),
    };
    hosts = await Promise.all(Array.from({ length: PROCESSES }, () =>
      startStrapiHost(dialect, { database, variables, restartsAfter: /(create|alter) (table|index|unique index) .* (already exists|duplicate|deadlock|can't drop)/i })));
  });
  afterAll(async () => {
    await Promise.all((hosts ?? []).map((host) => host.stop()));
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('do once what a first start does: the revision, and what the plugin keeps in Strapi’s store', async () => {
    const [revisions, stored] = await hosts[0]!.inDatabase(async (knex) => [
      await knex('api_tokens_revision').pluck('id'),
      await knex('strapi_core_store_settings').whereIn('key', STORED).orderBy('key').pluck('key'),
    ]);
    expect(revisions).toEqual([1]);
    expect(stored).toEqual(STORED);
  });

  it('make each declared token once, and leave the default tokens to Strapi', async () => {
    const [own, events, ofStrapi] = await hosts[0]!.inDatabase(async (knex) => [
      await knex('api_tokens_issued').pluck('name'),
      await knex('api_tokens_events').pluck('action'),
      await knex('strapi_api_tokens').distinct('name').orderBy('name').pluck('name'),
    ]);
    expect(own).toEqual(['declared']);
    expect(events).toEqual(['token.create']);
    // Strapi may make each several times: it counts its tokens, and then makes them, without a lock.
    expect(ofStrapi).toEqual(['Full Access', 'Read Only']);
    for (const host of hosts) await host.as(declared).get('/api/articles').expect(200);
  });

  it('answer, and accept the keys that another one has made', async () => {
    const jwt = (await hosts[0]!.as().post('/admin/register-admin', firstAdmin).expect(200)).body.data.token;
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
