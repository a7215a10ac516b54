import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { firstAdmin } from './cms';

// The shell has no window to draw, so it is the fastest.
const NAMES = ['chromium-headless-shell', 'chrome-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A page lives for seconds: optimizing its code would take longer than it saves.
  '--js-flags=--no-opt --no-maglev',
];

/** The path of a Chromium or Chrome: that of `CHROMIUM_PATH`, or the first that is installed; null where there is none. */
export function findChromium(): string | null {
  const installed = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [process.env.CHROMIUM_PATH ?? '', ...installed, ...ELSEWHERE].find((path) => path !== '' && existsSync(path)) ?? null;
}

/** Describes what needs a browser; where none is installed it is skipped, and that is said. */
export function describeInBrowser(title: string, define: () => void): void {
  if (findChromium()) describe(title, define);
  else {
    describe(title, () => {
      it.skip('needs Chromium or Chrome, and none was found: install one, or set CHROMIUM_PATH', () => undefined);
    });
  }
}

/** Starts the browser that {@link findChromium} finds. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium()!, args: FLAGS });
}

/** How a person looks at the panel. */
export interface View {
  width?: number;
  theme?: 'light' | 'dark';
  locale?: string;
}

/** A page of the panel, with what went wrong in it. */
export interface PanelPage {
  page: Page;
  context: BrowserContext;
  /** Errors of scripts, broken security policies, and requests to other hosts. */
  problems: string[];
}

/** Opens an empty page for the panel at `url`, in a browser profile of its own; `BROWSER_SLOWDOWN` times slower where that is set. */
export async function openPage(
  browser: Browser,
  url: string,
  { width = 1440, theme = 'light', locale = 'en-GB' }: View = {},
): Promise<PanelPage> {
  const height = width > 500 ? 900 : 812;
  // What moves under the pointer makes a click miss on a slow machine.
  const context = await browser.newContext({ baseURL: url, viewport: { width, height }, colorScheme: theme, locale, reducedMotion: 'reduce' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) problems.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`) && !/^(data|blob):/.test(request.url())) problems.push(`asked for ${request.url()}`);
  });
  page.setDefaultTimeout(60_000);
  const slowdown = Number(process.env.BROWSER_SLOWDOWN ?? 1);
  if (slowdown > 1) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  return { page, context, problems };
}

/** Shows a part of a token's page. */
export async function showTab(page: Page, name: 'Overview' | 'Access' | 'Activity'): Promise<void> {
  await page.getByRole('tab', { name }).click();
  await page.getByRole('tabpanel', { name }).waitFor();
}

/** What the focus is on, in the words of its label or content, without the marks that isolate names. */
export async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement } = document;
    return (activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? '').replace(/[\u2068\u2069]/g, '');
  });
}

/** Waits until the focus is on `label`, as {@link focused} says it: dialogs and lists move it some moments after they are shown, and keys go to what has it. */
export async function focusOn(page: Page, label: string): Promise<void> {
  for (const latest = Date.now() + 60_000; Date.now() < latest; await page.waitForTimeout(30)) if (await focused(page) === label) return;
  expect(await focused(page)).toBe(label);
}

/** Waits until the focus is on the form's field of this name. */
export async function focusOnField(page: Page, name: string): Promise<void> {
  await page.waitForFunction((wanted) => document.activeElement?.getAttribute('name') === wanted, name);
}

/** Waits until a list of options is closed and has given back the focus: until then it would take it from what is typed into next. */
export async function listClosed(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector('[role="listbox"]') && document.activeElement !== document.body);
}

/** Chooses the option of this name in a field of a page, or of a part of it. */
export async function choose(within: Page | Locator, field: string | RegExp, option: string): Promise<void> {
  const page = 'goto' in within ? within : within.page();
  await within.getByRole('combobox', { name: field }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
  await listClosed(page);
}

/** Presses the button that copies, and answers with what is on the clipboard then. */
export async function copied(page: Page, button = 'Copy'): Promise<string> {
  // The notification of an earlier copy may still be shown.
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.getByText('Copied to the clipboard').first().waitFor();
  return (await page.waitForFunction(() => navigator.clipboard.readText())).jsonValue();
}

/** Closes an open dialog by Escape, once it listens for it. */
export async function escapeDialog(page: Page): Promise<void> {
  // It gives itself back the pointer that it takes from all else in the same step that makes it the one that Escape is for.
  await page.waitForFunction(() => document.querySelector<HTMLElement>('[role="alertdialog"]')?.style.pointerEvents === 'auto');
  await page.keyboard.press('Escape');
  await page.getByRole('alertdialog').waitFor({ state: 'hidden' });
}

/** Logs in by the login page, which `page` goes to, and waits for the first page behind it. */
export async function logIn(page: Page, { email, password }: { email: string; password: string } = firstAdmin): Promise<void> {
  await page.goto('/admin/auth/login');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL(({ pathname }) => pathname.startsWith('/admin/settings/'));
  await page.getByRole('main').waitFor();
}

/** Logs in by the login page of Strapi's panel. */
export async function logInToStrapi(page: Page, { email, password }: { email: string; password: string } = firstAdmin): Promise<void> {
  await page.goto('/admin/auth/login');
  await page.getByLabel('Email').fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.getByRole('button', { name: 'Login' }).click();
  await page.waitForURL(/\/admin\/?$/);
}
