import fc from 'fast-check';
import { SYSTEM } from '../../../server/callers';
import { pluginServices, type Services } from '../../../server/services';
import { startTestCms, type TestCms } from '../../support/cms';
import { dialectsUnderTest } from '../../support/database';
import { freezeClock } from '../../support/freeze-clock';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2030-01-01T00:00:00.000Z');
const iso = (time: number) => new Date(time).toISOString();

type Step =
  | { do: 'wait'; for: number }
  | { do: 'regenerate'; keep: number }
  | { do: 'end previous' }
  | { do: 'set end'; in: number | null }
  | { do: 'pause' | 'resume' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), for: fc.constantFrom(1, HOUR - 1, HOUR, DAY, 7 * DAY, 40 * DAY) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('regenerate' as const), keep: fc.constantFrom(0, 1, HOUR, DAY, 7 * DAY) }) },
  fc.record({ do: fc.constant('end previous' as const) }),
  fc.record({ do: fc.constant('set end' as const), in: fc.constantFrom(null, HOUR, 3 * DAY, 90 * DAY) }),
  fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const) }),
);

describe.each(dialectsUnderTest())('keys that are replaced on %s', (dialect) => {
  let cms: TestCms;
  let services: Services;
  let names = 0;

  beforeAll(async () => {
    cms = await startTestCms({ dialect, variables: { API_TOKEN_REVALIDATE_MS: '0' } });
    services = pluginServices(cms.running.cms);
  });
  afterAll(() => cms.stop());
  afterEach(() => jest.useRealTimers());

  const create = (body: object) => services.contentApiTokens.create(SYSTEM, { name: `replaced ${++names}`, type: 'full-access', ...body });
  const accepted = async (key: string) => (await cms.as(key).get('/api/categories?pagination[pageSize]=1')).status === 200;

  it('are two at most at every moment, and the old one never outlives the end that the token had', async () => {
    await fc.assert(fc.asyncProperty(fc.constantFrom(null, 7 * DAY), fc.array(step, { minLength: 3, maxLength: 9 }), async (lifespan, steps) => {
      let now = START;
      freezeClock(now);
      const { id, accessKey } = await create({ lifespan });
      const keys = [accessKey];
      /** What has to hold: when each key stops, when the token ends, and whether it is paused. */
      const stops = [Infinity];
      let end = lifespan === null ? Infinity : now + lifespan;
      let [began, duration] = [now, lifespan];
      let paused = false;
      for (const each of steps) {
        if (each.do === 'wait') {
          now += each.for;
          jest.setSystemTime(now);
        } else if (each.do === 'regenerate') {
          const { accessKey: next } = await services.contentApiTokens.regenerate(SYSTEM, id, { keepPreviousFor: each.keep });
          stops.forEach((stop, index) => {
            stops[index] = index === stops.length - 1 ? Math.min(now + each.keep, end) : Math.min(stop, now);
          });
          const length = duration ?? (end <= now ? end - began : null);
          if (length !== null) end = now + length;
          began = now;
          keys.push(next);
          stops.push(Infinity);
        } else if (each.do === 'end previous') {
          const has = stops.length > 1 && Math.min(stops.at(-2)!, end) > now;
          const ending = services.contentApiTokens.endPreviousKey(SYSTEM, id);
          if (has) stops[stops.length - 2] = now;
          // One that only the token's end has stopped may be ended too.
          await ending.catch((error: { code: string }) => {
            expect([has, error.code]).toEqual([false, 'ERR_NOT_FOUND']);
          });
        } else if (each.do === 'set end') {
          const next = each.in === null ? Infinity : now + each.in;
          await services.contentApiTokens.update(SYSTEM, id, { expiresAt: each.in === null ? null : iso(next) });
          if (next > end) began = now;
          if (next !== end) duration = null;
          end = next;
        } else {
          paused = each.do === 'pause';
          await services.contentApiTokens.update(SYSTEM, id, { enabled: !paused });
        }
        const expected = stops.map((stop) => !paused && now < stop && now < end);
        expect(await Promise.all(keys.map(accepted))).toEqual(expected);
        expect(expected.filter(Boolean).length).toBeLessThanOrEqual(2);
      }
    }), { numRuns: 15 });
  });

  it('are recognized for thirty days after they stopped, and forgotten when another one stops later', async () => {
    freezeClock(START);
    const { id } = await create({});
    const count = async () => Number((await cms.running.cms.db.connection('api_tokens_keys').where({ token_id: id }).count({ count: '*' }))[0]!.count);
    for (let keys = 2; keys <= 3; keys += 1) {
      await services.contentApiTokens.regenerate(SYSTEM, id, {});
      expect(await count()).toBe(keys);
    }
    jest.setSystemTime(START + 30 * DAY + 1);
    await services.contentApiTokens.regenerate(SYSTEM, id, {});
    expect(await count()).toBe(2);
  });

  it('are not kept encrypted once they are replaced', async () => {
    const { id, accessKey } = await create({});
    const { accessKey: next } = await services.contentApiTokens.regenerate(SYSTEM, id, { keepPreviousFor: HOUR });
    const rows: Array<{ hint: string; encrypted_key: string | null }> = await cms.running.cms.db.connection('api_tokens_keys').where({ token_id: id }).orderBy('id').select('hint', 'encrypted_key');
    expect(rows).toEqual([{ hint: accessKey.slice(-4), encrypted_key: null }, { hint: next.slice(-4), encrypted_key: expect.any(String) }]);
    expect((await services.contentApiTokens.get(SYSTEM, id)).accessKey).toBe(next);
  });
});
