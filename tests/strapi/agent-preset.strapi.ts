import { Client as McpClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Browser } from 'playwright-core';
import { logIn } from '../api/api-suite';
import { describeInBrowser, listClosed, logInToStrapi, openBrowser, openPage } from '../support/browser';
import { accessibilityFindings } from '../support/checks/accessibility-findings';
import { firstAdmin, type Client } from '../support/cms';
import { startStrapiHost, type StrapiHost } from '../support/hosts/strapi-host';

describeInBrowser('the preset for AI agents in Strapi’s panel', () => {
  let browser: Browser;
  let host: StrapiHost;
  let admin: Client;
  beforeAll(async () => {
    browser = await openBrowser();
    host = await startStrapiHost('sqlite', { variables: { MCP: 'true' } });
    await host.as().post('/admin/register-admin', firstAdmin).expect(200);
    admin = host.as(await logIn(host, firstAdmin));
  });
  afterAll(async () => {
    await browser.close();
    await host?.stop();
  });

  it('makes a token that reads content and writes drafts, and the configuration with which an MCP client connects', async () => {
    const { page, context } = await openPage(browser, host.url, { width: 320, theme: 'dark' });
    await logInToStrapi(page);
    await page.goto('/admin/settings/api-tokens-plugin/admin-tokens/create');
    await page.getByLabel('Name').fill('Claude');
    const preset = page.getByRole('combobox', { name: 'Preset' });
    // Waits until it can be used.
    await preset.click({ trial: true });
    await preset.press('Enter');
    const focused = page.getByRole('option').and(page.locator(':focus'));
    const from = await focused.textContent();
    await page.keyboard.press('ArrowDown');
    await focused.filter({ hasNotText: from! }).press('Enter');
    await listClosed(page);
    await page.getByText('Can read content and edit drafts, but not publish or delete.').waitFor();
    expect(await accessibilityFindings(page, 'main')).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).press('Enter');
    await page.getByRole('heading', { name: 'Your new key' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    expect(await accessibilityFindings(page, 'main')).toEqual([]);

    await page.getByRole('button', { name: 'Copy configuration' }).press('Enter');
    await page.getByText('Copied to the clipboard').first().waitFor();
    const configuration = await page.evaluate(() => navigator.clipboard.readText());
    expect(await page.getByRole('group', { name: 'Connect an MCP client' }).textContent()).toBe(configuration);
    const { type, url, headers } = JSON.parse(configuration).mcpServers.strapi;
    expect({ type, url }).toEqual({ type: 'http', url: `${host.url}/mcp` });

    const client = new McpClient({ name: 'agent', version: '1' });
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
    const tools = (await client.listTools()).tools.map(({ name }) => name);
    expect(tools).toEqual(expect.arrayContaining(['list_article', 'list_novel', 'create_novel', 'update_novel']));
    // Articles have no drafts: writing them would publish them.
    expect(tools.filter((name) => /delete|publish|user|_article$/.test(name) && !/^(list|get)_article$/.test(name))).toEqual([]);
    await client.callTool({ name: 'create_novel', arguments: { data: { title: 'By an agent' } } });
    await client.close();
    expect((await host.inDatabase((knex) => knex('novels').select('title', 'published_at')))).toEqual([{ title: 'By an agent', published_at: null }]);

    const [token] = (await admin.get('/admin-tokens').expect(200)).body.data;
    expect(token).toMatchObject({ name: 'Claude', lifespan: String(30 * 86_400_000), rateLimit: { limit: 60, window: 60 } });
    await context.close();
  });

  it('shows the configuration with the key masked later on', async () => {
    const [{ id }] = (await admin.get('/admin-tokens').expect(200)).body.data;
    const { page, context } = await openPage(browser, host.url);
    await logInToStrapi(page);
    await page.goto(`/admin/settings/api-tokens-plugin/admin-tokens/${id}`);
    const configuration = page.getByRole('group', { name: 'Connect an MCP client' });
    await configuration.waitFor();
    expect(await configuration.textContent()).toMatch(/"Authorization": "Bearer ••••••••.{4}"/);
    await context.close();
  });

  it('shows no configuration where Strapi’s MCP server is off', async () => {
    const [{ id }] = (await admin.get('/admin-tokens').expect(200)).body.data;
    await host.restart({ MCP: 'false' });
    const { page, context } = await openPage(browser, host.url);
    await logInToStrapi(page);
    await page.goto(`/admin/settings/api-tokens-plugin/admin-tokens/${id}`);
    await page.getByRole('heading', { name: 'Try it' }).waitFor();
    expect(await page.getByText('mcpServers').count()).toBe(0);
    await context.close();
  });
});
