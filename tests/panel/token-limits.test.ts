import type { Browser, Page } from 'playwright-core';
import { choose, describeInBrowser, logIn, openBrowser, openPage, type PanelPage } from '../support/browser';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';

const KINDS = ['api-tokens', 'admin-tokens'] as const;
type Kind = (typeof KINDS)[number];

describeInBrowser('the limits of a token in the panel', () => {
  let browser: Browser;
  let cms: TestCms;
  let admin: Client;
  let view: PanelPage;
  let page: Page;

  const make = async (kind: Kind, name: string, rest: object = {}) => (await admin.post(`/admin/${kind}`, { name, ...rest }).expect(201)).body.data;
  const stored = async (kind: Kind, id: number) => {
    const { allowedAddresses, rateLimit } = (await admin.get(`/admin/${kind}/${id}`).expect(200)).body.data;
    return { allowedAddresses, rateLimit };
  };
  const addresses = () => page.getByLabel('Allowed addresses');
  const requests = () => page.getByLabel('Request limit');
  const hint = (text: string) => page.getByText(text, { exact: false }).first().waitFor();
  const open = async (kind: Kind, id: number) => {
    await page.goto(`/admin/settings/${kind}/${id}`);
    await page.getByRole('button', { name: 'Save' }).waitFor();
  };
  const chooseWindow = (name: string) => choose(page, /^Per$/, name);
  const save = async () => {
    const answer = page.waitForResponse((response) => response.request().method() === 'PUT');
    await page.getByRole('button', { name: 'Save' }).click();
    return (await answer).status();
  };

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

  it.each(KINDS)('are chosen when one of the %s is created, in words that say what they mean', async (kind) => {
    await page.goto(`/admin/settings/${kind}/create`);
    await page.getByLabel('Name', { exact: false }).first().fill(`Limited ${kind}`);
    await hint('The token works from anywhere.');
    await hint('Any number of requests.');
    await page.getByText('Your address:').waitFor();
    await page.getByRole('button', { name: /^Add your address .?127\.0\.0\.1/ }).click();
    expect(await addresses().inputValue()).toBe('127.0.0.1');
    expect(await page.getByRole('button', { name: /^Add your address/ }).isDisabled()).toBe(true);
    await addresses().press('ControlOrMeta+End');
    await addresses().pressSequentially('\n2001:DB8::/32\n');
    await requests().fill('600');
    await hint('600 requests a minute, about 10 a second.');
    await chooseWindow('Hour');
    await hint('600 requests an hour, about one every 6 seconds.');
    const answer = page.waitForResponse((response) => response.request().method() === 'POST' && response.url().endsWith(`/admin/${kind}`));
    await page.getByRole('button', { name: 'Save' }).click();
    const { data } = await (await answer).json();
    expect(await stored(kind, data.id)).toEqual({ allowedAddresses: ['127.0.0.1', '2001:db8::/32'], rateLimit: { limit: 600, window: 3600 } });
  });

  it.each(KINDS)('of the %s are shown with what was used of them, changed, and lifted', async (kind) => {
    const { id, accessKey } = await make(kind, `Used ${kind}`, { allowedAddresses: ['127.0.0.0/8', '::1'], rateLimit: { limit: 5, window: 86_400 } });
    for (let sent = 0; sent < 2; sent += 1) await cms.as(accessKey).get(kind === 'admin-tokens' ? '/admin/users/me' : '/api/articles').expect(200);
    await open(kind, id);
    expect(await addresses().inputValue()).toBe('127.0.0.0/8\n::1');
    expect(await requests().inputValue()).toBe('5');
    await hint('2 were sent in the last day.');
    await addresses().fill('192.0.2.0/24');
    await chooseWindow('Minute');
    expect(await save()).toBe(200);
    expect(await stored(kind, id)).toEqual({ allowedAddresses: ['192.0.2.0/24'], rateLimit: { limit: 5, window: 60 } });
    await page.getByText('Changes saved').first().waitFor();
    await addresses().fill('');
    await requests().fill('');
    await hint('Any number of requests.');
    expect(await save()).toBe(200);
    expect(await stored(kind, id)).toEqual({ allowedAddresses: null, rateLimit: null });
  });

  it('say what is wrong with them where that is, and nothing is saved', async () => {
    const { id } = await make('api-tokens', 'Mistyped', { rateLimit: { limit: 5, window: 60 } });
    await open('api-tokens', id);
    const unchanged = await stored('api-tokens', id);
    for (const limit of ['0', '-1', '1.5', 'many', '1000001']) {
      await requests().fill(limit);
      await page.getByRole('button', { name: 'Save' }).click();
      await hint('Enter a whole number from 1 to 1,000,000.');
      expect(await requests().getAttribute('aria-invalid')).toBe('true');
    }
    await requests().fill('6');
    for (const wrong of ['192.0.2.300', 'localhost', '192.0.2.0/33', '127.0.0.1 # here']) {
      await addresses().fill(wrong);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.waitForFunction(() => document.querySelector('textarea[name=addresses]')?.getAttribute('aria-invalid') === 'true');
    }
    expect(await stored('api-tokens', id)).toEqual(unchanged);
    // Host bits: the server names the range that may be meant.
    await addresses().fill('10.1.2.3/8');
    await page.getByRole('button', { name: 'Save' }).click();
    await hint('10.0.0.0/8');
    expect(await stored('api-tokens', id)).toEqual(unchanged);
  });

  it('warn where the visitor’s address looks like a proxy’s', async () => {
    await page.setExtraHTTPHeaders({ 'X-Forwarded-For': '192.0.2.1' });
    try {
      await page.goto('/admin/settings/api-tokens/create');
      await page.getByText('This looks like a proxy’s address, not yours.').waitFor();
    } finally {
      await page.setExtraHTTPHeaders({});
    }
  });

  it('fit a phone, and are reached by keyboard in their order', async () => {
    const { id } = await make('api-tokens', 'On a phone', { rateLimit: { limit: 5, window: 60 } });
    await page.setViewportSize({ width: 320, height: 800 });
    try {
      await open('api-tokens', id);
      await addresses().scrollIntoViewIfNeeded();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
      await page.getByRole('button', { name: /^Add your address/ }).waitFor();
      await addresses().focus();
      const reached: Array<string | null> = [];
      for (let step = 0; step < 3; step += 1) {
        await page.keyboard.press('Tab');
        reached.push(await page.evaluate(() => {
          const active = document.activeElement!;
          return active.getAttribute('aria-label') ?? (active as HTMLInputElement).labels?.[0]?.textContent ?? active.id;
        }));
      }
      expect(reached[0]).toMatch(/^Add your address/);
      expect(reached[1]).toMatch(/^Request limit/);
    } finally {
      await page.setViewportSize({ width: 1440, height: 900 });
    }
  });
});
