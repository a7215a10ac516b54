import type { Browser, BrowserContext, Page } from 'playwright-core';
import { makePerson } from '../support/accounts';
import { describeInBrowser, logIn, openBrowser, openPage } from '../support/browser';
import { firstAdmin, registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';

/** Answers as the server does that has too much to do. */
const busy = (status: number) => ({
  status,
  headers: { 'Retry-After': '1' },
  json: { data: null, error: { status, name: 'ServiceUnavailableError', message: 'The database is busy', details: {} } },
});

describeInBrowser('a session in the panel', () => {
  let browser: Browser;
  let cms: TestCms;
  let admin: Client;
  let page: Page;
  let context: BrowserContext;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  beforeEach(async () => {
    cms = await startTestCms();
    admin = await registerFirstAdmin(cms);
    ({ page, context } = await openPage(browser, cms.url));
  });
  afterEach(async () => {
    await context.close();
    await cms.stop();
  });
  afterAll(() => browser.close());

  /** Lets the server reject every access token once, as where they have run out. */
  async function expireAccessToken(): Promise<void> {
    await page.route('**/admin/api-tokens*', (route) => route.fulfill({ status: 401, json: { data: null, error: { status: 401, name: 'UnauthorizedError', message: 'Missing or invalid credentials', details: {} } } }), { times: 1 });
  }

  async function makeSecond() {
    const { id } = (await cms.running.cms.db.query('admin::role').findOne({ where: { code: 'strapi-super-admin' } }))!;
    return makePerson(cms, admin, 'Second', [id]);
  }

  it.each([503, 429, 502])('goes on after a %d of the refresh, which is tried again and said', async (status) => {
    await logIn(page);
    await page.goto('/admin/settings/api-tokens/create');
    await page.getByLabel('Name').fill('Typed for long');
    await expireAccessToken();
    await page.route('**/admin/access-token', (route) => route.fulfill(busy(status)), { times: 2 });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The server is busy. Trying again').first().waitFor();
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
    expect(await page.getByText('Your session has ended').count()).toBe(0);
  });

  it('is not called ended where the server stays busy while somebody works', async () => {
    await logIn(page);
    await page.goto('/admin/settings/api-tokens/create');
    await page.getByLabel('Name').fill('Typed for long');
    await expireAccessToken();
    await page.route('**/admin/access-token', (route) => route.fulfill(busy(503)));
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The server is busy or can’t reach its database.').first().waitFor();
    expect(await page.getByText('Your session has ended').count()).toBe(0);
    expect(await page.getByLabel('Name').inputValue()).toBe('Typed for long');
  });

  it('is not called ended where the server stays busy at the start', async () => {
    await logIn(page);
    await page.route('**/admin/access-token', (route) => route.fulfill(busy(503)));
    await page.goto('/admin/settings/api-tokens');
    await page.getByRole('button', { name: 'Reload' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/admin/settings/api-tokens');
    await page.unroute('**/admin/access-token');
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByRole('heading', { level: 1, name: 'API Tokens' }).waitFor();
  });

  it('ends in every tab at once, where it can go on with the password, from what had the focus', async () => {
    await logIn(page);
    await page.goto('/admin/settings/users');
    const search = page.getByLabel('Search by name or email');
    await search.fill('ada');
    const other = await context.newPage();
    await other.goto('/admin/settings/api-tokens');
    await other.getByRole('button', { name: 'Log out' }).click();
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await dialog.getByLabel('Password').fill('Wrong-horse-1');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await dialog.getByText('Incorrect email or password.').waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'password');
    await dialog.getByLabel('Password').fill(firstAdmin.password);
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'search');
    expect(await search.inputValue()).toBe('ada');
  });

  it('that ended while a page was read lets it be read once it goes on', async () => {
    await logIn(page);
    await page.getByRole('row', { name: 'Read Only' }).waitFor();
    await cms.running.cms.db.query('admin::session').deleteMany({ where: { user: { email: firstAdmin.email } } });
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByRole('dialog').getByLabel('Password').fill(firstAdmin.password);
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: firstAdmin.email }).waitFor();
  });

  it('is told apart from that of somebody else who logs in in another tab, at once', async () => {
    const second = await makeSecond();
    await logIn(page);
    const other = await context.newPage();
    await other.goto('/admin/settings/api-tokens');
    await other.getByRole('button', { name: 'Log out' }).click();
    await other.getByRole('heading', { name: 'Log in' }).waitFor();
    await logIn(other, second);
    const dialog = page.getByRole('dialog', { name: 'Another account has logged in' });
    await dialog.getByText(firstAdmin.email).waitFor();
    await dialog.getByRole('button', { name: 'Reload' }).click();
    await page.getByRole('heading', { level: 1, name: 'API Tokens' }).waitFor();
    expect(await page.getByText(second.email).count() + await page.getByText('Second Test').count()).toBeGreaterThan(0);
  });

  it('never acts as somebody else who has logged in elsewhere unheard', async () => {
    const second = await makeSecond();
    await logIn(page);
    await page.goto('/admin/settings/api-tokens/create');
    await page.getByLabel('Name').fill('By the first');
    // Without the panel: nothing tells this tab, and the cookie of both is the other's now.
    await page.evaluate(async ({ email, password }) => {
      await fetch('/admin/login', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email, password }) });
    }, second);
    await cms.running.cms.db.query('admin::session').deleteMany({ where: { user: { email: firstAdmin.email } } });
    const sent: string[] = [];
    page.on('request', (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname}`));
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog', { name: 'Another account has logged in' }).waitFor();
    expect(sent.filter((request) => request === 'POST /admin/api-tokens')).toHaveLength(1);
    expect((await cms.running.cms.db.query('plugin::api-tokens.token').findMany({ where: { name: 'By the first' } }))).toEqual([]);
  });

  it('ends with the logout though its access token has run out, and leaves another person\'s alone', async () => {
    await logIn(page);
    await page.route('**/admin/logout', (route) => route.fulfill({ status: 401, json: { data: null, error: { status: 401, name: 'UnauthorizedError', message: 'Missing or invalid credentials', details: {} } } }), { times: 1 });
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    await page.goto('/admin/settings/users');
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    const { id } = (await admin.get('/admin/users/me').expect(200)).body.data;
    // The test's own is left.
    expect(await cms.running.cms.db.query('admin::session').count({ where: { user: { id } } })).toBe(1);
  });

  it('is not said to be over where the server did not end it', async () => {
    await logIn(page);
    await page.route('**/admin/logout', (route) => route.fulfill(busy(503)), { times: 1 });
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByText('The server is busy or can’t reach its database.').waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
  });
});
