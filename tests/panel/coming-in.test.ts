import type { Browser } from 'playwright-core';
import { describeInBrowser, logIn, openBrowser, openPage } from '../support/browser';
import { firstAdmin, registerFirstAdmin, startTestCms, type TestCms } from '../support/cms';

describeInBrowser('coming in', () => {
  let browser: Browser;
  let cms: TestCms;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  beforeEach(async () => {
    cms = await startTestCms();
  });
  afterEach(() => cms.stop());
  afterAll(() => browser.close());

  it('asks for the first admin, once, and lets them in', async () => {
    const { page, problems } = await openPage(browser, cms.url);
    await page.goto('/admin');
    await page.getByRole('heading', { name: 'Welcome' }).waitFor();
    await page.getByLabel('First name').fill(firstAdmin.firstname);
    await page.getByLabel('Email').fill(firstAdmin.email);
    await page.getByLabel('Password').fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('textbox', { name: 'Password' }).and(page.locator('[aria-invalid=true]')).waitFor();
    expect(await page.getByLabel('First name').inputValue()).toBe(firstAdmin.firstname);

    await page.getByLabel('Password').fill(firstAdmin.password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { level: 1, name: 'API Tokens' }).waitFor();
    expect(problems).toEqual([]);

    const other = await openPage(browser, cms.url);
    await other.page.goto('/admin/auth/register-admin');
    await other.page.getByRole('heading', { name: 'Log in' }).waitFor();
  });

  it('stays logged in over a reload, with no token where scripts could read it', async () => {
    await registerFirstAdmin(cms);
    const { page, context } = await openPage(browser, cms.url);
    await logIn(page);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'API Tokens' }).waitFor();

    const readable = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
    expect(readable).not.toMatch(/eyJ/);
    expect((await context.cookies()).filter(({ httpOnly }) => !httpOnly)).toEqual([]);

    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    await page.goto('/admin/settings/users');
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
  });

  it('says that a password is wrong, and when there were too many of them', async () => {
    await registerFirstAdmin(cms);
    const { page } = await openPage(browser, cms.url);
    await page.goto('/admin/settings/users');
    await page.getByLabel('Email').fill(firstAdmin.email);
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      await page.getByLabel('Password').fill(`Wrong-horse-${attempt}`);
      const answer = page.waitForResponse('**/admin/login');
      await page.getByRole('button', { name: 'Log in' }).press('Enter');
      await answer;
      await page
        .getByText(attempt <= 5 ? 'Incorrect email or password.' : 'Too many failed attempts.')
        .waitFor();
      // The button is disabled, and loses the focus, until the page has taken the answer.
      await page.waitForFunction(() => document.activeElement?.matches('button:not([aria-disabled=true])') && document.activeElement.textContent === 'Log in');
    }
    expect(await page.getByLabel('Email').inputValue()).toBe(firstAdmin.email);
  });

  it('leads back after the login, but never to another site', async () => {
    await registerFirstAdmin(cms);
    const { page, problems } = await openPage(browser, cms.url);
    await page.goto('/admin/settings/users?page=1');
    await page.getByLabel('Email').fill(firstAdmin.email);
    await page.getByLabel('Password').fill(firstAdmin.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();

    await page.goto('/admin/auth/login?redirectTo=//example.com/');
    await page.getByRole('heading', { level: 1, name: 'API Tokens' }).waitFor();
    expect(new URL(page.url()).origin).toBe(cms.url);
    expect(problems).toEqual([]);
  });

  it('asks for the password again where a session ends while somebody types, and keeps what was typed', async () => {
    const admin = await registerFirstAdmin(cms);
    const { page } = await openPage(browser, cms.url);
    await logIn(page);
    await page.goto('/admin/settings/api-tokens/create');
    await page.getByLabel('Name').fill('Typed for long');
    // A new password ends all sessions.
    const password = 'Correct-horse-3';
    await admin.put('/admin/users/me', { password, currentPassword: firstAdmin.password }).expect(200);
    await page.getByRole('button', { name: 'Save' }).click();

    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await dialog.getByLabel('Password').fill(password);
    await dialog.getByRole('button', { name: 'Log in' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.getByLabel('Name').inputValue()).toBe('Typed for long');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
  });

  it('says on the login page that a session has ended', async () => {
    const admin = await registerFirstAdmin(cms);
    const { page } = await openPage(browser, cms.url);
    await logIn(page);
    await admin.put('/admin/users/me', { password: 'Correct-horse-3', currentPassword: firstAdmin.password }).expect(200);
    await page.reload();
    await page.getByText('Your session has ended. Log in again.').waitFor();
  });
});
