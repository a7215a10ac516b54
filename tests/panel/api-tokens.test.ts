import type { Browser, Page } from 'playwright-core';
import { choose, copied, describeInBrowser, escapeDialog, focusOnField, logIn, openBrowser, openPage, showTab, type PanelPage } from '../support/browser';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';

async function startToken(page: Page, name: string): Promise<void> {
  await page.goto('/admin/settings/api-tokens');
  await page.getByRole('link', { name: 'Create new API Token' }).click();
  await page.getByRole('heading', { name: 'Create API Token' }).waitFor();
  await page.getByLabel('Name').fill(name);
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save' }).click();
}

async function confirm(page: Page): Promise<void> {
  await page.getByRole('alertdialog').getByRole('button', { name: 'Confirm' }).click();
}

describeInBrowser('API tokens in the panel', () => {
  let browser: Browser;
  let cms: TestCms;
  let admin: Client;
  let view: PanelPage;

  beforeAll(async () => {
    browser = await openBrowser();
    cms = await startTestCms();
    admin = await registerFirstAdmin(cms);
    view = await openPage(browser, cms.url);
    await logIn(view.page);
  });
  afterEach(() => expect(view.problems).toEqual([]));
  afterAll(async () => {
    await browser.close();
    await cms.stop();
  });

  it('makes a token of each type and duration', async () => {
    const { page } = view;
    const cases = [
      ['Read-only', '7 days', 'read-only', 7],
      ['Full access', '30 days', 'full-access', 30],
      ['Custom', '90 days', 'custom', 90],
      ['Read-only', 'Unlimited', 'read-only', null],
    ] as const;
    for (const [type, duration, storedType, days] of cases) {
      const name = `${type} for ${duration}`;
      await startToken(page, name);
      await choose(page, 'Token duration', duration);
      await choose(page, 'Token type', type);
      await page.getByText(days === null ? 'Never expires.' : 'Expires on').waitFor();
      await save(page);
      await page.getByRole('heading', { name: 'Your new key' }).waitFor();

      const { body } = await admin.get(`/admin/api-tokens?_q=${encodeURIComponent(name)}`).expect(200);
      expect(body.data).toHaveLength(1);
      expect(body.data[0]).toMatchObject({ type: storedType, lifespan: days === null ? null : String(days * 86_400_000) });
    }
  });

  it('copies the key, hides it after a reload, shows it again, and the key reads articles', async () => {
    const { page } = view;
    await startToken(page, 'Website');
    await save(page);
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
    const key = await copied(page);
    expect(key).toMatch(/^cms_content_\w{49}$/);
    await cms.as(key).get('/api/articles').expect(200);
    await cms
      .as(key)
      .post('/api/articles', { data: { title: 'No' } })
      .expect(403);

    await page.reload();
    await page.getByRole('button', { name: 'Show' }).waitFor();
    expect(await page.content()).not.toContain(key);
    expect(await copied(page)).toBe(key);
    await page.getByRole('button', { name: 'Show' }).click();
    expect(await page.getByRole('group', { name: 'Key' }).textContent()).toBe(key);
    await page.getByRole('button', { name: 'Hide' }).click();

  });

  it('lets a custom token do what is ticked, from the next request on', async () => {
    const { page } = view;
    await startToken(page, 'Importer');
    await choose(page, 'Token type', 'Custom');
    await page.getByRole('button', { name: 'Article' }).click();
    await page.getByRole('checkbox', { name: 'find', exact: true }).click();
    await page.getByText('/api/articles', { exact: true }).first().waitFor();
    await save(page);
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
    const key = await copied(page);
    await cms.as(key).get('/api/articles').expect(200);
    await cms
      .as(key)
      .post('/api/articles', { data: { title: 'Not yet' } })
      .expect(403);

    await showTab(page, 'Access');
    await page.getByRole('button', { name: 'Article' }).click();
    await page.getByText('1 of 5').waitFor();
    await page.getByRole('checkbox', { name: 'create', exact: true }).click();
    await save(page);
    await page.getByText('Changes saved').waitFor();
    await cms
      .as(key)
      .post('/api/articles', { data: { title: 'Now' } })
      .expect(201);

    await page.getByRole('checkbox', { name: 'Select all' }).click();
    await page.getByText('5 of 5').waitFor();
    await page.getByRole('checkbox', { name: 'Select all' }).click();
    const stored = page.waitForResponse((response) => response.request().method() === 'PUT');
    await save(page);
    await stored;
    await cms.as(key).get('/api/articles').expect(403);
  });

  it('shows what the other types open, and lets nothing be ticked there', async () => {
    const { page } = view;
    await page.goto('/admin/settings/api-tokens/create');
    await page.getByRole('button', { name: 'Article' }).click();
    await page.getByText('2 of 5').first().waitFor();
    expect(await page.getByRole('checkbox', { name: 'findOne' }).isChecked()).toBe(true);
    expect(await page.getByRole('checkbox', { name: 'create' }).isChecked()).toBe(false);
    expect(await page.getByRole('checkbox', { name: 'create' }).isDisabled()).toBe(true);
    await choose(page, 'Token type', 'Full access');
    await page.getByText('5 of 5').first().waitFor();
    await page.getByRole('link', { name: 'Back' }).click();
    await confirm(page);
  });

  it('regenerates after saying what breaks', async () => {
    const { page } = view;
    await startToken(page, 'To renew');
    await save(page);
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
    const old = await copied(page);
    await page.getByRole('button', { name: 'Regenerate' }).click();
    await page
      .getByRole('alertdialog')
      .getByText(`ending in ${old.slice(-4)}`)
      .waitFor();
    await escapeDialog(page);
    await cms.as(old).get('/api/articles').expect(200);

    await page.getByRole('button', { name: 'Regenerate' }).click();
    await confirm(page);
    await page.getByText('New key created').waitFor();
    const key = await copied(page);
    expect(key).not.toBe(old);
    await cms.as(old).get('/api/articles').expect(401);
    await cms.as(key).get('/api/articles').expect(200);
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('Copy'));
  });

  it('deletes after naming the token, and gives the focus to the list', async () => {
    const { page } = view;
    const { body } = await admin.post('/admin/api-tokens', { name: 'To delete', type: 'full-access' }).expect(201);
    await page.goto('/admin/settings/api-tokens');
    await page.getByRole('button', { name: 'Delete \u2068To delete' }).click();
    await page.getByRole('alertdialog').getByText('To delete').waitFor();
    await confirm(page);
    await page.getByRole('row', { name: 'To delete' }).waitFor({ state: 'detached' });
    await cms.as(body.data.accessKey).get('/api/articles').expect(401);
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'region');
  });

  it('asks before changes are lost', async () => {
    const { page } = view;
    await startToken(page, 'Half');
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByRole('alertdialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Cancel' }).click();
    expect(await page.getByLabel('Name').inputValue()).toBe('Half');
    await page.getByRole('link', { name: 'Users' }).click();
    await confirm(page);
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
  });

  it('keeps what was typed where the name is taken', async () => {
    const { page } = view;
    await startToken(page, 'Read Only');
    await page.getByLabel('Description').fill('For the shop');
    await save(page);
    await page.getByText('Another token already has this name.').first().waitFor();
    await focusOnField(page, 'name');
    expect(await page.getByLabel('Description').inputValue()).toBe('For the shop');
    await page.getByLabel('Name').fill('Read only 2');
    await save(page);
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
  });

  it('asks nothing where changes were taken back, or saved without the spaces around them', async () => {
    const { page } = view;
    const { body } = await admin.post('/admin/api-tokens', { name: 'Untouched', type: 'custom', permissions: ['api::article.article.find'] }).expect(201);
    const leave = async () => {
      await page.getByRole('link', { name: 'Users' }).click();
      await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
    };
    const open = () => page.goto(`/admin/settings/api-tokens/${body.data.id}`);
    await open();
    await page.getByLabel('Name').fill('Touched');
    await page.getByLabel('Name').fill('Untouched');
    await showTab(page, 'Access');
    await page.getByRole('button', { name: 'Article' }).click();
    await page.getByRole('checkbox', { name: 'find', exact: true }).click();
    await page.getByRole('checkbox', { name: 'find', exact: true }).click();
    await leave();

    await open();
    await page.getByLabel('Name').fill('  Touched  ');
    await save(page);
    await page.getByText('Changes saved').first().waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('Touched');
    await leave();
  });

  it('keeps what is typed while a save is on its way, and asks before it is lost', async () => {
    const { page } = view;
    const { body } = await admin.post('/admin/api-tokens', { name: 'Slow to save', type: 'custom', permissions: ['api::article.article.find'] }).expect(201);
    await page.goto(`/admin/settings/api-tokens/${body.data.id}`);
    await page.getByLabel('Name').fill('Saved');
    await showTab(page, 'Access');
    await page.getByRole('button', { name: 'Article' }).click();
    await page.getByRole('checkbox', { name: 'create', exact: true }).click();
    let goOn = () => undefined as void;
    const typed = new Promise<void>((resolve) => (goOn = resolve));
    await page.route('**/admin/api-tokens/*', async (route) => {
      if (route.request().method() === 'PUT') await typed;
      await route.continue();
    });
    await save(page);
    // By key: the page may still be moving under the pointer.
    await page.getByRole('checkbox', { name: 'update', exact: true }).press('Space');
    await page.getByText('3 of 5').waitFor();
    await showTab(page, 'Overview');
    await page.getByLabel('Description').fill('Typed meanwhile');
    goOn();
    await page.getByText('Changes saved').first().waitFor();
    await page.unroute('**/admin/api-tokens/*');
    await page.getByRole('heading', { level: 1, name: 'Saved' }).waitFor();
    expect(await page.getByLabel('Description').inputValue()).toBe('Typed meanwhile');
    await showTab(page, 'Access');
    await page.getByText('3 of 5').waitFor();
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByRole('alertdialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Cancel' }).click();

    const { body: first } = await admin.get(`/admin/api-tokens/${body.data.id}`).expect(200);
    expect(first.data).toMatchObject({ name: 'Saved', description: '' });
    expect(first.data.permissions.sort()).toEqual(['api::article.article.create', 'api::article.article.find']);
    const stored = page.waitForResponse((response) => response.request().method() === 'PUT');
    await save(page);
    expect((await stored).request().postDataJSON()).toEqual({
      description: 'Typed meanwhile',
      permissions: ['api::article.article.create', 'api::article.article.find', 'api::article.article.update'],
      basedOn: first.data.updatedAt,
    });
    expect((await stored).status()).toBe(200);
  });

  it('asks for a name before it sends anything', async () => {
    const { page } = view;
    await startToken(page, '   ');
    await save(page);
    await page.getByText('Give the token a name.').waitFor();
    await focusOnField(page, 'name');
    await page.getByRole('link', { name: 'Back' }).click();
    await confirm(page);
  });

  it('makes one token where Save is clicked twice', async () => {
    const { page } = view;
    await startToken(page, 'Clicked twice');
    await page.getByRole('button', { name: 'Save' }).evaluate((button: HTMLElement) => {
      button.click();
      button.click();
    });
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
    const { body } = await admin.get('/admin/api-tokens?_q=Clicked').expect(200);
    expect(body.data).toHaveLength(1);
  });

  it('shows hostile names as they are', async () => {
    const { page } = view;
    const names = ['<script>window.hacked=1</script>', '<img src=x onerror="window.hacked=1">', '\u202Eevil', 'o'.repeat(255)];
    for (const name of names) await admin.post('/admin/api-tokens', { name, description: name }).expect(201);
    await page.goto('/admin/settings/api-tokens?pageSize=100');
    for (const name of names) await page.getByText(name, { exact: true }).first().waitFor();
    await page.getByText(names[0]!, { exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: names[0] }).waitFor();
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  });

  it('searches, sorts and pages at the server', async () => {
    const { page } = view;
    for (let number = 1; number <= 12; number += 1) {
      await admin.post('/admin/api-tokens', { name: `Bulk ${String(number).padStart(2, '0')}` }).expect(201);
    }
    await page.goto('/admin/settings/api-tokens');
    await page.getByLabel('Search by name or description').fill('bulk');
    await page.getByText('1–12 of 12').waitFor();
    await choose(page, 'Entries per page', '10');
    await page.getByText('1–10 of 12').waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('11–12 of 12').waitFor();
    await page.getByRole('button', { name: 'Sort by Name' }).click();
    await page.getByText('1–10 of 12').waitFor();
    await page.getByRole('row').nth(1).getByRole('link', { name: 'Bulk 12' }).waitFor();
    await page.reload();
    await page.getByRole('row').nth(1).getByRole('link', { name: 'Bulk 12' }).waitFor();
    await page.getByLabel('Search by name or description').fill('no such token');
    await page.getByText('No tokens match').waitFor();
  });

  it('says in the list how a token stands', async () => {
    const { page } = view;
    const { body } = await admin.post('/admin/api-tokens', { name: 'Standing', lifespan: 604_800_000 }).expect(201);
    const store = (data: object) => cms.running.cms.db.query('plugin::api-tokens.token').update({ where: { id: body.data.id }, data });
    await page.goto('/admin/settings/api-tokens?_q=Standing');
    const row = page.getByRole('row', { name: 'Standing' });
    await row.getByText('Active').waitFor();
    await row.getByText('in 7 days').waitFor();
    await row.getByText(`…${body.data.accessKey.slice(-4)}`).waitFor();
    // Once more than half of its life is over.
    await store({ startsAt: Date.now() - 8 * 86_400_000 });
    await page.reload();
    await row.getByText('Expires soon').waitFor();
    await admin.put(`/admin/api-tokens/${body.data.id}`, { enabled: false }).expect(200);
    await page.reload();
    await row.getByText('Paused').waitFor();
    await admin.put(`/admin/api-tokens/${body.data.id}`, { enabled: true }).expect(200);
    await store({ expiresAt: Date.now() - 1000 });
    await page.reload();
    await row.getByText('Expired', { exact: true }).waitFor();
  });

  it('says that a token is gone where somebody else has deleted it', async () => {
    const { page } = view;
    const { body } = await admin.post('/admin/api-tokens', { name: 'Gone soon' }).expect(201);
    await page.goto(`/admin/settings/api-tokens/${body.data.id}`);
    await page.getByLabel('Name').fill('Too late');
    await admin.delete(`/admin/api-tokens/${body.data.id}`).expect(200);
    await save(page);
    await page.getByText('This token no longer exists.').first().waitFor();
    await page.goto('/admin/settings/api-tokens/99999');
    await page.getByText('This token no longer exists.').waitFor();
  });

  it('shows granted actions that the CMS no longer has, and keeps them until they are taken', async () => {
    const { page } = view;
    const { body } = await admin
      .post('/admin/api-tokens', { name: 'Old', type: 'custom', permissions: ['api::article.article.find'] })
      .expect(201);
    await cms.running.cms.db.query('plugin::api-tokens.token-permission').create({
      data: { action: 'api::gone.gone.find', token: body.data.id },
    });
    await page.goto(`/admin/settings/api-tokens/${body.data.id}?tab=access`);
    await page.getByRole('button', { name: 'No longer available' }).click();
    await page.getByRole('checkbox', { name: 'api::gone.gone.find' }).click();
    await save(page);
    await page.getByText('Changes saved').waitFor();
    const { body: after } = await admin.get(`/admin/api-tokens/${body.data.id}`).expect(200);
    expect(after.data.permissions).toEqual(['api::article.article.find']);
  });
});

describeInBrowser('API tokens in the panel of a CMS without an encryption key, and with a declared token', () => {
  let browser: Browser;
  let cms: TestCms;
  let admin: Client;

  beforeAll(async () => {
    browser = await openBrowser();
    // In production, since elsewhere a missing key is made.
    cms = await startTestCms({ variables: { NODE_ENV: 'production', ENCRYPTION_KEY: '', API_TOKENS: JSON.stringify([{ name: 'Declared', key: 'a-key-that-is-declared-for-a-test' }]) } });
    admin = await registerFirstAdmin(cms);
  });
  afterAll(async () => {
    await browser.close();
    await cms.stop();
  });

  it('shows a key once, and says so before and after', async () => {
    const { page } = await openPage(browser, cms.url);
    await logIn(page);
    await startToken(page, 'Once');
    await save(page);
    await page.getByText('Copy this key now. You won’t be able to see it again').waitFor();
    const key = await copied(page);
    await cms.as(key).get('/api/articles').expect(200);

    await page.reload();
    await page.getByText('This key was shown only once and can’t be shown again.').waitFor();
    expect(await page.content()).not.toContain(key);
    expect(await page.getByRole('button', { name: 'Show' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Copy', exact: true }).count()).toBe(0);
  });

  it('locks a declared token, says where it comes from, and finds those that are declared', async () => {
    await admin.post('/admin/api-tokens', { name: 'Made by hand' }).expect(201);
    const { page } = await openPage(browser, cms.url);
    await logIn(page);
    await page.goto('/admin/settings/api-tokens');
    await page.getByRole('button', { name: /^Delete .*Made by hand/ }).waitFor();
    for (const verb of ['Edit', 'Pause', 'Delete']) expect(await page.getByRole('button', { name: new RegExp(`^${verb} .*Declared`) }).count()).toBe(0);
    await choose(page, 'Origin', 'Declared in the configuration');
    await page.getByRole('link', { name: 'Made by hand' }).waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: /^View .*Declared/ }).click();

    await page.getByText('This token comes from the server’s configuration').waitFor();
    expect(await page.getByLabel('Name').isDisabled()).toBe(true);
    for (const name of ['Save', 'Pause', 'Regenerate']) expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0);
  });
});
