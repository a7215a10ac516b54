import { setTimeout as sleep } from 'node:timers/promises';
import Koa from 'koa';
import request from 'supertest';
import { createAccessKey } from '../../server/key/access-key';
import { createKoaApiTokens, type KoaApiTokens } from '../../koa/create-koa-api-tokens';
import { dialectsUnderTest, quietLog } from '../support/database';
import { startTcpProxy } from '../support/network/tcp-proxy';
import { createAppDatabase } from './app-knex';

const MAX_STALE_MS = 5000;
const options = { salt: 'a salt for tests that is long enough', actions: ['notes.find'], log: { ...quietLog, error: () => {} } };

/** An app with one guarded route, as a function that asks it with a key and gives the status. */
function asking(tokens: KoaApiTokens) {
  const app = new Koa();
  app.silent = true;
  app.use(tokens.requires('notes.find')).use((ctx) => {
    ctx.body = 'in';
  });
  const callback = app.callback();
  return async (key: string) => (await request(callback).get('/').set('Authorization', `Bearer ${key}`)).status;
}

describe.each(dialectsUnderTest())('where the app destroys its knex on %s', (dialect) => {
  it('answers 503, even to running requests, and rejects calls', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const database = await createAppDatabase(dialect);
    const knex = database.knex();
    const tokens = await createKoaApiTokens({ ...options, knex });
    const ask = asking(tokens);
    const { accessKey } = await tokens.create({ name: 'a name', type: 'full-access' });
    expect(await ask(accessKey)).toBe(200);
    const running = Array.from({ length: 20 }, () => ask(createAccessKey('cms', 'content')));
    await knex.destroy();
    for (const status of await Promise.all(running)) expect([401, 503]).toContain(status);
    expect(await ask(createAccessKey('cms', 'content'))).toBe(503);
    for (const call of [() => tokens.create({ name: 'x' }), () => tokens.list(), () => tokens.get(1), () => tokens.regenerate(1), () => tokens.revoke(1)]) {
      await expect(call()).rejects.toMatchObject({ code: 'ERR_UNAVAILABLE', status: 503 });
    }
    await tokens.close();
    expect(await ask(accessKey)).toBe(503);
    await sleep(50);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    await database.drop();
  });
});

const servers = dialectsUnderTest().filter((dialect) => dialect !== 'sqlite');

(servers.length > 0 ? describe.each(servers) : describe.skip.each(['postgres', 'mysql'] as const))('while %s is out of an app’s reach', (dialect) => {
  it.each(['close', 'freeze'] as const)('knows for a while the keys that it has seen, then answers 503, and recovers (%s)', async (how) => {
    const database = await createAppDatabase(dialect);
    const url = new URL(Object.values(database.config.connection as { uri?: string; connectionString?: string })[0]!);
    const proxy = await startTcpProxy(Number(url.port));
    url.port = String(proxy.port);
    const log = { warn: () => {}, error: () => {} };
    const knex = database.knex({ acquireConnectionTimeout: 2000, log }, { [dialect === 'mysql' ? 'uri' : 'connectionString']: url.href });
    const tokens = await createKoaApiTokens({ ...options, knex });
    const ask = asking(tokens);
    const { accessKey } = await tokens.create({ name: 'a name', type: 'full-access' });
    expect(await ask(accessKey)).toBe(200);

    proxy[how]();
    const begun = performance.now();
    const stranger = ask(createAccessKey('cms', 'content'));
    let last = 200;
    while ((last = await ask(accessKey)) === 200) await sleep(100);
    expect(last).toBe(503);
    const lasted = performance.now() - begun;
    expect(lasted).toBeGreaterThan(MAX_STALE_MS - 1500);
    expect(await stranger).toBe(503);

    proxy[how === 'close' ? 'open' : 'thaw']();
    while (await ask(accessKey) !== 200) await sleep(100);
    await tokens.create({ name: 'afterwards' });
    await tokens.close();
    await knex.destroy();
    await proxy.stop();
    await database.drop();
  }, 60_000);
});
