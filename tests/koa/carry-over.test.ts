import Koa from 'koa';
import type { Knex } from 'knex';
import request from 'supertest';
import { createKoaApiTokens } from '../../koa/create-koa-api-tokens';
import { createAccessKey } from '../../server/key/access-key';
import { hashKey } from '../../server/key/hash-key';
import { dialectsUnderTest, type DialectName, quietLog } from '../support/database';
import { encryptAsStrapi } from '../support/secrets/encrypt-as-strapi';
import { type AppDatabase, createAppDatabase } from './app-knex';
import { camel, mappers, snake } from './name-mappers';

const salt = 'a salt for tests that is long enough';
const encryptionKey = 'an encryption key for tests';

const DATETIMES: Record<DialectName, string> = { sqlite: 'datetime', postgres: 'timestamptz(3)', mysql: 'datetime(3)' };

/** The tables of version 0.1.0, with one token of each type and a damaged one; their keys. */
async function makeFormerTables(knex: Knex, dialect: DialectName): Promise<Record<'custom' | 'expired' | 'plain', string>> {
  const datetime = DATETIMES[dialect];
  const at = (iso: string) => ({ sqlite: Date.parse(iso), postgres: iso, mysql: iso.replace('T', ' ').replace('Z', '') })[dialect];
  const common = (table: Knex.CreateTableBuilder) => {
    table.increments('id').primary();
    table.string('document_id').unique();
    for (const name of ['created_at', 'updated_at']) table.specificType(name, datetime);
  };
  await knex.schema.createTable('api_tokens_owners', (table) => {
    common(table);
    for (const name of ['firstname', 'lastname', 'username', 'email']) table.string(name);
  });
  await knex.schema.createTable('api_tokens_tokens', (table) => {
    common(table);
    for (const name of ['kind', 'type', 'hint']) table.string(name);
    table.string('name').unique();
    table.string('access_key').unique();
    for (const name of ['description', 'encrypted_key']) table.text(name);
    table.bigInteger('lifespan');
    for (const name of ['expires_at', 'last_used_at']) table.specificType(name, datetime);
    table.integer('admin_user_owner_id').unsigned().references('api_tokens_owners.id').onDelete('set null');
  });
  await knex.schema.createTable('api_tokens_token_permissions', (table) => {
    common(table);
    for (const name of ['action', 'subject']) table.string(name);
    for (const name of ['action_parameters', 'properties', 'conditions']) table.text(name);
    table.integer('token_id').unsigned().references('api_tokens_tokens.id').onDelete('set null');
  });
  const keys = { custom: createAccessKey('cms', 'content'), expired: createAccessKey('cms', 'content'), plain: createAccessKey('cms', 'content') };
  const token = (id: number, name: keyof typeof keys, more: object) => ({
    id, name, kind: 'content-api', type: 'full-access', description: `${name}, described`, access_key: hashKey(keys[name], salt), hint: keys[name].slice(-4),
    created_at: at('2026-01-02T03:04:05.678Z'), updated_at: at('2026-02-03T04:05:06.789Z'), ...more,
  });
  await knex('api_tokens_tokens').insert(token(3, 'custom', {
    type: 'custom', encrypted_key: encryptAsStrapi(keys.custom, encryptionKey), lifespan: 604_800_000, expires_at: at('2126-01-02T03:04:05.678Z'),
    last_used_at: at('2026-03-04T05:06:07.890Z'),
  }));
  await knex('api_tokens_tokens').insert(token(5, 'expired', { lifespan: 604_800_000, expires_at: at('2026-01-09T03:04:05.678Z') }));
  await knex('api_tokens_tokens').insert(token(8, 'plain', {}));
  for (const action of ['notes.find', 'notes.create']) await knex('api_tokens_token_permissions').insert({ action, token_id: 3, properties: '{}', conditions: '[]' });
  return keys;
}

describe.each(dialectsUnderTest())('a database of version 0.1.0 on %s', (dialect) => {
  let database: AppDatabase;
  beforeEach(async () => {
    database = await createAppDatabase(dialect);
  });
  afterEach(() => database.drop());

  // Started twice at once: it is done once.
  it.each<{ what: string; config: Knex.Config; connection: object }>([
    { what: 'as knex has it', config: {}, connection: {} },
    { what: 'with mappers of snake case, in another zone', config: mappers(snake, camel), connection: dialect === 'mysql' ? { timezone: '+05:30' } : {} },
  ])('keeps its tokens, with their ids, keys, permissions and times: $what', async ({ config, connection }) => {
    const beside = database.knex();
    const keys = await makeFormerTables(beside, dialect);
    const knex = database.knex(config, connection);
    const said: string[] = [];
    const options = { knex, salt, encryptionKey, actions: ['notes.find', 'notes.create'], log: { ...quietLog, info: (line: string) => said.push(line) } };
    const [tokens] = await Promise.all([createKoaApiTokens(options), createKoaApiTokens(options)]);
    expect(said).toEqual(['API tokens: 3 tokens of version 0.1.0 were carried over.']);

    expect(await tokens!.reveal(3)).toBe(keys.custom);
    expect(await tokens!.get(3)).toMatchObject({
      id: 3, name: 'custom', type: 'custom', description: 'custom, described', permissions: ['notes.find', 'notes.create'], lifespan: '604800000',
      hint: keys.custom.slice(-4), expiresAt: '2126-01-02T03:04:05.678Z', lastUsedAt: '2026-03-04T05:06:07.890Z',
      createdAt: '2026-01-02T03:04:05.678Z', updatedAt: '2026-02-03T04:05:06.789Z',
    });
    expect(await tokens!.list()).toMatchObject([{ id: 3 }, { id: 5, state: 'expired' }, { id: 8, expiresAt: null, lastUsedAt: null, state: 'active' }]);
    const app = new Koa();
    app.silent = true;
    app.use(tokens!.requires('notes.create')).use((ctx) => {
      ctx.body = 'in';
    });
    for (const [key, status] of [[keys.custom, 200], [keys.plain, 200], [keys.expired, 401]] as const) {
      await request(app.callback()).get('/').set('Authorization', `Bearer ${key}`).expect(status);
    }
    expect((await tokens!.create({ name: 'next' })).id).toBeGreaterThan(8);
    for (const name of ['api_tokens_tokens', 'api_tokens_token_permissions', 'api_tokens_owners']) expect([name, await beside.schema.hasTable(name)]).toEqual([name, false]);
  });
});
