import { setTimeout as sleep } from 'node:timers/promises';
import { registerFirstAdmin, startCmsProcess, type CmsProcess } from '../support/cms-process';
import { dialectsUnderTest, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';

/** Longer than two flushes. */
const DURATION_MS = 11_000;

describe.each(dialectsUnderTest())('a token that two instances on one %s see used', (dialect) => {
  let place: TestDatabaseSettings;
  let a: CmsProcess;
  let b: CmsProcess;

  beforeAll(async () => {
    place = await testDatabaseSettings(dialect);
    [a, b] = await Promise.all([startCmsProcess({ env: place.env }), startCmsProcess({ env: place.env })]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([a, b].map((cms) => cms.stop()));
    await place.drop();
  });

  it('has a time of last use that only moves forward, on each of them', async () => {
    const bearer = await registerFirstAdmin(a);
    const { body } = await a.call('POST', '/admin/api-tokens', { bearer, body: { name: 'busy', type: 'read-only' } });
    const { id, accessKey } = body.data;
    const shownBy = async (cms: CmsProcess): Promise<number> =>
      Date.parse((await cms.call('GET', `/admin/api-tokens/${id}`, { bearer })).body.data.lastUsedAt ?? 0);
    const latest = new Map([[a, 0], [b, 0]]);
    const end = Date.now() + DURATION_MS;
    while (Date.now() < end) {
      await Promise.all([a, b].map((cms) => cms.call('GET', '/api/articles', { bearer: accessKey })));
      for (const [cms, before] of latest) {
        const now = await shownBy(cms);
        expect(now).toBeGreaterThanOrEqual(before);
        latest.set(cms, now);
      }
      await sleep(50);
    }
    expect(Math.min(...latest.values())).toBeGreaterThan(end - DURATION_MS);
  }, 60_000);
});
