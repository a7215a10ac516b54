import Router from '@koa/router';
import Koa from 'koa';
import createKnex from 'knex';
import request from 'supertest';
import { createKoaApiTokens, type KoaApiTokens } from '../../koa/create-koa-api-tokens';
import { dialectsUnderTest, quietLog, testDatabaseSettings } from '../support/database';

describe.each(dialectsUnderTest())('tokens in an existing Koa app on knex, %s', (dialect) => {
  let tokens: KoaApiTokens;
  let app: Koa;
  let end: () => Promise<void>;

  beforeAll(async () => {
    const { settings, drop } = await testDatabaseSettings(dialect);
    const knex = createKnex({
      client: { sqlite: 'better-sqlite3', postgres: 'pg', mysql: 'mysql2' }[dialect],
      connection: 'connectionString' in settings.connection ? settings.connection.connectionString : settings.connection as object,
      useNullAsDefault: true,
    });
    await knex.schema.createTable('notes', (table) => {
      table.increments('id');
      table.string('text');
    });
    tokens = await createKoaApiTokens({
      database: settings,
      salt: 'a salt for tests that is long enough',
      actions: ['notes.find', 'notes.create'],
      log: quietLog,
    });
    const router = new Router();
    router.get('/notes', tokens.requires('notes.find'), async (ctx) => {
      ctx.body = await knex('notes');
    });
    router.post('/notes', tokens.requires('notes.create'), async (ctx) => {
      await knex('notes').insert({ text: 'new' });
      ctx.status = 201;
    });
    app = new Koa();
    app.silent = true;
    app.use(tokens.bearer).use(router.routes());
    end = async () => {
      await tokens.close();
      await knex.destroy();
      await drop();
    };
  });
  afterAll(() => end());

  const as = (key: string, method: 'get' | 'post' = 'get') => request(app.callback())[method]('/notes').set('Authorization', `Bearer ${key}`);

  it('lets tokens in within their scope, and refuses others with a challenge', async () => {
    const reader = await tokens.create({ name: 'reader', type: 'read-only' });
    const writer = await tokens.create({ name: 'writer', type: 'custom', permissions: ['notes.create'] });
    await as(writer.accessKey, 'post').expect(201);
    await as(reader.accessKey).expect(200, [{ id: 1, text: 'new' }]);
    await as(writer.accessKey).expect(403).expect('WWW-Authenticate', 'Bearer error="insufficient_scope", error_description="Forbidden"');
    await as(reader.accessKey, 'post').expect(403);
    await as('wrong').expect(401).expect('WWW-Authenticate', /^Bearer error="invalid_token"/);
    await request(app.callback()).get('/notes').expect(401);
  });

  it('regenerates, lists and revokes', async () => {
    const { id, accessKey } = await tokens.create({ name: 'short-lived', type: 'full-access', lifespan: 604_800_000 });
    await as(accessKey).expect(200);
    const { accessKey: next } = await tokens.regenerate(id as number);
    await as(accessKey).expect(401);
    await as(next).expect(200);
    expect((await tokens.list()).map(({ name }) => name)).toContain('short-lived');
    await tokens.revoke(id as number);
    await as(next).expect(401);
  });

  it('refuses actions that the app does not have, and a name that is taken', async () => {
    await expect(tokens.create({ name: 'x', type: 'custom', permissions: ['notes.delete'] }))
      .rejects.toMatchObject({ code: 'ERR_VALIDATION', message: 'Unknown permissions provided: notes.delete' });
    await tokens.create({ name: 'once' });
    await expect(tokens.create({ name: 'once' })).rejects.toMatchObject({ code: 'ERR_NAME_TAKEN' });
  });

  it('refuses to start without a salt', async () => {
    await expect(createKoaApiTokens({ database: { client: 'sqlite', connection: { filename: ':memory:' } }, salt: '', actions: [] }))
      .rejects.toThrow('API_TOKEN_SALT');
  });
});
