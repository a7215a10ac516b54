import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import Koa from 'koa';
import type { Knex } from 'knex';
import request from 'supertest';
import { createKoaApiTokens } from '../../koa/create-koa-api-tokens';
import type { ContentApiToken } from '../../server/contract';
import { dialectsUnderTest, quietLog } from '../support/database';
import { describeFormerVersion, unpackFormerVersion } from '../support/former-version';
import { freezeClock } from '../support/freeze-clock';
import { type AppDatabase, createAppDatabase } from './app-knex';
import { camel, mappers, snake } from './name-mappers';

const options = { salt: 'a salt for tests that is long enough', encryptionKey: 'an encryption key for tests', actions: ['notes.find', 'notes.create'] };

describeFormerVersion('the tokens of an app with version 0.1.0', () => {
  let sources: string;
  beforeAll(async () => {
    sources = await unpackFormerVersion();
  });
  afterAll(() => rm(sources, { recursive: true, force: true }));

  describe.each(dialectsUnderTest())('on %s', (dialect) => {
    let database: AppDatabase;
    beforeEach(async () => {
      database = await createAppDatabase(dialect);
    });
    afterEach(async () => {
      jest.useRealTimers();
      await database.drop();
    });

    // Started twice at once: it is done once.
    it.each<{ what: string; config: Knex.Config; connection: object }>([
      { what: 'as knex has it', config: {}, connection: {} },
      { what: 'with mappers of snake case, in another zone', config: mappers(snake, camel), connection: dialect === 'mysql' ? { timezone: '+05:30' } : {} },
    ])('are kept, with their ids, keys, permissions and times: $what', async ({ config, connection }) => {
      const { keys, list } = await runFormerApp(sources, database);
      expect(list.map(({ name, lastUsedAt }) => [name, lastUsedAt])).toEqual([['custom', expect.any(String)], ['full', null], ['regenerated', null]]);
      const knex = database.knex(config, connection);
      const said: string[] = [];
      const start = () => createKoaApiTokens({ ...options, knex, log: { ...quietLog, info: (line: string) => said.push(line) } });
      const [tokens] = await Promise.all([start(), start()]);
      expect(said).toEqual(['API tokens: 3 tokens of version 0.1.0 were carried over.']);

      expect(await tokens!.list()).toMatchObject(list);
      for (const { id, name } of list) expect([name, await tokens!.reveal(id)]).toEqual([name, keys[name]]);
      const app = new Koa();
      app.silent = true;
      app.use((ctx, next) => tokens!.requires(ctx.path.slice(1))(ctx, next)).use((ctx) => {
        ctx.body = 'in';
      });
      const statusOf = async (name: string, action: string) => (await request(app.callback()).get(`/${action}`).set('Authorization', `Bearer ${keys[name]}`)).status;
      expect([await statusOf('custom', 'notes.create'), await statusOf('custom', 'notes.find')]).toEqual([200, 403]);
      for (const [name, status] of [['full', 200], ['regenerated', 200], ['replaced', 401], ['revoked', 401]] as const) {
        expect([name, await statusOf(name, 'notes.create')]).toEqual([name, status]);
      }
      freezeClock(Date.parse(list[0]!.expiresAt!));
      expect([await statusOf('custom', 'notes.create'), await statusOf('full', 'notes.create')]).toEqual([401, 200]);
      jest.useRealTimers();

      expect((await tokens!.create({ name: 'next' })).id).toBeGreaterThan(Math.max(...list.map(({ id }) => Number(id))));
      const beside = database.knex();
      for (const name of ['api_tokens_tokens', 'api_tokens_token_permissions', 'api_tokens_owners']) expect([name, await beside.schema.hasTable(name)]).toEqual([name, false]);
    });
  });
});

async function runFormerApp(sources: string, { settings }: AppDatabase): Promise<{ keys: Record<string, string>; list: ContentApiToken[] }> {
  const child = fork(join(__dirname, 'start-former-process.ts'), {
    execArgv: ['--import', 'tsx'], env: { ...process.env, SOURCES: sources, OPTIONS: JSON.stringify({ ...options, database: settings }) },
  });
  const [[answer]] = await Promise.all([once(child, 'message'), once(child, 'exit')]);
  return answer;
}
