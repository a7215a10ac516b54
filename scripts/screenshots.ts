// Takes the pictures of docs/screenshots: the main pages on a wide and a narrow window, light and dark, of a CMS with demo data.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { makePerson, makeRole } from '../tests/support/accounts';
import { findChromium, logIn, openBrowser, openPage, showTab, type View } from '../tests/support/browser';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../tests/support/cms';

const FOLDER = join(__dirname, '..', 'docs', 'screenshots');
const DAY = 86_400_000;

const TOKENS = [
  { name: 'Website', description: 'Reads articles for www.example.com', type: 'read-only', lifespan: 90 * DAY },
  { name: 'Mobile app', description: 'iOS and Android', type: 'read-only', lifespan: 30 * DAY },
  { name: 'Newsletter', description: 'Sends the latest articles on Mondays', type: 'read-only', lifespan: 7 * DAY },
  {
    name: 'Importer', description: 'Nightly import from the archive', type: 'custom', lifespan: null,
    permissions: ['api::article.article.find', 'api::article.article.create', 'api::category.category.find'],
  },
  { name: 'Search index', description: '', type: 'full-access', lifespan: 30 * DAY },
];

/** Days since each token was made, since it was used, and until it expires, by name; null where that is never. */
const AGES: Record<string, [number, number | null, number | null]> = {
  Website: [40, 0.01, 50],
  'Mobile app': [28, 0.2, 2],
  Newsletter: [9, 3, -2],
  Importer: [200, 0.4, null],
  'Search index': [1, null, 29],
  'Full Access': [310, 120, null],
  'Read Only': [310, null, null],
};

async function fill(cms: TestCms, admin: Client): Promise<void> {
  for (const token of TOKENS) await admin.post('/admin/api-tokens', token).expect(201);
  const { db } = cms.running.cms;
  const daysFromNow = (days: number | null) => (days === null ? null : Date.now() + days * DAY);
  for (const [name, [made, used, ends]] of Object.entries(AGES)) {
    await db.query('plugin::api-tokens.token').update({ where: { name }, data: { issuedAt: daysFromNow(-made), startsAt: daysFromNow(-made), expiresAt: daysFromNow(ends) } });
    const lastUsedAt = daysFromNow(used === null ? null : -used);
    await db.query('plugin::api-tokens.token-key').updateMany({ where: { token: { name } }, data: { lastUsedAt } });
  }
  const { body: importer } = await admin.get('/admin/api-tokens?_q=Importer').expect(200);
  await useFor30Days(cms, importer.data[0].id);
  const { body } = await admin.get('/admin/api-tokens?_q=Website').expect(200);
  await admin.post(`/admin/api-tokens/${body.data[0].id}/regenerate`, { keepPreviousFor: DAY }).expect(201);
  const { body: index } = await admin.get('/admin/api-tokens?_q=Search').expect(200);
  await admin.put(`/admin/api-tokens/${index.data[0].id}`, { enabled: false }).expect(200);
  const role = await makeRole(admin, 'Automation', [
    'admin::users.read', 'plugin::api-tokens.api-tokens.access', 'plugin::api-tokens.api-tokens.read',
  ]);
  await makePerson(cms, admin, 'Grace', [role]);
  await makePerson(cms, admin, 'Linus', [role]);
  await admin.post('/admin/admin-tokens', {
    name: 'Deploy job', description: 'Checks the accounts before each release', lifespan: 30 * DAY,
    adminPermissions: [{ action: 'admin::users.read', subject: null }],
  }).expect(201);
}

/** Gives a token thirty days of requests, more on weekdays, and two reasons of denials. */
async function useFor30Days(cms: TestCms, tokenId: number): Promise<void> {
  const { connection } = cms.running.cms.db;
  const today = Math.floor(Date.now() / DAY);
  const days = Array.from({ length: 30 }, (_, age) => today - age).map((day) => {
    const ok = day % 7 < 2 ? 40 + (day * 13) % 30 : 240 + (day * 37) % 120;
    return { token_id: tokenId, day, ok, denied: day % 5 === 0 ? 18 : 0, failed: day % 3 === 0 ? 9 : 2 };
  });
  await connection.batchInsert('api_tokens_usage', days, 100);
  await connection.batchInsert('api_tokens_usage_actions', days.flatMap(({ token_id, day, ok }) => [
    { token_id, day, action: 'api::article.article.find', count: Math.round(ok * 0.7) },
    { token_id, day, action: 'api::article.article.create', count: Math.round(ok * 0.2) },
    { token_id, day, action: 'api::category.category.find', count: Math.round(ok * 0.1) },
  ]), 100);
  const denial = { token_id: tokenId, code: 'ERR_FORBIDDEN', address: '203.0.113.7' };
  await connection('api_tokens_denials').insert([
    { ...denial, method: 'DELETE', path: '/api/articles/x8k2', required: 'api::article.article.delete', at: Date.now() - DAY / 24, count: 12 },
    { ...denial, method: 'PUT', path: '/api/categories/b71q', required: 'api::category.category.update', at: Date.now() - DAY, count: 3 },
  ]);
}

/** Deletes the token that the pictures of one view have made, so that the next view shows the same list. */
async function removeShop(admin: Client): Promise<void> {
  const { body } = await admin.get('/admin/api-tokens?_q=Partner').expect(200);
  for (const { id } of body.data) await admin.delete(`/admin/api-tokens/${id}`).expect(200);
}

const PAGES: Array<{ name: string; show(page: Page): Promise<unknown> }> = [
  {
    name: 'api-tokens',
    async show(page) {
      await page.goto('/admin/settings/api-tokens');
      await page.getByText('Newsletter').first().waitFor();
    },
  },
  {
    name: 'new-api-token',
    async show(page) {
      await page.goto('/admin/settings/api-tokens/create');
      await page.getByLabel('Name').fill('Partner shop');
      await page.getByLabel('Description').fill('Reads articles and submits reviews');
      await page.getByRole('combobox', { name: 'Token type' }).click();
      await page.getByRole('option', { name: 'Custom' }).click();
      await page.getByRole('button', { name: 'Article' }).click();
      await page.getByRole('checkbox', { name: 'find', exact: true }).click();
      await page.getByRole('checkbox', { name: 'findOne' }).click();
    },
  },
  {
    name: 'key',
    async show(page) {
      await page.goto('/admin/settings/api-tokens/create');
      await page.getByLabel('Name').fill('Partner shop');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Your new key').waitFor();
      await page.getByText('/api/articles"').waitFor();
    },
  },
  {
    name: 'rotation',
    async show(page) {
      await page.goto('/admin/settings/api-tokens');
      await page.getByRole('link', { name: 'Website' }).click();
      await page.getByText('Previous key').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'activity',
    async show(page) {
      await page.goto('/admin/settings/api-tokens');
      await page.getByRole('link', { name: 'Importer' }).click();
      await showTab(page, 'Activity');
      await page.getByText('Recently denied').waitFor();
      await page.getByRole('table', { name: 'Requests' }).getByRole('row').nth(30).waitFor({ state: 'attached' });
    },
  },
  {
    name: 'admin-token',
    async show(page) {
      await page.goto('/admin/settings/admin-tokens');
      await page.getByText('Deploy job').first().click();
      await showTab(page, 'Access');
      await page.getByRole('button', { name: 'Users and roles' }).click();
    },
  },
  {
    name: 'role',
    async show(page) {
      await page.goto('/admin/settings/roles');
      await page.getByRole('link', { name: 'Automation' }).click();
      await page.getByRole('button', { name: 'Settings - API tokens' }).click();
    },
  },
  {
    name: 'users',
    async show(page) {
      await page.goto('/admin/settings/users');
      await page.getByText('grace@example.com').first().waitFor();
    },
  },
];

async function main(): Promise<void> {
  if (!findChromium()) throw new Error('Screenshots need Chromium or Chrome: install one, or set CHROMIUM_PATH.');
  await mkdir(FOLDER, { recursive: true });
  const cms = await startTestCms();
  const browser = await openBrowser();
  try {
    const admin = await registerFirstAdmin(cms);
    await fill(cms, admin);
    const views: View[] = [1440, 375].flatMap((width) => (['light', 'dark'] as const).map((theme) => ({ width, theme })));
    for (const view of views) {
      const { page, context } = await openPage(browser, cms.url, view);
      const { width, height } = page.viewportSize()!;
      const shoot = async (name: string) => {
        await page.mouse.move(0, 0);
        // Until accordions and menus have stopped moving.
        await page.waitForTimeout(600);
        // On a wide window the whole page, on a phone what is seen.
        const whole = await page.evaluate(() => document.documentElement.scrollHeight);
        if (width > 500) await page.setViewportSize({ width, height: Math.max(height, whole) });
        await page.screenshot({ path: join(FOLDER, `${name}-${view.width}-${view.theme}.png`) });
        await page.setViewportSize({ width, height });
      };
      await page.goto('/admin');
      await page.getByLabel('Email').waitFor();
      await shoot('login');
      await logIn(page);
      for (const { name, show } of PAGES) {
        await show(page);
        await shoot(name);
      }
      await removeShop(admin);
      await context.close();
    }
  } finally {
    await browser.close();
    await cms.stop();
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
