import type { Browser, Page } from 'playwright-core';
import { choose, describeInBrowser, focusOn, listClosed, logIn, openBrowser, openPage, showTab, type PanelPage } from '../support/browser';
import { accessibilityFindings } from '../support/checks/accessibility-findings';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';

const ARTICLE = 'api::article.article';

describeInBrowser('restrictions in the panel', () => {
  let browser: Browser;
  let cms: TestCms;
  let admin: Client;
  let view: PanelPage;
  let page: Page;

  const make = async (name: string, rest: object = {}) => (await admin.post('/admin/api-tokens', { name, ...rest }).expect(201)).body.data;
  const restrictionsOf = async (id: string | number) => (await admin.get(`/admin/api-tokens/${id}`).expect(200)).body.data.restrictions;
  const openAccess = async (id: number) => {
    await page.goto(`/admin/settings/api-tokens/${id}?tab=access`);
    await page.getByRole('heading', { name: 'Restrictions' }).waitFor();
  };
  /** The matrix of permissions has an entry of that name too. */
  const openArticle = () => page.locator('section', { has: page.getByRole('heading', { name: 'Restrictions' }) }).getByRole('button', { name: 'Article', exact: true }).click();
  const save = async (status = 200) => {
    const answer = page.waitForResponse((response) => ['PUT', 'POST'].includes(response.request().method()) && /\/api-tokens(\/\d+)?$/.test(response.url()));
    await page.getByRole('button', { name: 'Save' }).click();
    expect((await answer).status()).toBe(status);
    await page.locator('[type=submit]:not([aria-disabled=true])').waitFor();
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

  it('restricts a new token to fields and rows that are picked, which the token then keeps to', async () => {
    await page.goto('/admin/settings/api-tokens/create');
    await page.getByLabel('Name').fill('Website');
    await choose(page, 'Restrict a content type', 'Article');
    await page.getByRole('checkbox', { name: 'Read body' }).click();
    await page.getByRole('checkbox', { name: 'Read views' }).click();
    await page.getByRole('button', { name: 'Add condition' }).click();
    await choose(page, 'Field 1', 'category › name');
    await choose(page, 'Operator 1', 'is one of');
    await page.getByLabel('Value 1').fill('News, Sport');
    await page.getByText('Limited to: selected fields of Article; selected rows of Article.').waitFor();
    await save(201);
    await page.waitForURL(/\/api-tokens\/\d+$/);
    const id = page.url().split('/').at(-1)!;
    expect(await restrictionsOf(id)).toEqual({
      types: { [ARTICLE]: { read: ['category', 'createdAt', 'publishedAt', 'title', 'updatedAt'], where: { category: { name: { $in: ['News', 'Sport'] } } } } },
    });
    const website = cms.as((await admin.get(`/admin/api-tokens/${id}`).expect(200)).body.data.accessKey);
    const writer = cms.as((await make('Editor', { type: 'full-access' })).accessKey);
    for (const name of ['News', 'Weather']) {
      const category = (await writer.post('/api/categories', { data: { name } }).expect(201)).body.data.documentId;
      await writer.post('/api/articles', { data: { title: `About ${name}`, body: 'Not for websites', category } }).expect(201);
    }
    const { body } = await website.get('/api/articles').expect(200);
    expect(body.data.map(({ title }: { title: string }) => title)).toEqual(['About News']);
    expect(Object.keys(body.data[0])).not.toContain('body');
    await website.get('/api/articles?fields=body').expect(403);
  });

  it('counts the rows that remain while they are being picked, and shows a record as the token would get it', async () => {
    const { accessKey } = await make('Writer', { type: 'full-access' });
    const writer = cms.as(accessKey);
    for (const title of ['Match', 'Other']) await writer.post('/api/articles', { data: { title, body: 'Not for the token' } }).expect(201);
    const { total } = (await writer.get('/api/articles').expect(200)).body.meta.pagination;
    await page.goto('/admin/settings/api-tokens/create');
    await choose(page, 'Restrict a content type', 'Article');
    await page.getByText(`The token reaches ${total} of ${total} rows.`).waitFor();
    await page.getByRole('checkbox', { name: 'Read body' }).click();
    await page.getByRole('button', { name: 'Add condition' }).click();
    await page.getByLabel('Value 1').fill('Match');
    await page.getByText(`The token reaches 1 of ${total} rows.`).waitFor();
    await page.getByText('Show one record as the token gets it').click();
    const record = JSON.parse((await page.locator('details pre').textContent())!);
    expect(record).toMatchObject({ title: 'Match' });
    expect(record).not.toHaveProperty('body');
    await page.getByRole('button', { name: 'Remove condition 1' }).click();
    await page.getByText(`The token reaches ${total} of ${total} rows.`).waitFor();
  });

  it('shows no write column for tokens that only read, and neither drafts nor locales where there are none', async () => {
    await page.goto('/admin/settings/api-tokens/create');
    await choose(page, 'Restrict a content type', 'Article');
    await page.getByRole('checkbox', { name: 'Read title' }).waitFor();
    expect(await page.getByRole('checkbox', { name: 'Write title' }).count()).toBe(0);
    await choose(page, 'Token type', 'Full access');
    await page.getByRole('checkbox', { name: 'Write title' }).waitFor();
    expect(await page.getByRole('checkbox', { name: 'Write createdAt' }).count()).toBe(0);
    for (const words of ['Published content only', 'Drafts only', 'Locales']) expect(await page.getByText(words, { exact: true }).count()).toBe(0);
  });

  it('proposes published content only for new read-only tokens where there are drafts, as long as nobody decides otherwise', async () => {
    const drafts = '**/api-tokens/restrictable';
    await page.route(drafts, async (route) => {
      const response = await route.fetch();
      const { data } = await response.json();
      await route.fulfill({ response, json: { data: { ...data, types: data.types.map((type: object) => ({ ...type, hasDrafts: true })) } } });
    });
    await page.goto('/admin/settings/api-tokens/create');
    const published = (checked: boolean) => page.getByRole('checkbox', { name: 'Published content only', checked }).waitFor();
    await published(true);
    await choose(page, 'Token type', 'Custom');
    await published(false);
    await page.getByRole('checkbox', { name: 'Drafts only', checked: false }).waitFor();
    await choose(page, 'Token type', 'Read-only');
    await published(true);
    await page.getByLabel('Name').fill('Reads what is published');
    await save(201);
    await page.waitForURL(/\/api-tokens\/\d+$/);
    expect(await restrictionsOf(page.url().split('/').at(-1)!)).toEqual({ read: { status: 'published' } });
    await page.unroute(drafts);
  });

  it('edits restrictions, says in the history what was changed, and lifts them', async () => {
    const { id } = await make('Partner', { type: 'full-access', restrictions: { types: { [ARTICLE]: { read: ['title'], write: [], where: { title: { $eq: 'Mine' } } } } } });
    await page.goto(`/admin/settings/api-tokens/${id}`);
    await page.getByRole('definition').filter({ hasText: 'Limited to: selected fields of Article; selected rows of Article.' }).waitFor();
    await showTab(page, 'Access');
    await openArticle();
    expect(await page.getByRole('checkbox', { name: 'Read title' }).isChecked()).toBe(true);
    expect(await page.getByRole('checkbox', { name: 'Read body' }).isChecked()).toBe(false);
    await page.getByRole('checkbox', { name: 'Read body' }).click();
    await page.getByRole('checkbox', { name: 'Write all fields' }).click();
    await page.getByLabel('Value 1').fill('Ours');
    await save();
    expect(await restrictionsOf(id)).toEqual({ types: { [ARTICLE]: { read: ['body', 'title'], where: { title: { $eq: 'Ours' } } } } });

    await showTab(page, 'Activity');
    await page.getByText('Readable fields of Article added: body').waitFor();
    await page.getByText('Writable fields of Article: none → all').waitFor();
    await page.getByText(/Rows of Article: .*Mine.* → .*Ours/).waitFor();

    await showTab(page, 'Access');
    await page.getByRole('button', { name: 'Remove the restrictions of Article' }).click();
    await page.getByText('No restrictions.').waitFor();
    await save();
    expect(await restrictionsOf(id)).toBeNull();
  });

  it('shows the row filter as JSON for those who want it, and says what is wrong with it where it is', async () => {
    const { id } = await make('In JSON', { restrictions: { types: { [ARTICLE]: { where: { title: { $eq: 'Mine' } } } } } });
    await openAccess(id);
    await openArticle();
    await page.getByRole('button', { name: 'Edit as JSON' }).click();
    const json = page.getByLabel('Row filter as JSON');
    expect(JSON.parse(await json.inputValue())).toEqual({ title: { $eq: 'Mine' } });
    await json.fill('{ "title": ');
    expect(await page.getByRole('button', { name: 'Edit as conditions' }).isDisabled()).toBe(true);
    await showTab(page, 'Overview');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('This isn’t a valid JSON object.').waitFor();
    expect(await page.getByRole('tab', { name: 'Access' }).getAttribute('aria-selected')).toBe('true');

    await json.fill('{ "nothing": 1 }');
    await save(400);
    await json.locator('xpath=ancestor::*[@role="group"][1]').getByText('where.nothing is not a field that rows can be filtered by').waitFor();
    expect(await json.getAttribute('aria-invalid')).toBe('true');

    await json.fill('{ "$not": { "title": "Internal" } }');
    await page.getByText('Conditions can’t express this filter').waitFor();
    await save();
    expect((await restrictionsOf(id)).types[ARTICLE].where).toEqual({ $not: { title: 'Internal' } });

    await json.fill('{ "views": { "$gte": 10 } }');
    await page.getByRole('button', { name: 'Edit as conditions' }).click();
    await page.getByLabel('Value 1').fill('many');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Enter a number.').waitFor();
    await page.getByLabel('Value 1').fill('20');
    await save();
    expect((await restrictionsOf(id)).types[ARTICLE].where).toEqual({ views: { $gte: 20 } });
  });

  it.each([['light', 1440], ['dark', 320]] as const)('works by keyboard and has no accessibility findings, %s, %i pixels wide', async (theme, width) => {
    const narrow = await openPage(browser, cms.url, { theme, width });
    await logIn(narrow.page);
    await narrow.page.goto('/admin/settings/api-tokens/create');
    await narrow.page.getByRole('combobox', { name: 'Restrict a content type' }).focus();
    await narrow.page.keyboard.press('Enter');
    await focusOn(narrow.page, 'Article');
    await narrow.page.keyboard.press('Enter');
    await listClosed(narrow.page);
    await narrow.page.getByRole('checkbox', { name: 'Read body' }).focus();
    await narrow.page.keyboard.press('Space');
    expect(await narrow.page.getByRole('checkbox', { name: 'Read body' }).isChecked()).toBe(false);
    await narrow.page.getByRole('button', { name: 'Add condition' }).focus();
    await narrow.page.keyboard.press('Enter');
    await narrow.page.getByLabel('Value 1').waitFor();
    await narrow.page.getByRole('button', { name: 'Add condition' }).focus();
    await narrow.page.keyboard.press('Enter');
    await narrow.page.getByLabel('Value 2').waitFor();
    expect(await accessibilityFindings(narrow.page)).toEqual([]);
    expect(await narrow.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    expect(narrow.problems).toEqual([]);
    await narrow.context.close();
  });
});
