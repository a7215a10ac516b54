import { isDeepStrictEqual } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { makePerson, makeRole, setRole, type Person } from '../support/accounts';
import { describeInBrowser, logIn, openBrowser, openPage, type PanelPage } from '../support/browser';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../support/cms';

const VERBS = ['access', 'create', 'read', 'update', 'delete', 'regenerate', 'reveal'] as const;
const KINDS = ['api-tokens', 'admin-tokens'] as const;
type Verb = (typeof VERBS)[number];
type Kind = (typeof KINDS)[number];

/** Every set of rights: all 64 of the first six, and beside those that open a token's page, the same with `reveal`. */
const COMBINATIONS: Verb[][] = Array.from({ length: 2 ** VERBS.length }, (_, bits) => VERBS.filter((_verb, index) => bits & (1 << index)))
  .filter((verbs) => !verbs.includes('reveal') || (verbs.includes('access') && verbs.includes('read')));

/** What of a page is there to see and to use: `Edit`, `Save` and so on, each once. */
type Shown = Record<string, boolean | null>;

/** Goes to another page as a link does, without loading the panel again. */
async function go(page: Page, path: string): Promise<void> {
  await page.evaluate((target) => {
    window.history.pushState(null, '', target);
    window.dispatchEvent(new PopStateEvent('popstate'));
  }, `/admin/settings/${path}`);
}

function read(page: Page): Promise<Shown> {
  return page.evaluate(() => {
    const main = document.querySelector('main');
    const words = [...(main?.querySelectorAll('a, button') ?? [])].map((element) => element.getAttribute('aria-label') ?? element.textContent ?? '');
    const has = (pattern: RegExp) => words.some((word) => pattern.test(word));
    const menu = [...document.querySelectorAll('nav a')].map(({ textContent }) => textContent);
    const name = main?.querySelector<HTMLInputElement>('input[name="name"]');
    const text = main?.textContent ?? '';
    return {
      inMenu: menu.includes('API Tokens') && menu.includes('Admin Tokens'),
      denied: text.includes('You don’t have permission to view this page.'),
      unreadable: text.includes('You don’t have permission to view tokens.'),
      create: has(/^Create new/),
      edit: has(/^Edit /),
      view: has(/^View /),
      pauseInList: has(/^Pause \u2068/),
      delete: has(/^Delete /),
      select: has(/^Select \u2068/),
      duplicate: has(/^Duplicate/),
      identify: has(/^Whose key is this\?$/),
      pause: has(/^Pause$/),
      save: has(/^Save$/),
      stop: has(/^Stop it now$/),
      regenerate: has(/^Regenerate$/),
      copy: has(/^Copy$/),
      show: has(/^Show$/),
      nameIsLocked: name ? name.disabled : null,
    };
  });
}

const NOTHING: Shown = {
  inMenu: true, denied: false, unreadable: false, create: false, edit: false, view: false, pauseInList: false, delete: false, select: false, duplicate: false,
  identify: false, pause: false, stop: false, save: false,
  regenerate: false, copy: false, show: false, nameIsLocked: null,
};
const DENIED = (inMenu: boolean): Shown => ({ ...NOTHING, inMenu, denied: true });

/** What the list, the page of creation and a token's page have to show. */
function expected(verbs: readonly Verb[]): Record<'list' | 'creation' | 'token', Shown> {
  const may = (verb: Verb) => verbs.includes(verb);
  const inMenu = may('access');
  const isListed = may('read');
  return {
    list: !inMenu ? DENIED(inMenu) : {
      ...NOTHING, unreadable: !isListed, create: may('create'), edit: isListed && may('update'), view: isListed && !may('update'),
      pauseInList: isListed && may('update'), delete: isListed && may('delete'), identify: isListed,
      select: isListed && (may('update') || may('delete')), duplicate: isListed && may('create'),
    },
    creation: !inMenu || !may('create') ? DENIED(inMenu) : { ...NOTHING, save: true, nameIsLocked: false },
    token: !inMenu || !isListed ? DENIED(inMenu) : {
      ...NOTHING, pause: may('update'), duplicate: may('create'), save: may('update'), stop: may('regenerate'), regenerate: may('regenerate'), copy: may('reveal'), show: may('reveal'), nameIsLocked: !may('update'),
    },
  };
}

describeInBrowser('every combination of rights on tokens', () => {
  let browser: Browser;
  let cms: TestCms;
  let admin: Client;
  let person: Person;
  let own: Client;
  let role: number;
  let view: PanelPage;
  let ids: Record<Kind, number>;

  const actionsOf = (verbs: readonly Verb[]) => KINDS.flatMap((kind) => verbs.map((verb) => `plugin::api-tokens.${kind}.${verb}`));

  beforeAll(async () => {
    browser = await openBrowser();
    cms = await startTestCms();
    admin = await registerFirstAdmin(cms);
    role = await makeRole(admin, 'Changing', actionsOf(VERBS));
    person = await makePerson(cms, admin, 'Robin', [role]);
    const login = await cms.as().post('/admin/login', { email: person.email, password: person.password }).expect(200);
    own = cms.as(login.body.data.token);
    const contentToken = await own.post('/admin/api-tokens', { name: 'Mine' }).expect(201);
    const adminToken = await own.post('/admin/admin-tokens', { name: 'My own' }).expect(201);
    ids = { 'api-tokens': contentToken.body.data.id, 'admin-tokens': adminToken.body.data.id };
    for (const kind of KINDS) await own.post(`/admin/${kind}/${ids[kind]}/regenerate`, { keepPreviousFor: 604_800_000 }).expect(201);
    view = await openPage(browser, cms.url);
    await logIn(view.page, person);
  });
  afterAll(async () => {
    await browser.close();
    await cms.stop();
  });

  it(`shows on every page what each of ${COMBINATIONS.length} allows, and no control that would be denied`, async () => {
    const { page, problems } = view;
    const wrong: string[] = [];
    for (const verbs of COMBINATIONS) {
      await setRole(admin, role, actionsOf(verbs));
      // A page that everybody has, and that leads to no other by itself.
      await page.goto('/admin/me');
      await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
      const { list, creation, token } = expected(verbs);
      for (const kind of KINDS) {
        for (const [path, wanted] of [[kind, list], [`${kind}/create`, creation], [`${kind}/${ids[kind]}`, token]] as const) {
          await go(page, path);
          let shown = await read(page);
          for (const latest = Date.now() + 60_000; Date.now() < latest && !isDeepStrictEqual(shown, wanted); shown = await read(page)) {
            await page.waitForTimeout(20);
          }
          const differences = Object.keys(wanted).filter((key) => shown[key] !== wanted[key]);
          if (differences.length) wrong.push(`[${verbs.join(' ')}] ${path}: ${differences.map((key) => `${key} is ${shown[key]}`).join(', ')}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(problems).toEqual([]);
  }, 600_000);

  it.each(KINDS)('shows a new key of %s to who may create but not read, once, with words on that', async (kind) => {
    const { page } = view;
    await setRole(admin, role, actionsOf(['access', 'create']));
    await page.goto(`/admin/settings/${kind}/create`);
    await page.getByLabel('Name').fill(`Unseen ${kind}`);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
    await page.getByText('Copy this key now. You won’t be able to see it again after you leave this page.').waitFor();
    const key = await page.getByRole('group', { name: 'Key' }).textContent();
    await cms.as(key!).get(kind === 'api-tokens' ? '/api/articles' : '/admin/users/me').expect(200);
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Back' }).click();
    await page.getByText('You don’t have permission to view tokens.').waitFor();
    expect(await page.content()).not.toContain(key);
  });
});
