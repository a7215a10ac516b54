import type { Browser, Page } from 'playwright-core';
import { copied, describeInBrowser, logIn, openBrowser, openPage, type PanelPage } from '../support/browser';
import { accessibilityFindings } from '../support/checks/accessibility-findings';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';

describeInBrowser('the code samples beside a key', () => {
  let browser: Browser;
  let cms: TestCms;
  let admin: Client;
  let view: PanelPage;
  let page: Page;

  beforeAll(async () => {
    browser = await openBrowser();
    cms = await startTestCms();
    admin = await registerFirstAdmin(cms);
    view = await openPage(browser, cms.url);
    ({ page } = view);
    await logIn(page);
  });
  afterEach(() => expect(view.problems).toEqual([]));
  afterAll(async () => {
    await browser.close();
    await cms.stop();
  });

  it('have a new key and a path that it may read; the arrow keys go from language to language', async () => {
    await page.goto('/admin/settings/api-tokens/create');
    await page.getByLabel('Name').fill('Sampled');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
    const key = await page.getByRole('group', { name: 'Key' }).textContent();
    const curl = page.getByRole('tab', { name: 'curl' });
    await curl.focus();
    expect(await copied(page, 'Copy code')).toBe(`curl -H "Authorization: Bearer ${key}" "${cms.url}/api/articles"`);
    await curl.focus();
    for (const [name, words] of [['JavaScript', 'await fetch("'], ['Python', 'urlopen(request)']] as const) {
      await page.keyboard.press('ArrowRight');
      await page.getByRole('tab', { name, selected: true }).waitFor();
      const sample = await page.getByRole('tabpanel', { name }).locator('code').textContent();
      for (const part of [words, key!, `"${cms.url}/api/articles"`]) expect(sample).toContain(part);
    }
    expect(await accessibilityFindings(page, 'main')).toEqual([]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith('import json'));
  });

  it('do not have a hidden key, shown or copied, until it is shown', async () => {
    const { id, accessKey } = (await admin.post('/admin/api-tokens', { name: 'Hidden' }).expect(201)).body.data;
    await page.goto(`/admin/settings/api-tokens/${id}`);
    await page.getByText('While the key is hidden').waitFor();
    for (const [name, variable] of [['curl', '$API_TOKEN'], ['JavaScript', 'process.env.API_TOKEN'], ['Python', 'os.environ["API_TOKEN"]']] as const) {
      await page.getByRole('tab', { name }).click();
      const sample = await copied(page, 'Copy code');
      expect(sample).toContain(variable);
      expect(sample).not.toContain(accessKey);
      expect(await page.getByRole('tabpanel', { name }).locator('code').textContent()).toBe(sample);
    }
    expect(await page.content()).not.toContain(accessKey);
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('tabpanel', { name: 'Python' }).getByText(accessKey).waitFor();
    expect(await page.getByText('While the key is hidden').count()).toBe(0);
  });

  it('of an admin token ask who its owner is', async () => {
    const { id, accessKey } = (await admin.post('/admin/admin-tokens', { name: 'Sampled too' }).expect(201)).body.data;
    await page.goto(`/admin/settings/admin-tokens/${id}`);
    await page.getByRole('tabpanel', { name: 'curl' }).getByText(`${cms.url}/admin/users/me`).waitFor();
    await cms.as(accessKey).get('/admin/users/me').expect(200);
  });
});
