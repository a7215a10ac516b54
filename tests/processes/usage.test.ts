import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase } from '../../cms/database/create-database';
import { dialectsUnderTest, quietLog, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';
import { registerFirstAdmin, startCmsProcess, type CmsProcess } from '../support/hosts/cms-process';

const PROCESSES = 8;
const FIND = 'api::article.article.find';
const NOTHING = { ok: 0, denied: 0, failed: 0, found: 0 };

/** What requests of a token came to. */
type Sums = typeof NOTHING;

function totalOf(sums: Map<number, Sums>): number {
  return [...sums.values()].flatMap((ofToken) => Object.values(ofToken)).reduce((total, count) => total + count, 0);
}

describe.each(dialectsUnderTest())('the usage that several processes count on one %s', (dialect) => {
  let place: TestDatabaseSettings;
  let instances: CmsProcess[];
  let tokens: Array<{ id: number; accessKey: string }>;

  beforeAll(async () => {
    place = await testDatabaseSettings(dialect);
    const first = await startCmsProcess({ env: place.env });
    const jwt = await registerFirstAdmin(first);
    tokens = await Promise.all(['a', 'b', 'c'].map(async (name) => {
      const body = { name, type: 'custom', permissions: [FIND, 'api::article.article.findOne'] };
      return (await first.as(jwt).post('/admin/api-tokens', body).expect(201)).body.data;
    }));
    instances = [first, ...await Promise.all(Array.from({ length: PROCESSES - 1 }, () => startCmsProcess({ env: place.env })))];
  });
  afterAll(async () => {
    await Promise.all(instances.map((cms) => cms.kill()));
    await place.drop();
  });

  /** Sends rounds of requests with every token to each of these, and answers with what they came to, by token. */
  async function send(to: CmsProcess[], rounds: number): Promise<Map<number, Sums>> {
    const sent = new Map(tokens.map(({ id }) => [id, { ...NOTHING }]));
    await Promise.all(to.flatMap((cms) => tokens.map(async ({ id, accessKey: bearer }) => {
      const sums = sent.get(id)!;
      for (let round = 0; round < rounds; round += 1) {
        expect((await cms.call('GET', '/api/articles', { bearer })).status).toBe(200);
        expect((await cms.call('DELETE', '/api/articles/none', { bearer })).status).toBe(403);
        expect((await cms.call('GET', '/api/articles/none', { bearer })).status).toBe(404);
        sums.ok += 1;
        sums.found += 1;
        sums.denied += 1;
        sums.failed += 1;
      }
    })));
    return sent;
  }

  async function stored(): Promise<Map<number, Sums>> {
    const db = createDatabase(place.settings, [], quietLog);
    const sums = new Map(tokens.map(({ id }) => [id, { ...NOTHING }]));
    for (const { token_id, ok, denied, failed } of await db.connection('api_tokens_usage').select('*')) {
      Object.assign(sums.get(token_id)!, { ok: Number(ok), denied: Number(denied), failed: Number(failed) });
    }
    for (const { token_id, count } of await db.connection('api_tokens_usage_actions').where({ action: FIND }).select('*')) sums.get(token_id)!.found = Number(count);
    await db.destroy();
    return sums;
  }

  it('is what clients have sent: all of it after SIGTERM, all but what was not written yet after SIGKILL', async () => {
    const [killed, ...others] = instances as [CmsProcess, ...CmsProcess[]];
    const sent = await send(instances, 4);
    while (totalOf(await stored()) < totalOf(sent)) await sleep(200);
    expect(await stored()).toEqual(sent);

    const more = await send(others, 4);
    await Promise.all(others.map(async (cms) => expect(await cms.stop()).toMatchObject({ code: 0 })));
    const names = Object.keys(NOTHING) as Array<keyof Sums>;
    const kept = new Map([...sent].map(([id, sums]) => [id, Object.fromEntries(names.map((name) => [name, sums[name] + more.get(id)![name]])) as Sums]));
    expect(await stored()).toEqual(kept);

    const lost = await send([killed], 4);
    await killed.kill();
    for (const [id, sums] of await stored()) {
      for (const name of names) {
        expect(sums[name]).toBeGreaterThanOrEqual(kept.get(id)![name]);
        expect(sums[name]).toBeLessThanOrEqual(kept.get(id)![name] + lost.get(id)![name]);
      }
    }
  });
});
