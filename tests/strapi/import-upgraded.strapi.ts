import { randomBytes } from 'node:crypto';
import createKnex, { type Knex } from 'knex';
import { hashKey } from '../../server/key/hash-key';
import { logIn } from '../api/api-suite';
import { firstAdmin, testVariables, type Client } from '../support/cms';
import { dialectsUnderTest, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';
import { startStrapiHost, STRAPI_DRIVERS, type StrapiHost } from '../support/hosts/strapi-host';

const DAY_MS = 86_400_000;
const GONE = 'plugin::seo.settings.find';
const USED = new Date(Date.UTC(2024, 5, 1, 2, 3, 4, 567));
const ENDS = new Date(Date.now() + 40 * DAY_MS);

const keys = { reader: newKey(), writer: newKey(), chooser: newKey(), ended: newKey() };
function newKey(): string {
  return randomBytes(128).toString('hex');
}

/** The tables of API tokens as Strapi 4.25 makes them, with the names that its version 5 renames. */
async function makeTablesOfVersion4(knex: Knex): Promise<void> {
  const times = (table: Knex.CreateTableBuilder) => {
    for (const name of ['created_at', 'updated_at']) table.datetime(name, { useTz: false, precision: 6 });
    for (const name of ['created_by_id', 'updated_by_id']) table.integer(name).unsigned();
  };
  await knex.schema.createTable('strapi_api_tokens', (table) => {
    table.increments('id');
    for (const name of ['name', 'description', 'type', 'access_key']) table.string(name);
    for (const name of ['last_used_at', 'expires_at']) table.datetime(name, { useTz: false, precision: 6 });
    table.bigInteger('lifespan');
    times(table);
  });
  await knex.schema.createTable('strapi_api_token_permissions', (table) => {
    table.increments('id');
    table.string('action');
    times(table);
  });
  await knex.schema.createTable('strapi_api_token_permissions_token_links', (table) => {
    table.increments('id');
    table.integer('api_token_permission_id').unsigned().references('strapi_api_token_permissions.id')
      .onDelete('CASCADE').withKeyName('strapi_api_token_permissions_token_links_fk');
    table.integer('api_token_id').unsigned().references('strapi_api_tokens.id').onDelete('CASCADE').withKeyName('strapi_api_token_permissions_token_links_inv_fk');
    table.double('api_token_permission_order').unsigned();
    table.unique(['api_token_permission_id', 'api_token_id'], { indexName: 'strapi_api_token_permissions_token_links_unique' });
  });
}

async function fillTables(knex: Knex): Promise<void> {
  const make = async (id: number, name: keyof typeof keys, rest: object) => knex('strapi_api_tokens').insert({
    id, name, description: `The ${name}`, access_key: hashKey(keys[name], testVariables.API_TOKEN_SALT), created_at: USED, updated_at: USED, ...rest,
  });
  await make(1, 'reader', { type: 'read-only', last_used_at: USED, lifespan: 90 * DAY_MS, expires_at: ENDS });
  await make(2, 'writer', { type: 'full-access' });
  await make(3, 'chooser', { type: 'custom' });
  await make(4, 'ended', { type: 'full-access', lifespan: 7 * DAY_MS, expires_at: USED });
  await knex('strapi_api_token_permissions').insert({ id: 1, action: 'api::article.article.find', created_at: USED, updated_at: USED });
  await knex('strapi_api_token_permissions_token_links').insert({ api_token_permission_id: 1, api_token_id: 3, api_token_permission_order: 1 });
  if (knex.client.config.client !== 'pg') return;
  for (const [table, next] of [['strapi_api_tokens', 5], ['strapi_api_token_permissions', 2]] as const) {
    await knex.raw('select setval(pg_get_serial_sequence(?, \'id\'), ?, false)', [table, next]);
  }
}

describe.each(dialectsUnderTest())('an import from a database that Strapi has upgraded from version 4, on %s', (dialect) => {
  let database: TestDatabaseSettings;
  let host: StrapiHost;
  let admin: Client;

  beforeAll(async () => {
    database = await testDatabaseSettings(dialect);
    const { DATABASE_URL, DATABASE_FILENAME } = database.env;
    const knex = createKnex({ client: STRAPI_DRIVERS[dialect], connection: DATABASE_URL ?? { filename: DATABASE_FILENAME! }, useNullAsDefault: true });
    await makeTablesOfVersion4(knex).then(() => fillTables(knex)).finally(() => knex.destroy());
    host = await startStrapiHost(dialect, { database });
    await host.as().post('/admin/register-admin', firstAdmin).expect(200);
    admin = host.as(await logIn(host, firstAdmin));
  });
  afterAll(async () => {
    await host?.stop();
    await database?.drop();
  });

  async function expectKeysWork(): Promise<void> {
    for (const name of ['reader', 'writer', 'chooser'] as const) await host.as(keys[name]).get('/api/articles').expect(200);
    await host.as(keys.writer).post('/api/articles', { data: { title: 'x' } }).expect(201);
    for (const name of ['reader', 'chooser'] as const) await host.as(keys[name]).post('/api/articles', { data: { title: 'x' } }).expect(403);
    await host.as(keys.ended).get('/api/articles').expect(401);
  }
  const theirs = () => host.inDatabase(async (knex) => ({
    tokens: await knex('strapi_api_tokens').pluck('name'), permissions: await knex('strapi_api_token_permissions').pluck('action'),
    links: await knex('strapi_api_token_permissions_token_lnk').pluck('api_token_id'),
  }));

  it('moves the tokens with their keys, permissions, ends and uses, and says first which permissions are lost', async () => {
    await expectKeysWork();
    expect((await theirs()).links).toEqual([3]);
    // As a plugin leaves it behind that is removed; at its next start, Strapi deletes it.
    await host.inDatabase(async (knex) => {
      const [made] = await knex('strapi_api_token_permissions').insert({ action: GONE }, ['id']);
      await knex('strapi_api_token_permissions_token_lnk').insert({ api_token_permission_id: made.id ?? made, api_token_id: 3, api_token_permission_ord: 2 });
    });
    const planned = (await admin.get('/strapi-tokens').expect(200)).body.data;
    expect(planned.tokens.map(({ name, outcome, lost }: any) => [name, outcome, lost]))
      .toEqual([['reader', 'imported', []], ['writer', 'imported', []], ['chooser', 'imported', [GONE]], ['ended', 'imported', []]]);
    expect((await admin.get('/api-tokens').expect(200)).body.data).toEqual([]);

    expect((await admin.post('/strapi-tokens/import', { deleteOriginals: true }).expect(200)).body.data).toEqual({ ...planned, deleted: 4 });
    expect(await theirs()).toEqual({ tokens: [], permissions: [], links: [] });
    await expectKeysWork();
    const { data } = (await admin.get('/api-tokens').expect(200)).body;
    expect(data).toMatchObject([
      { name: 'chooser', type: 'custom', permissions: ['api::article.article.find'], expiresAt: null },
      { name: 'ended', state: 'expired', expiresAt: USED.toISOString() },
      { name: 'reader', description: 'The reader', lifespan: String(90 * DAY_MS), expiresAt: ENDS.toISOString(), createdAt: USED.toISOString() },
      { name: 'writer', type: 'full-access', lastUsedAt: expect.any(String) },
    ]);
  });

  it('gives a token that had ended its key back once its end is moved', async () => {
    const [{ id }] = (await admin.get('/api-tokens?_q=ended').expect(200)).body.data;
    await admin.put(`/api-tokens/${id}`, { expiresAt: null }).expect(200);
    await host.as(keys.ended).get('/api/articles').expect(200);
  });
});
