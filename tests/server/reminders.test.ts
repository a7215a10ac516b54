import plugin from '../../server';
import { pluginServices } from '../../server/services';
import { makePerson } from '../support/accounts';
import { firstAdmin, registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';
import { dialectsUnderTest, testDatabaseSettings, type TestDatabaseSettings } from '../support/database';
import { freezeClock } from '../support/freeze-clock';

const DAY = 86_400_000;

describe.each(dialectsUnderTest())('reminders on %s', (dialect) => {
  const start = Date.parse('2026-03-01T12:00:00.000Z');
  const provider = { provider: 'nodemailer', settings: { defaultFrom: 'cms@example.com' } };
  let place: TestDatabaseSettings;
  let cms: TestCms;
  let admin: Client;
  let mails: Array<{ to: string; subject: string; text: string }>;
  let email: object = provider;

  beforeEach(async () => {
    freezeClock(start);
    place = await testDatabaseSettings(dialect);
    cms = await startTestCms({ database: place });
    admin = await registerFirstAdmin(cms);
    setUpMail();
  });
  afterEach(async () => {
    await cms.stop();
    await place.drop();
    jest.useRealTimers();
  });

  /** Puts Strapi's e-mail plugin into the CMS, which has none. */
  function setUpMail(): void {
    mails = [];
    email = provider;
    const host = cms.running.cms as any;
    host.plugins = { email: { service: () => ({ send: async (mail: any) => void mails.push(mail) }) } };
    host.config = { get: (path: string, fallback: unknown) => (path === 'plugin::email' ? email : cms.running.config.get(path, fallback)) };
  }

  const expiring = (days: number) => new Date(start + days * DAY).toISOString();
  const make = async (name: string, days: number, client = admin) =>
    (await client.post('/admin/api-tokens', { name, expiresAt: expiring(days) }).expect(201)).body.data as { id: number };

  /** What is said after so many days. */
  async function after(days: number): Promise<void> {
    freezeClock(start + days * DAY);
    const { connection } = cms.running.cms.db;
    await Promise.all([pluginServices(cms.running.cms).upkeep.run(), pluginServices(cms.running.cms).upkeep.run()]);
    expect((await connection('api_tokens_revision').select('upkeep_until'))[0].upkeep_until).toBe(null);
  }

  async function said(): Promise<Array<[name: string, what: string]>> {
    const rows = await cms.running.cms.db.connection('api_tokens_events').whereIn('action', ['token.expiring', 'token.expired']).orderBy('id');
    return rows.map(({ token_name: name, action, details }: any) => [name, action === 'token.expired' ? 'expired' : String(JSON.parse(details).days)]);
  }

  it('are recorded once per mark, the last of several that have passed, and again for another end', async () => {
    const { id } = await make('long', 90);
    await make('short', 6);
    await make('two weeks', 14);
    await make('endless', 4000);
    for (const days of [10, 15, 59, 60, 61]) await after(days);
    expect(await said()).toEqual([['two weeks', '7'], ['two weeks', 'expired'], ['long', '30']]);
    await after(89.5);
    await after(89.9);
    expect((await said()).slice(3)).toEqual([['long', '1']]);
    await cms.running.cms.db.query('plugin::api-tokens.token').update({ where: { id }, data: { expiresAt: start + 95 * DAY } });
    await after(90);
    await after(95);
    await after(96);
    expect((await said()).slice(4)).toEqual([['long', '7'], ['long', 'expired']]);
  });

  it('are recorded for a date that stays the same when the key is replaced, or that is moved a little', async () => {
    const renewed = await make('renewed', 90);
    const moved = await make('moved', 90);
    await after(85);
    const later = cms.as((await cms.as().post('/admin/login', firstAdmin).expect(200)).body.data.token);
    await later.post(`/admin/api-tokens/${renewed.id}/regenerate`).expect(201);
    await later.put(`/admin/api-tokens/${moved.id}`, { expiresAt: expiring(91) }).expect(200);
    await after(89.5);
    await after(90.5);
    await after(91.5);
    const of = async (wanted: string) => (await said()).filter(([name]) => name === wanted).map(([, what]) => what);
    expect(await of('renewed')).toEqual(['7', '1', 'expired']);
    // Another end is said again.
    expect(await of('moved')).toEqual(['7', '7', '1', 'expired']);
  });

  it('are recorded once by several instances', async () => {
    await make('watched', 90);
    const other = await startTestCms({ database: place });
    freezeClock(start + 83 * DAY);
    await Promise.all([cms, other].flatMap(({ running }) => [pluginServices(running.cms).upkeep.run(), pluginServices(running.cms).upkeep.run()]));
    await other.stop();
    expect(await said()).toEqual([['watched', '7']]);
  });

  it('are sent in one message a day to who owns or created the tokens, and what comes later on the next day', async () => {
    const role = await cms.running.cms.db.query('admin::role').findOne({ where: { code: 'strapi-super-admin' } });
    const { email: bobsEmail, password } = await makePerson(cms, admin, 'Bob', [role!.id]);
    const asBob = cms.as((await cms.as().post('/admin/login', { email: bobsEmail, password }).expect(200)).body.data.token);
    await make('website', 90);
    await admin.post('/admin/admin-tokens', { name: 'agent', expiresAt: expiring(90), adminPermissions: [] }).expect(201);
    await make('later', 90.1);
    await make('of Bob', 90, asBob);

    await after(61);
    expect(mails.map(({ to, subject }) => [to, subject]).sort()).toEqual([['ada@example.com', '3 tokens expire soon'], ['bob@example.com', 'The token “of Bob” expires soon']]);
    mails.splice(0);
    await after(83);
    expect(mails.map(({ to, subject }) => [to, subject]).sort()).toEqual([['ada@example.com', '2 tokens expire soon'], ['bob@example.com', 'The token “of Bob” expires soon']]);
    const { text } = mails.find(({ to }) => to === firstAdmin.email)!;
    expect(text).toContain('Hello Ada,');
    expect(text).toContain('- website (API token): expires on 2026-05-30 at 12:00 UTC, in 7 days\n- agent (admin token): expires');
    await after(83.2);
    expect(mails).toHaveLength(2);
    await after(83.6);
    expect(mails.slice(2).map(({ to, subject }) => [to, subject])).toEqual([['ada@example.com', 'The token “later” expires soon']]);
    await after(89.5);
    await after(90);
    expect(mails.filter(({ to }) => to === bobsEmail)).toHaveLength(2);
  });

  it('leave nobody’s id behind on the day after a message', async () => {
    const role = await cms.running.cms.db.query('admin::role').findOne({ where: { code: 'strapi-super-admin' } });
    const { email: bobsEmail, password } = await makePerson(cms, admin, 'Bob', [role!.id]);
    await make('of Bob', 90, cms.as((await cms.as().post('/admin/login', { email: bobsEmail, password }).expect(200)).body.data.token));
    await make('of Ada', 114);
    const remembered = async () => Object.keys(await cms.running.cms.store({ type: 'plugin', name: 'api-tokens' }).get({ key: 'reminders' }) as object);
    await after(83);
    expect(await remembered()).toHaveLength(1);
    await after(84);
    expect(mails).toHaveLength(2);
    expect(await remembered()).toHaveLength(1);
    await after(85);
    expect(await remembered()).toEqual([]);
  });

  it('are neither recorded nor sent while a token is paused, whose end is recorded; and are once it is resumed', async () => {
    const [paused, resumed, waiting] = [await make('paused', 90), await make('resumed', 90), await make('waiting', 90)];
    const switchTo = async (enabled: boolean, ...tokens: Array<{ id: number }>) => {
      const client = cms.as((await cms.as().post('/admin/login', firstAdmin).expect(200)).body.data.token);
      for (const { id } of tokens) await client.put(`/admin/api-tokens/${id}`, { enabled }).expect(200);
    };
    await switchTo(false, paused, resumed);
    await after(61);
    expect(await said()).toEqual([['waiting', '30']]);
    await switchTo(false, waiting);
    await after(83);
    await switchTo(true, resumed);
    await after(84);
    expect((await said()).slice(1)).toEqual([['resumed', '7']]);
    expect(mails.map(({ subject }) => subject)).toEqual(['The token “waiting” expires soon', 'The token “resumed” expires soon']);
    await after(90);
    expect((await said()).slice(2).sort()).toEqual([['paused', 'expired'], ['resumed', 'expired'], ['waiting', 'expired']]);
  });

  it('of a token that is paused while its message waits for the next day are not sent', async () => {
    await make('first', 90);
    const { id } = await make('second', 90.2);
    await after(83);
    await after(83.4);
    expect(mails).toHaveLength(1);
    const client = cms.as((await cms.as().post('/admin/login', firstAdmin).expect(200)).body.data.token);
    await client.put(`/admin/api-tokens/${id}`, { enabled: false }).expect(200);
    await after(84);
    expect(mails).toHaveLength(1);
  });

  it('that are not sent yet when an instance stops are sent by the next one', async () => {
    const role = await cms.running.cms.db.query('admin::role').findOne({ where: { code: 'strapi-super-admin' } });
    const { email: bobsEmail, password } = await makePerson(cms, admin, 'Bob', [role!.id]);
    await make('of Ada', 90);
    await make('of Bob', 90, cms.as((await cms.as().post('/admin/login', { email: bobsEmail, password }).expect(200)).body.data.token));
    const { upkeep } = pluginServices(cms.running.cms);
    const host = cms.running.cms as any;
    let stopped: Promise<void> | undefined;
    host.plugins = { email: { service: () => ({ send: async (mail: any) => {
      stopped ??= upkeep.stop();
      mails.push(mail);
    } }) } };
    freezeClock(start + 83 * DAY);
    await upkeep.run();
    await stopped;
    expect(mails).toHaveLength(1);
    await cms.restart();
    const { to } = mails[0]!;
    setUpMail();
    await after(83.1);
    expect([to, ...mails.map((mail) => mail.to)].sort()).toEqual([firstAdmin.email, bobsEmail].sort());
  });

  it('whose mail server does not answer do not keep an instance that stops from writing what it has counted', async () => {
    const { id, accessKey } = (await admin.post('/admin/api-tokens', { name: 'used', type: 'read-only', expiresAt: expiring(90) }).expect(201)).body.data;
    await cms.as(accessKey).get('/api/articles').expect(200);
    let answer!: () => void;
    const sending = new Promise<void>((begun) => {
      const host = cms.running.cms as any;
      host.plugins = { email: { service: () => ({ send: () => new Promise<void>((resolve) => {
        answer = resolve;
        begun();
      }) }) } };
    });
    freezeClock(start + 83 * DAY);
    void pluginServices(cms.running.cms).upkeep.run();
    await sending;
    const stopped = plugin.destroy({ strapi: cms.running.cms });
    while ((await cms.running.cms.db.connection('api_tokens_usage').where({ token_id: id })).length === 0) await new Promise((resolve) => setImmediate(resolve));
    answer();
    await stopped;
  });

  it('are recorded and not sent where the plugin is as it was installed', async () => {
    email = { provider: 'sendmail', settings: { defaultFrom: 'Strapi <no-reply@strapi.io>' } };
    await make('website', 90);
    await after(83);
    expect(await said()).toEqual([['website', '7']]);
    expect(mails).toEqual([]);
  });

  it('are not sent again where the provider fails, which is logged', async () => {
    const host = cms.running.cms as any;
    host.plugins = { email: { service: () => ({ send: () => { throw new Error('no connection'); } }) } };
    await make('website', 90);
    await after(83);
    await after(83.1);
    expect(cms.logged.filter((line) => line.includes('a reminder could not be sent'))).toHaveLength(1);
  });
});
