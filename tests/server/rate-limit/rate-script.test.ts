import { createClient } from '@redis/client';
import fc from 'fast-check';
import { RATE_SCRIPT, rateArguments, readRateReply } from '../../../server/rate-limit/rate-script';
import { type RateLimit, RequestWindow } from '../../../server/token/request-window';
import { describeRedis, startRedisServer, type RedisServer } from '../../support/network/redis-server';

/** Redis's clock is the test's, as the last argument. */
const AT_A_TIME = RATE_SCRIPT.replace("redis.call('TIME')", "{ math.floor(ARGV[4] / 1000), ARGV[4] % 1000 * 1000 }");

describeRedis('the script that counts requests in Redis', () => {
  let server: RedisServer;
  const open = () => createClient({ url: server.url, RESP: 2 });
  let client: ReturnType<typeof open>;
  let keys = 0;

  beforeAll(async () => {
    server = await startRedisServer();
    client = open();
    await client.connect();
  });
  afterAll(async () => {
    client.destroy();
    await server.remove();
  });

  async function evaluate(key: string, limit: RateLimit, counts: boolean, now?: number) {
    const args = ['1', key, ...rateArguments(limit, counts), ...(now === undefined ? [] : [String(now)])];
    return readRateReply(limit, await client.sendCommand(['EVAL', now === undefined ? RATE_SCRIPT : AT_A_TIME, ...args]));
  }

  it('answers as memory does, whatever the limit is, when requests come, and how the clock jumps', async () => {
    const limits = fc.record({ limit: fc.integer({ min: 1, max: 12 }), window: fc.constantFrom(1, 7, 60) });
    const steps = fc.array(fc.record({
      by: fc.oneof({ weight: 8, arbitrary: fc.nat(1500) }, { weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.integer({ min: -200_000, max: 200_000 }) }),
      limit: fc.option(limits, { freq: 12 }),
    }), { minLength: 1, maxLength: 60 });
    await fc.assert(fc.asyncProperty(limits, fc.integer({ min: 1e12, max: 2e12 }), steps, async (first, begin, given) => {
      const memory = new RequestWindow();
      const key = `property:${(keys += 1)}`;
      let time = begin;
      let limit = first;
      for (const { by, limit: next } of given) {
        time += by;
        limit = next ?? limit;
        expect(await evaluate(key, limit, true, time)).toEqual(memory.take(limit, time));
      }
      expect(await evaluate(key, limit, false, time)).toEqual(memory.peek(limit, time));
    }), { numRuns: 60 });
  });

  it('cannot be made to let through twice the limit around an edge', async () => {
    const limit = { limit: 20, window: 60 };
    const edge = 1_800_000_000_000;
    let admitted = 0;
    for (const time of [edge - 1, edge, edge + 59_998]) {
      for (let sent = 0; sent < 40; sent += 1) if ((await evaluate('edge', limit, true, time)).admitted) admitted += 1;
    }
    expect(admitted).toBeLessThanOrEqual(30);
  });

  it('goes by the clock of Redis, and only looks where it is not to count', async () => {
    const limit = { limit: 2, window: 86_400 };
    expect(await evaluate('clock', limit, false)).toMatchObject({ admitted: true, used: 0, left: 2 });
    expect(await client.exists('clock')).toBe(0);
    expect(await evaluate('clock', limit, true)).toMatchObject({ admitted: true, used: 1, left: 1 });
    expect(await evaluate('clock', limit, true)).toMatchObject({ admitted: true, used: 2, left: 0 });
    expect(await evaluate('clock', limit, true)).toMatchObject({ admitted: false, used: 2, left: 0 });
    expect(await evaluate('clock', limit, false)).toMatchObject({ admitted: false, used: 2, left: 0 });
    const now = Date.now() / 1000;
    const [window, part] = ((await client.get('clock'))!).split(' ').map(Number) as [number, number];
    expect(Math.abs(part * (window / 20) - now)).toBeLessThan(window / 20 + 60);
  });

  it('leaves nothing behind: a key ends soon after its window', async () => {
    await evaluate('ending', { limit: 5, window: 60 }, true);
    const left = await client.pTTL('ending');
    expect(left).toBeGreaterThan(60_000);
    expect(left).toBeLessThanOrEqual(66_000);
  });

  it('replaces what is under its key and is not its own', async () => {
    const limit = { limit: 5, window: 60 };
    for (const make of [['HSET', 'foreign', 'a', '1'], ['SET', 'foreign', 'nonsense'], ['SET', 'foreign', '60 1 2 3'], ['SET', 'foreign', '\0\xff']]) {
      await client.del('foreign');
      await client.sendCommand(make);
      expect(await evaluate('foreign', limit, false)).toMatchObject({ admitted: true, used: 0 });
      expect(await evaluate('foreign', limit, true)).toMatchObject({ admitted: true, used: 1 });
      expect(await evaluate('foreign', limit, true)).toMatchObject({ admitted: true, used: 2 });
    }
  });
});
