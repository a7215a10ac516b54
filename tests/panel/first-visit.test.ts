import type { Browser, Page } from 'playwright-core';
import { makePerson, makeRole } from '../support/accounts';
import { accessibilityFindings } from '../support/checks/accessibility-findings';
import { describeInBrowser, logIn, openBrowser, openPage, type PanelPage } from '../support/browser';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';

const STEPS = 'Three steps to the first request';

describeInBrowser('the first visit', () => {
  let browser: Browser;
  let cms: TestCms;
  let admin: Client;
  let view: PanelPage;
  let page: Page;

  const steps = (on = page) => on.getByRole('heading', { name: STEPS });

  beforeAll(async () => {
    browser = await openBrowser();
    cms = await startTestCms();
    admin = await registerFirstAdmin(cms);
    view = await openPage(browser, cms.url);
    ({ page } = view);
  });
  afterEach(() => expect(view.problems).toEqual([]));
  afterAll(async () => {
    await browser.close();
    await cms.stop();
  });

  it('of a browser to the root leads to the panel', async () => {
    await page.goto('/');
    await page.waitForURL(/\/admin\/auth\/login/);
  });

  it('explains what to do, until it is dismissed by the keyboard', async () => {
    await logIn(page);
    await page.goto('/admin/settings/api-tokens');
    await steps().waitFor();
    await page.getByText('Open a token below').waitFor();
    await page.getByText('Authorization: Bearer …').waitFor();
    expect(await accessibilityFindings(page, 'main')).toEqual([]);
    await page.getByRole('button', { name: 'Hide these steps' }).press('Enter');
    await steps().waitFor({ state: 'hidden' });
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'region');
    await page.reload();
    await page.getByRole('link', { name: 'Read Only' }).waitFor();
    expect(await steps().count()).toBe(0);
  });

  it('explains it where there is no token at all, not to those who may not create one', async () => {
    await page.goto('/admin/settings/admin-tokens');
    await steps().waitFor();
    await page.getByText('select what it can do on your behalf').waitFor();
    expect(await page.getByRole('button', { name: 'Hide these steps' }).count()).toBe(0);

    const person = await makePerson(cms, admin, 'Reader', [await makeRole(admin, 'Reader', ['access', 'read'].map((verb) => `plugin::api-tokens.admin-tokens.${verb}`))]);
    const other = await openPage(browser, cms.url);
    await logIn(other.page, person);
    await other.page.goto('/admin/settings/admin-tokens');
    await other.page.getByText('No admin tokens yet.').waitFor();
    expect(await steps(other.page).count()).toBe(0);
    await other.context.close();
  });

  it('is over once a token was made or used', async () => {
    const fresh = await openPage(browser, cms.url);
    await logIn(fresh.page);
    await fresh.page.goto('/admin/settings/api-tokens');
    await steps(fresh.page).waitFor();
    const { body } = await admin.post('/admin/api-tokens', { name: 'First' }).expect(201);
    await fresh.page.reload();
    await fresh.page.getByRole('link', { name: 'First' }).waitFor();
    expect(await steps(fresh.page).count()).toBe(0);
    await admin.delete(`/admin/api-tokens/${body.data.id}`).expect(200);

    const { body: seeded } = await admin.get('/admin/api-tokens').expect(200);
    const { body: one } = await admin.get(`/admin/api-tokens/${seeded.data[0].id}`).expect(200);
    await cms.as(one.data.accessKey).get('/api/articles').expect(200);
    await fresh.page.reload();
    await fresh.page.getByRole('link', { name: 'Read Only' }).waitFor();
    expect(await steps(fresh.page).count()).toBe(0);
    await fresh.context.close();
  });
});
