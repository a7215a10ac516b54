import type { Browser, Page } from 'playwright-core';
import { choose, describeInBrowser, listClosed, logIn, openBrowser, openPage } from '../support/browser';
import { accessibilityFindings } from '../support/checks/accessibility-findings';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';

const MONTH_MS = 30 * 86_400_000;

describeInBrowser('the preset for AI agents', () => {
  let browser: Browser;
  let cms: TestCms;
  let admin: Client;
  beforeAll(async () => {
    browser = await openBrowser();
    cms = await startTestCms();
    admin = await registerFirstAdmin(cms);
  });
  afterAll(async () => {
    await browser.close();
    await cms.stop();
  });

  const preset = (page: Page) => page.getByRole('combobox', { name: 'Preset' });
  /** Selects the option that an arrow key leads to, by the keyboard alone. */
  async function chooseBy(page: Page, arrow: 'ArrowDown' | 'ArrowUp'): Promise<void> {
    // Waits until it can be used.
    await preset(page).click({ trial: true });
    await preset(page).press('Enter');
    const focused = page.getByRole('option').and(page.locator(':focus'));
    const from = await focused.textContent();
    await page.keyboard.press(arrow);
    await focused.filter({ hasNotText: from! }).press('Enter');
    await listClosed(page);
  }
  const find = async (kind: string, name: string) => (await admin.get(`/admin/${kind}?_q=${name}`).expect(200)).body.data[0];

  it('limits a content-API token in time and requests, by the keyboard, on a small phone, in the dark', async () => {
    const { page, context, problems } = await openPage(browser, cms.url, { width: 320, theme: 'dark' });
    await logIn(page);
    await page.goto('/admin/settings/api-tokens/create');
    await page.getByLabel('Name').fill('Agent');
    await choose(page, 'Token type', 'Full access');
    await chooseBy(page, 'ArrowDown');
    await page.getByText('Can read content. Limited in time and in requests. Create a separate token for each client').waitFor();
    expect(await page.getByRole('combobox', { name: 'Token type' }).textContent()).toBe('Read-only');
    expect(await page.getByLabel('Request limit').inputValue()).toBe('60');
    expect(await accessibilityFindings(page, 'main')).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    await page.getByRole('button', { name: 'Save' }).press('Enter');
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
    expect(await find('api-tokens', 'Agent')).toMatchObject({ type: 'read-only', lifespan: String(MONTH_MS), rateLimit: { limit: 60, window: 60 } });
    expect(problems).toEqual([]);
    await context.close();
  });

  it('can be taken back, and leaves what a person has typed', async () => {
    const { page, context } = await openPage(browser, cms.url);
    await logIn(page);
    await page.goto('/admin/settings/api-tokens/create');
    await page.getByLabel('Name').fill('No agent');
    await chooseBy(page, 'ArrowDown');
    await chooseBy(page, 'ArrowUp');
    expect(await page.getByLabel('Request limit').inputValue()).toBe('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
    expect(await find('api-tokens', 'No')).toMatchObject({ name: 'No agent', rateLimit: null });
    await context.close();
  });

  it('grants an admin token nothing where the admin API has no content, and shows no MCP client where there is no server for it', async () => {
    const { page, context } = await openPage(browser, cms.url);
    await logIn(page);
    await page.goto('/admin/settings/admin-tokens/create');
    await page.getByLabel('Name').fill('Admin agent');
    await chooseBy(page, 'ArrowDown');
    await page.getByText('Select below what it can do.').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
    expect(await find('admin-tokens', 'Admin')).toMatchObject({ adminPermissions: [], lifespan: String(MONTH_MS), rateLimit: { limit: 60, window: 60 } });
    await page.getByRole('heading', { name: 'Try it' }).waitFor();
    expect(await page.getByText('mcpServers').count()).toBe(0);
    await context.close();
  });
});
