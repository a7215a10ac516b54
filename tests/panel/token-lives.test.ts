import type { Browser, Page } from 'playwright-core';
import { choose, describeInBrowser, escapeDialog, focusOn, focusOnField, listClosed, logIn, openBrowser, openPage, showTab, type PanelPage } from '../support/browser';
import { firstAdmin, registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';

const DAY = 86_400_000;
const KINDS = ['api-tokens', 'admin-tokens'] as const;
type Kind = (typeof KINDS)[number];

const confirm = (page: Page) => page.getByRole('alertdialog').getByRole('button', { name: 'Confirm' }).click();

/** A day from now as the picker takes it in English, and its last moment where the browser is. */
function dayIn(days: number): { typed: string; end: string } {
  const day = new Date(Date.now() + days * DAY);
  const two = (value: number) => String(value).padStart(2, '0');
  return {
    typed: `${two(day.getMonth() + 1)}/${two(day.getDate())}/${day.getFullYear()}`,
    end: new Date(day.getFullYear(), day.getMonth(), day.getDate(), 23, 59, 59, 999).toISOString(),
  };
}

type Day = ReturnType<typeof dayIn>;

/** The day of a moment where the browser is, in ISO 8601. */
function isoDay(moment: string): string {
  const day = new Date(moment);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

async function typeDay(page: Page, typed: string): Promise<void> {
  const field = page.getByRole('combobox', { name: 'Last day' });
  await field.press('ControlOrMeta+a');
  await field.pressSequentially(typed);
  await page.getByRole('dialog', { name: 'Last day' }).waitFor();
  await field.press('Enter');
  await page.getByRole('dialog', { name: 'Last day' }).waitFor({ state: 'hidden' });
}

/** Waits until the picker shows a day: it takes one that is given to it, or typed into it, some moments later. */
async function shownDay(page: Page, typed: string): Promise<void> {
  await page.waitForFunction((wanted) => document.querySelector<HTMLInputElement>('[name=endDate]')?.value === wanted, typed);
}

describeInBrowser('the life of a token in the panel', () => {
  let browser: Browser;
  let cms: TestCms;
  let admin: Client;
  let view: PanelPage;
  let page: Page;

  const make = async (kind: Kind, name: string, rest: object = {}) => (await admin.post(`/admin/${kind}`, { name, ...rest }).expect(201)).body.data;
  const stored = async (kind: Kind, id: number) => (await admin.get(`/admin/${kind}/${id}`).expect(200)).body.data;
  const open = async (kind: Kind, id: number) => {
    await page.goto(`/admin/settings/${kind}/${id}`);
    await page.getByRole('button', { name: 'Save' }).waitFor();
  };
  /** Uses a key on the route that keys of its kind are for. */
  const use = (key: string) => cms.as(key).get(key.startsWith('cms_admin_') ? '/admin/users/me' : '/api/articles');
  const save = async () => {
    const answer = page.waitForResponse((response) => response.request().method() === 'PUT');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Changes saved').first().waitFor();
    const request = (await answer).request().postDataJSON();
    // Words on an earlier save may still be shown.
    await page.locator('[type=submit]:not([aria-disabled=true])').waitFor();
    return request;
  };

  beforeAll(async () => {
    browser = await openBrowser();
    cms = await startTestCms();
    admin = await registerFirstAdmin(cms);
    // The language whose way of writing dates is used below.
    view = await openPage(browser, cms.url, { locale: 'en-US' });
    ({ page } = view);
    await logIn(page);
  });
  afterEach(() => expect(view.problems).toEqual([]));
  afterAll(async () => {
    await browser.close();
    await cms.stop();
  });

  describe.each(KINDS)('rotation of %s', (kind) => {
    it('keeps the old key for as long as is chosen, shows whether it is still used, and stops it', async () => {
      const { id, accessKey: old } = await make(kind, `Rotated ${kind}`);
      await use(old).expect(200);
      await open(kind, id);
      await page.getByRole('button', { name: 'Regenerate' }).click();
      const dialog = page.getByRole('alertdialog');
      await dialog.getByText('will stop working immediately.').waitFor();
      expect(await dialog.getByRole('radio', { name: 'Now' }).isChecked()).toBe(true);
      await dialog.getByRole('radio', { name: 'In 24 hours' }).click();
      await dialog.getByText(`The current key (ending in ${old.slice(-4)}) will keep working until`).waitFor();
      await confirm(page);
      await page.getByRole('heading', { name: 'Your new key' }).waitFor();

      const { previousKey } = await stored(kind, id);
      expect(Math.abs(Date.parse(previousKey.expiresAt) - Date.now() - DAY)).toBeLessThan(60_000);
      const panel = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Previous key' }) });
      await panel.getByText(`…${old.slice(-4)}`).waitFor();
      await panel.getByText(/^Not used since it was replaced \(.*, from .*127\.0\.0\.1.*\)$/).waitFor();

      await use(old).expect(200);
      await page.reload();
      await panel.getByText(/^this minute .*, from /).waitFor();
      await panel.getByText('127.0.0.1').waitFor();

      await panel.getByRole('button', { name: 'Stop it now' }).click();
      await dialog.getByText(`The key ending in ${old.slice(-4)} will stop working immediately.`).waitFor();
      await escapeDialog(page);
      await use(old).expect(200);
      await panel.getByRole('button', { name: 'Stop it now' }).click();
      await confirm(page);
      await page.getByText('Previous key stopped').first().waitFor();
      await panel.waitFor({ state: 'detached' });
      await use(old).expect(401);
      expect((await stored(kind, id)).previousKey).toBeNull();
    });
  });

  it('says what a second rotation ends, and that no key outlives the end of its token', async () => {
    const { id, accessKey: first } = await make('api-tokens', 'Rotated twice', { lifespan: 7 * DAY });
    const { accessKey: second } = (await admin.post(`/admin/api-tokens/${id}/regenerate`, { keepPreviousFor: 3_600_000 }).expect(201)).body.data;
    await open('api-tokens', id);
    await page.getByRole('button', { name: 'Regenerate' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText(`The key before it (ending in ${first.slice(-4)}) will stop working immediately.`).waitFor();
    await dialog.getByText('The token’s 7-day lifetime starts again.').waitFor();
    await dialog.getByText('The old key never works past the token’s current expiry date').waitFor();
    await dialog.getByRole('radio', { name: 'In 1 hour' }).click();
    await confirm(page);
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
    await use(first).expect(401);
    await use(second).expect(200);
  });

  it('tells who stops a key that has ended meanwhile, and takes it away', async () => {
    const { id } = await make('api-tokens', 'Ended meanwhile');
    await admin.post(`/admin/api-tokens/${id}/regenerate`, { keepPreviousFor: 3_600_000 }).expect(201);
    await open('api-tokens', id);
    await admin.delete(`/admin/api-tokens/${id}/previous-key`).expect(200);
    await page.getByRole('button', { name: 'Stop it now' }).click();
    await confirm(page);
    await page.getByText('The previous key has already stopped.').first().waitFor();
    await page.getByRole('heading', { name: 'Previous key' }).waitFor({ state: 'detached' });
  });

  it('offers no overlap for a token that has expired', async () => {
    const { id } = await make('api-tokens', 'Over', { lifespan: 7 * DAY });
    await cms.running.cms.db.query('plugin::api-tokens.token').update({ where: { id }, data: { expiresAt: Date.now() - 1000 } });
    await open('api-tokens', id);
    await page.getByRole('button', { name: 'Regenerate' }).click();
    await page.getByRole('alertdialog').getByText('its current key has already stopped working').waitFor();
    expect(await page.getByRole('radio').count()).toBe(0);
    await escapeDialog(page);
  });

  it('shows the new key where the button is pressed beside the permissions', async () => {
    const { id } = await make('api-tokens', 'Rotated elsewhere');
    await page.goto(`/admin/settings/api-tokens/${id}?tab=access`);
    await page.getByRole('button', { name: 'Regenerate' }).click();
    await confirm(page);
    await page.waitForFunction(() => document.activeElement?.textContent === 'Your new key');
  });

  describe.each(KINDS)('the end of %s', (kind) => {
    it('is the last moment of the day that is chosen', async () => {
      const { typed, end } = dayIn(40);
      await page.goto(`/admin/settings/${kind}/create`);
      await page.getByLabel('Name').fill(`Until a day, ${kind}`);
      await choose(page, 'Token duration', 'On a date…');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Choose the last day.').waitFor();
      await focusOnField(page, 'endDate');
      await typeDay(page, typed);
      await page.getByText('Expires on').waitFor();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { name: 'Your new key' }).waitFor();
      const { body } = await admin.get(`/admin/${kind}?_q=Until`).expect(200);
      expect(body.data[0]).toMatchObject({ expiresAt: end, lifespan: null });
    });

    it('is moved without another key, back and forth, and taken away', async () => {
      const { id, accessKey } = await make(kind, `Moved ${kind}`, { lifespan: 30 * DAY });
      const { expiresAt } = await stored(kind, id);
      await open(kind, id);
      for (const days of [90, 3]) {
        const { typed, end } = dayIn(days);
        await typeDay(page, typed);
        expect(await save()).toEqual({ expiresAt: end, basedOn: expect.any(String) });
        expect((await stored(kind, id)).expiresAt).toBe(end);
      }
      expect((await stored(kind, id)).expiresAt < expiresAt).toBe(true);
      await choose(page, 'Expiry', 'Unlimited');
      expect(await save()).toEqual({ expiresAt: null, basedOn: expect.any(String) });
      expect((await stored(kind, id)).expiresAt).toBeNull();
      await use(accessKey).expect(200);
    });
  });

  it('keeps the moment of an end that is only looked at, and asks nothing', async () => {
    const expiresAt = new Date(Date.now() + 10 * DAY).toISOString();
    const { id } = await make('api-tokens', 'Looked at', { expiresAt });
    await open('api-tokens', id);
    const field = page.getByRole('combobox', { name: 'Last day' });
    await field.click();
    await field.press('ArrowRight');
    await field.press('ArrowLeft');
    await field.press('Enter');
    await page.getByLabel('Name').focus();
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
    expect((await stored('api-tokens', id)).expiresAt).toBe(expiresAt);
  });

  it.each([['as it is written here', ({ typed }: Day) => typed], ['in ISO 8601', ({ end }: Day) => isoDay(end)]])('is pasted %s, and saved by Enter', async (_how, written) => {
    const { id } = await make('api-tokens', 'Pasted', { lifespan: 30 * DAY });
    await open('api-tokens', id);
    const day = dayIn(20);
    await page.getByRole('combobox', { name: 'Last day' }).focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.evaluate((text) => {
      const data = new DataTransfer();
      data.setData('text/plain', text);
      // A script's event pastes nothing by itself.
      const isUntaken = document.activeElement!.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
      if (isUntaken) document.execCommand('insertText', false, text);
    }, written(day));
    const answer = page.waitForResponse((response) => response.request().method() === 'PUT');
    await page.keyboard.press('Enter');
    expect((await answer).request().postDataJSON()).toMatchObject({ expiresAt: day.end });
    await page.getByText('Changes saved').first().waitFor();
    await admin.delete(`/admin/api-tokens/${id}`).expect(200);
  });

  it('is chosen by the keyboard alone, by arrows', async () => {
    await page.goto('/admin/settings/api-tokens/create');
    await page.getByLabel('Name').fill('By keys');
    await page.getByRole('combobox', { name: 'Token duration' }).focus();
    for (const [key, next] of [['Enter', '30 days'], ['End', 'Unlimited'], ['ArrowUp', 'On a date…']] as const) {
      await page.keyboard.press(key);
      await focusOn(page, next);
    }
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: 'Last day' }).waitFor();
    await listClosed(page);
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('dialog', { name: 'Last day' }).waitFor();
    for (const key of ['ArrowDown', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    await page.getByRole('dialog', { name: 'Last day' }).waitFor({ state: 'hidden' });
    await page.getByText('Expires on').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
    const { body } = await admin.get('/admin/api-tokens?_q=By+keys').expect(200);
    expect(body.data[0].expiresAt).toBe(dayIn(8).end);
  });

  it('is told where somebody else has moved it', async () => {
    const { id } = await make('api-tokens', 'Moved by two');
    await open('api-tokens', id);
    await page.getByLabel('Description').fill('Mine');
    await admin.put(`/admin/api-tokens/${id}`, { expiresAt: '2099-06-30T12:00:00.000Z' }).expect(200);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('Expiry is now “June 30, 2099').waitFor();
    await shownDay(page, '06/30/2099');
    expect(await save()).toEqual({ description: 'Mine', basedOn: expect.any(String) });
  });

  describe.each(KINDS)('pausing %s', (kind) => {
    it('in the list says what it does, and does it; so does resuming', async () => {
      const { id, accessKey } = await make(kind, `Paused in ${kind}`, { lifespan: 30 * DAY });
      const before = await stored(kind, id);
      await page.goto(`/admin/settings/${kind}?_q=Paused+in`);
      const row = page.getByRole('row', { name: 'Paused in' });
      await row.getByRole('button', { name: /^Pause / }).click();
      await page.getByRole('alertdialog').getByText('get 401 until you resume it. Its keys, permissions and expiry date don’t change.').waitFor();
      await escapeDialog(page);
      await use(accessKey).expect(200);
      await row.getByRole('button', { name: /^Pause / }).click();
      await confirm(page);
      await row.getByText('Paused', { exact: true }).waitFor();
      await use(accessKey).expect(401);
      await page.waitForFunction(() => document.activeElement?.textContent?.startsWith('Resume'));

      await row.getByRole('button', { name: /^Resume / }).click();
      await page.getByRole('alertdialog').getByText('work again immediately').waitFor();
      await confirm(page);
      await row.getByText('Active').waitFor();
      await use(accessKey).expect(200);
      const { updatedAt: _, lastUsedAt: _at, lastUsedFrom: _from, ...after } = await stored(kind, id);
      expect(before).toMatchObject(after);
    });

    it('on the page keeps what is typed, and can be saved afterwards', async () => {
      const { id, accessKey } = await make(kind, `Paused on ${kind}`);
      await open(kind, id);
      await page.getByLabel('Description').fill('Typed before');
      await page.getByRole('button', { name: 'Pause' }).click();
      await confirm(page);
      await page.getByRole('note').getByText('get 401 until it is resumed.').waitFor();
      await use(accessKey).expect(401);
      await page.waitForFunction(() => document.activeElement?.textContent === 'Resume');
      expect(await save()).toEqual({ description: 'Typed before', basedOn: expect.any(String) });
      await page.getByRole('button', { name: 'Resume' }).click();
      await confirm(page);
      await page.getByRole('note').waitFor({ state: 'detached' });
      await use(accessKey).expect(200);
    });
  });

  it('says that a token is paused with the admin token that created it', async () => {
    const rights = ['api-tokens.create', 'admin-tokens.update'].map((right) => ({ action: `plugin::api-tokens.${right}`, subject: null }));
    const maker = await make('admin-tokens', 'Maker', { adminPermissions: rights });
    const { id } = (await cms.as(maker.accessKey).post('/admin/api-tokens', { name: 'Made by it' }).expect(201)).body.data;
    await admin.put(`/admin/admin-tokens/${maker.id}`, { enabled: false }).expect(200);
    await open('api-tokens', id);
    await page.getByText('Paused').first().waitFor();
    await page.getByRole('note').getByText('The admin token that created this token is paused.').waitFor();
    await page.getByText('by the admin token \u2068Maker\u2069').waitFor();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
  });

  it('pauses nothing that was changed since it was shown, and shows what it is now', async () => {
    const { id, accessKey } = await make('api-tokens', 'Changed since');
    await page.goto('/admin/settings/api-tokens?_q=since');
    const button = page.getByRole('button', { name: /^Pause .*since/ });
    await button.waitFor();
    await admin.put(`/admin/api-tokens/${id}`, { name: 'Renamed since' }).expect(200);
    await button.click();
    await confirm(page);
    await page.getByText('Someone else changed this token.').first().waitFor();
    await page.getByRole('row', { name: 'Renamed since' }).waitFor();
    await use(accessKey).expect(200);
  });

  describe('the parts of a token’s page', () => {
    it('keep what is typed in each, a reload keeps the part, and the way back leads to the same list', async () => {
      const { id } = await make('api-tokens', 'In parts', { type: 'custom', permissions: ['api::article.article.find'] });
      await page.goto('/admin/settings/api-tokens?_q=parts');
      await page.getByRole('link', { name: 'In parts' }).click();
      await page.getByLabel('Description').fill('On the overview');
      await showTab(page, 'Access');
      await page.waitForURL(({ search }) => search === '?tab=access');
      await page.getByRole('button', { name: 'Article' }).click();
      await page.getByRole('checkbox', { name: 'create', exact: true }).click();
      await showTab(page, 'Overview');
      await page.waitForURL(({ search }) => search === '');
      expect(await page.getByLabel('Description').inputValue()).toBe('On the overview');
      await showTab(page, 'Access');
      expect(await page.getByRole('checkbox', { name: 'create', exact: true }).isChecked()).toBe(true);
      await save();
      expect(await stored('api-tokens', id)).toMatchObject({ description: 'On the overview', permissions: ['api::article.article.create', 'api::article.article.find'] });
      await page.reload();
      await page.getByRole('tabpanel', { name: 'Access' }).waitFor();
      await page.getByRole('link', { name: 'Back' }).click();
      await page.waitForURL(/\?.*_q=parts/);
    });

    it('are reached by the keyboard', async () => {
      const { id } = await make('api-tokens', 'By arrows');
      await open('api-tokens', id);
      await page.getByRole('tab', { name: 'Overview' }).focus();
      await page.keyboard.press('ArrowRight');
      await page.getByRole('tabpanel', { name: 'Access' }).waitFor();
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.closest('[role=tabpanel]')?.getAttribute('data-state'))).toBe('active');
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('ArrowLeft');
      await page.getByRole('tabpanel', { name: 'Overview' }).waitFor();
    });

    it('show the field that is wrong, and give it the focus, wherever Save is pressed', async () => {
      const { id } = await make('api-tokens', 'Wrong elsewhere');
      await make('api-tokens', 'Taken elsewhere');
      await open('api-tokens', id);
      for (const [name, words] of [['', 'Give the token a name.'], ['Taken elsewhere', 'Another token already has this name.']] as const) {
        await page.getByLabel('Name').fill(name);
        await showTab(page, 'Access');
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByRole('tabpanel', { name: 'Overview' }).getByText(words).waitFor();
        await focusOnField(page, 'name');
      }
      // What is wrong keeps nobody from looking at the rest.
      await showTab(page, 'Access');
      await page.getByRole('combobox', { name: 'Token type' }).waitFor();
    });

    it('tell who made the token, and when and from where it was used', async () => {
      const { id, accessKey } = await make('api-tokens', 'Known');
      await open('api-tokens', id);
      const fact = (name: string) => page.locator('dt', { hasText: name }).locator('xpath=following-sibling::dd[1]');
      expect(await fact('Last used').textContent()).toBe('Never');
      expect(await fact('Created').textContent()).toBe('this minute, by \u2068Ada Admin\u2069');
      await use(accessKey).expect(200);
      await page.reload();
      await fact('Last used').getByText('from').waitFor();
      expect(await fact('Last used').textContent()).toMatch(/^this minute \(.+\), from 127\.0\.0\.1$/);
    });
  });

  describe.each(KINDS)('whose key a key of %s is', (kind) => {
    const ask = async (key: string) => {
      await page.goto(`/admin/settings/${kind}`);
      await page.getByRole('button', { name: 'Whose key is this?' }).click();
      const dialog = page.getByRole('dialog', { name: 'Whose key is this?' });
      await focusOnField(page, 'key');
      await page.keyboard.insertText(` ${key}`);
      await page.keyboard.press('Enter');
      return dialog;
    };

    it('is said with what to do, and the key is kept nowhere', async () => {
      const { id, accessKey: retired } = await make(kind, `Found in ${kind}`);
      const regenerate = async () => (await admin.post(`/admin/${kind}/${id}/regenerate`, { keepPreviousFor: 3_600_000 }).expect(201)).body.data.accessKey;
      const previous = await regenerate();
      const current = await regenerate();
      await admin.put(`/admin/${kind}/${id}`, { enabled: false }).expect(200);
      for (const [key, words] of [[retired, 'no longer works'], [previous, 'which still works'], [current, 'pause the token or regenerate its key']] as const) {
        const dialog = await ask(key);
        await dialog.getByText(words).waitFor();
        await dialog.getByText('Paused').waitFor();
        expect(page.url()).not.toContain(key);
        expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).not.toContain(key);
        await dialog.getByRole('link', { name: 'Found in' }).click();
        await page.getByRole('heading', { level: 1, name: 'Found in' }).waitFor();
        expect(await page.content()).not.toContain(key);
      }
    });

    it('is nobody’s where no token of the kind has it, and the next one can be asked about', async () => {
      const other = await make(kind === 'api-tokens' ? 'admin-tokens' : 'api-tokens', `Other than ${kind}`);
      const dialog = await ask(other.accessKey);
      await dialog.getByText('No token of this kind has this key.').waitFor();
      await dialog.getByLabel('Key').fill('nobody’s');
      await dialog.getByText('No token of this kind has this key.').waitFor({ state: 'detached' });
      await dialog.getByRole('button', { name: 'Find token' }).click();
      await dialog.getByText('No token of this kind has this key.').waitFor();
      await page.keyboard.press('Escape');
      await focusOn(page, 'Whose key is this?');
      await page.keyboard.press('Enter');
      expect(await dialog.getByLabel('Key').inputValue()).toBe('');
      await page.keyboard.press('Escape');
    });
  });

  describe('the filters of a list', () => {
    it('work together with search, order and pages, and stay in the address', async () => {
      for (let number = 10; number <= 21; number += 1) {
        const { id } = await make('api-tokens', `Filtered ${number}`, { type: 'full-access' });
        if (number > 10) await admin.put(`/admin/api-tokens/${id}`, { enabled: false }).expect(200);
      }
      await page.goto('/admin/settings/api-tokens?_q=Filtered&pageSize=10');
      await page.getByText('1–10 of 12').waitFor();
      await choose(page, 'Status', 'Paused');
      await page.getByText('1–10 of 11').waitFor();
      await page.getByRole('button', { name: 'Sort by Name' }).click();
      await page.getByRole('row').nth(1).getByRole('link', { name: 'Filtered 21' }).waitFor();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('link', { name: 'Filtered 11' }).waitFor();
      await page.reload();
      await page.getByText('11–11 of 11').waitFor();
      await page.getByRole('link', { name: 'Filtered 11' }).click();
      await page.getByRole('link', { name: 'Back' }).click();
      await page.getByText('11–11 of 11').waitFor();
      expect(await page.getByRole('combobox', { name: 'Status' }).textContent()).toBe('Paused');

      await choose(page, 'Token type', 'Custom');
      await page.getByText('No tokens match these filters.').waitFor();
      await page.getByRole('button', { name: 'Clear filters' }).press('Enter');
      await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'region');
      await page.getByText('1–10 of 12').waitFor();
      expect(await page.getByLabel('Search by name or description').inputValue()).toBe('Filtered');
    });

    it('find what was not used for days', async () => {
      const { id } = await make('admin-tokens', 'Forgotten');
      await make('admin-tokens', 'Fresh');
      await cms.running.cms.db.query('plugin::api-tokens.token').update({ where: { id }, data: { issuedAt: Date.now() - 40 * DAY } });
      await page.goto('/admin/settings/admin-tokens');
      await page.getByRole('row', { name: 'Fresh' }).waitFor();
      await choose(page, 'Last used', 'Not used for 30 days');
      await page.getByRole('row', { name: 'Fresh' }).waitFor({ state: 'detached' });
      await page.getByRole('row', { name: 'Forgotten' }).waitFor();
      await choose(page, 'Last used', 'Not used for 90 days');
      await page.getByText('No tokens match these filters.').waitFor();
      expect(await page.getByRole('combobox', { name: 'Token type' }).count()).toBe(0);
    });

    it('take no effect where an address asks for a type of tokens that have none', async () => {
      await page.goto('/admin/settings/admin-tokens?type=custom');
      await page.getByRole('row', { name: 'Fresh' }).waitFor();
    });
  });
});

describeInBrowser('the life of a token under a policy', () => {
  let browser: Browser;
  let cms: TestCms;
  let view: PanelPage;
  let page: Page;
  let long: number;
  let endless: number;

  const options = async (field: string) => {
    await page.getByRole('combobox', { name: field }).click();
    // An open list listens to keys once one of its options has the focus.
    await page.getByRole('option').and(page.locator(':focus')).waitFor();
    const names = await page.getByRole('option').allTextContents();
    await page.keyboard.press('Escape');
    await listClosed(page);
    return names;
  };
  const tokens = async (name: string) => (await cms.as(await adminToken()).get(`/admin/api-tokens?_q=${encodeURIComponent(name)}`).expect(200)).body.data;
  const adminToken = async () => (await cms.as().post('/admin/login', firstAdmin).expect(200)).body.data.token;

  beforeAll(async () => {
    browser = await openBrowser();
    cms = await startTestCms();
    const admin = await registerFirstAdmin(cms);
    // From before there was a policy.
    long = (await admin.post('/admin/api-tokens', { name: 'Long', lifespan: 90 * DAY }).expect(201)).body.data.id;
    endless = (await admin.post('/admin/api-tokens', { name: 'Endless' }).expect(201)).body.data.id;
    await cms.restart({ API_TOKEN_POLICY: JSON.stringify({ maxLifetimeDays: { contentApi: 20, admin: 3 } }) });
    view = await openPage(browser, cms.url, { locale: 'en-US' });
    ({ page } = view);
    await logIn(page);
  });
  afterEach(() => expect(view.problems).toEqual([]));
  afterAll(async () => {
    await browser.close();
    await cms.stop();
  });

  it('begins with the longest duration that is allowed, offers no other end, and says why', async () => {
    await page.goto('/admin/settings/api-tokens/create');
    await page.getByText('The policy of this CMS allows tokens to last at most 20 days.').waitFor();
    await page.getByRole('combobox', { name: 'Token duration' }).getByText('7 days', { exact: true }).waitFor();
    expect(await options('Token duration')).toEqual(['7 days', 'On a date…']);
    await page.getByLabel('Name').fill('To the limit');
    await choose(page, 'Token duration', 'On a date…');
    await typeDay(page, dayIn(300).typed);
    await shownDay(page, dayIn(19).typed);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
    expect(await tokens('To the limit')).toMatchObject([{ expiresAt: dayIn(19).end }]);
  });

  it('asks for a day where no duration is allowed', async () => {
    await page.goto('/admin/settings/admin-tokens/create');
    await page.getByText('allows tokens to last at most 3 days.').waitFor();
    expect(await options('Token duration')).toEqual(['On a date…']);
    await page.getByRole('combobox', { name: 'Last day' }).waitFor();
  });

  it('lets an older token be shortened beyond the limit, and not be extended', async () => {
    await page.goto(`/admin/settings/api-tokens/${long}`);
    await page.getByText('allows extending a token to at most 20 days from now.').waitFor();
    expect(await options('Expiry')).toEqual(['On a date…']);
    await typeDay(page, dayIn(60).typed);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Changes saved').first().waitFor();
    expect(await tokens('Long')).toMatchObject([{ expiresAt: dayIn(60).end }]);
    await page.reload();
    await shownDay(page, dayIn(60).typed);
    await typeDay(page, dayIn(80).typed);
    await shownDay(page, dayIn(60).typed);
  });

  it('leaves an older token without end as it is until that is changed', async () => {
    await page.goto(`/admin/settings/api-tokens/${endless}`);
    await page.getByLabel('Description').fill('Still without end');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Changes saved').first().waitFor();
    expect(await tokens('Endless')).toMatchObject([{ description: 'Still without end', expiresAt: null }]);
    expect(await options('Expiry')).toEqual(['On a date…', 'Unlimited']);
  });

  it('says at the field what the server has against an end', async () => {
    await page.route('**/admin/token-policy', (route) => route.abort());
    await page.goto('/admin/settings/api-tokens/create');
    await page.getByLabel('Name').fill('Too long');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('main').getByText('Tokens may not last that long here.').waitFor();
    await focusOnField(page, 'end');
    await page.unroute('**/admin/token-policy');
    await choose(page, 'Token duration', '7 days');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
  });
});
