import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dialectsUnderTest, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';
import { registerFirstAdmin, runCmsProcess, startCmsProcess, type CmsProcess } from '../support/hosts/cms-process';
import { describeRedis, startRedisServer, type RedisServer } from '../support/network/redis-server';

const PASSWORD = 'redis-password-of-this-test';
/** So long that nothing is forgotten while a test runs. */
const DAY = 86_400;

describeRedis('processes that count requests in one Redis', () => {
  let redis: RedisServer;
  const children: ChildProcess[] = [];
  const nextOf = async (child: ChildProcess): Promise<any> => (await once(child, 'message'))[0];

  beforeAll(async () => {
    redis = await startRedisServer();
    for (let count = 0; count < 4; count += 1) {
      children.push(fork(join(__dirname, '../support/network/take-requests.ts'), [redis.url], { execArgv: ['--import', require.resolve('tsx')] }));
    }
    expect(await Promise.all(children.map(nextOf))).toEqual(Array(4).fill('ready'));
  });
  afterAll(async () => {
    for (const child of children) child.kill();
    await redis.remove();
  });

  it.each([2, 4])('admit exactly the limit, %i of them together', async (count) => {
    const limit = { limit: 250, window: DAY };
    const asked = children.slice(0, count).map(async (child) => {
      child.send({ id: count, limit, count: 500 });
      return nextOf(child);
    });
    const answers = await Promise.all(asked);
    expect(answers).toEqual(Array(count).fill({ admitted: expect.any(Number) }));
    expect(answers.reduce((sum, { admitted }) => sum + admitted, 0)).toBe(limit.limit);
  });
});

describeRedis('instances that count requests in one Redis', () => {
  let place: TestDatabaseSettings;
  let redis: RedisServer;
  let instances: CmsProcess[];
  let jwt: string;
  let names = 0;

  beforeAll(async () => {
    place = await testDatabaseSettings(dialectsUnderTest()[0]!);
    redis = await startRedisServer({ password: PASSWORD });
    const env = { ...place.env, REDIS_URL: redis.url, LOG_LEVEL: 'info' };
    const first = await startCmsProcess({ env });
    jwt = await registerFirstAdmin(first);
    instances = [first, await startCmsProcess({ env })];
  });
  afterAll(async () => {
    await Promise.all(instances.map((cms) => cms.kill()));
    await redis.remove();
    await place.drop();
  });

  const admin = () => instances[0]!.as(jwt);
  async function makeToken(limit: number): Promise<{ id: number; key: string }> {
    const body = { name: `limited ${(names += 1)}`, type: 'read-only', rateLimit: { limit, window: DAY } };
    const { id, accessKey } = (await admin().post('/admin/api-tokens', body).expect(201)).body.data;
    return { id, key: accessKey };
  }

  /** Sends so many requests to each of these at once, and tells the statuses. */
  async function send(to: CmsProcess[], each: number, bearer: string): Promise<number[]> {
    return Promise.all(to.flatMap((cms) => Array.from({ length: each }, async () => (await cms.call('GET', '/api/articles', { bearer })).status)));
  }
  const linesOf = (cms: CmsProcess, text: string) => cms.output.split(text).length - 1;
  const isAway = (cms: CmsProcess) => linesOf(cms, 'cannot be used') > linesOf(cms, 'can be used again');

  /** Does this while all instances reach Redis: again where one did not in the meantime, as on a machine that is too busy to answer in time. */
  async function together<T>(work: () => Promise<T>, expected: T): Promise<void> {
    for (;;) {
      while (instances.some(isAway)) await sleep(50);
      const before = instances.map((cms) => linesOf(cms, 'cannot be used'));
      const result = await work();
      if (instances.every((cms, index) => linesOf(cms, 'cannot be used') === before[index])) {
        expect(result).toEqual(expected);
        return;
      }
    }
  }

  const countOf = (statuses: number[], status: number) => statuses.filter((one) => one === status).length;

  it('let exactly the limit through together', async () => {
    await together(async () => {
      const { id, key } = await makeToken(10);
      const statuses = await send(instances, 10, key);
      const used = await Promise.all(instances.map(async (cms) => (await cms.as(jwt).get(`/admin/api-tokens/${id}`).expect(200)).body.data.rateUsed));
      expect(String(await redis.command('KEYS', '*'))).not.toContain(key);
      return [countOf(statuses, 200), countOf(statuses, 429), ...used];
    }, [10, 10, 10, 10]);
  });

  it('go on counting where the token is paused, rotated or narrowed', async () => {
    await together(async () => {
      const { id, key } = await makeToken(6);
      const [one, other] = instances as [CmsProcess, CmsProcess];
      await send([one, other], 1, key);
      await admin().put(`/admin/api-tokens/${id}`, { enabled: false }).expect(200);
      await admin().put(`/admin/api-tokens/${id}`, { enabled: true, type: 'custom', permissions: ['api::article.article.find'] }).expect(200);
      const { accessKey } = (await admin().post(`/admin/api-tokens/${id}/regenerate`).expect(201)).body.data;
      while ((await other.call('GET', '/api/articles', { bearer: key })).status !== 401) await sleep(100);
      await admin().put(`/admin/api-tokens/${id}`, { rateLimit: { limit: 6, window: DAY / 2 } }).expect(200);
      // Those that only waited for the old key to end count as well.
      const used: number = (await admin().get(`/admin/api-tokens/${id}`).expect(200)).body.data.rateUsed;
      const statuses = await send([one], 10, accessKey);
      return [used >= 2, countOf(statuses, 200) + used, countOf(statuses, 200) + countOf(statuses, 429)];
    }, [true, 6, 10]);
  });

  it('lose no request while Redis is stopped and started under load, and say so once each', async () => {
    const { key } = await makeToken(1_000_000);
    let isOver = false;
    const statuses: number[] = [];
    const load = instances.flatMap((cms) => Array.from({ length: 4 }, async () => {
      while (!isOver) statuses.push((await cms.call('GET', '/api/articles', { bearer: key })).status);
    }));
    const before = instances.map((cms) => linesOf(cms, 'cannot be used'));
    await sleep(200);
    await redis.stop();
    while (!instances.every(isAway)) await sleep(50);
    const told = instances.map((cms) => linesOf(cms, 'cannot be used'));
    // Several attempts to connect.
    await sleep(2500);
    expect(instances.map((cms) => linesOf(cms, 'cannot be used'))).toEqual(told);
    await redis.start();
    while (instances.some(isAway)) await sleep(50);
    await sleep(200);
    isOver = true;
    await Promise.all(load);
    expect(statuses.length).toBeGreaterThan(0);
    expect(countOf(statuses, 200)).toBe(statuses.length);
    instances.forEach((cms, index) => {
      expect(told[index]).toBeGreaterThan(before[index]!);
      expect(cms.output).not.toContain(PASSWORD);
    });
    await together(async () => countOf(await send(instances, 10, (await makeToken(10)).key), 200), 10);
  });

  it('let each the limit through while there is no Redis, and stop as ever', async () => {
    const { key } = await makeToken(10);
    await redis.stop();
    for (const cms of instances) expect(countOf(await send([cms], 20, key), 200)).toBe(10);
    for (const cms of instances.slice(1)) expect(await cms.stop()).toMatchObject({ code: 0 });
    await redis.start();
  });
});

describeRedis('an instance that counts in Redis', () => {
  let place: TestDatabaseSettings;
  let redis: RedisServer;
  const started: CmsProcess[] = [];
  const start = async (env: Record<string, string>) => {
    const cms = await startCmsProcess({ env });
    started.push(cms);
    return cms;
  };
  beforeAll(async () => {
    place = await testDatabaseSettings(dialectsUnderTest()[0]!);
    redis = await startRedisServer({ password: PASSWORD, tls: true });
  });
  afterAll(async () => {
    await Promise.all(started.map((cms) => cms.kill()));
    await redis.remove();
    await place.drop();
  });

  it('speaks TLS, with certificates that it trusts alone', async () => {
    const env = { ...place.env, REDIS_URL: redis.url };
    const trusting = await start({ ...env, NODE_EXTRA_CA_CERTS: redis.certificate! });
    const jwt = await registerFirstAdmin(trusting);
    const { accessKey, id } = (await trusting.as(jwt).post('/admin/api-tokens', { name: 'a', type: 'read-only', rateLimit: { limit: 1000, window: DAY } }).expect(201)).body.data;
    // Again where a busy machine does not answer in time.
    do await trusting.as(accessKey).get('/api/articles').expect(200);
    while ((await redis.command('KEYS', `api-tokens:*:rate:${id}`) as string[]).length === 0);
    expect((await trusting.stop()).output).not.toContain('CERT');

    const wary = await start(env);
    await wary.as(accessKey).get('/api/articles').expect(200);
    const { output } = await wary.stop();
    expect(output).toContain('cannot be used (DEPTH_ZERO_SELF_SIGNED_CERT)');
    expect(output).not.toContain(PASSWORD);
  });
});

describe('an instance that is to count in Redis', () => {
  it('does not start without the package for that, and says what to install', async () => {
    const place = await testDatabaseSettings(dialectsUnderTest()[0]!);
    const file = join(await mkdtemp(join(tmpdir(), 'cms-no-redis-')), 'without.cjs');
    // As in a project that has not installed it.
    await writeFile(file, `
      const Module = require('node:module');
      const resolve = Module._resolveFilename;
      Module._resolveFilename = (name, ...more) => resolve(name === '@redis/client' ? 'a-package-that-nobody-has' : name, ...more);`);
    const env = { ...place.env, NODE_OPTIONS: `--require ${file}` };
    const { code, output } = await runCmsProcess({ env: { ...env, REDIS_URL: `redis://:${PASSWORD}@127.0.0.1:1` } });
    expect(code).toBe(1);
    expect(output).toContain('The setting redisUrl (REDIS_URL) needs a package that is not installed. Run: npm install @redis/client');
    expect(output).not.toContain(PASSWORD);
    const without = await startCmsProcess({ env });
    expect(await without.stop()).toMatchObject({ code: 0 });
    await place.drop();
  });
});
