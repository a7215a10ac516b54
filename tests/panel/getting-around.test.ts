import type { Browser, Page } from 'playwright-core';
import { choose, describeInBrowser, logIn, openBrowser, openPage, type PanelPage } from '../support/browser';
import { firstAdmin, registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';

const confirm = (page: Page) => page.getByRole('alertdialog').getByRole('button', { name: 'Confirm' }).click();
const askedToLeave = (page: Page) => page.getByRole('alertdialog', { name: 'Leave without saving?' });

describeInBrowser('getting around in the panel', () => {
  let browser: Browser;
  let cms: TestCms;
  let admin: Client;
  let view: PanelPage;
  let page: Page;

  beforeAll(async () => {
    browser = await openBrowser();
    cms = await startTestCms();
    admin = await registerFirstAdmin(cms);
    for (let number = 1; number <= 12; number += 1) await admin.post('/admin/api-tokens', { name: `Bulk ${number}` }).expect(201);
    for (let number = 1; number <= 27; number += 1) {
      await admin.post('/admin/users', { firstname: `Guest ${number}`, email: `guest-${number}@example.com`, roles: [2] }).expect(201);
    }
    view = await openPage(browser, cms.url);
    ({ page } = view);
    await logIn(page);
  });
  afterEach(() => expect(view.problems).toEqual([]));
  afterAll(async () => {
    await browser.close();
    await cms.stop();
  });

  it('leads a browser from the root to the panel', async () => {
    await page.goto('/');
    await page.getByRole('heading', { level: 1, name: 'API Tokens' }).waitFor();
  });

  it.each(['the name', 'Edit'])('comes back from a token, opened by %s, to the same search, order and page, reloads included', async (way) => {
    await page.goto('/admin/settings/api-tokens?page=2&pageSize=10&sort=name%3Adesc&_q=bulk');
    await page.getByText('11–12 of 12').waitFor();
    const row = page.getByRole('row').nth(1);
    await (way === 'Edit' ? row.getByRole('button', { name: /^Edit/ }) : row.getByRole('link')).click();
    await page.getByRole('link', { name: 'Back' }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Back' }).click();
    await page.getByText('11–12 of 12').waitFor();
    expect(await page.getByLabel('Search by name or description').inputValue()).toBe('bulk');
    await page.getByRole('columnheader', { name: 'Name' }).and(page.locator('[aria-sort="descending"]')).waitFor();
  });

  it.each(['API Tokens', 'Users'])('leads from a search in %s to all of them by the menu, and back', async (name) => {
    await page.goto('/admin/settings');
    await page.getByRole('link', { name, exact: true }).click();
    // The first page that opens has a search of the same name.
    await page.getByRole('heading', { level: 1, name }).waitFor();
    const search = page.locator('[name=search]');
    const searched = (words: string) => page.waitForFunction((wanted) => document.querySelector<HTMLInputElement>('[name=search]')?.value === wanted, words);
    await search.fill('nobody and nothing');
    await page.getByText('match “\u2068nobody and nothing\u2069”.').waitFor();
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('row').nth(1).waitFor();
    await searched('');
    await page.goBack();
    await page.getByText('match “\u2068nobody and nothing\u2069”.').waitFor();
    await searched('nobody and nothing');
  });

  it('comes back to the same page of the users, and the same search', async () => {
    await page.goto('/admin/settings/users');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Page 2 of 2').waitFor();
    await page.getByRole('row').nth(1).getByRole('link').click();
    await page.getByRole('link', { name: 'Back' }).click();
    await page.getByText('Page 2 of 2').waitFor();
    await page.getByLabel('Search by name or email').fill('guest-13');
    await page.getByRole('row', { name: 'guest-13@example.com' }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
    await page.getByRole('row').nth(1).getByRole('link').click();
    await page.getByRole('link', { name: 'Back' }).click();
    await page.getByRole('row', { name: 'guest-13@example.com' }).waitFor();
    expect(await page.getByRole('row').count()).toBe(2);
    expect(await page.getByLabel('Search by name or email').inputValue()).toBe('guest-13');
  });

  it.each([
    ['api-tokens/create', 'Name'], ['api-tokens/1', 'Name'], ['admin-tokens/create', 'Name'], ['roles/create', 'Name'],
    ['roles/2', 'Name'], ['users/create', 'First name'], ['users/2', 'First name'], ['../me', 'First name'],
  ])('asks about unsaved changes on %s, before another page and before logging out', async (path, field) => {
    await page.goto(`/admin/settings/${path}`);
    const input = page.getByLabel(field).first();
    await input.waitFor();
    await input.fill('Unsaved');
    await page.getByRole('link', { name: 'API Tokens' }).click();
    await askedToLeave(page).getByRole('button', { name: 'Cancel' }).click();
    await askedToLeave(page).waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Log out' }).click();
    await askedToLeave(page).getByRole('button', { name: 'Cancel' }).click();
    await askedToLeave(page).waitFor({ state: 'hidden' });
    expect(await input.inputValue()).toBe('Unsaved');
    await page.getByRole('link', { name: 'API Tokens' }).click();
    await confirm(page);
    await page.getByRole('heading', { level: 1, name: 'API Tokens' }).waitFor();
  });

  it('asks nothing where nothing was changed, or was changed back', async () => {
    await page.goto('/admin/me');
    await page.getByLabel('First name').fill('Other');
    await page.getByLabel('First name').fill(firstAdmin.firstname);
    await page.getByRole('link', { name: 'Roles' }).click();
    await page.getByRole('heading', { level: 1, name: 'Roles' }).waitFor();
  });

  it('does not log out by a link from elsewhere', async () => {
    await page.goto('/admin/auth/logout');
    await page.getByRole('heading', { level: 1, name: 'API Tokens' }).waitFor();
  });

  it.each(['api-tokens/1/x', 'admin-tokens/1/x', 'roles/1/x', 'users/1/x', 'nowhere'])('says that there is no page at %s', async (path) => {
    await page.goto(`/admin/settings/${path}`);
    await page.getByText('Page not found.').waitFor();
  });

  it('keeps several groups of permissions open', async () => {
    await page.goto('/admin/settings/api-tokens/1?tab=access');
    await page.getByRole('button', { name: 'Article' }).click();
    await page.getByRole('button', { name: 'Category' }).click();
    await page.waitForFunction(() => document.querySelectorAll('main [aria-expanded="true"]').length === 2);
    await page.goto('/admin/settings/roles/2');
    await page.getByRole('button', { name: 'Settings - API tokens' }).click();
    await page.getByRole('button', { name: 'Settings - Admin tokens' }).click();
    await page.waitForFunction(() => document.querySelectorAll('main [aria-expanded="true"]').length === 2);
  });

  it('shows the first hundreds of a group of 3,000 permissions, and all of them further down', async () => {
    const find = Array.from({ length: 3_000 }, (_, index) => `action${index}`);
    const routes = find.map((name) => ({ method: 'GET', path: `/api/many/${name}`, handler: `api::many.many.${name}`, config: {} }));
    await page.route('**/admin/content-api/permissions', (route) => route.fulfill({ json: { data: { 'api::many': { controllers: { many: find } } } } }));
    await page.route('**/admin/content-api/routes', (route) => route.fulfill({ json: { data: { many: routes } } }));
    await page.goto('/admin/settings/api-tokens/1?tab=access');
    await page.getByText('3000 of 3000').waitFor();
    const shownAtOnce = await page.evaluate(async () => {
      const shown = () => document.querySelectorAll('main [role="checkbox"]').length;
      [...document.querySelectorAll<HTMLElement>('main button')].find(({ textContent }) => textContent === 'Many')!.click();
      while (shown() === 0) await new Promise(requestAnimationFrame);
      return shown();
    });
    expect(shownAtOnce).toBeLessThan(500);
    const last = page.getByRole('checkbox', { name: 'action2999' });
    // In the page, since asking for a role among thousands of elements takes longer than showing them.
    await page.evaluate(async () => {
      while (document.querySelectorAll('main [role="checkbox"]').length < 3_000) {
        window.scrollTo(0, document.body.scrollHeight);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    });
    expect(await last.count()).toBe(1);
    await page.unroute('**/admin/content-api/permissions');
    await page.unroute('**/admin/content-api/routes');
  });

  it('shows a person as invited, and makes a lost invitation again', async () => {
    const { body } = await admin.post('/admin/users', { firstname: 'Ines', email: 'ines@example.com', roles: [2] }).expect(201);
    await page.goto('/admin/settings/users?_q=ines');
    await page.getByRole('row', { name: 'ines@example.com' }).getByText('Invited').waitFor();
    await page.getByRole('link', { name: 'Ines' }).click();
    await page.getByRole('button', { name: 'Create a new invitation' }).click();
    const link = await page.getByLabel('Invitation link').inputValue();
    expect(link).not.toContain(body.data.registrationToken);

    const guest = await openPage(browser, cms.url);
    await guest.page.goto(`/admin/auth/register?registrationToken=${body.data.registrationToken}`);
    await guest.page.getByText('This invitation is invalid or has already been used.').waitFor();
    await guest.page.goto(link);
    await guest.page.getByLabel('Password').fill('Correct-horse-4');
    await guest.page.getByRole('button', { name: 'Create account' }).click();
    // The form has a heading of this level too.
    await guest.page.getByRole('heading', { level: 1, name: 'API Tokens' }).waitFor();
    await page.goto('/admin/settings/users?_q=ines');
    await page.getByRole('row', { name: 'ines@example.com' }).getByText('Active').waitFor();
  });

  it('marks a key by one click, with nothing around it', async () => {
    await page.goto('/admin/settings/api-tokens/1');
    await page.getByRole('button', { name: 'Show' }).click();
    const key = page.getByRole('group', { name: 'Key' }).locator('code');
    await key.click({ clickCount: 3 });
    expect(await page.evaluate(() => getSelection()!.toString())).toBe(await key.textContent());
  });

  it('says the errors of a form in another language as soon as that is chosen', async () => {
    await page.goto('/admin/settings/api-tokens/create');
    await page.getByLabel('Name').fill('Full Access');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Another token already has this name.').first().waitFor();
    await choose(page, 'Language', 'Français');
    await page.getByRole('main').getByText('Un autre jeton porte déjà ce nom.').waitFor();
    expect(await page.getByRole('main').getByText('Another token').count()).toBe(0);

    await page.evaluate(() => window.history.pushState(null, '', '/admin/settings/users/create'));
    await page.reload();
    await page.getByLabel('Prénom').fill('Ines');
    await page.getByLabel('Adresse e-mail').fill('ines@example.com');
    await page.getByRole('checkbox', { name: 'Editor' }).click();
    await page.getByRole('main').getByRole('button', { name: 'Inviter un utilisateur' }).click();
    await page.getByText('Cette adresse e-mail est déjà utilisée.').first().waitFor();
    await choose(page, 'Langue', 'English');
    await page.getByRole('main').getByText('This email is already in use.').waitFor();
    await page.reload();
  });

  it('names permissions in French', async () => {
    await page.evaluate(() => localStorage.setItem('cms-language', 'fr'));
    await page.goto('/admin/settings/admin-tokens/create');
    await page.getByRole('button', { name: 'Utilisateurs et rôles' }).click();
    await page.getByRole('checkbox', { name: 'Utilisateurs: Lire' }).waitFor();
    await page.goto('/admin/settings/roles/2');
    await page.getByRole('button', { name: /Utilisateurs et rôles/ }).click();
    await page.getByRole('checkbox', { name: 'Créer (inviter)' }).waitFor();
    await page.evaluate(() => localStorage.removeItem('cms-language'));
  });

  it('logs out', async () => {
    await page.goto('/admin/settings/api-tokens');
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    await page.goto('/admin/settings/api-tokens');
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
  });
});
