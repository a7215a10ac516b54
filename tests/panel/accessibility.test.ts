import type { Browser, Page } from 'playwright-core';
import { choose, describeInBrowser, escapeDialog, focusOn, logIn, openBrowser, openPage, type View } from '../support/browser';
import { accessibilityFindings } from '../support/checks/accessibility-findings';
import { registerFirstAdmin, startTestCms, type TestCms } from '../support/cms';

const PAGES: Array<{ path: string; ready: string; prepare?: (page: Page) => Promise<void> }> = [
  { path: 'api-tokens', ready: 'Full Access' },
  { path: 'api-tokens?_q=nothing+like+that', ready: 'No tokens match' },
  {
    path: 'api-tokens',
    ready: 'Full Access',
    prepare: async (page) => {
      const menu = page.getByRole('button', { name: 'Open menu' });
      if (await menu.isVisible()) await menu.click();
    },
  },
  {
    path: 'api-tokens',
    ready: 'Full Access',
    prepare: async (page) => {
      await page.getByRole('button', { name: /^Delete .*Full Access/ }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    path: 'api-tokens/create',
    ready: 'Permissions',
    prepare: async (page) => {
      await choose(page, 'Token type', 'Custom');
      await page.getByRole('button', { name: 'Article' }).click();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Give the token a name.').waitFor();
    },
  },
  {
    path: 'api-tokens',
    ready: 'Full Access',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Whose key is this?' }).click();
      await page.getByRole('dialog').getByLabel('Key').fill('cms_content_unknown');
    },
  },
  {
    path: 'api-tokens/create',
    ready: 'Permissions',
    prepare: async (page) => {
      await choose(page, 'Token duration', 'On a date…');
      await page.getByRole('combobox', { name: 'Last day' }).click();
      await page.getByRole('dialog', { name: 'Last day' }).waitFor();
    },
  },
  {
    path: 'api-tokens/1',
    ready: 'Try it',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Regenerate' }).click();
      await page.getByRole('alertdialog').getByText('Stop the old key').waitFor();
    },
  },
  { path: 'api-tokens/1?tab=access', ready: 'Permissions', prepare: (page) => page.getByRole('button', { name: 'Article' }).click() },
  { path: 'api-tokens/3', ready: 'Previous key' },
  {
    path: 'api-tokens/3?tab=activity',
    ready: 'History',
    prepare: async (page) => {
      await page.getByLabel('Path').fill('/api/articles');
      await page.getByLabel('Path').press('Enter');
      await page.getByText('The token is paused.').waitFor();
    },
  },
  { path: 'token-events', ready: 'In rotation' },
  { path: 'api-tokens/99999', ready: 'This token no longer exists.' },
  { path: 'admin-tokens', ready: 'No admin tokens yet.' },
  {
    path: 'admin-tokens/create',
    ready: 'Users and roles',
    prepare: (page) => page.getByRole('button', { name: 'Users and roles' }).click(),
  },
  { path: 'roles', ready: 'Editor' },
  {
    path: 'roles/create',
    ready: 'Description',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('This field is required.').waitFor();
    },
  },
  {
    path: 'roles/2',
    ready: 'Permissions',
    prepare: (page) => page.getByRole('button', { name: 'Settings - API tokens' }).click(),
  },
  { path: 'users', ready: 'ada@example.com' },
  {
    path: 'users/create',
    ready: 'Editor',
    prepare: async (page) => {
      await page.getByRole('main').getByRole('button', { name: 'Invite new user' }).click();
      await page.getByText('Select at least one role.').waitFor();
    },
  },
  { path: 'users/1', ready: 'Super Admin' },
  { path: '../me', ready: 'Change password' },
  { path: '../nowhere', ready: 'Page not found.' },
];

describeInBrowser('everybody can use the panel', () => {
  let browser: Browser;
  let cms: TestCms;

  beforeAll(async () => {
    browser = await openBrowser();
    cms = await startTestCms();
  });
  afterAll(async () => {
    await browser.close();
    await cms.stop();
  });

  const views: View[] = [{ theme: 'light' }, { theme: 'dark' }, { theme: 'dark', width: 375 }];

  it('on the page of the first admin', async () => {
    for (const view of views) {
      const { page, context } = await openPage(browser, cms.url, view);
      await page.goto('/admin');
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByText('This field is required.').first().waitFor();
      expect(await accessibilityFindings(page)).toEqual([]);
      await context.close();
    }
  });

  describe('once there is an admin', () => {
    beforeAll(async () => {
      const admin = await registerFirstAdmin(cms);
      const { id } = (await admin.post('/admin/api-tokens', { name: 'In rotation', lifespan: 604_800_000 }).expect(201)).body.data;
      await admin.post(`/admin/api-tokens/${id}/regenerate`, { keepPreviousFor: 3_600_000 }).expect(201);
      await admin.put(`/admin/api-tokens/${id}`, { enabled: false }).expect(200);
    });

    it.each([[1440, ['light', 'dark']], [375, ['dark']]] as const)('on every other page, %d pixels wide, in these themes: %p', async (width, themes) => {
      const { page, context } = await openPage(browser, cms.url, { width });
      const found: Record<string, string[]> = {};
      const look = async (what: string) => {
        for (const theme of themes) {
          await page.emulateMedia({ colorScheme: theme });
          await page.waitForFunction((scheme) => document.documentElement.style.colorScheme === scheme, theme);
          found[`${what}, ${theme}`] = await accessibilityFindings(page);
        }
      };
      await page.goto('/admin');
      await page.getByRole('button', { name: 'Log in' }).waitFor();
      await look('login');
      await logIn(page);
      for (const [index, { path, ready, prepare }] of PAGES.entries()) {
        await page.goto(`/admin/settings/${path}`);
        await page.getByText(ready).first().waitFor();
        await prepare?.(page);
        await look(`${index}: ${path}`);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
      }
      expect(Object.fromEntries(Object.entries(found).filter(([, list]) => list.length))).toEqual({});
      await context.close();
    });

    it('by the keyboard alone', async () => {
      const { page } = await openPage(browser, cms.url);
      const press = async (...keys: string[]) => {
        for (const key of keys) await page.keyboard.press(key);
      };
      const reach = (text: string, role: string) =>
        page.waitForFunction(
          ([wantedText, wantedRole]) =>
            document.activeElement?.textContent === wantedText && document.activeElement?.getAttribute('role') === wantedRole,
          [text, role],
        );
      await page.goto('/admin');
      await page.getByLabel('Email').focus();
      await page.keyboard.type('ada@example.com');
      await page.keyboard.press('Tab');
      await page.keyboard.type('Correct-horse-1');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'API Tokens' }).waitFor();

      await page.getByRole('link', { name: 'Create new API Token' }).focus();
      await page.keyboard.press('Enter');
      await page.getByLabel('Name').waitFor();
      await page.getByLabel('Name').focus();
      await page.keyboard.type('By keyboard');
      await press('Tab', 'Tab', 'Enter');
      await reach('30 days', 'option');
      await press('ArrowUp');
      await reach('7 days', 'option');
      await press('Enter');
      await reach('7 days', 'combobox');
      await press('Tab', 'Enter');
      await reach('Read-only', 'option');
      await press('End');
      await reach('Custom', 'option');
      await press('Enter');
      await reach('Custom', 'combobox');
      await page.getByRole('button', { name: 'Article' }).waitFor();
      // Past the search.
      await press('Tab', 'Tab', 'Enter', 'Tab', 'Space');
      await page.getByText('5 of 5').waitFor();
      await page.getByLabel('Name').focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Your new key' }).waitFor();

      await page.getByRole('button', { name: 'Regenerate' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('alertdialog').waitFor();
      await focusOn(page, 'Cancel');
      await escapeDialog(page);
      await focusOn(page, 'Regenerate');
    });

    it('from the beginning of each page that a link opens', async () => {
      const { page } = await openPage(browser, cms.url);
      await logIn(page);
      await page.getByRole('link', { name: 'Roles' }).click();
      await page.getByRole('heading', { level: 1, name: 'Roles' }).waitFor();
      await page.waitForFunction(
        () => document.activeElement?.contains(document.querySelector('main')) && document.activeElement !== document.body,
      );
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Add new role');
    });

    it('with a link that skips the navigation, and names for the parts of the page', async () => {
      const { page } = await openPage(browser, cms.url);
      await logIn(page);
      await page.getByRole('main', { name: 'API Tokens' }).waitFor();
      await page.getByRole('navigation', { name: 'Settings' }).waitFor();
      await page.getByRole('columnheader', { name: 'Name' }).waitFor();
      await page.reload();
      await page.getByRole('main', { name: 'API Tokens' }).waitFor();
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');
    });
  });
});
