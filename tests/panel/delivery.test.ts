import type { Browser } from 'playwright-core';
import { describeInBrowser, logIn, openBrowser, openPage } from '../support/browser';
import { registerFirstAdmin, startTestCms, type TestCms } from '../support/cms';

describeInBrowser('the way of the panel to the browser', () => {
  let browser: Browser;
  let cms: TestCms;

  beforeAll(async () => {
    browser = await openBrowser();
    cms = await startTestCms();
    await registerFirstAdmin(cms);
  });
  afterAll(async () => {
    await browser.close();
    await cms.stop();
  });

  it('is under 450 kB of JavaScript, compressed, up to the list of tokens', async () => {
    const { page } = await openPage(browser, cms.url);
    const sizes: Array<Promise<number>> = [];
    page.on('requestfinished', (request) => {
      if (request.resourceType() === 'script') sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    await logIn(page);
    await page.getByRole('row', { name: 'Read Only' }).waitFor();
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThan(50_000);
    expect(total).toBeLessThan(450_000);
  });

  it('is compressed and cached for good, but for the page itself', async () => {
    const index = await fetch(`${cms.url}/admin`, { headers: { accept: 'text/html' } });
    expect(index.headers.get('cache-control')).toBe('no-cache');
    const html = await index.text();
    const script = html.match(/src="(\/admin\/assets\/[^"]+\.js)"/)![1]!;

    const response = await fetch(`${cms.url}${script}`, { headers: { 'accept-encoding': 'br' } });
    expect(response.headers.get('content-encoding')).toBe('br');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(await response.text()).toContain('createElement');
  });

  it('runs no script but its own files, under a policy that says so', async () => {
    const index = await fetch(`${cms.url}/admin`, { headers: { accept: 'text/html' } });
    const policy = index.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/(^|;)\s*script-src 'self'(;|$)/);
    expect(await index.text()).not.toMatch(/<script(?![^>]* src=)/);

    const { page, problems } = await openPage(browser, cms.url);
    await logIn(page);
    await page.getByRole('row', { name: 'Read Only' }).waitFor();
    expect(problems).toEqual([]);
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.injected = 1';
      document.body.append(script);
    });
    expect(await page.evaluate(() => 'injected' in window)).toBe(false);
  });

  it('keeps the list quick with 10,000 tokens', async () => {
    const { db } = cms.running.cms;
    const common = { description: '', kind: 'content-api', type: 'read-only', issued_at: Date.now(), changed_at: Date.now() };
    for (let start = 0; start < 10_000; start += 100) {
      await db.connection('api_tokens_issued').insert(
        Array.from({ length: 100 }, (_, index) => {
          const number = start + index;
          return { ...common, name: `Stored ${number}` };
        }),
      );
    }
    const { page } = await openPage(browser, cms.url);
    await logIn(page);
    await page.getByText('1–25 of 10,002').waitFor();
    expect(await page.getByRole('row').count()).toBe(26);
    await page.getByLabel('Search by name or description').fill('stored 999');
    await page.getByText('1–11 of 11').waitFor();
  });
});
