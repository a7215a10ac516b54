import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { makePerson, makeRole } from '../support/accounts';
import { pluginServices } from '../../server/services';
import { choose, describeInBrowser, focusOn, focusOnField, listClosed, logIn, openBrowser, openPage, showTab, type PanelPage } from '../support/browser';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';

const DAY = 86_400_000;
const FIND = 'api::article.article.find';
const CREATE = 'api::article.article.create';

describeInBrowser('the activity of tokens in the panel', () => {
  let browser: Browser;
  let cms: TestCms;
  let admin: Client;
  let view: PanelPage;
  let page: Page;

  const make = async (kind: 'api-tokens' | 'admin-tokens', name: string, rest: object = {}) =>
    (await admin.post(`/admin/${kind}`, { name, ...rest }).expect(201)).body.data;
  const part = (title: string) => page.locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
  const open = async (kind: 'api-tokens' | 'admin-tokens', id: number) => {
    await page.goto(`/admin/settings/${kind}/${id}?tab=activity`);
    await part('Recently denied').waitFor();
  };
  const test = async (method: string, path: string) => {
    const panel = part('Test a request');
    await choose(panel, 'Method', method);
    await panel.getByLabel('Path').fill(path);
    await panel.getByLabel('Path').press('Enter');
    return panel.getByRole('status');
  };

  beforeAll(async () => {
    browser = await openBrowser();
    cms = await startTestCms();
    admin = await registerFirstAdmin(cms);
    view = await openPage(browser, cms.url);
    ({ page } = view);
    await logIn(page);
  });
  afterEach(() => expect(view.problems).toEqual([]));
  afterAll(async () => {
    await browser.close();
    await cms.stop();
  });

  it('counts the requests of a token, and says why one was denied', async () => {
    const { id, accessKey } = await make('api-tokens', 'Counted', { type: 'custom', permissions: [FIND] });
    const use = cms.as(accessKey);
    for (let count = 0; count < 3; count += 1) await use.get('/api/articles').expect(200);
    await use.get('/api/articles/nowhere').expect(403);
    await open('api-tokens', id);

    const requests = part('Requests');
    await requests.getByRole('table', { name: 'Requests' }).getByRole('row').last().filter({ hasText: /310$/ }).waitFor();
    expect(await requests.getByRole('table', { name: 'Requests' }).getByRole('row').count()).toBe(31);
    await requests.getByRole('table', { name: 'Most used actions' }).getByRole('row', { name: `${FIND} 3` }).waitFor();
    await part('Last use').getByText('127.0.0.1').waitFor();
    await part('Recently denied').getByText('GET /api/articles/nowhere').waitFor();
    await part('Recently denied').getByText('The token doesn’t have the required permission.').waitFor();
    await part('Recently denied').getByText(/^Once, .*, from /).waitFor();
  });

  it('grants what a request was missing', async () => {
    const { id, accessKey } = await make('api-tokens', 'Granted', { type: 'custom', permissions: [FIND] });
    await cms.as(accessKey).post('/api/articles', { data: { title: 'x' } }).expect(403);
    await open('api-tokens', id);
    const denied = part('Recently denied');
    await denied.getByText(`Required permission: ${CREATE}`).waitFor();
    await denied.getByRole('button', { name: 'Grant this action' }).click();
    await page.getByRole('tab', { name: 'Access', selected: true }).waitFor();
    await page.getByText(`${CREATE} is selected. Save to grant it.`).first().waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Changes saved').first().waitFor();
    await cms.as(accessKey).post('/api/articles', { data: { title: 'x' } }).expect(201);
    await showTab(page, 'Activity');
    await denied.getByText('Selected under Access.').waitFor();
  });

  it('tells who has changed a token, and what', async () => {
    const { id } = await make('api-tokens', 'Before', { type: 'custom', permissions: [FIND] });
    await admin.put(`/admin/api-tokens/${id}`, { name: 'After', permissions: [FIND, CREATE] }).expect(200);
    await open('api-tokens', id);
    const history = part('History').getByRole('listitem');
    await history.filter({ hasText: /^Changed/ }).getByText(`Permissions added: ${CREATE}`).waitFor();
    await history.filter({ hasText: /^Changed/ }).getByText(/^Name: .*Before.* → .*After/).waitFor();
    await history.filter({ hasText: /^Created/ }).getByText(/^By .*Ada Admin.*, from 127\.0\.0\.1/).waitFor();
  });

  it('tests a request without making or saving anything', async () => {
    const { id } = await make('api-tokens', 'Tested', { type: 'custom', permissions: [FIND] });
    await open('api-tokens', id);
    // The last of what the page asks for by itself.
    await part('History').getByRole('listitem').first().waitFor();
    await part('Requests').getByText('No requests were counted').waitFor();
    await part('Recently denied').getByText('No requests were denied').waitFor();
    const sent: string[] = [];
    page.on('request', (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname}`));
    await (await test('GET', '/api/articles')).getByText('Allowed', { exact: true }).waitFor();
    const answer = await test('DELETE', '/api/articles/1');
    await answer.getByText('Denied', { exact: true }).waitFor();
    await answer.getByText('The token isn’t paused.').waitFor();
    await answer.getByText('The token doesn’t have the required permission.').waitFor();
    await part('Test a request').getByRole('button', { name: 'Grant this action' }).waitFor();
    await (await test('GET', '/nowhere')).getByText('No route has this method and path.').waitFor();
    expect(new Set(sent)).toEqual(new Set([`POST /admin/api-tokens/${id}/explain`]));
  });

  it('tests a request from an address, and says so where none was checked', async () => {
    const { id } = await make('api-tokens', 'Tested from elsewhere', { type: 'full-access', allowedAddresses: ['192.0.2.0/24'] });
    await open('api-tokens', id);
    const panel = part('Test a request');
    const address = panel.getByLabel('Client address');
    const answer = await test('GET', '/api/articles');
    await answer.getByText('The token is limited to certain addresses. Enter the client’s address to check it.').waitFor();
    await address.fill('192.0.2.7');
    await address.press('Enter');
    await answer.getByText('The address is allowed.').waitFor();
    await address.fill('198.51.100.7');
    await panel.getByRole('button', { name: 'Test', exact: true }).click();
    await answer.getByText('Requests from this address aren’t allowed.').waitFor();
    await answer.getByText('Denied', { exact: true }).waitFor();
    await address.fill('192.0.2');
    await address.press('Enter');
    await panel.getByText('Enter an IPv4 or IPv6 address, such as 192.0.2.1.').waitFor();
    expect(await panel.getByLabel('Locale').count()).toBe(0);
  });

  it('tests a request of a restricted token for a locale and a status', async () => {
    const { id } = await make('api-tokens', 'Tested within restrictions', { type: 'full-access', restrictions: { read: { status: 'published' }, locales: ['en'] } });
    await open('api-tokens', id);
    const panel = part('Test a request');
    const answer = await test('GET', '/api/articles');
    const [allowed, denied] = ['The token’s restrictions allow it, as far as can be told in advance.', 'The token’s restrictions don’t allow this.'];
    await answer.getByText(allowed).waitFor();
    const testStatus = async (status: string) => {
      await choose(panel, 'Status', status);
      await panel.getByRole('button', { name: 'Test', exact: true }).click();
    };
    await testStatus('Draft');
    await answer.getByText(denied).waitFor();
    await testStatus('Published');
    await answer.getByText(allowed).waitFor();
    await panel.getByLabel('Locale').fill('fr');
    await panel.getByLabel('Locale').press('Enter');
    await answer.getByText(denied).waitFor();
    await panel.getByLabel('Locale').fill('');
    await testStatus('Not specified');
    await (await test('GET', '/api/articles?status=draft')).getByText(denied).waitFor();
  });

  it('tests a request by the keyboard alone', async () => {
    const restrictions = { read: { status: 'published' }, locales: ['en'] };
    const { id } = await make('api-tokens', 'Tested by keys', { type: 'full-access', allowedAddresses: ['192.0.2.0/24'], restrictions });
    await open('api-tokens', id);
    const panel = part('Test a request');
    await panel.getByRole('combobox', { name: 'Method' }).focus();
    await page.keyboard.press('Enter');
    await focusOn(page, 'GET');
    await page.keyboard.press('Enter');
    await listClosed(page);
    for (const [field, words] of [['path', '/api/articles'], ['address', '192.0.2.7'], ['locale', 'fr']] as const) {
      await page.keyboard.press('Tab');
      await focusOnField(page, field);
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type(words);
    }
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await focusOn(page, 'Not specified');
    await page.keyboard.press('ArrowDown');
    await focusOn(page, 'Draft');
    await page.keyboard.press('Enter');
    await listClosed(page);
    await page.keyboard.press('Tab');
    await focusOn(page, 'Test');
    const asked = page.waitForRequest((request) => request.url().endsWith('/explain'));
    await page.keyboard.press('Enter');
    expect((await asked).postDataJSON()).toEqual({ method: 'GET', path: '/api/articles', address: '192.0.2.7', locale: 'fr', status: 'draft' });
    await panel.getByRole('status').getByText('The token’s restrictions don’t allow this.').waitFor();
    await focusOn(page, 'Test');
  });

  it('offers no permission for what no admin token may do', async () => {
    const { id } = await make('admin-tokens', 'Tested on an account', { adminPermissions: [] });
    await open('admin-tokens', id);
    await (await test('PUT', '/admin/users/me')).getByText(/^Admin tokens can’t do this, whatever their permissions/).waitFor();
    expect(await part('Test a request').getByRole('button', { name: 'Grant this action' }).count()).toBe(0);
  });

  it.each(['light', 'dark'] as const)('fits a window of 320 pixels, %s', async (theme) => {
    const narrow = await openPage(browser, cms.url, { width: 320, theme });
    await logIn(narrow.page);
    for (const path of ['api-tokens/3?tab=activity', 'token-events', 'api-tokens']) {
      await narrow.page.goto(`/admin/settings/${path}`);
      await narrow.page.getByText('Counted').last().waitFor();
      expect([path, await narrow.page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, 320]);
    }
    expect(narrow.problems).toEqual([]);
    await narrow.context.close();
  });

  it('grants an admin token what its owner has', async () => {
    const { id, accessKey } = await make('admin-tokens', 'For people', { adminPermissions: [] });
    await cms.as(accessKey).get('/admin/users').expect(403);
    await open('admin-tokens', id);
    await part('Recently denied').getByRole('button', { name: 'Grant this action' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Changes saved').first().waitFor();
    await cms.as(accessKey).get('/admin/users').expect(200);
  });

  it('offers no grant to those who may not change the token, and the activity of all tokens only to those who may see it', async () => {
    const { id, accessKey } = await make('api-tokens', 'Read only', { type: 'custom', permissions: [] });
    await cms.as(accessKey).get('/api/articles').expect(403);
    const role = await makeRole(admin, 'Reader', ['plugin::api-tokens.api-tokens.access', 'plugin::api-tokens.api-tokens.read']);
    const reader = await openPage(browser, cms.url);
    await logIn(reader.page, await makePerson(cms, admin, 'Grace', [role]));
    await reader.page.goto(`/admin/settings/api-tokens/${id}?tab=activity`);
    await reader.page.getByText(`Required permission: ${FIND}`).waitFor();
    expect(await reader.page.getByRole('button', { name: 'Grant this action' }).count()).toBe(0);
    expect(await reader.page.getByRole('link', { name: 'Token Activity' }).count()).toBe(0);
    await reader.page.goto('/admin/settings/token-events');
    await reader.page.getByText('You don’t have permission to view this page.').waitFor();
    expect(reader.problems).toEqual([]);
    await reader.context.close();
  });

  it('says above the list how many tokens end soon, and shows them with how much they are used', async () => {
    const { id, accessKey } = await make('api-tokens', 'Ending', { lifespan: 7 * DAY });
    await cms.running.cms.db.query('plugin::api-tokens.token').update({ where: { id }, data: { startsAt: Date.now() - 5 * DAY, expiresAt: Date.now() + 2 * DAY } });
    await cms.as(accessKey).get('/api/articles').expect(200);
    await page.goto('/admin/settings/api-tokens');
    await page.getByRole('row', { name: 'Ending' }).getByRole('img', { name: '1 request in the last 30 days' }).waitFor();
    await page.getByRole('heading', { name: '1 token expires within 7 days' }).waitFor();
    await page.getByRole('link', { name: 'Show it' }).click();
    await page.getByText('1–1 of 1').waitFor();
    expect(new URL(page.url()).searchParams.get('state')).toBe('expiring');
    expect(await page.getByRole('heading', { name: '1 token expires within 7 days' }).count()).toBe(0);
  });

  it('finds in the list the tokens that were never used', async () => {
    const { accessKey } = await make('api-tokens', 'Filtered and used');
    await make('api-tokens', 'Filtered and never used');
    await cms.as(accessKey).get('/api/articles').expect(200);
    // Otherwise the use is written some seconds later.
    await pluginServices(cms.running.cms).lastUse.flush();
    await page.goto('/admin/settings/api-tokens?_q=Filtered');
    await page.getByText('1–2 of 2').waitFor();
    await choose(page, 'Last used', 'Never used');
    await page.getByText('1–1 of 1').waitFor();
    await page.getByRole('link', { name: 'Filtered and never used' }).waitFor();
    await page.waitForURL(/unusedFor=ever/);
    await choose(page, 'Last used', 'Any last use');
    await page.getByText('1–2 of 2').waitFor();
  });

  it('lists the activity of all tokens, filters it, and saves what is filtered without formulas', async () => {
    const { id } = await make('api-tokens', '=1+1');
    await admin.put(`/admin/api-tokens/${id}`, { enabled: false }).expect(200);
    await admin.delete(`/admin/api-tokens/${id}`).expect(200);
    await page.goto('/admin/settings/api-tokens');
    await page.getByRole('link', { name: 'Token Activity' }).click();
    const rows = page.getByRole('region', { name: 'Token Activity' }).getByRole('listitem');
    await rows.filter({ hasText: 'Deleted' }).getByRole('button', { name: /^Show only .*=1\+1/ }).click();
    await page.getByText('1–3 of 3').waitFor();
    await choose(page, 'Activity', 'Paused');
    await page.getByText('1–1 of 1').waitFor();

    // Only Strapi has them.
    expect(await page.getByRole('button', { name: 'Webhooks' }).count()).toBe(0);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download CSV' }).click()]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(`"token.pause","content-api","${id}","'=1+1"`);

    await choose(page, 'Activity', 'Expired');
    await page.getByText('No activity matches these filters.').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await focusOn(page, 'Token Activity');
    await rows.filter({ hasText: 'Ending' }).first().waitFor();
  });

  it('shows only what one person or one admin token did, and all again, by the keyboard alone', async () => {
    const maker = await make('admin-tokens', 'Maker', { adminPermissions: [{ action: 'plugin::api-tokens.api-tokens.create' }] });
    await cms.as(maker.accessKey).post('/admin/api-tokens', { name: 'Made by keys' }).expect(201);
    await page.goto('/admin/settings/token-events');
    for (const [actor, type] of [['Maker', 'admin-token'], ['Ada Admin', 'user']] as const) {
      await page.getByRole('button', { name: new RegExp(`^Show only what .*${actor}.* did`) }).first().focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(({ searchParams }) => searchParams.get('actorType') === type);
      await page.getByText(new RegExp(`^By: .*${actor}`)).waitFor();
      await page.getByRole('button', { name: 'Remove filter' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(({ searchParams }) => !searchParams.has('actorType') && !searchParams.has('actorId'));
      await focusOn(page, 'Token Activity');
    }
  });
});
