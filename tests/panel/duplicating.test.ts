import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, logIn, openBrowser, openPage, showTab, type PanelPage } from '../support/browser';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';

const DAY = 86_400_000;
const FIND = 'api::article.article.find';

describeInBrowser('duplicating a token', () => {
  let browser: Browser;
  let cms: TestCms;
  let admin: Client;
  let view: PanelPage;
  let page: Page;

  const make = async (kind: 'api-tokens' | 'admin-tokens', body: object) => (await admin.post(`/admin/${kind}`, body).expect(201)).body.data;
  const find = async (kind: 'api-tokens' | 'admin-tokens', name: string) => {
    const { body } = await admin.get(`/admin/${kind}?_q=${encodeURIComponent(name)}`).expect(200);
    expect(body.data).toHaveLength(1);
    return body.data[0];
  };
  const save = async () => {
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
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

  it('from its row by the keyboard, makes one with the same settings and another key, without showing the first key to anybody', async () => {
    const restrictions = { types: { 'api::article.article': { read: ['title'] } } };
    const original = await make('api-tokens', {
      name: 'Shop', description: 'For the shop', type: 'custom', permissions: [FIND], lifespan: 90 * DAY,
      allowedAddresses: ['192.0.2.0/24', '127.0.0.1'], rateLimit: { limit: 600, window: 60 }, restrictions,
    });
    await page.goto('/admin/settings/api-tokens?_q=Shop');
    await page.getByRole('button', { name: 'Duplicate \u2068Shop' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('With the settings of “\u2068Shop\u2069”, and a key of its own.').waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('Shop (copy)');
    expect(await page.getByLabel('Description').inputValue()).toBe('For the shop');
    // Also where the page is loaded again meanwhile.
    await page.reload();
    expect(await page.getByLabel('Name').inputValue()).toBe('Shop (copy)');
    await save();

    const copy = await find('api-tokens', 'Shop (copy)');
    for (const field of ['description', 'type', 'permissions', 'lifespan', 'allowedAddresses', 'rateLimit', 'restrictions']) {
      expect([field, copy[field]]).toEqual([field, original[field]]);
    }
    expect(copy.id).not.toBe(original.id);
    expect(copy.hint).not.toBe(original.hint);
    expect(await page.content()).not.toContain(original.accessKey);
    const { body: events } = await admin.get(`/admin/api-tokens/${original.id}/events`).expect(200);
    expect(events.data.map(({ action }: { action: string }) => action)).toEqual(['token.create']);
  });

  it('from its page, leaves out actions that no longer exist, and says where the name is taken', async () => {
    const { id } = await make('api-tokens', { name: 'Old', type: 'custom', permissions: [FIND], lifespan: null });
    await cms.running.cms.db.query('plugin::api-tokens.token-permission').create({ data: { action: 'api::gone.gone.find', token: id } });
    await make('api-tokens', { name: 'Old (copy)' });
    await page.goto(`/admin/settings/api-tokens/${id}`);
    await page.getByRole('button', { name: 'Duplicate' }).click();
    await page.getByRole('heading', { name: 'Create API Token' }).waitFor();
    await page.getByText('Never expires.').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Another token already has this name.').first().waitFor();
    await page.getByLabel('Name').fill('New one');
    await save();
    expect(await find('api-tokens', 'New one')).toMatchObject({ permissions: [FIND], expiresAt: null });
  });

  it('makes an admin token with the permissions of another one, limited as they are there', async () => {
    const adminPermissions = [{ action: 'plugin::content-manager.explorer.read', subject: 'api::article.article', properties: { fields: ['title'] } }];
    const { body } = await admin.post('/admin/admin-tokens', { name: 'Reader', adminPermissions });
    // The bundled CMS has no content manager: there a permission without limits is copied.
    const original = body.data ?? await make('admin-tokens', { name: 'Reader', adminPermissions: [{ action: 'admin::users.read', subject: null }] });
    await page.goto(`/admin/settings/admin-tokens/${original.id}`);
    await page.getByRole('button', { name: 'Duplicate' }).click();
    await page.getByRole('heading', { name: 'Create Admin Token' }).waitFor();
    await save();
    await showTab(page, 'Access');
    const copy = await find('admin-tokens', 'Reader (copy)');
    const limits = (token: { adminPermissions: any[] }) => token.adminPermissions.map(({ action, subject, properties }) => ({ action, subject, properties }));
    expect(limits(copy)).toEqual(limits(original));
    expect(copy.hint).not.toBe(original.hint);
  });
});
