import { setTimeout as sleep } from 'node:timers/promises';
import { logIn } from '../api/api-suite';
import { makePerson } from '../support/accounts';
import { firstAdmin, type Client } from '../support/cms';
import { dialectsUnderTest, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';
import { startStrapiHost, type StrapiHost } from '../support/hosts/strapi-host';
import { startSmtpServer, type SmtpServer } from '../support/network/smtp-server';

const DAY = 86_400_000;

describe.each(dialectsUnderTest())('reminders of two Strapi processes on %s', (dialect) => {
  let database: TestDatabaseSettings;
  let smtp: SmtpServer;
  let hosts: StrapiHost[] = [];
  let ada: Client;
  let bob: Client;

  beforeAll(async () => {
    smtp = await startSmtpServer();
    database = await testDatabaseSettings(dialect);
    const variables = { SMTP_PORT: String(smtp.port) };
    const first = await startStrapiHost(dialect, { database, variables });
    hosts = [first];
    ada = first.as((await first.as().post('/admin/register-admin', firstAdmin).expect(200)).body.data.token);
    const [role] = (await ada.get('/admin/roles').expect(200)).body.data.filter(({ code }: { code: string }) => code === 'strapi-super-admin');
    bob = first.as(await logIn(first, await makePerson(first, ada, 'Bob', [role.id])));
    hosts.push(await startStrapiHost(dialect, { database, variables }));
  });
  afterAll(async () => {
    for (const host of hosts) await host.stop();
    await database?.drop();
    await smtp?.stop();
  });

  /** Makes a token that ends in so many days, of which nobody is to be reminded yet. */
  async function make(client: Client, name: string, ends: number, body: { adminPermissions?: [] } = {}): Promise<number> {
    const path = body.adminPermissions === undefined ? '/api-tokens' : '/admin-tokens';
    return (await client.post(path, { name, expiresAt: new Date(Date.now() + ends * DAY).toISOString(), ...body }).expect(201)).body.data.id;
  }

  /** Lets all instances do what is due, at the same moment and again. */
  async function run(): Promise<void> {
    for (let turn = 0; turn < 2; turn += 1) await Promise.all([...hosts, ...hosts].map((host) => host.operate('upkeep', 'run', [])));
    // One instance is at work at a time, perhaps one that has just started.
    while ((await hosts[0]!.inDatabase((knex) => knex('api_tokens_revision').pluck('upkeep_until')))[0] !== null) await sleep(50);
    await Promise.all(hosts.map((host) => host.operate('upkeep', 'run', [])));
  }

  async function recorded(): Promise<string[]> {
    const rows = await hosts[0]!.inDatabase((knex) => knex('api_tokens_events').where({ action: 'token.expiring' }).select('token_name', 'details'));
    return rows.map(({ token_name: name, details }: { token_name: string; details: string }) => `${name}: ${JSON.parse(details).days}`).sort();
  }

  const namedIn = (text: string) => ['thirty', 'seven', 'one', 'agent', 'brief', 'paused', 'far'].filter((name) => text.includes(`- ${name} (`));

  it('are recorded once, and sent in one mail a day to each person', async () => {
    const thirty = await make(ada, 'thirty', 29.5);
    await make(ada, 'seven', 6.5);
    await make(ada, 'one', 0.9);
    await make(bob, 'agent', 6.5, { adminPermissions: [] });
    await make(ada, 'brief', 0.9);
    await make(ada, 'far', 60);
    await ada.put(`/api-tokens/${await make(ada, 'paused', 6.5)}`, { enabled: false }).expect(200);
    // All at once: an instance that has just started may look at any moment.
    const before = Date.now() - 90 * DAY;
    await hosts[0]!.inDatabase((knex) => knex('api_tokens_issued').whereNot({ name: 'brief' }).update({ issued_at: before, starts_at: before }));
    await run();
    expect(await recorded()).toEqual(['agent: 7', 'one: 1', 'seven: 7', 'thirty: 30']);
    expect(smtp.mails.map(({ to, text }) => [to, namedIn(text)]).sort()).toEqual([
      [firstAdmin.email, ['thirty', 'seven', 'one']], ['bob@example.com', ['agent']],
    ]);
    expect(smtp.mails.find(({ to }) => to === firstAdmin.email)!.text).toMatch(/From: .*cms@example\.com[^]*Subject: 3 tokens expire soon[^]*Hello Ada,/);

    // What becomes due later on the same day waits for the next one.
    await hosts[0]!.inDatabase((knex) => knex('api_tokens_issued').where({ id: thirty }).update({ expires_at: Date.now() + 6.5 * DAY }));
    await run();
    expect(await recorded()).toEqual(['agent: 7', 'one: 1', 'seven: 7', 'thirty: 30', 'thirty: 7']);
    expect(smtp.mails).toHaveLength(2);

    const yesterday = new Date(Date.now() - DAY).toISOString().slice(0, 10);
    await hosts[0]!.inDatabase(async (knex) => {
      const sent = knex('strapi_core_store_settings').where({ key: 'plugin_api-tokens_reminders' });
      const [stored] = await sent.clone().pluck('value');
      await sent.update({ value: JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(stored)).map(([id, one]) => [id, { ...one as object, sentOn: yesterday }]))) });
    });
    await run();
    expect(smtp.mails.slice(2).map(({ to, text }) => [to, namedIn(text)])).toEqual([[firstAdmin.email, ['thirty']]]);
  });
});
