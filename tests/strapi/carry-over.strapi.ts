import type { Knex } from 'knex';
import { firstAdmin, type Client } from '../support/cms';
import { dialectsUnderTest } from '../support/database';
import { startStrapiHost, type StrapiHost } from '../support/hosts/strapi-host';

const FORMER = [
  'api_tokens_tokens', 'api_tokens_token_permissions', 'api_tokens_tokens_admin_user_owner_lnk', 'api_tokens_token_permissions_token_lnk',
] as const;
const [TOKENS, PERMISSIONS, OWNER_LINKS, PERMISSION_LINKS] = FORMER;
const USED = Date.UTC(2025, 10, 3, 4, 5, 6, 789);

describe.each(dialectsUnderTest())('tokens of version 0.1.0 in Strapi on %s', (dialect) => {
  let host: StrapiHost;
  let admin: Client;
  /** What is shown of each token, by its path, and its key. */
  let before: Map<string, { shown: any; accessKey: string }>;

  beforeAll(async () => {
    host = await startStrapiHost(dialect);
    admin = await login('/admin/register-admin', firstAdmin);
    const keeps = ['access', 'read', 'create'].map((verb) => ({ action: `plugin::api-tokens.api-tokens.${verb}`, subject: null, properties: {}, conditions: [] }));
    const reads = { action: 'plugin::content-manager.explorer.read', subject: 'api::article.article', properties: { fields: ['title'] }, conditions: [] };
    const tokens = await Promise.all([
      make(admin, '/admin-tokens', { name: 'keeper', lifespan: 7_776_000_000, adminPermissions: [...keeps, reads] }),
      make(admin, '/api-tokens', { name: 'reader', type: 'read-only' }),
      make(admin, '/api-tokens', { name: 'custom', type: 'custom', lifespan: 604_800_000, permissions: ['api::article.article.find', 'api::article.article.create'] }),
      make(admin, '/api-tokens', { name: 'made', type: 'read-only' }),
    ]);
    await host.inDatabase(async (knex) => {
      await knex('api_tokens_keys').update({ last_used_at: USED });
      const madeBy = { made_by_type: 'admin-token', made_by_id: tokens[0].id, made_by_label: 'keeper' };
      await knex('api_tokens_issued').where({ name: 'made' }).update(madeBy);
    });
    before = new Map();
    for (const { path, accessKey } of tokens) before.set(path, { accessKey, shown: await shown(path) });
    await host.inDatabase(async (knex) => {
      await moveToFormerTables(knex);
      await tellStrapiOfFormerTables(knex);
    });
    await host.restart();
    admin = await login('/admin/login', { email: firstAdmin.email, password: firstAdmin.password });
  });
  afterAll(() => host?.stop());

  const login = async (path: string, body: object) => host.as((await host.as().post(path, body).expect(200)).body.data.token);
  async function make(client: Client, path: string, body: object): Promise<{ id: number; path: string; accessKey: string }> {
    const { id, accessKey } = (await client.post(path, body).expect(201)).body.data;
    return { id, path: `${path}/${id}`, accessKey };
  }
  /** A token without the ids of its permissions, which are given anew. */
  async function shown(path: string): Promise<any> {
    const { adminPermissions, ...rest } = (await admin.get(path).expect(200)).body.data;
    return { ...rest, ...(adminPermissions && { adminPermissions: adminPermissions.map(({ id: _, ...permission }: any) => permission) }) };
  }
  const keyOf = (name: string) => [...before.values()].find((token) => token.shown.name === name)!.accessKey;

  it('are shown as before, with their ids, owners, makers, permissions, keys and times', async () => {
    for (const [path, token] of before) expect(await shown(path)).toEqual(token.shown);
    expect([...before.values()].map((token) => token.shown.lastUsedAt)).toEqual(Array(4).fill(new Date(USED).toISOString()));
    expect(host.log()).toContain('API tokens: 4 tokens of version 0.1.0 were carried over.');
  });

  it('let in whom they did, and no further', async () => {
    await host.as(keyOf('reader')).get('/api/articles').expect(200);
    await host.as(keyOf('reader')).post('/api/articles', { data: { title: 'x' } }).expect(403);
    await host.as(keyOf('made')).get('/api/articles').expect(200);
    await host.as(keyOf('custom')).post('/api/articles', { data: { title: 'x' } }).expect(201);
    await host.as(keyOf('custom')).get('/api/categories').expect(403);
    await host.as(keyOf('keeper')).get('/content-manager/collection-types/api::article.article').expect(200);
    await host.as(keyOf('keeper')).get('/admin/users').expect(403);
  });

  it('leave no tables behind, and their ids are not given again', async () => {
    for (const name of FORMER) expect(await host.inDatabase((knex) => knex.schema.hasTable(name))).toBe(false);
    const { body } = await admin.post('/api-tokens', { name: 'new' }).expect(201);
    expect(body.data.id).toBeGreaterThan(Math.max(...[...before.values()].map((token) => token.shown.id)));
  });

  it('are there after the next start', async () => {
    await host.restart();
    admin = await login('/admin/login', { email: firstAdmin.email, password: firstAdmin.password });
    await host.as(keyOf('made')).get('/api/articles').expect(200);
    expect(host.log().match(/were carried over/g)).toHaveLength(1);
  });
});

/** Makes the tables that Strapi made for version 0.1.0, and moves all tokens there. */
async function moveToFormerTables(knex: Knex): Promise<void> {
  const common = (table: Knex.CreateTableBuilder) => {
    table.increments('id');
    for (const name of ['document_id', 'locale']) table.string(name);
    for (const name of ['created_at', 'updated_at', 'published_at']) table.datetime(name, { useTz: false, precision: 6 });
    for (const name of ['created_by_id', 'updated_by_id']) table.integer(name).unsigned().references('id').inTable('admin_users').onDelete('SET NULL');
  };
  const link = (name: string, [one, oneTarget]: [string, string], [other, otherTarget]: [string, string]) => knex.schema.createTable(name, (table) => {
    table.increments('id');
    table.integer(one).unsigned().references('id').inTable(oneTarget).onDelete('CASCADE').withKeyName(`${name}_fk`);
    table.integer(other).unsigned().references('id').inTable(otherTarget).onDelete('CASCADE').withKeyName(`${name}_ifk`);
  });
  await knex.schema.createTable(TOKENS, (table) => {
    common(table);
    for (const name of ['name', 'kind', 'type', 'access_key', 'hint', 'made_by_type', 'made_by_label']) table.string(name);
    for (const name of ['description', 'encrypted_key']) table.text(name, 'longtext');
    for (const name of ['expires_at', 'last_used_at']) table.datetime(name, { useTz: false, precision: 6 });
    table.bigInteger('lifespan');
    table.integer('made_by_id');
    table.unique(['name']);
    table.unique(['access_key']);
  });
  await knex.schema.createTable(PERMISSIONS, (table) => {
    common(table);
    for (const name of ['action', 'subject']) table.string(name);
    for (const name of ['action_parameters', 'properties', 'conditions']) table.jsonb(name);
  });
  await link(OWNER_LINKS, ['token_id', TOKENS], ['user_id', 'admin_users']);
  await link(PERMISSION_LINKS, ['token_permission_id', PERMISSIONS], ['token_id', TOKENS]);

  const date = (time: unknown) => (time === null ? null : new Date(Number(time)));
  const tokens: any[] = await knex('api_tokens_issued as t').join('api_tokens_keys as k', 'k.token_id', 't.id')
    .select('t.*', 'k.hash', 'k.hint', 'k.encrypted_key', 'k.last_used_at');
  for (const { id, name, description, kind, type, hint, encrypted_key, lifespan, made_by_type, made_by_id, made_by_label, ...row } of tokens) {
    await knex(TOKENS).insert({
      id, name, description, kind, type, access_key: row.hash, hint, encrypted_key, lifespan, made_by_type, made_by_id, made_by_label,
      expires_at: date(row.expires_at), last_used_at: date(row.last_used_at), created_at: date(row.issued_at), updated_at: date(row.changed_at),
    });
    if (row.admin_user_owner_id !== null) await knex(OWNER_LINKS).insert({ token_id: id, user_id: row.admin_user_owner_id });
  }
  for (const { id, token_id, action, subject, action_parameters, properties, conditions } of await knex('api_tokens_permissions').orderBy('id')) {
    await knex(PERMISSIONS).insert({ id, action, subject, action_parameters, properties, conditions });
    await knex(PERMISSION_LINKS).insert({ token_permission_id: id, token_id });
  }
  for (const name of ['api_tokens_permissions', 'api_tokens_keys', 'api_tokens_issued']) await knex(name).delete();
}

/** Strapi compares its tables with the content types, and drops those of its own that these do not have, where nobody has told it to keep them. */
async function tellStrapiOfFormerTables(knex: Knex): Promise<void> {
  const [{ id, schema: stored }] = await knex('strapi_database_schema');
  const schema = typeof stored === 'string' ? JSON.parse(stored) : stored;
  schema.tables.push(...FORMER.map((name) => ({ name, columns: [], indexes: [], foreignKeys: [] })));
  await knex('strapi_database_schema').where({ id }).update({ schema: JSON.stringify(schema), hash: 'that of other content types' });
  await knex('strapi_core_store_settings').where({ key: 'core_persisted_tables' }).delete();
}
