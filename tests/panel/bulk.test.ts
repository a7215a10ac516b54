import type { Browser, Page } from 'playwright-core';
import { makePerson, makeRole } from '../support/accounts';
import { accessibilityFindings } from '../support/checks/accessibility-findings';
import { describeInBrowser, focusOn, logIn, openBrowser, openPage, type PanelPage } from '../support/browser';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';

describeInBrowser('several tokens at once', () => {
  let browser: Browser;
  let cms: TestCms;
  let admin: Client;
  let view: PanelPage;
  let page: Page;

  const make = async (name: string) => (await admin.post('/admin/api-tokens', { name }).expect(201)).body.data;
  const enabled = async (id: number) => (await admin.get(`/admin/api-tokens/${id}`).expect(200)).body.data.enabled;
  const open = async (words: string, on = page) => {
    await on.goto(`/admin/settings/api-tokens?_q=${words}`);
    await on.getByRole('link', { name: words }).first().waitFor();
  };
  const select = (name: string) => page.getByRole('checkbox', { name: `Select \u2068${name}\u2069` }).click();
  const bar = () => page.getByRole('group', { name: 'Selected tokens' });
  const confirm = (title: string) => page.getByRole('alertdialog', { name: title }).getByRole('button', { name: 'Confirm' }).click();

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

  it('are paused and resumed, after saying how many and which', async () => {
    const [one, two, other] = [await make('Pair one'), await make('Pair two'), await make('Pair three')];
    await open('Pair');
    await select('Pair one');
    await select('Pair two');
    await bar().getByText('2 selected').waitFor();
    expect(await bar().getByRole('button', { name: /^Resume/ }).count()).toBe(0);
    await bar().getByRole('button', { name: 'Pause (2)' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Pause 2 tokens?' });
    await dialog.getByText('Programs that use the keys of these 2 tokens get 401').waitFor();
    expect(await dialog.getByRole('listitem').allTextContents()).toEqual(['Pair one', 'Pair two']);
    expect(await accessibilityFindings(page, '[role=alertdialog]')).toEqual([]);
    await confirm('Pause 2 tokens?');
    await page.getByText('2 tokens paused').first().waitFor();
    expect(await Promise.all([one, two, other].map(({ id }) => enabled(id)))).toEqual([false, false, true]);
    await cms.as(one.accessKey).get('/api/articles').expect(401);

    // Of all three only those that are paused.
    await page.getByRole('checkbox', { name: 'Select all on this page' }).click();
    await bar().getByText('3 selected').waitFor();
    expect(await accessibilityFindings(page, 'main')).toEqual([]);
    await bar().getByRole('button', { name: 'Resume (2)' }).click();
    await confirm('Resume 2 tokens?');
    await page.getByText('2 tokens resumed').first().waitFor();
    await cms.as(one.accessKey).get('/api/articles').expect(200);
  });

  it('are deleted by the keyboard alone, and the focus goes to the list', async () => {
    await make('Spare one');
    await make('Spare two');
    await open('Spare');
    await page.getByRole('checkbox', { name: 'Select all on this page' }).focus();
    await page.keyboard.press('Space');
    await bar().getByRole('button', { name: 'Delete (2)' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog', { name: 'Delete 2 tokens?' }).getByText('this can’t be undone').waitFor();
    await focusOn(page, 'Cancel');
    await page.getByRole('button', { name: 'Confirm' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('2 tokens deleted').first().waitFor();
    await page.getByText('No tokens match').waitFor();
    expect((await admin.get('/admin/api-tokens?_q=Spare').expect(200)).body.data).toEqual([]);
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'region');
  });

  it('are told one by one where something was denied: a token that is declared meanwhile, and one that somebody has changed', async () => {
    const [free, declared, changed] = [await make('Mixed free'), await make('Mixed declared'), await make('Mixed changed')];
    await open('Mixed');
    await page.getByRole('checkbox', { name: 'Select all on this page' }).click();
    await cms.running.cms.db.query('plugin::api-tokens.token').update({ where: { id: declared.id }, data: { managedBy: 'config' } });
    await admin.put(`/admin/api-tokens/${changed.id}`, { description: 'Changed by somebody else' }).expect(200);
    await bar().getByRole('button', { name: 'Pause (3)' }).click();
    await confirm('Pause 3 tokens?');
    const told = page.getByRole('alert').filter({ hasText: '1 of 3 tokens paused' });
    await told.getByText('Mixed declared: The server’s configuration declares this token.').waitFor();
    await told.getByText('Mixed changed: Someone else changed this token.').waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'alert');
    expect(await accessibilityFindings(page, 'main')).toEqual([]);
    expect(await Promise.all([free, declared, changed].map(({ id }) => enabled(id)))).toEqual([false, true, true]);

    // What failed is still selected, but for the declared one, which is not offered any more.
    await bar().getByText('1 selected').waitFor();
    expect(await page.getByRole('checkbox', { name: /Mixed declared/ }).count()).toBe(0);
    await bar().getByRole('button', { name: 'Pause (1)' }).click();
    await confirm('Pause 1 token?');
    await page.getByText('1 token paused').first().waitFor();
    await told.waitFor({ state: 'hidden' });
    expect(await enabled(changed.id)).toBe(false);
  });

  it('are offered what the role allows alone', async () => {
    await make('Visible');
    const of = (...verbs: string[]) => verbs.map((verb) => `plugin::api-tokens.api-tokens.${verb}`);
    for (const [index, [verbs, buttons]] of ([
      [['access', 'read', 'delete'], ['Delete (1)', 'Clear selection']],
      [['access', 'read', 'update'], ['Pause (1)', 'Clear selection']],
      [['access', 'read'], []],
    ] as const).entries()) {
      const person = await makePerson(cms, admin, `Person${index}`, [await makeRole(admin, `Role ${index}`, of(...verbs))]);
      const other = await openPage(browser, cms.url);
      await logIn(other.page, person);
      await open('Visible', other.page);
      await other.page.getByRole('button', { name: /^(Edit|View) .*Visible/ }).waitFor();
      const boxes = other.page.getByRole('checkbox');
      expect(await boxes.count()).toBe(buttons.length ? 2 : 0);
      const group = other.page.getByRole('group', { name: 'Selected tokens' });
      if (buttons.length) {
        await boxes.last().click();
        await group.waitFor();
      }
      expect(await group.getByRole('button').allTextContents()).toEqual(buttons);
      expect(other.problems).toEqual([]);
      await other.context.close();
    }
  });

  it('can be selected on a phone', async () => {
    await make('Narrow one');
    await make('Narrow two');
    const phone = await openPage(browser, cms.url, { width: 320, theme: 'dark' });
    await logIn(phone.page);
    await open('Narrow', phone.page);
    await phone.page.getByRole('checkbox', { name: 'Select all on this page' }).click();
    await phone.page.getByRole('group', { name: 'Selected tokens' }).getByRole('button', { name: 'Pause (2)' }).click();
    await phone.page.getByRole('alertdialog', { name: 'Pause 2 tokens?' }).getByRole('button', { name: 'Cancel' }).click();
    await phone.page.getByRole('alertdialog').waitFor({ state: 'hidden' });
    expect(await accessibilityFindings(phone.page, 'main')).toEqual([]);
    expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    await phone.page.getByRole('button', { name: 'Clear selection' }).click();
    await phone.page.getByRole('group', { name: 'Selected tokens' }).waitFor({ state: 'hidden' });
    expect(phone.problems).toEqual([]);
    await phone.context.close();
  });
});
