import type { Browser, Page } from 'playwright-core';
import { choose, copied, describeInBrowser, logInToStrapi, openBrowser, openPage, showTab, type PanelPage, type View } from '../support/browser';
import { accessibilityFindings } from '../support/checks/accessibility-findings';
import { firstAdmin, type Client } from '../support/cms';
import { startStrapiHost, type StrapiHost } from '../support/hosts/strapi-host';

const SETTINGS = '/admin/settings/api-tokens-plugin';

/** How bright the ground of the page is, from 0 to 255. */
function brightness(page: Page): Promise<number> {
  return page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)![0]));
}

describeInBrowser('the settings pages in Strapi’s panel', () => {
  let browser: Browser;
  let host: StrapiHost;
  let admin: Client;

  beforeAll(async () => {
    browser = await openBrowser();
    host = await startStrapiHost();
    admin = host.as((await host.as().post('/admin/register-admin', firstAdmin).expect(200)).body.data.token);
  });
  afterAll(async () => {
    await browser.close();
    await host?.stop();
  });

  async function logIn(view: View): Promise<PanelPage> {
    const opened = await openPage(browser, host.url, view);
    await logInToStrapi(opened.page);
    return opened;
  }

  /** What went wrong, without what Strapi's panel asks its maker for. */
  const problemsOf = ({ problems }: PanelPage) => problems.filter((problem) => !problem.startsWith('asked for https://api.github.com/'));

  it.each(['light', 'dark'] as const)('makes a token that reads content, in %s', async (theme) => {
    const view = await logIn({ theme });
    const { page } = view;
    await page.goto('/admin/settings/application-infos');
    await page.getByRole('link', { name: 'API Tokens (plugin)' }).click();
    await page.getByRole('heading', { name: 'API Tokens' }).waitFor();
    await page.getByText('Strapi’s own API tokens have a page of their own').waitFor();
    expect(await accessibilityFindings(page, 'main')).toEqual([]);
    await page.getByRole('link', { name: 'Create new API Token' }).click();
    await page.getByRole('heading', { name: 'Create API Token' }).waitFor();
    await page.getByLabel('Name').fill(`Website in ${theme}`);
    await choose(page, 'Token duration', 'Unlimited');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
    expect(await accessibilityFindings(page, 'main')).toEqual([]);
    const key = await copied(page);
    await host.as(key).get('/api/articles').expect(200);
    await host.as(key).post('/api/articles', { data: { title: 'x' } }).expect(403);
    expect(await brightness(page) > 128).toBe(theme === 'light');
    expect(problemsOf(view)).toEqual([]);
    await view.context.close();
  });

  it('rotates the key of a token, moves its end and pauses it, in the dark, on a phone', async () => {
    const view = await logIn({ theme: 'dark', width: 375 });
    const { page } = view;
    const { id, accessKey } = (await admin.post('/api-tokens', { name: 'Rotated' }).expect(201)).body.data;
    await page.goto(`${SETTINGS}/api-tokens/${id}`);
    await page.getByRole('button', { name: 'Regenerate' }).click();
    await page.getByRole('radio', { name: 'In 1 hour' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('heading', { name: 'Previous key' }).waitFor();
    const key = await copied(page);
    await host.as(accessKey).get('/api/articles').expect(200);

    await choose(page, 'Expiry', 'On a date…');
    const day = page.getByRole('combobox', { name: 'Last day' });
    await day.press('ArrowDown');
    await page.getByRole('dialog', { name: 'Last day' }).waitFor();
    for (const press of ['ArrowDown', 'Enter']) await day.press(press);
    await page.getByText('Expires on').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Changes saved').first().waitFor();
    const { expiresAt } = (await admin.get(`/api-tokens/${id}`).expect(200)).body.data;
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(6 * 86_400_000);
    expect(await accessibilityFindings(page, 'main')).toEqual([]);

    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('note').getByText('get 401 until it is resumed.').waitFor();
    for (const paused of [key, accessKey]) await host.as(paused).get('/api/articles').expect(401);
    expect(await accessibilityFindings(page, 'main')).toEqual([]);
    expect(problemsOf(view)).toEqual([]);
    await view.context.close();
  });

  it('makes an admin token, and leaves permissions alone that it does not show', async () => {
    const view = await logIn({});
    const { page } = view;
    const read = { action: 'plugin::content-manager.explorer.read', subject: 'api::article.article', properties: { fields: ['title'] } };
    const { id } = (await admin.post('/admin-tokens', { name: 'Reader', adminPermissions: [read] }).expect(201)).body.data;
    await page.goto(`${SETTINGS}/admin-tokens/${id}`);
    await page.getByLabel('Description').fill('Changed in the panel');
    await showTab(page, 'Access');
    await page.getByRole('button', { name: 'Users and roles' }).click();
    await page.getByRole('checkbox', { name: 'Users: Read' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Changes saved').waitFor();
    const { data } = (await admin.get(`/admin-tokens/${id}`).expect(200)).body;
    expect(data.description).toBe('Changed in the panel');
    expect(data.adminPermissions.map(({ action }: any) => action).sort()).toEqual(['admin::users.read', read.action]);
    expect(data.adminPermissions.find(({ action }: any) => action === read.action)).toMatchObject(read);
    await showTab(page, 'Overview');
    const client = host.as(await copied(page));
    await client.get('/admin/users').expect(200);
    await client.get('/content-manager/collection-types/api::article.article').expect(200);
    await client.get('/admin/roles').expect(403);
    expect(problemsOf(view)).toEqual([]);
    await view.context.close();
  });

  it('makes admin tokens that work on localized types, with the owner’s own fields and locales', async () => {
    const story = '/content-manager/collection-types/api::story.story';
    await admin.post(`${story}?locale=en`, { title: 'A story' }).expect(201);
    const { page, context } = await logIn({});
    await page.goto(`${SETTINGS}/admin-tokens/create`);
    const sections = page.locator('main section h3');
    await sections.first().waitFor();
    expect((await sections.allInnerTexts())[0]!.toLowerCase()).toMatch(/collection types/);
    await page.getByLabel('Name').fill('Localized');
    await page.getByRole('button', { name: 'Story', exact: true }).click();
    await page.getByRole('checkbox', { name: 'Read', exact: true }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
    const client = host.as(await copied(page));
    expect((await client.get(`${story}?locale=en`).expect(200)).body.results).toHaveLength(1);
    const { data } = (await admin.get('/admin-tokens').expect(200)).body;
    expect(data.find(({ name }: any) => name === 'Localized').adminPermissions).toMatchObject([{ properties: { locales: null } }]);
    await context.close();
  });

  it('grants roles the plugin’s permissions on Strapi’s own page for roles', async () => {
    const { page, context } = await logIn({});
    await page.goto('/admin/settings/roles/2');
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'API tokens' }).first().waitFor();
    await page.getByRole('button', { name: 'Admin tokens' }).first().waitFor();
    await context.close();
  });

  /** That no two entries of the settings menu have one name. */
  async function expectDistinctEntries(page: Page): Promise<void> {
    const links = page.locator('nav a[href*="/settings/"]:visible');
    await links.filter({ hasText: 'API Tokens' }).first().waitFor();
    const names = (await links.allInnerTexts()).map((name) => name.trim());
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name, index) => /Token/.test(name) && names.indexOf(name) !== index)).toEqual([]);
  }

  async function expectInPlaceOfStrapis(page: Page): Promise<void> {
    for (const name of ['API Tokens', 'Admin Tokens']) {
      const link = page.getByRole('link', { name, exact: true });
      await link.waitFor();
      expect(await link.getAttribute('href')).toContain('api-tokens-plugin');
    }
    expect(await page.getByRole('link', { name: /\(plugin\)/ }).count()).toBe(0);
    await expectDistinctEntries(page);
  }

  it('moves Strapi’s own tokens here, with their keys, after showing what will happen', async () => {
    const permissions = ['api::article.article.find', 'api::category.category.find'];
    const { accessKey } = (await admin.post('/admin/api-tokens', { name: 'Of Strapi', type: 'custom', permissions }).expect(201)).body.data;
    // As a content type leaves behind that is renamed.
    await host.inDatabase((knex) => knex('strapi_api_token_permissions').where({ action: permissions[1] }).update({ action: 'api::restaurant.restaurant.find' }));
    await admin.post('/api-tokens', { name: 'Of Strapi', type: 'read-only' }).expect(201);
    const view = await logIn({});
    const { page } = view;
    await page.goto(`${SETTINGS}/api-tokens`);
    await page.getByRole('note').getByText(/^3 of Strapi’s own tokens can move here, with their keys$/).waitFor();
    await page.getByRole('button', { name: 'Review and move' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText(/Will be called .?Of Strapi \(Strapi\)/).waitFor();
    await dialog.getByText(/Loses api::restaurant\.restaurant\.find/).waitFor();
    expect(await accessibilityFindings(page, '[role=alertdialog]')).toEqual([]);
    await dialog.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('3 tokens moved').first().waitFor();
    await page.getByRole('link', { name: 'Of Strapi (Strapi)' }).waitFor();
    await host.as(accessKey).get('/api/articles').expect(200);
    await page.goto('/admin/settings/api-tokens');
    await expectDistinctEntries(page);

    await page.goto(`${SETTINGS}/api-tokens`);
    await page.getByRole('note').getByText(/^3 tokens are here and still in Strapi/).waitFor();
    expect(await accessibilityFindings(page, 'main')).toEqual([]);
    await page.getByRole('button', { name: 'Delete Strapi’s copies' }).click();
    await dialog.getByText('Already here').first().waitFor();
    await dialog.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('3 of Strapi’s copies deleted').first().waitFor();
    expect((await admin.get('/admin/api-tokens').expect(200)).body.data).toEqual([]);
    await host.as(accessKey).get('/api/articles').expect(200);

    await page.getByRole('note').getByText(/^All of Strapi’s own tokens have moved here/).waitFor();
    await page.getByRole('link', { name: 'API Tokens', exact: true }).waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Reload' }).click();
    await expectInPlaceOfStrapis(page);
    expect(problemsOf(view)).toEqual([]);
    await view.context.close();
  });

  it('takes the places of Strapi’s own pages where Strapi has no tokens left', async () => {
    for (const path of ['/admin/api-tokens', '/admin/admin-tokens']) {
      for (const { id } of (await admin.get(path).expect(200)).body.data) await admin.delete(`${path}/${id}`).expect(200);
    }
    const { page, context } = await logIn({});
    await page.goto('/admin/settings/application-infos');
    await expectInPlaceOfStrapis(page);
    await page.getByRole('link', { name: 'API Tokens', exact: true }).click();
    await page.getByRole('heading', { name: 'API Tokens' }).waitFor();
    expect(await page.getByText('Strapi’s own API tokens').count()).toBe(0);
    await context.close();
  });

  it('takes the places of Strapi’s own pages, with tokens on them, where apiToken.hideStrapiPages is set', async () => {
    await admin.post('/admin/api-tokens', { name: 'Strapi’s', type: 'read-only' }).expect(201);
    await host.restart({ HIDE_STRAPI_PAGES: 'true' });
    const { page, context } = await logIn({});
    await page.goto('/admin/settings/application-infos');
    await expectInPlaceOfStrapis(page);
    await context.close();
  });
});
