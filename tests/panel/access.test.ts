import type { Browser } from 'playwright-core';
import { makePerson, makeRole, setRole } from '../support/accounts';
import { describeInBrowser, logIn, openBrowser, openPage } from '../support/browser';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';

const onApiTokens = (...verbs: string[]) => verbs.map((verb) => `plugin::api-tokens.api-tokens.${verb}`);

describeInBrowser('what a person is offered in the panel', () => {
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

  it('is no page and no link without access', async () => {
    const role = await makeRole(admin, 'Nothing', []);
    const person = await makePerson(cms, admin, 'Nora', [role]);
    const { page, problems } = await openPage(browser, cms.url);
    await page.goto('/admin/auth/login');
    await page.getByLabel('Email').fill(person.email);
    await page.getByLabel('Password').fill(person.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('You don’t have permission to view this page').waitFor();
    for (const path of ['api-tokens', 'api-tokens/1', 'api-tokens/create', 'admin-tokens', 'users', 'roles']) {
      await page.goto(`/admin/settings/${path}`);
      await page.getByText('You don’t have permission to view this page').waitFor();
    }
    expect(await page.getByRole('navigation').getByRole('link').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  it('is looking, without a button to change, for an editor', async () => {
    const { body: { data: roles } } = await admin.get('/admin/roles').expect(200);
    const editor = roles.find(({ name }: { name: string }) => name === 'Editor');
    const person = await makePerson(cms, admin, 'Edith', [editor.id]);
    const { page } = await openPage(browser, cms.url);
    await logIn(page, person);
    await page.getByRole('row', { name: 'Read Only' }).waitFor();
    expect(await page.getByRole('link', { name: 'Create new API Token' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /^(Edit|Delete)/ }).count()).toBe(0);
    await page.getByRole('button', { name: /^View .*Read Only/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Read Only' }).waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
    expect(await page.getByLabel('Name').isDisabled()).toBe(true);
    await page.goto('/admin/settings/api-tokens/create');
    await page.getByText('You don’t have permission to view this page').waitFor();
  });

  it('is the server’s refusal on a page that is stale, which stays usable', async () => {
    const role = await makeRole(admin, 'Deleters', onApiTokens('access', 'read', 'delete'));
    const person = await makePerson(cms, admin, 'Dan', [role]);
    const { page } = await openPage(browser, cms.url);
    await logIn(page, person);
    await page.getByRole('row', { name: 'Read Only' }).waitFor();
    await setRole(admin, role, onApiTokens('access', 'read'));
    await page.getByRole('button', { name: /^Delete .*Read Only/ }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('You don’t have permission to do this.').waitFor();
    await page.getByLabel('Search by name or description').fill('Read Only');
    await page.getByText('1–1 of 1').waitFor();
  });
});
