import type { Browser } from 'playwright-core';
import { choose, describeInBrowser, openBrowser, openPage } from '../support/browser';
import { firstAdmin, registerFirstAdmin, startTestCms, type TestCms } from '../support/cms';

describeInBrowser('the language of the panel', () => {
  let browser: Browser;
  let cms: TestCms;

  beforeAll(async () => {
    browser = await openBrowser();
    cms = await startTestCms();
    await registerFirstAdmin(cms);
  });
  afterAll(async () => {
    await browser.close();
    await cms.stop();
  });

  it('is the browser’s, and can be chosen', async () => {
    const { page, problems } = await openPage(browser, cms.url, { locale: 'fr-CA' });
    await page.goto('/admin');
    await page.getByLabel('Adresse e-mail').fill(firstAdmin.email);
    await page.getByLabel('Mot de passe').fill(firstAdmin.password);
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.getByRole('heading', { level: 1, name: 'Jetons d’API' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('fr');

    const other = await page.context().newPage();
    await other.goto('/admin/settings/users');
    await other.getByRole('heading', { level: 1, name: 'Utilisateurs' }).waitFor();
    await choose(page, 'Langue', 'English');
    await page.getByRole('heading', { level: 1, name: 'API Tokens' }).waitFor();
    await other.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'API Tokens' }).waitFor();
    expect(problems).toEqual([]);
  });

  it.each([
    ['de-AT', 'Anmelden', 'Passwort', 'API-Tokens', 'Deutsch'],
    ['es-MX', 'Iniciar sesión', 'Contraseña', 'Tokens de API', 'Español'],
  ])('is that of a browser in %s, dates as they are written there', async (locale, logIn, password, title, own) => {
    const { page, context, problems } = await openPage(browser, cms.url, { locale });
    await page.goto('/admin');
    await page.locator('[name=email]').fill(firstAdmin.email);
    await page.getByLabel(password).fill(firstAdmin.password);
    await page.getByRole('button', { name: logIn }).click();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(locale.slice(0, 2));
    expect(await page.getByRole('combobox').filter({ hasText: own }).count()).toBe(1);
    const today = new Intl.DateTimeFormat(locale, { dateStyle: 'full' }).format(new Date());
    expect(await page.locator('main td time').first().getAttribute('title')).toContain(today);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('is English where the panel does not have the browser’s', async () => {
    const { page } = await openPage(browser, cms.url, { locale: 'nl-NL' });
    await page.goto('/admin');
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
  });

  it('goes with a theme that follows the system until one is chosen', async () => {
    const { page } = await openPage(browser, cms.url, { theme: 'dark' });
    const scheme = () => page.evaluate(() => document.documentElement.style.colorScheme);
    await page.goto('/admin');
    await page.getByLabel('Email').fill(firstAdmin.email);
    await page.getByLabel('Password').fill(firstAdmin.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { level: 1, name: 'API Tokens' }).waitFor();
    expect(await scheme()).toBe('dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.waitForFunction(() => document.documentElement.style.colorScheme === 'light');
    await choose(page, 'Theme', 'Dark');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'API Tokens' }).waitFor();
    expect(await scheme()).toBe('dark');
  });
});
