import type { Browser, Page } from 'playwright-core';
import { makePerson, makeRole, setRole, type Person } from '../support/accounts';
import { copied, describeInBrowser, logIn, openBrowser, openPage, showTab } from '../support/browser';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';

const onAdminTokens = (...verbs: string[]) => verbs.map((verb) => `plugin::api-tokens.admin-tokens.${verb}`);
const OWNER_ACTIONS = [...onAdminTokens('access', 'create', 'read', 'update', 'delete', 'regenerate', 'reveal'), 'admin::users.read'];

describeInBrowser('admin tokens in the panel', () => {
  let browser: Browser;
  let cms: TestCms;
  let admin: Client;
  let role: number;
  let owner: Person;

  beforeAll(async () => {
    browser = await openBrowser();
    cms = await startTestCms();
    admin = await registerFirstAdmin(cms);
    role = await makeRole(admin, 'Automation', OWNER_ACTIONS);
    owner = await makePerson(cms, admin, 'Olga', [role]);
  });
  afterAll(async () => {
    await browser.close();
    await cms.stop();
  });

  async function makeToken(page: Page, name: string, group: string, action: string): Promise<string> {
    await page.goto('/admin/settings/admin-tokens');
    await page.getByRole('link', { name: 'Create new Admin Token' }).click();
    await page.getByRole('heading', { name: 'Create Admin Token' }).waitFor();
    await page.getByLabel('Name').fill(name);
    await page.getByRole('button', { name: group }).click();
    await page.getByRole('checkbox', { name: action }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
    return copied(page);
  }

  it('gives an owner a token for what they may do, and locks the rest', async () => {
    const { page, problems } = await openPage(browser, cms.url);
    await logIn(page, owner);
    const key = await makeToken(page, 'Nightly job', 'Users and roles', 'Users: Read');
    expect(key).toMatch(/^cms_admin_/);
    expect(await page.getByLabel('Owner').inputValue()).toBe('Olga Test');
    await cms.as(key).get('/admin/users').expect(200);
    await cms.as(key).get('/admin/roles').expect(403);

    await showTab(page, 'Access');
    await page.getByRole('button', { name: 'Users and roles' }).click();
    await page.getByText('The owner doesn’t have this permission.').first().waitFor();
    expect(await page.getByRole('checkbox', { name: 'Roles: Read' }).isDisabled()).toBe(true);

    await page.reload();
    await page.getByRole('tabpanel', { name: 'Access' }).waitFor();
    await showTab(page, 'Overview');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(await page.getByRole('group', { name: 'Key' }).textContent()).toBe(key);
    expect(problems).toEqual([]);
  });

  it('shows a super admin the owner, but neither the key nor a way to renew it', async () => {
    const { page, problems } = await openPage(browser, cms.url);
    await logIn(page);
    await page.getByRole('link', { name: 'Admin Tokens' }).click();
    const row = page.getByRole('row', { name: 'Nightly job' });
    await row.getByText('Olga Test').waitFor();
    await row.getByRole('link', { name: 'Nightly job' }).click();
    await page.getByText(/Only \u2068Olga Test\u2069 can see or regenerate this key/).waitFor();
    expect(await page.getByRole('button', { name: 'Regenerate' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Copy', exact: true }).count()).toBe(0);

    await page.getByLabel('Description').fill('Looked at by the super admin');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Changes saved').waitFor();
    expect(problems).toEqual([]);
  });

  it('lets the owner renew the key', async () => {
    const { page } = await openPage(browser, cms.url);
    await logIn(page, owner);
    const old = await makeToken(page, 'To renew', 'Users and roles', 'Users: Read');
    await page.getByRole('button', { name: 'Regenerate' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('New key created').waitFor();
    const key = await copied(page);
    await cms.as(old).get('/admin/users').expect(401);
    await cms.as(key).get('/admin/users').expect(200);
  });

  it('shows conditions of the owner as they are', async () => {
    await admin.put(`/admin/roles/${role}/permissions`, {
      permissions: OWNER_ACTIONS.map((action) => ({
        action, subject: null, properties: {}, conditions: action === 'admin::users.read' ? ['admin::is-creator'] : [],
      })),
    }).expect(200);
    const { page } = await openPage(browser, cms.url);
    await logIn(page, owner);
    await page.goto('/admin/settings/admin-tokens/create');
    await page.getByRole('button', { name: 'Users and roles' }).click();
    await page.getByText('Only when:').waitFor();
    await setRole(admin, role, OWNER_ACTIONS);
  });

  it('refuses a token in use what its owner’s role loses, and a stale page stays usable', async () => {
    const { page } = await openPage(browser, cms.url);
    await logIn(page, owner);
    const key = await makeToken(page, 'In use', 'Users and roles', 'Users: Read');
    await cms.as(key).get('/admin/users').expect(200);
    await setRole(admin, role, onAdminTokens('access', 'read'));
    await cms.as(key).get('/admin/users').expect(403);

    await page.getByLabel('Name').fill('Renamed');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('You don’t have permission to do this.').waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('Renamed');

    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'In use' }).waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Regenerate' }).count()).toBe(0);
    expect(await page.getByLabel('Name').isDisabled()).toBe(true);
    await setRole(admin, role, OWNER_ACTIONS);
  });
});
