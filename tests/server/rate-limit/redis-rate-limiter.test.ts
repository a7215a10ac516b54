import { setTimeout as sleep } from 'node:timers/promises';
import { createRedisRateLimiter } from '../../../server/rate-limit/redis-rate-limiter';
import type { RateLimiter } from '../../../server/rate-limit/rate-limiter';
import { describeRedis, startRedisServer, type RedisServer } from '../../support/network/redis-server';
import { startTcpProxy, type TcpProxy } from '../../support/network/tcp-proxy';

const PASSWORD = 'a password: with/@ signs';
/** So patient that a busy machine is not taken for a Redis that is away (milliseconds). */
const PATIENT = 30_000;
const LIMIT = { limit: 3, window: 86_400 };
const AWAY = /^API tokens: Redis \(redisUrl\) cannot be used \((.+)\)\. Until it can, each instance counts for itself what rate limits allow\.$/;
const BACK = 'API tokens: Redis can be used again. Rate limits count the requests to all instances.';

describeRedis('requests that are counted in Redis', () => {
  let server: RedisServer;
  let proxy: TcpProxy;
  let url: string;
  let limiter: RateLimiter;
  let log: string[];
  let ids = 0;

  beforeAll(async () => {
    server = await startRedisServer({ password: PASSWORD });
    proxy = await startTcpProxy(server.port);
    url = server.url.replace(String(server.port), String(proxy.port));
  });
  afterAll(async () => {
    await proxy.stop();
    await server.remove();
  });
  beforeEach(async () => {
    log = [];
    ids += 1;
    limiter = await started(url);
  });
  afterEach(async () => {
    await limiter.stop();
    // Neither what is logged nor what is kept says a password.
    expect(log.join('\n')).not.toContain('password:');
    expect(log.join('\n')).not.toContain(encodeURIComponent(PASSWORD));
  });

  function create(at: string, namespace = 'namespace', answerMs = PATIENT): RateLimiter {
    const say = (message: string) => void log.push(message);
    return createRedisRateLimiter(at, namespace, { info: say, warn: say }, answerMs);
  }

  async function started(...given: Parameters<typeof create>): Promise<RateLimiter> {
    const made = create(...given);
    await made.start();
    return made;
  }

  /** Takes until Redis can be used again, each time for another token. */
  async function backAgain(): Promise<void> {
    while (log.at(-1) !== BACK) {
      await limiter.take(`other-${ids}`, { limit: 1_000_000, window: 1 });
      await sleep(20);
    }
  }

  /** Whether each of so many requests at once is admitted. */
  const takeAll = async (of: RateLimiter, count: number) => (await Promise.all(Array.from({ length: count }, () => of.take(ids, LIMIT)))).map(({ admitted }) => admitted);
  /** In how many connections of its own Redis is used by us. */
  const connections = async () => String(await server.command('CLIENT', 'LIST')).trim().split('\n').length - 1;

  it('are counted over all who ask the same Redis', async () => {
    const other = await started(url);
    const [here, there] = await Promise.all([takeAll(limiter, 20), takeAll(other, 20)]);
    expect([...here, ...there].filter(Boolean)).toHaveLength(LIMIT.limit);
    for (const one of [limiter, other]) expect(await one.peek(ids, LIMIT)).toMatchObject({ admitted: false, used: 3, left: 0 });
    await other.stop();
    expect(log).toEqual([]);
  });

  it('are counted by token id, apart from those of another namespace', async () => {
    await takeAll(limiter, 1);
    expect(await server.command('EXISTS', `api-tokens:namespace:rate:${ids}`)).toBe(1);
    const apart = await started(url, 'another');
    expect((await apart.peek(ids, LIMIT)).used).toBe(0);
    await apart.stop();
  });

  it.each<[string, () => unknown, () => unknown, RegExp]>([
    ['refuses connections', () => proxy.close(), () => proxy.open(), /./],
    ['is gone', () => server.stop(), () => server.start(), /./],
    ['takes no writes, as a replica', () => server.command('REPLICAOF', '127.0.0.1', '1'), () => server.command('REPLICAOF', 'NO', 'ONE'), /READONLY/],
    ['is out of memory', () => server.command('CONFIG', 'SET', 'maxmemory', '1'), () => server.command('CONFIG', 'SET', 'maxmemory', '0'), /OOM/],
  ])('are counted in memory while Redis %s, which the log says once, and that it is back', async (_what, begin, end, reason) => {
    expect((await limiter.take(ids, LIMIT)).admitted).toBe(true);
    await begin();
    // What Redis has counted of this instance goes on counting.
    expect((await takeAll(limiter, 50)).filter(Boolean)).toHaveLength(LIMIT.limit - 1);
    for (let second = 0; second < 3; second += 1) {
      await sleep(700);
      expect(await takeAll(limiter, 5)).toEqual(Array(5).fill(false));
    }
    expect(log).toEqual([expect.stringMatching(AWAY)]);
    expect(AWAY.exec(log[0]!)![1]).toMatch(reason);
    await end();
    await backAgain();
    expect(log).toHaveLength(2);
    expect(await connections()).toBe(1);
  });

  it('wait for nothing while Redis hangs, and leave nothing behind there', async () => {
    await limiter.stop();
    limiter = await started(url, 'namespace', 2000);
    expect((await limiter.take(ids, LIMIT)).admitted).toBe(true);
    proxy.freeze();
    // All that wait are let go together, and whoever comes after that does not wait.
    for (let round = 0; round < 30; round += 1) {
      expect((await takeAll(limiter, 500)).filter(Boolean)).toHaveLength(round === 0 ? LIMIT.limit - 1 : 0);
      await sleep(100);
    }
    expect(log).toEqual([expect.stringMatching(AWAY)]);
    expect(log[0]).toContain('(TIMEOUT)');
    proxy.thaw();
    await backAgain();
    expect(log).toHaveLength(2);
    expect(await connections()).toBe(1);
  });

  it('need no script that Redis remembers', async () => {
    await server.command('SCRIPT', 'FLUSH');
    expect((await takeAll(limiter, 5)).filter(Boolean)).toHaveLength(LIMIT.limit);
    expect(await server.command('EXISTS', `api-tokens:namespace:rate:${ids}`)).toBe(1);
    expect(log).toEqual([]);
  });

  it.each([
    ['another password', () => url.replace(encodeURIComponent(PASSWORD), 'wrong%20password:')],
    ['no password', () => url.replace(`:${encodeURIComponent(PASSWORD)}@`, '')],
    ['a database that there is not', () => `${url}/99`],
    ['TLS that Redis does not speak', () => url.replace('redis:', 'rediss:')],
    ['a host that there is not', () => url.replace('127.0.0.1', 'redis.invalid')],
  ])('are counted in memory where the URL has %s', async (_what, at) => {
    const alone = await started(at());
    expect((await takeAll(alone, 20)).filter(Boolean)).toHaveLength(LIMIT.limit);
    expect(log).toEqual([expect.stringMatching(AWAY)]);
    await alone.stop();
  });

  it('are counted in memory once it is stopped, while it connects too', async () => {
    await limiter.stop();
    expect((await takeAll(limiter, 5)).filter(Boolean)).toHaveLength(LIMIT.limit);
    proxy.freeze();
    const connecting = create(url);
    void connecting.start();
    await connecting.stop();
    proxy.thaw();
    while (await connections() > 0) await sleep(50);
    expect(log).toEqual([]);
  });
});
