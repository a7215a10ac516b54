import type { Knex } from 'knex';
import { createTables } from '../../../koa/create-tables';
import { createAccessKey } from '../../../server/key/access-key';
import { hashKey } from '../../../server/key/hash-key';
import { type AppDatabase, createAppDatabase } from '../../koa/app-knex';
import { dialectsUnderTest } from '../database';
import { noteSecrets } from '../secrets/secrets-in-use';
import { testVariables } from '../secrets/test-variables';

const key = createAccessKey('cms', 'content');
const hash = hashKey(key, testVariables.API_TOKEN_SALT);
const cipher = 'v2:1f2e3d4c5b6a798800112233445566778899aabb:00112233445566778899aabb:ffeeddccbbaa99887766554433221100ffeeddcc:0011';
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJ1c2VySWQiOiIxIn0.c2lnbmF0dXJl';
noteSecrets({ API_TOKENS: JSON.stringify([{ key: 'a declared key of another form' }]), API_TOKEN_PREVIOUS_SALTS: 'another former salt,a former salt of this test' });

describe.each(dialectsUnderTest())('dropping a test’s database on %s', (dialect) => {
  let database: AppDatabase;
  let knex: Knex;
  beforeEach(async () => {
    database = await createAppDatabase(dialect);
    knex = database.knex();
  });

  it.each([
    ['a key', key],
    ['a hash', hash],
    ['a part of the hash of one of its keys', hash.slice(0, 40)],
    ['a cipher', cipher],
    ['a part of the cipher of one of its keys', cipher.split(':')[3]!],
    ['a hash by argon2', '$argon2id$v=19$m=1'],
    ['a hash by bcrypt', '$2b$10$abcdefghijklmnopqrstuv'],
    ['a JWT', jwt],
    ['a password of the tests', 'Correct-horse-1'],
    ['the salt', testVariables.API_TOKEN_SALT],
    ['the encryption key', testVariables.ENCRYPTION_KEY],
    ['the secret of sessions', testVariables.ADMIN_JWT_SECRET],
    ['one of several former salts', 'a former salt of this test'],
    ['a declared key', 'a declared key of another form'],
  ])('fails if an event holds %s', async (_what, secret) => {
    await createTables(knex);
    await knex('api_tokens_keys').insert({ hash, encrypted_key: cipher });
    await knex('api_tokens_events').insert({ at: 1, action: 'token.create', details: JSON.stringify({ changes: { name: { before: `x ${secret}` } } }) });
    await expect(database.drop()).rejects.toThrow('A row of api_tokens_events (token.create) holds a secret');
  });

  it.each([
    ['api_tokens_issued', { name: key }],
    ['api_tokens_keys', { hash: 'x', hint: key }],
    ['api_tokens_permissions', { action: 'x', conditions: key }],
    ['api_tokens_usage_actions', { token_id: 1, day: 1, action: key, count: 1 }],
    ['api_tokens_denials', { token_id: 1, method: 'GET', path: `/api/${key}`, code: 'X', at: 1, count: 1 }],
  ])('fails if a row of %s holds a key', async (table, row) => {
    await createTables(knex);
    await knex(table).insert(row);
    await expect(database.drop()).rejects.toThrow(`A row of ${table} (${'action' in row ? row.action : 1}) holds a secret: ${key.slice(0, 12)}…`);
  });

  it('succeeds with rows that hold none, and without the tables', async () => {
    await expect((await createAppDatabase(dialect)).drop()).resolves.toBeUndefined();
    await createTables(knex);
    await knex('api_tokens_keys').insert({ hash, encrypted_key: cipher, hint: key.slice(-4) });
    // The end of a secret with a comma.
    await knex('api_tokens_events').insert({ at: 1, action: 'token.create', token_name: 'long enough', details: '{}' });
    await expect(database.drop()).resolves.toBeUndefined();
  });

  (dialect === 'postgres' ? it : it.skip)('fails if an event in another schema holds a key', async () => {
    await knex.raw('create schema elsewhere');
    const elsewhere = database.knex({ searchPath: ['elsewhere'] });
    await createTables(elsewhere);
    await elsewhere('api_tokens_events').insert({ at: 1, action: 'token.update', details: key });
    await expect(database.drop()).rejects.toThrow('A row of api_tokens_events (token.update) holds a secret');
  });
});
