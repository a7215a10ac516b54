import type { Browser } from 'playwright-core';
import { makePerson, makeRole } from '../support/accounts';
import { copied, describeInBrowser, focusOnField, logIn, openBrowser, openPage, type PanelPage } from '../support/browser';
import { firstAdmin, registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';

describeInBrowser('roles and users in the panel', () => {
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

  it('makes a role and says what it grants', async () => {
    const { page } = view;
    await page.getByRole('link', { name: 'Roles' }).click();
    await page.getByRole('link', { name: 'Add new role' }).click();
    await page.getByRole('heading', { name: 'Create a role' }).waitFor();
    await page.getByLabel('Name').fill('Token readers');
    await page.getByLabel('Description').fill('Who reads tokens');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Token readers' }).waitFor();
    await page.getByRole('button', { name: 'Settings - API tokens' }).click();
    await page.getByRole('checkbox', { name: 'Access the API tokens settings page' }).click();
    await page.getByRole('checkbox', { name: 'Read', exact: true }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Changes saved').waitFor();

    const { body: { data: roles } } = await admin.get('/admin/roles').expect(200);
    const role = roles.find(({ name }: { name: string }) => name === 'Token readers');
    const { body: { data: permissions } } = await admin.get(`/admin/roles/${role.id}/permissions`).expect(200);
    expect(permissions.map(({ action }: { action: string }) => action).sort())
      .toEqual(['plugin::api-tokens.api-tokens.access', 'plugin::api-tokens.api-tokens.read']);
  });

  it('puts what is wrong with a role at its field, with the focus there', async () => {
    const { page } = view;
    await page.goto('/admin/settings/roles/create');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('This field is required.').waitFor();
    await focusOnField(page, 'name');
    await page.getByLabel('Name').fill('Token readers');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('main').getByText('Another role already has this name.').waitFor();
    await focusOnField(page, 'name');
    expect(await page.getByText('Another role already has this name.').count()).toBe(1);
    await page.getByRole('link', { name: 'Back' }).click();
    await page.getByRole('alertdialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Confirm' }).click();
  });

  it('asks before changes of a role are lost, but not where they were taken back', async () => {
    const { page } = view;
    await page.goto('/admin/settings/roles/2');
    await page.getByRole('button', { name: 'Settings - API tokens' }).click();
    const box = page.getByRole('checkbox', { name: 'Delete (revoke)' });
    await box.click();
    await page.getByRole('link', { name: 'Back' }).click();
    await page.getByRole('alertdialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Cancel' }).click();
    await box.click();
    await page.getByRole('link', { name: 'Back' }).click();
    await page.getByRole('heading', { level: 1, name: 'Roles' }).waitFor();
  });

  it('lets nobody change the super admin’s role', async () => {
    const { page } = view;
    await page.goto('/admin/settings/roles');
    await page.getByRole('link', { name: 'Super Admin' }).click();
    await page.getByText('This role can’t be changed.').waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
  });

  it('says all that an invitation lacks before it sends anything, with the focus on the first field', async () => {
    const { page } = view;
    const sent: string[] = [];
    await page.route('**/admin/users', (route) => {
      if (route.request().method() === 'POST') sent.push(route.request().url());
      return route.continue();
    });
    await page.goto('/admin/settings/users/create');
    const invite = page.getByRole('main').getByRole('button', { name: 'Invite new user' });
    await invite.click();
    await page.getByText('Select at least one role.').waitFor();
    expect(await page.getByText('This field is required.').count()).toBe(2);
    await focusOnField(page, 'firstname');
    await page.getByLabel('First name').fill('Ines');
    await page.getByLabel('Email').fill('ines');
    await invite.click();
    await page.getByText('Enter a valid email address.').waitFor();
    await focusOnField(page, 'email');
    await page.getByLabel('Email').fill('ines@example.com');
    await invite.click();
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'checkbox');
    expect(await page.locator('#roles-error').textContent()).toBe('Select at least one role.');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-describedby'))).toBe('roles-error');
    expect(sent).toEqual([]);
    await page.unroute('**/admin/users');
    await page.getByRole('link', { name: 'Back' }).click();
    await page.getByRole('alertdialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Confirm' }).click();
  });

  it('shows an address as it was stored, with nothing left to save', async () => {
    const { page } = view;
    const { body } = await admin.post('/admin/users', { firstname: 'Case', email: 'case@example.com', roles: [2] }).expect(201);
    await page.goto(`/admin/settings/users/${body.data.id}`);
    await page.getByLabel('Email').fill(' Other.Case@Example.com ');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Changes saved').first().waitFor();
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('[name=email]')?.value === 'other.case@example.com');
    await page.getByRole('link', { name: 'Back' }).click();
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
    await admin.delete(`/admin/users/${body.data.id}`).expect(200);
  });

  it('invites a person by a link, and deactivates them', async () => {
    const { page } = view;
    await page.goto('/admin/settings/users');
    await page.getByRole('link', { name: 'Invite new user' }).click();
    await page.getByLabel('First name').fill('Ines');
    await page.getByLabel('Email').fill('ines@example.com');
    await page.getByRole('button', { name: 'Invite new user' }).click();
    await page.getByText('Select at least one role.').waitFor();
    await page.getByRole('checkbox', { name: 'Token readers' }).click();
    await page.getByRole('button', { name: 'Invite new user' }).click();
    await page.getByText('The invitation is ready').waitFor();
    await focusOnField(page, 'invitation');
    const link = await copied(page);

    const guest = await openPage(browser, cms.url);
    await guest.page.goto(link);
    expect(await guest.page.getByLabel('Email').inputValue()).toBe('ines@example.com');
    await guest.page.getByLabel('Password').fill('Correct-horse-4');
    await guest.page.getByRole('button', { name: 'Create account' }).click();
    await guest.page.getByRole('heading', { level: 1, name: 'API Tokens' }).waitFor();
    expect(guest.problems).toEqual([]);

    await page.goto('/admin/settings/users');
    await page.getByRole('row', { name: 'Ines' }).getByText('Active', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Ines' }).click();
    await page.getByRole('checkbox', { name: 'Active' }).uncheck();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Changes saved').first().waitFor();

    await guest.page.reload();
    await guest.page.getByLabel('Email').fill('ines@example.com');
    await guest.page.getByLabel('Password').fill('Correct-horse-4');
    await guest.page.getByRole('button', { name: 'Log in' }).click();
    await guest.page.getByText('This account is deactivated.').waitFor();

    const other = await openPage(browser, cms.url);
    await other.page.goto(link);
    await other.page.getByText('This invitation is invalid or has already been used.').waitFor();
  });

  it('lets a person who may not see the roles invite into their own', async () => {
    const inviter = await makePerson(cms, admin, 'Inviter', [await makeRole(admin, 'Inviters', ['admin::users.read', 'admin::users.create'])]);
    const { page, context, problems } = await openPage(browser, cms.url);
    await logIn(page, inviter);
    await page.goto('/admin/settings/users/create');
    await page.getByLabel('First name').fill('Guest');
    await page.getByLabel('Email').fill('guest@example.com');
    const role = page.getByRole('checkbox');
    expect(await role.count()).toBe(1);
    expect(await role.evaluate((element) => parseFloat(getComputedStyle(element).transitionDuration))).toBeLessThan(0.01);
    await page.getByRole('checkbox', { name: 'Inviters' }).click();
    await page.getByRole('button', { name: 'Invite new user' }).click();
    await page.getByLabel('Invitation link').waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  it('deletes a role that nobody holds, and says why another one stays', async () => {
    const { page } = view;
    await admin.post('/admin/roles', { name: 'Unused', description: '' }).expect(201);
    await page.goto('/admin/settings/roles');
    await page.getByRole('button', { name: /^Delete .*Unused/ }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('row', { name: 'Unused' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Delete .*Token readers/ }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('Something went wrong').waitFor();
    await page.getByRole('row', { name: 'Token readers' }).waitFor();
  });

  it('deletes a user after naming them', async () => {
    const { page } = view;
    await page.goto('/admin/settings/users');
    await page.getByRole('button', { name: /^Delete .*Ines/ }).click();
    await page.getByRole('alertdialog').getByText('Ines').waitFor();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('row', { name: 'Ines' }).waitFor({ state: 'detached' });
  });

  it('changes the own name, and the password where the present one is right', async () => {
    const { page } = view;
    await page.getByRole('link', { name: 'Profile' }).click();
    await page.getByLabel('Last name').fill('Lovelace');
    await page.getByLabel('Current password').fill('wrong');
    await page.getByLabel('New password').fill('Correct-horse-5');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The current password is incorrect.').waitFor();
    await page.getByLabel('Current password').fill(firstAdmin.password);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Changes saved').first().waitFor();
    await page.getByText('Ada Lovelace').waitFor();
    await page.reload();
    await page.getByText('Ada Lovelace').waitFor();
  });
});
