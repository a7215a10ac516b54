import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, logIn, openBrowser, openPage, showTab, type PanelPage } from '../support/browser';
import { accessibilityFindings } from '../support/checks/accessibility-findings';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';

describeInBrowser('searching inside permissions', () => {
  let browser: Browser;
  let cms: TestCms;
  let admin: Client;
  let view: PanelPage;
  let page: Page;

  const found = () => page.getByRole('status').filter({ hasText: /found|match/ });
  const search = (words: string) => page.getByRole('searchbox', { name: 'Search permissions' }).fill(words);

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

  it('shows the actions that match, opened, says how many there are, and keeps what was selected out of sight', async () => {
    const permissions = ['api::category.category.find'];
    const { body } = await admin.post('/admin/api-tokens', { name: 'Searched', type: 'custom', permissions }).expect(201);
    await page.goto(`/admin/settings/api-tokens/${body.data.id}?tab=access`);
    await search('article create');
    await found().getByText('1 permission found').waitFor();
    expect(await page.getByRole('button', { name: 'Category' }).count()).toBe(0);
    await page.getByText('0 of 5').waitFor();
    await page.getByRole('checkbox', { name: 'create', exact: true }).click();
    await page.getByText('1 of 5').waitFor();
    expect(await accessibilityFindings(page, 'main')).toEqual([]);

    await search('get /API/');
    await found().getByText('permissions found').waitFor();
    await page.getByRole('checkbox', { name: 'Select all found' }).first().click();
    await search('');
    await found().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Changes saved').first().waitFor();
    const { body: after } = await admin.get(`/admin/api-tokens/${body.data.id}`).expect(200);
    expect(after.data.permissions.sort()).toEqual([
      'api::article.article.create', 'api::article.article.find', 'api::article.article.findOne', 'api::category.category.find',
    ]);
  });

  it('leaves open what was opened before, and says where nothing matches', async () => {
    await page.goto('/admin/settings/api-tokens/create');
    await page.getByRole('button', { name: 'Category' }).click();
    await page.getByRole('checkbox', { name: 'findOne' }).waitFor();
    await search('nothing is called this');
    await found().getByText('No permissions match').waitFor();
    expect(await page.getByRole('button', { name: /Article|Category/ }).count()).toBe(0);
    await page.getByRole('button', { name: 'Clear search' }).click();
    await page.getByRole('button', { name: 'Category', expanded: true }).waitFor();
    await page.getByRole('button', { name: 'Article', expanded: false }).waitFor();
  });

  it('finds admin permissions in every section by the keyboard alone, where Enter does not save', async () => {
    const { body } = await admin.post('/admin/admin-tokens', { name: 'Admin search' }).expect(201);
    await page.goto(`/admin/settings/admin-tokens/${body.data.id}`);
    await showTab(page, 'Access');
    await page.getByRole('searchbox', { name: 'Search permissions' }).focus();
    await page.keyboard.type('users: read');
    await page.keyboard.press('Enter');
    await found().getByText('1 permission found').waitFor();
    await page.getByRole('checkbox', { name: 'Users: Read' }).focus();
    await page.keyboard.press('Space');
    expect(await page.getByText('Changes saved').count()).toBe(0);
    await page.getByRole('button', { name: 'Save' }).press('Enter');
    await page.getByText('Changes saved').first().waitFor();
    const { body: after } = await admin.get(`/admin/admin-tokens/${body.data.id}`).expect(200);
    expect(after.data.adminPermissions).toMatchObject([{ action: 'admin::users.read' }]);
  });
});
