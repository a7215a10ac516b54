import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { accessibilityFindings } from '../support/checks/accessibility-findings';
import { makePerson, makeRole } from '../support/accounts';
import { describeInBrowser, focusOn, listClosed, logInToStrapi, openBrowser, openPage, type PanelPage, type View } from '../support/browser';
import { firstAdmin, type Client } from '../support/cms';
import { startStrapiHost, type StrapiHost } from '../support/hosts/strapi-host';

const ACTIVITY = '/admin/settings/api-tokens-plugin/token-events';
const DELIVERY_TIMEOUT_MS = 120_000;

interface Delivery {
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}

describeInBrowser('token events in Strapi’s webhooks', () => {
  let browser: Browser;
  let host: StrapiHost;
  let admin: Client;
  let receiver: Server;
  let url: string;
  const deliveries: Delivery[] = [];

  beforeAll(async () => {
    receiver = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      deliveries.push({ headers: request.headers, body: JSON.parse(body) });
      response.end();
      receiver.emit('delivery');
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    browser = await openBrowser();
    host = await startStrapiHost();
    admin = host.as((await host.as().post('/admin/register-admin', firstAdmin).expect(200)).body.data.token);
  });
  afterAll(async () => {
    await browser.close();
    await host?.stop();
    receiver.close();
    receiver.closeAllConnections();
  });
  afterEach(async () => {
    const ids = (await admin.get('/admin/webhooks').expect(200)).body.data.map(({ id }: { id: string }) => id);
    if (ids.length > 0) await admin.post('/admin/webhooks/batch-delete', { ids }).expect(200);
    deliveries.length = 0;
  });

  const makeWebhook = async (name: string, events: string[], headers = {}): Promise<string> =>
    (await admin.post('/admin/webhooks', { name, url, headers, events }).expect(201)).body.data.id;
  const readWebhook = async (id: string) => (await admin.get(`/admin/webhooks/${id}`).expect(200)).body.data;

  async function logIn(view: View = {}, person?: { email: string; password: string }): Promise<PanelPage> {
    const opened = await openPage(browser, host.url, view);
    await logInToStrapi(opened.page, person);
    return opened;
  }

  async function openDialog(page: Page) {
    await page.getByRole('button', { name: 'Webhooks', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Token events in webhooks' });
    await dialog.waitFor();
    return dialog;
  }

  it.each(['light', 'dark'] as const)('are selected by keyboard and delivered, while the rest of the webhook stays, in %s', async (theme) => {
    const headers = { 'X-Secret': 'shared' };
    const other = await makeWebhook('Another', ['entry.update']);
    const id = await makeWebhook('Security', ['entry.create', 'media.delete', 'token.reveal'], headers);
    const view = await logIn({ theme });
    const { page } = view;
    await page.goto(ACTIVITY);
    const dialog = await openDialog(page);
    const select = dialog.getByRole('combobox', { name: 'Webhook' });
    await select.focus();
    await page.keyboard.press('Enter');
    // An open list moves the focus some moments after a key.
    await focusOn(page, `Another · ${url}`);
    await page.keyboard.press('ArrowDown');
    await focusOn(page, `Security · ${url}`);
    await page.keyboard.press('Enter');
    await select.getByText('Security').waitFor();
    await listClosed(page);
    await dialog.getByRole('checkbox', { name: 'Key shown', checked: true }).waitFor();
    expect(await accessibilityFindings(page, '[role=dialog]')).toEqual([]);

    await dialog.getByRole('checkbox', { name: 'Created' }).focus();
    await page.keyboard.press('Space');
    await dialog.getByRole('button', { name: 'Save', disabled: false }).focus();
    // Strapi shows it for two and a half seconds.
    const told = page.getByText('Changes saved').first().waitFor();
    await page.keyboard.press('Enter');
    await told;
    await dialog.waitFor({ state: 'hidden' });
    await focusOn(page, 'Webhooks');
    expect(await readWebhook(id)).toEqual({
      id, name: 'Security', url, headers, isEnabled: true, events: ['entry.create', 'media.delete', 'token.create', 'token.reveal'],
    });
    expect((await readWebhook(other)).events).toEqual(['entry.update']);

    const arrives = once(receiver, 'delivery', { signal: AbortSignal.timeout(DELIVERY_TIMEOUT_MS) });
    const token = (await admin.post('/api-tokens', { name: `Watched in ${theme}` }).expect(201)).body.data;
    await arrives;
    expect(deliveries).toHaveLength(1);
    expect(deliveries[0]).toMatchObject({
      headers: { 'x-strapi-event': 'token.create', 'x-secret': 'shared' },
      body: { event: 'token.create', action: 'token.create', token: { id: token.id, kind: 'content-api', name: `Watched in ${theme}` } },
    });
    expect(JSON.stringify(deliveries)).not.toContain(token.accessKey);
    await view.context.close();
  });

  it('are all selected or none, on a phone, without enabling a webhook that is disabled', async () => {
    const id = await makeWebhook('Disabled', ['entry.create']);
    await admin.put(`/admin/webhooks/${id}`, { name: 'Disabled', url, headers: {}, events: ['entry.create'], isEnabled: false }).expect(200);
    const { page, context } = await logIn({ width: 375 });
    await page.goto(ACTIVITY);
    let dialog = await openDialog(page);
    await dialog.getByText('This webhook is disabled').waitFor();
    await dialog.getByRole('checkbox', { name: 'All token events' }).click();
    expect(await accessibilityFindings(page, '[role=dialog]')).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const { events, isEnabled } = await readWebhook(id);
    expect([events.length, isEnabled]).toEqual([13, false]);

    dialog = await openDialog(page);
    await dialog.getByRole('checkbox', { name: 'All token events' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect((await readWebhook(id)).events).toEqual(['entry.create']);
    await context.close();
  });

  it('are kept by Strapi’s own form, also where it was open before they were selected', async () => {
    const id = await makeWebhook('Forms', ['entry.create']);
    const { page, context } = await logIn();
    const inForm = (event: string) => page.getByRole('checkbox', { name: event });
    await page.goto(`/admin/settings/webhooks/${id}`);
    await inForm('entry.update').waitFor();
    await page.getByRole('link', { name: 'Token Activity' }).click();
    const dialog = await openDialog(page);
    await dialog.getByRole('checkbox', { name: 'Key reported as leaked' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });

    await page.getByRole('link', { name: 'Webhooks', exact: true }).click();
    await page.getByText('Forms').first().click();
    await inForm('entry.update').click();
    const saved = page.waitForResponse((response) => response.request().method() === 'PUT');
    await page.getByRole('button', { name: 'Save' }).click();
    expect((await saved).status()).toBe(200);
    expect((await readWebhook(id)).events.sort()).toEqual(['entry.create', 'entry.update', 'token.leaked']);
    await context.close();
  });

  it('stay unselected in the other webhooks where one is deleted meanwhile, which the dialog says', async () => {
    const id = await makeWebhook('Going', ['entry.create']);
    const other = await makeWebhook('Staying', ['entry.update']);
    const { page, context } = await logIn();
    await page.goto(ACTIVITY);
    const dialog = await openDialog(page);
    const paused = dialog.getByRole('checkbox', { name: 'Paused' });
    await paused.click();
    await admin.delete(`/admin/webhooks/${id}`).expect(200);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').getByText('This webhook no longer exists.').waitFor();
    await dialog.getByRole('combobox').getByText('Staying').waitFor();
    await dialog.getByRole('checkbox', { name: 'Paused', checked: false }).waitFor();
    await dialog.getByRole('button', { name: 'Save', disabled: true }).waitFor();
    expect((await readWebhook(other)).events).toEqual(['entry.update']);
    await context.close();
  });

  it('need a webhook, which Strapi’s page creates', async () => {
    const { page, context } = await logIn();
    await page.goto(ACTIVITY);
    const dialog = await openDialog(page);
    await dialog.getByText('Strapi has no webhooks yet.').waitFor();
    expect(await accessibilityFindings(page, '[role=dialog]')).toEqual([]);
    await dialog.getByRole('link', { name: 'Create a webhook in Strapi’s settings' }).click();
    await page.getByRole('heading', { name: 'Create a webhook' }).waitFor();
    await context.close();
  });

  it.each([
    ['read', ['admin::webhooks.read'], 0],
    ['read and update', ['admin::webhooks.read', 'admin::webhooks.update'], 1],
  ])('can be selected by those who may read and update webhooks: by people who may %s', async (what, permissions, count) => {
    await makeWebhook('Guarded', ['entry.create']);
    const role = await makeRole(admin, `May ${what}`, ['plugin::api-tokens.events.read', ...permissions]);
    const person = await makePerson(host, admin, what.replaceAll(' ', ''), [role]);
    await admin.post('/api-tokens', { name: `Seen by who may ${what}` }).expect(201);
    const { page, context } = await logIn({}, person);
    await page.goto(ACTIVITY);
    await page.getByRole('button', { name: 'Download CSV' }).waitFor();
    if (count === 0) expect(await page.getByRole('button', { name: 'Webhooks', exact: true }).count()).toBe(0);
    else {
      const dialog = await openDialog(page);
      await dialog.getByRole('checkbox', { name: 'Created' }).waitFor();
      expect(await dialog.getByRole('link').count()).toBe(0);
    }
    await context.close();
  });
});
