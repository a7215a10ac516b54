import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase, type SqlDatabase } from '../../cms/database/create-database';
import { dialectsUnderTest, quietLog, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';
import { registerFirstAdmin, startCmsProcess, type CmsProcess } from '../support/hosts/cms-process';

const DAY = 86_400_000;

describe.each(dialectsUnderTest())('the reminders of several processes on one %s', (dialect) => {
  let place: TestDatabaseSettings;
  let db: SqlDatabase;
  let instances: CmsProcess[] = [];

  beforeAll(async () => {
    place = await testDatabaseSettings(dialect);
    db = createDatabase(place.settings, [], quietLog);
  });
  afterAll(async () => {
    await Promise.all(instances.map((cms) => cms.kill()));
    await db.destroy();
    await place.drop();
  });

  const endIn = (name: string, days: number) => db.connection('api_tokens_issued').where({ name }).update({ expires_at: Date.now() + days * DAY });
  async function recorded(): Promise<string[]> {
    const rows = await db.connection('api_tokens_events').where('action', 'like', 'token.expir%').select('token_name', 'action', 'details');
    return rows.map(({ token_name: name, action, details }) => `${name}: ${action === 'token.expired' ? 'expired' : JSON.parse(details).days}`).sort();
  }

  it('are recorded once, by whichever comes to them first', async () => {
    const first = await startCmsProcess({ env: place.env });
    instances = [first];
    const admin = first.as(await registerFirstAdmin(first));
    for (const name of ['thirty', 'seven', 'one', 'over', 'later']) {
      await admin.post('/admin/api-tokens', { name, expiresAt: new Date(Date.now() + 60 * DAY).toISOString() }).expect(201);
    }
    await first.stop();
    await db.connection('api_tokens_issued').whereNotNull('expires_at').update({ issued_at: Date.now() - 90 * DAY, starts_at: Date.now() - 90 * DAY });
    for (const [name, days] of [['thirty', 29], ['seven', 6], ['one', 0.5], ['over', -1]] as const) await endIn(name, days);

    instances = await Promise.all([1, 2, 3].map(() => startCmsProcess({ env: place.env })));
    const expected = ['one: 1', 'over: expired', 'seven: 7', 'thirty: 30'];
    while ((await recorded()).length < expected.length) await sleep(200);
    // Once another one that is started now has come to its own, these three have long looked.
    await endIn('later', 6);
    instances.push(await startCmsProcess({ env: place.env }));
    while (!(await recorded()).includes('later: 7')) await sleep(200);
    expect(await recorded()).toEqual(['later: 7', ...expected]);
  });
});
