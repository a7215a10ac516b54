import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase } from '../../cms/database/create-database';
import { dialectsUnderTest, quietLog, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';
import { registerFirstAdmin, startCmsProcess, type CmsProcess } from '../support/hosts/cms-process';

describe.each(dialectsUnderTest())('a process on %s that is asked to stop', (dialect) => {
  let place: TestDatabaseSettings;
  let cms: CmsProcess;
  let bearer: string;
  let key: string;

  beforeEach(async () => {
    place = await testDatabaseSettings(dialect);
    cms = await startCmsProcess({ env: place.env });
    bearer = await registerFirstAdmin(cms);
    const { body } = await cms.call('POST', '/admin/api-tokens', { bearer, body: { name: 'used', type: 'full-access' } });
    key = body.data.accessKey;
  });
  afterEach(async () => {
    await cms.kill();
    await place.drop();
  });

  it('writes the last uses that are only in its memory, and ends with 0', async () => {
    const before = Date.now();
    await cms.call('GET', '/api/articles', { bearer: key });
    expect(await cms.stop()).toMatchObject({ code: 0, signal: null });
    const db = createDatabase(place.settings, [], quietLog);
    const row = await db.connection('api_tokens_keys').whereNotNull('last_used_at').first('last_used_at');
    await db.destroy();
    expect(Number(row.last_used_at)).toBeGreaterThanOrEqual(before);
  });

  it('answers the requests that are under way, those whose body is still coming in too, then refuses connections', async () => {
    const slow = request(`${cms.url}/api/articles`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json', 'Content-Length': 28, Expect: '100-continue' },
      agent: new Agent({ keepAlive: true }),
    });
    // Comes once the head has been read.
    const begun = once(slow, 'continue');
    const answer = new Promise<{ status?: number; connection?: string }>((resolve, reject) => {
      slow.on('error', reject);
      slow.on('response', (response) => {
        response.resume();
        resolve({ status: response.statusCode, connection: response.headers.connection });
      });
    });
    slow.write('{"data":{"title":');
    await begun;
    const stopped = cms.stop();
    await refuses(cms);
    slow.end('"at last"}}');
    // And the client is told not to send another request over this connection.
    expect(await answer).toEqual({ status: 201, connection: 'close' });
    expect(await stopped).toMatchObject({ code: 0 });
  });

  it('cuts off nobody whose requests keep coming over connections that stay open', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const statuses: Array<number | string> = [];
    const send = () => new Promise<boolean>((resolve) => {
      const sent = request(`${cms.url}/api/articles`, { agent, headers: { Authorization: `Bearer ${key}` } }, (response) => {
        statuses.push(response.statusCode!);
        response.resume().on('end', () => resolve(true)).on('error', () => resolve(false));
      });
      sent.on('error', () => {
        statuses.push(sent.reusedSocket ? 'cut off' : 'not let in');
        resolve(false);
      });
      sent.end();
    });
    const client = (async () => {
      while (await send());
    })();
    while (statuses.length < 10) await sleep(10);
    expect(await cms.stop()).toMatchObject({ code: 0 });
    await client;
    expect(new Set(statuses.slice(0, -1))).toEqual(new Set([200]));
    expect(statuses.at(-1)).toBe('not let in');
  });

  it('stops once, however often it is asked', async () => {
    void cms.stop();
    expect(await cms.stop()).toMatchObject({ code: 0, signal: null });
  });
});

/** Waits until the CMS takes no more connections. */
async function refuses(cms: CmsProcess): Promise<void> {
  for (;;) {
    const refused = await new Promise<boolean>((resolve) => {
      request(`${cms.url}/_health`, { agent: false }, (response) => {
        response.resume();
        resolve(false);
      }).on('error', () => resolve(true)).end();
    });
    if (refused) return;
    await sleep(10);
  }
}
