import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { createKoaApiTokens } from '../../koa/create-koa-api-tokens';
import { createTables } from '../../koa/create-tables';
import { dialectsUnderTest, quietLog } from '../support/database';
import { type AppDatabase, createAppDatabase } from './app-knex';

const options = { salt: 'a salt for tests that is long enough', actions: ['notes.find'], log: quietLog };

describe.each(dialectsUnderTest())('the tables of tokens in an app on %s', (dialect) => {
  let database: AppDatabase;
  let knex: Knex;
  beforeEach(async () => {
    database = await createAppDatabase(dialect);
    knex = database.knex();
  });
  afterEach(() => database.drop());

  /** What the indexes of the database are called; the unique ones end in `_unique`. */
  async function indexes(): Promise<string[]> {
    const rows = await {
      sqlite: () => knex('sqlite_master').where({ type: 'index' }).select('name'),
      postgres: () => knex('pg_indexes').whereRaw('schemaname = current_schema()').select({ name: 'indexname' }),
      mysql: () => knex('information_schema.statistics').whereRaw('table_schema = database()').distinct({ name: 'index_name' }),
    }[dialect]();
    return rows.map(({ name }: { name: string }) => name).filter((name: string) => name.startsWith('api_tokens_') && !name.endsWith('_pkey')).sort();
  }

  const ALL = [
    'api_tokens_changes_revision_index', 'api_tokens_denials_at_index', 'api_tokens_denials_token_index', 'api_tokens_events_at_index',
    'api_tokens_events_token_index', 'api_tokens_issued_admin_user_owner_id_index', 'api_tokens_issued_made_by_index', 'api_tokens_issued_name_unique',
    'api_tokens_keys_hash_unique', 'api_tokens_keys_token_id_index', 'api_tokens_permissions_token_id_index',
    'api_tokens_usage_actions_day_index', 'api_tokens_usage_actions_unique', 'api_tokens_usage_day_index', 'api_tokens_usage_day_unique',
  ];

  it('are made with all columns and indexes, and once', async () => {
    await createTables(knex);
    expect(Object.keys(await knex('api_tokens_issued').columnInfo()).sort()).toEqual([
      'admin_user_owner_id', 'allowed_addresses', 'changed_at', 'description', 'enabled', 'expires_at', 'id', 'issued_at', 'kind', 'lifespan',
      'made_by_id', 'made_by_label', 'made_by_type', 'managed_by', 'name', 'rate_limit', 'restrictions', 'starts_at', 'told_end', 'type',
    ]);
    expect(await indexes()).toEqual(ALL);
    await knex('api_tokens_issued').insert({ name: 'once' });
    await createTables(knex);
    await expect(knex('api_tokens_issued').insert({ name: 'once' })).rejects.toHaveProperty('message', expect.stringMatching(/unique|duplicate/i));
    await knex('api_tokens_issued').insert({ name: 'Once' });
  });

  it('get the columns and indexes that they lack, and keep what they have', async () => {
    await createTables(knex);
    await knex('api_tokens_keys').insert({ hash: 'kept' });
    await knex.schema.alterTable('api_tokens_keys', (table) => table.dropColumn('encrypted_key'));
    await knex.raw(dialect === 'mysql' ? 'drop index api_tokens_keys_hash_unique on api_tokens_keys' : 'drop index api_tokens_keys_hash_unique');
    await knex.schema.alterTable('api_tokens_issued', (table) => table.string('of_the_app'));
    await createTables(knex);
    expect(await knex('api_tokens_keys').select('hash', 'encrypted_key')).toEqual([{ hash: 'kept', encrypted_key: null }]);
    expect(await indexes()).toEqual(ALL);
    expect(await knex.schema.hasColumn('api_tokens_issued', 'of_the_app')).toBe(true);
  });

  it('do not give out the id of a deleted token again', async () => {
    await createTables(knex);
    await knex('api_tokens_issued').insert({ name: 'one' });
    await knex('api_tokens_issued').delete();
    await knex('api_tokens_issued').insert({ name: 'two' });
    expect(await knex('api_tokens_issued').select('id')).toEqual([{ id: 2 }]);
  });

  it('are created once by concurrent starts in one process', async () => {
    const instances = dialect === 'sqlite' ? [knex] : [knex, database.knex(), database.knex(), database.knex()];
    const started = await Promise.all(Array.from({ length: 4 }, (_, index) => createKoaApiTokens({ ...options, knex: instances[index % instances.length]! })));
    expect(await indexes()).toEqual(ALL);
    expect(await knex('api_tokens_revision').select('id')).toEqual([{ id: 1 }]);
    await Promise.all(started.map((tokens, index) => tokens.create({ name: `token ${index}` })));
    expect(await started[0]!.list()).toHaveLength(4);
    for (const tokens of started) await tokens.close();
  });

  it('are created once by processes that start at once', async () => {
    const processes = Array.from({ length: 4 }, () => fork(join(__dirname, 'start-process.ts'), {
      execArgv: ['--import', 'tsx'], env: { ...process.env, KNEX: JSON.stringify(database.config) }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    }));
    await Promise.all(processes.map((child) => once(child, 'message')));
    const ends = processes.map((child) => once(child, 'exit'));
    for (const child of processes) child.send('start');
    expect((await Promise.all(ends)).map(([code]) => code)).toEqual([0, 0, 0, 0]);
    expect(await indexes()).toEqual(ALL);
    expect(await knex('api_tokens_revision').select('id')).toEqual([{ id: 1 }]);
    expect((await knex('api_tokens_issued').select('name')).map(({ name }) => name).sort()).toEqual(processes.map(({ pid }) => String(pid)).sort());
  }, 60_000);

  it('are not made in place of something else of their name', async () => {
    await knex.raw('create view api_tokens_issued as select 1 as x');
    await expect(createKoaApiTokens({ ...options, knex })).rejects.toThrow('createKoaApiTokens: the database cannot be used: ');
    await knex.raw('drop view api_tokens_issued');
    // What the app has is still there, and nothing is in the way of another start.
    expect(await knex.select(knex.raw('1 as x'))).toEqual([{ x: 1 }]);
    await (await createKoaApiTokens({ ...options, knex })).close();
  });
});
