import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, escapeDialog, focused, focusOn, logIn, openBrowser, openPage } from '../support/browser';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';

/** Presses Tab until the focus is on what `pattern` names; fails after more presses than a page has controls. */
async function tabTo(page: Page, pattern: RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    if (pattern.test(await focused(page))) return;
  }
  throw new Error(`Tab never came to ${pattern}`);
}

describeInBrowser('the keyboard alone', () => {
  let browser: Browser;
  let cms: TestCms;
  let admin: Client;
  let page: Page;

  beforeAll(async () => {
    browser = await openBrowser();
    cms = await startTestCms();
    admin = await registerFirstAdmin(cms);
    await admin.post('/admin/admin-tokens', { name: 'Automation' }).expect(201);
    await admin.post('/admin/roles', { name: 'Spare', description: '' }).expect(201);
    await admin.post('/admin/users', { firstname: 'Ines', email: 'ines@example.com', roles: [2] }).expect(201);
    ({ page } = await openPage(browser, cms.url));
    await logIn(page);
  });
  afterAll(async () => {
    await browser.close();
    await cms.stop();
  });

  const lists = [
    ['api-tokens', 'Full Access'],
    ['admin-tokens', 'Automation'],
    ['roles', 'Spare'],
    ['users', 'Ines'],
  ] as const;

  it.each(lists)('passes through the list of %s, opens a dialog, closes it, and opens a page', async (path, name) => {
    await page.goto(`/admin/settings/${path}`);
    await page.getByRole('button', { name: new RegExp(`^Delete .*${name}`) }).waitFor();
    await tabTo(page, new RegExp(`^Edit ${name}`));
    // The arrow keys take the focus nowhere from where it could not come back, and keep no key from a button.
    for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'Home', 'End']) await page.keyboard.press(key);
    if (path.endsWith('-tokens')) {
      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe(`Pause ${name}`);
      await page.keyboard.press('Enter');
      await page.getByRole('alertdialog').waitFor();
      await escapeDialog(page);
      await focusOn(page, `Pause ${name}`);
      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe(`Duplicate ${name}`);
    }
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe(`Delete ${name}`);
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').waitFor();
    await escapeDialog(page);
    await focusOn(page, `Delete ${name}`);
    await page.keyboard.press('Space');
    await page.getByRole('alertdialog').waitFor();
    await page.keyboard.press('Tab');
    await escapeDialog(page);
    await focusOn(page, `Delete ${name}`);
    for (let back = path.endsWith('-tokens') ? 3 : 1; back > 0; back -= 1) await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Back' }).waitFor();
    await page.waitForURL(new RegExp(`/${path}/\\d+$`));
  });

  it.each(['api-tokens', 'admin-tokens', 'roles', 'users'])('leaves the list of %s by Tab', async (path) => {
    await page.goto(`/admin/settings/${path}`);
    // The list itself, not the grey bars in its place.
    await page.getByRole('button', { name: /^Edit/ }).first().waitFor();
    await page.getByRole('main').getByRole('button').last().focus();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.querySelector('main table')?.contains(document.activeElement))).toBe(false);
  });

  it('sorts, and stays on the heading', async () => {
    await page.goto('/admin/settings/api-tokens');
    await page.getByRole('row', { name: 'Read Only' }).waitFor();
    await tabTo(page, /^Sort by Name/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/sort=name%3Adesc/);
    expect(await focused(page)).toBe('Sort by Name');
  });

  it('deletes, and goes on from the list', async () => {
    await admin.post('/admin/api-tokens', { name: 'A first one' }).expect(201);
    await page.goto('/admin/settings/api-tokens');
    await page.getByRole('row', { name: 'A first one' }).waitFor();
    await tabTo(page, /^Delete A first one/);
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').waitFor();
    await focusOn(page, 'Cancel');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: 'A first one' }).waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'region');
  });

  it('keeps the focus on Save after a save, and on the new key after regenerating', async () => {
    await page.goto('/admin/settings/api-tokens/1');
    await page.getByLabel('Description').fill('Changed by keyboard');
    await page.getByRole('button', { name: 'Save' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Changes saved').first().waitFor();
    await focusOn(page, 'Save');

    await page.getByRole('button', { name: 'Regenerate' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').waitFor();
    await focusOn(page, 'Cancel');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('New key created').waitFor();
    await focusOn(page, 'Your new key');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Copy');
  });

  it.each([['users/2', 'First name'], ['roles/3', 'Name'], ['../me', 'First name']])('keeps the focus on Save of %s', async (path, field) => {
    await page.goto(`/admin/settings/${path}`);
    await page.getByLabel(field, { exact: false }).first().fill('Changed');
    await page.getByRole('button', { name: 'Save' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Changes saved').first().waitFor();
    await focusOn(page, 'Save');
  });

  it('stays on the page, where it was, when leaving is called off', async () => {
    await page.goto('/admin/settings/api-tokens/1');
    await page.getByLabel('Name').fill('Unsaved');
    await page.getByRole('link', { name: 'Users' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog', { name: 'Leave without saving?' }).waitFor();
    await escapeDialog(page);
    await focusOn(page, 'Users');
    expect(await page.getByLabel('Name').inputValue()).toBe('Unsaved');
  });
});
