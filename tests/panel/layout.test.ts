import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, openBrowser, openPage } from '../support/browser';
import { firstAdmin, registerFirstAdmin, startTestCms, type TestCms } from '../support/cms';

/** Buttons of the page's content that are out of the window or covered, and whether something is wider than the window. */
async function outOfSight(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = document.documentElement.scrollWidth > window.innerWidth ? ['the page is wider than the window'] : [];
    for (const button of document.querySelectorAll<HTMLElement>('main button, main a')) {
      if (!button.checkVisibility()) continue;
      button.scrollIntoView({ block: 'center' });
      const { left, right, top, bottom } = button.getBoundingClientRect();
      const inSight = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      const words = button.getAttribute('aria-label') ?? button.textContent;
      if (left < 0 || right > window.innerWidth) found.push(`${words} is beside the window`);
      else if (!inSight || !(button.contains(inSight) || inSight.contains(button))) found.push(`${words} is covered`);
    }
    for (const heading of document.querySelectorAll<HTMLElement>('main th')) {
      if (heading.clientHeight > 80) found.push(`${heading.textContent} is broken into letters`);
    }
    for (const frame of document.querySelectorAll('main table')) {
      if (frame.parentElement!.scrollWidth > frame.parentElement!.clientWidth) found.push('a table is wider than its card');
    }
    return found;
  });
}

describeInBrowser('the layout of the panel', () => {
  let browser: Browser;
  let cms: TestCms;

  beforeAll(async () => {
    browser = await openBrowser();
    cms = await startTestCms();
    const admin = await registerFirstAdmin(cms);
    const permissions = ['api::article.article.find'];
    for (const [index, lifespan] of [7, 30, 90].entries()) {
      await admin.post('/admin/api-tokens', {
        name: `A token with a name of some length ${index}`, description: 'What it is for, in a sentence that is long enough to wrap.',
        type: 'custom', lifespan: lifespan * 86_400_000, permissions,
      }).expect(201);
    }
    await admin.post('/admin/api-tokens', { name: 'o'.repeat(255), description: 'w'.repeat(500) }).expect(201);
    await admin.post('/admin/api-tokens/3/regenerate', { keepPreviousFor: 604_800_000 }).expect(201);
    await admin.post('/admin/admin-tokens', { name: 'Nightly', lifespan: 604_800_000 }).expect(201);
    await admin.post('/admin/roles', { name: 'r'.repeat(255), description: 'd'.repeat(500) }).expect(201);
    await admin.post('/admin/users', { firstname: 'Ines-Maria Magdalena', lastname: 'von und zu Irgendwo', email: `${'long'.repeat(12)}@example.com`, roles: [1, 2] }).expect(201);
  });
  afterAll(async () => {
    await browser.close();
    await cms.stop();
  });

  const paths = ['api-tokens', 'admin-tokens', 'users', 'roles', 'api-tokens/3', 'api-tokens/3?tab=access', 'api-tokens/create', 'users/create'];
  // French has the longest texts, German the longest words.
  const views: Array<[locale: string, widths: number[]]> = [
    ['fr', [320, 375, 768, 1024, 1280, 1440, 1920, 2560]], ...['de', 'es', 'en'].map((locale): [string, number[]] => [locale, [320, 768, 1440]]),
  ];

  it.each(views)('has every table in its card and every control in sight, in %p, at widths of %j', async (locale, widths) => {
    const { page, context, problems } = await openPage(browser, cms.url, { locale });
    await page.goto('/admin/auth/login');
    await page.locator('[name=email]').fill(firstAdmin.email);
    await page.locator('[name=password]').fill(firstAdmin.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(/settings\/api-tokens/);
    const found: Record<string, string[]> = {};
    for (const path of paths) {
      await page.goto(`/admin/settings/${path}`);
      await page.locator('main :is(tbody tr, li h2, form)').first().waitFor();
      await page.waitForFunction(() => !document.querySelector('main [aria-busy="true"], main[aria-busy="true"]'));
      for (const width of widths) {
        await page.setViewportSize({ width, height: 850 });
        await page.emulateMedia({ colorScheme: width % 3 ? 'light' : 'dark' });
        await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
        const list = await outOfSight(page);
        if (list.length) found[`${path}, ${width} pixels`] = list;
      }
    }
    expect(found).toEqual({});
    expect(problems).toEqual([]);
    await context.close();
  });
});
