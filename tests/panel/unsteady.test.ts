import type { Browser, Page } from 'playwright-core';
import { makeRole, setRole } from '../support/accounts';
import { describeInBrowser, logIn, openBrowser, openPage, showTab, type PanelPage } from '../support/browser';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';

const confirm = (page: Page) => page.getByRole('alertdialog').getByRole('button', { name: 'Confirm' }).click();

describeInBrowser('pages while the world around them changes', () => {
  let browser: Browser;
  let cms: TestCms;
  let admin: Client;
  let view: PanelPage;
  let page: Page;

  const make = async (name: string, rest: object = {}) => (await admin.post('/admin/api-tokens', { name, ...rest }).expect(201)).body.data;
  const open = async (id: number) => {
    await page.goto(`/admin/settings/api-tokens/${id}`);
    await page.getByRole('button', { name: 'Save' }).waitFor();
  };

  beforeAll(async () => {
    browser = await openBrowser();
    // One that can be made read-only.
    cms = await startTestCms({ dialect: 'sqlite' });
    admin = await registerFirstAdmin(cms);
    view = await openPage(browser, cms.url);
    ({ page } = view);
    await logIn(page);
  });
  afterEach(async () => {
    await view.context.setOffline(false);
    expect(view.problems).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await cms.stop();
  });

  describe('without a connection', () => {
    it('says so at once where a key is regenerated, and does not do it later', async () => {
      const { id, accessKey } = await make('Offline renewal');
      await open(id);
      await view.context.setOffline(true);
      await page.getByRole('button', { name: 'Regenerate' }).click();
      await confirm(page);
      await page.getByText('Can’t reach the server.').first().waitFor();
      await page.waitForFunction(() => document.activeElement?.textContent === 'Regenerate');
      await view.context.setOffline(false);
      await page.waitForTimeout(1_500);
      await cms.as(accessKey).get('/api/articles').expect(200);
    });

    it('says so at once where a token is deleted, and does not do it later', async () => {
      const { id } = await make('Offline deletion');
      await page.goto('/admin/settings/api-tokens');
      await page.getByRole('button', { name: /^Delete .*Offline deletion/ }).waitFor();
      await view.context.setOffline(true);
      await page.getByRole('button', { name: /^Delete .*Offline deletion/ }).click();
      await confirm(page);
      await page.getByText('Can’t reach the server.').first().waitFor();
      await view.context.setOffline(false);
      await page.waitForTimeout(1_500);
      await admin.get(`/admin/api-tokens/${id}`).expect(200);
    });

    it('lets Save be pressed again, with all that was typed', async () => {
      const { id } = await make('Offline change');
      await open(id);
      await page.getByLabel('Name').fill('Changed offline');
      await view.context.setOffline(true);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Can’t reach the server.').first().waitFor();
      expect(await page.getByLabel('Name').inputValue()).toBe('Changed offline');
      await view.context.setOffline(false);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Changes saved').first().waitFor();
      expect((await admin.get(`/admin/api-tokens/${id}`).expect(200)).body.data.name).toBe('Changed offline');
    });

    it('keeps lists with their search, and the login, and reads what failed when it is back', async () => {
      const users = await view.context.newPage();
      const outside = await openPage(browser, cms.url);
      const login = outside.page;
      await Promise.all([page.goto('/admin/settings/api-tokens'), users.goto('/admin/settings/users'), login.goto('/admin/auth/login')]);
      const searches = [page.getByLabel('Search by name or description'), users.getByLabel('Search by name or email')];
      await Promise.all(searches.map((search) => search.waitFor()));
      await login.getByLabel('Email').fill('typed@example.com');
      const setOffline = (isOffline: boolean) => Promise.all([view, outside].map(({ context }) => context.setOffline(isOffline)));
      await setOffline(true);
      await Promise.all(searches.map((search) => search.fill('a')));
      // As coming back to the window does.
      await login.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
      await Promise.all([page, users].map((one) => one.getByRole('main').getByText('Can’t reach the server.').waitFor()));
      await login.waitForTimeout(500);
      expect(await login.getByLabel('Email').inputValue()).toBe('typed@example.com');
      expect(await Promise.all(searches.map((search) => search.inputValue()))).toEqual(['a', 'a']);
      expect(await users.getByRole('button', { name: 'Try again' }).count() + await page.getByRole('button', { name: 'Try again' }).count()).toBe(2);
      await setOffline(false);
      await Promise.all([page, users].map((one) => one.getByRole('row').nth(1).waitFor()));
      await Promise.all([users.close(), outside.context.close()]);
    });

    it('says so where somebody logs out, who stays logged in', async () => {
      await page.goto('/admin/settings/api-tokens');
      await page.getByRole('row', { name: 'Read Only' }).waitFor();
      // The page that logs out is loaded before.
      await page.getByRole('button', { name: 'Log out' }).waitFor();
      await page.route('**/admin/logout', (route) => route.abort());
      await page.getByRole('button', { name: 'Log out' }).click();
      await page.getByText('Can’t reach the server.').first().waitFor();
      await page.unroute('**/admin/logout');
      await page.getByRole('button', { name: 'Back' }).click();
      await page.getByRole('row', { name: 'Read Only' }).waitFor();
    });
  });

  it('deletes a second token while the server takes its time for the first, each once', async () => {
    const ids = [(await make('Slow one')).id, (await make('Slow two')).id];
    await page.goto('/admin/settings/api-tokens?_q=slow');
    const sent: string[] = [];
    await page.route('**/admin/api-tokens/*', async (route) => {
      // The list asks the same path for the usage of its rows.
      if (route.request().method() === 'GET') return route.fallback();
      sent.push(route.request().method());
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await route.continue();
    });
    for (const name of ['one', 'two']) {
      await page.getByRole('button', { name: new RegExp(`^Delete .*Slow ${name}`) }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Confirm' }).dblclick();
      await page.getByRole('alertdialog').waitFor({ state: 'hidden' });
    }
    await page.getByText('No tokens match').waitFor();
    await page.unroute('**/admin/api-tokens/*');
    expect(sent).toEqual(['DELETE', 'DELETE']);
    for (const id of ids) await admin.get(`/admin/api-tokens/${id}`).expect(404);
  });

  describe('in two tabs', () => {
    it('what a role was denied in one does not come back by a save in the other', async () => {
      const id = await makeRole(admin, 'Two tabs', ['admin::users.read', 'admin::users.create']);
      await page.goto(`/admin/settings/roles/${id}`);
      await page.getByRole('button', { name: 'Settings - Users and roles' }).click();
      await setRole(admin, id, ['admin::users.read']);
      await admin.put(`/admin/roles/${id}`, { name: 'Two tabs', description: 'Theirs' }).expect(200);
      await page.getByRole('checkbox', { name: 'Update' }).first().click();
      await page.locator('[name=name]').fill('Mine');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Changes saved').first().waitFor();
      const { body } = await admin.get(`/admin/roles/${id}/permissions`).expect(200);
      expect(body.data.map(({ action }: { action: string }) => action).sort()).toEqual(['admin::users.read', 'admin::users.update']);
      expect((await admin.get(`/admin/roles/${id}`).expect(200)).body.data).toMatchObject({ name: 'Mine', description: 'Theirs' });
    });

    it('a role that was taken from a person in one does not come back by a save in the other', async () => {
      const [kept, taken] = [await makeRole(admin, 'Kept', []), await makeRole(admin, 'Taken', [])];
      await makeRole(admin, 'Given', []);
      const user = (await admin.post('/admin/users', { firstname: 'Held', email: 'held@example.com', roles: [kept, taken] }).expect(201)).body.data;
      await page.goto(`/admin/settings/users/${user.id}`);
      await page.getByRole('checkbox', { name: 'Given' }).waitFor();
      await admin.put(`/admin/users/${user.id}`, { roles: [kept] }).expect(200);
      await page.getByRole('checkbox', { name: 'Given' }).click();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Changes saved').first().waitFor();
      const { body } = await admin.get(`/admin/users/${user.id}`).expect(200);
      expect(body.data.roles.map(({ name }: { name: string }) => name).sort()).toEqual(['Given', 'Kept']);
    });

    it('a right that was removed in one does not come back by a save in the other, which is told and loses nothing', async () => {
      const { id } = await make('Two tabs', { type: 'custom', permissions: ['api::article.article.find', 'api::article.article.delete'] });
      await open(id);
      await page.getByLabel('Name').fill('My name');
      await showTab(page, 'Access');
      await page.getByRole('button', { name: 'Article' }).click();
      await page.getByRole('checkbox', { name: 'create', exact: true }).check();

      await admin.put(`/admin/api-tokens/${id}`, { permissions: ['api::article.article.find'], description: 'Theirs' }).expect(200);
      await page.getByRole('button', { name: 'Save' }).click();
      const notice = page.getByRole('alert').filter({ hasText: 'Someone else changed this token' });
      await notice.getByText('Description is now “\u2068Theirs\u2069”.').waitFor();
      await notice.getByText('Permissions: none added, 1 removed.').waitFor();
      await page.waitForFunction(() => document.querySelector<HTMLInputElement>('[name=description]')?.value === 'Theirs');
      expect(await page.locator('[name=name]').inputValue()).toBe('My name');
      expect(await page.getByRole('checkbox', { name: 'create', exact: true }).isChecked()).toBe(true);
      expect(await page.getByRole('checkbox', { name: 'delete', exact: true }).isChecked()).toBe(false);
      expect((await admin.get(`/admin/api-tokens/${id}`).expect(200)).body.data).toMatchObject({ name: 'Two tabs', description: 'Theirs' });

      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Changes saved').first().waitFor();
      expect(await notice.count()).toBe(0);
      const { body } = await admin.get(`/admin/api-tokens/${id}`).expect(200);
      expect(body.data).toMatchObject({ name: 'My name', description: 'Theirs' });
      expect(body.data.permissions.sort()).toEqual(['api::article.article.create', 'api::article.article.find']);
    });

    it('an admin token is held to the same', async () => {
      const { body } = await admin
        .post('/admin/admin-tokens', { name: 'Two tabs too', adminPermissions: [{ action: 'admin::users.read' }, { action: 'admin::users.delete' }] })
        .expect(201);
      const { id } = body.data;
      await page.goto(`/admin/settings/admin-tokens/${id}`);
      await page.getByLabel('Name').fill('Mine');
      await showTab(page, 'Access');
      await page.getByRole('button', { name: 'Users and roles' }).click();
      await page.getByRole('checkbox', { name: 'Roles: Read' }).check();
      await admin.put(`/admin/admin-tokens/${id}`, { adminPermissions: [{ action: 'admin::users.read' }] }).expect(200);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('alert').getByText('Permissions: none added, 1 removed.').waitFor();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Changes saved').first().waitFor();
      const { body: after } = await admin.get(`/admin/admin-tokens/${id}`).expect(200);
      expect(after.data.adminPermissions.map(({ action }: any) => action).sort()).toEqual(['admin::roles.read', 'admin::users.read']);
    });

    it('saving twice in one tab is no conflict, nor is saving after a new key', async () => {
      const { id } = await make('One tab');
      await open(id);
      for (const description of ['one', 'two']) {
        await page.getByLabel('Description').fill(description);
        const answer = page.waitForResponse((response) => response.request().method() === 'PUT');
        await page.getByRole('button', { name: 'Save' }).click();
        expect((await answer).status()).toBe(200);
        await page.locator('[type=submit]:not([aria-disabled=true])').waitFor();
      }
      await page.getByLabel('Description').fill('three');
      await page.getByRole('button', { name: 'Regenerate' }).click();
      await confirm(page);
      await page.getByText('New key created').waitFor();
      const answer = page.waitForResponse((response) => response.request().method() === 'PUT');
      await page.getByRole('button', { name: 'Save' }).click();
      expect((await answer).status()).toBe(200);
    });
  });

  describe('when an end passes', () => {
    let shown: PanelPage;
    let later: Page;
    const endsIn = (id: number, milliseconds: number) => cms.running.cms.db.query('plugin::api-tokens.token').update({
      where: { id }, data: { startsAt: Date.now() - 604_800_000, expiresAt: Date.now() + milliseconds },
    });
    /** Ten minutes later, for the server and the page. */
    async function passTenMinutes(id: number): Promise<void> {
      await endsIn(id, 0);
      await later.clock.fastForward(600_000);
    }
    beforeEach(async () => {
      shown = await openPage(browser, cms.url);
      later = shown.page;
      await logIn(later);
      await later.clock.install();
    });
    afterEach(async () => {
      expect(shown.problems).toEqual([]);
      await shown.context.close();
    });

    it('the list says so without being loaded again', async () => {
      const { id } = await make('Ends while shown', { lifespan: 604_800_000 });
      await endsIn(id, 600_000);
      await later.goto('/admin/settings/api-tokens?_q=Ends+while');
      await later.getByRole('row', { name: 'Ends while shown' }).getByText('Expires soon').waitFor();
      await passTenMinutes(id);
      await later.getByRole('row', { name: 'Ends while shown' }).getByText('Expired').waitFor();
    });

    it('the token’s page takes away what is of no use any more', async () => {
      const { id } = await make('Ends while open', { lifespan: 604_800_000 });
      await endsIn(id, 600_000);
      await later.goto(`/admin/settings/api-tokens/${id}`);
      await later.getByRole('button', { name: 'Copy', exact: true }).waitFor();
      await passTenMinutes(id);
      await later.getByText('This token has expired, so its key no longer works.').waitFor();
      await later.getByText('Expired on').waitFor();
      expect(await later.getByRole('button', { name: /Copy|Show/ }).count()).toBe(0);
      expect(await later.getByText('Try it').count()).toBe(0);
    });
  });

  it('withholds a key while the database is read-only, says why, and shows it once writes are taken again', async () => {
    const { id, accessKey } = await make('On a replica');
    await page.goto('/admin/settings/api-tokens?_q=replica');
    await page.getByRole('link', { name: 'On a replica' }).waitFor();
    const { connection } = cms.running.cms.db;
    await connection.raw('pragma query_only = on');
    try {
      await page.getByRole('link', { name: 'On a replica' }).click();
      await page.getByText('This key can’t be shown right now: the database is read-only').waitFor();
      expect(await page.getByRole('button', { name: /^(Copy|Show)$/ }).count()).toBe(0);
      expect(await page.content()).not.toContain(accessKey);
    } finally {
      await connection.raw('pragma query_only = off');
    }
    await open(id);
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('group', { name: 'Key' }).getByText(accessKey).waitFor();
  });

  it('misses nothing but the routes where the server cannot list them', async () => {
    const { id } = await make('Without routes', { type: 'custom', permissions: ['api::article.article.find'] });
    await page.route('**/admin/content-api/routes', (route) => route.fulfill({ status: 500, json: { data: null, error: { status: 500, name: 'InternalServerError', message: 'Internal Server Error', details: {} } } }));
    await open(id);
    await showTab(page, 'Access');
    await page.getByText('The server couldn’t list the routes of these actions.').waitFor();
    await page.getByRole('button', { name: 'Article' }).click();
    await page.getByRole('checkbox', { name: 'create', exact: true }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Changes saved').first().waitFor();
    await page.unroute('**/admin/content-api/routes');
    const { body } = await admin.get(`/admin/api-tokens/${id}`).expect(200);
    expect(body.data.permissions.sort()).toEqual(['api::article.article.create', 'api::article.article.find']);
  });

  it('shows code that asks what the token is where it may read nothing else', async () => {
    const { id } = await make('Writer', { type: 'custom', permissions: ['api::article.article.create'] });
    await open(id);
    await page.getByRole('tabpanel', { name: 'curl' }).getByText('/api/api-tokens/self').waitFor();
  });

  it('shows the owner of an admin token who is deactivated', async () => {
    const { body: roles } = await admin.get('/admin/roles').expect(200);
    const superAdmin = roles.data.find(({ code }: any) => code === 'strapi-super-admin').id;
    const { body } = await admin.post('/admin/users', { firstname: 'Otto', email: 'otto@example.com', roles: [superAdmin] }).expect(201);
    const userInfo = { firstname: 'Otto', password: 'Correct-horse-3' };
    const { body: session } = await cms.as().post('/admin/register', { registrationToken: body.data.registrationToken, userInfo }).expect(200);
    const { body: token } = await cms.as(session.data.token).post('/admin/admin-tokens', { name: 'Of Otto' }).expect(201);
    await admin.put(`/admin/users/${body.data.id}`, { isActive: false }).expect(200);
    await page.goto('/admin/settings/admin-tokens');
    await page.getByRole('row', { name: 'Of Otto' }).getByText('Owner deactivated').waitFor();
    await page.goto(`/admin/settings/admin-tokens/${token.data.id}`);
    await page.getByText('The owner of this token can’t log in').waitFor();
  });
});
