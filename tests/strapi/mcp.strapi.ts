import { Client as McpClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { mcpClientConfig } from '../../admin/src/features/tokens/rules/keys/mcp-client-config';
import { logIn } from '../api/api-suite';
import { firstAdmin, type Client } from '../support/cms';
import { startStrapiHost, type StrapiHost } from '../support/hosts/strapi-host';

const permission = (verb: string) => ({ action: `plugin::content-manager.explorer.${verb}`, subject: 'api::article.article', properties: { fields: ['title'], locales: null } });
const [read, create] = [permission('read'), permission('create')];

describe('Strapi’s MCP server', () => {
  let host: StrapiHost;
  let admin: Client;
  const clients: McpClient[] = [];
  beforeAll(async () => {
    host = await startStrapiHost('sqlite', { variables: { MCP: 'true' } });
    await host.as().post('/admin/register-admin', firstAdmin).expect(200);
    admin = host.as(await logIn(host, firstAdmin));
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await host?.stop();
  });

  /** MCP's own client, with the configuration that the panel shows, connected to Strapi. */
  async function connect(key: string): Promise<McpClient> {
    const { url, headers } = JSON.parse(mcpClientConfig(host.url, '/mcp', key)).mcpServers.strapi;
    const client = new McpClient({ name: 'agent', version: '1' });
    clients.push(client);
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
    return client;
  }

  const toolsOf = async (client: McpClient): Promise<string[]> => (await client.listTools()).tools.map(({ name }) => name);
  const makeToken = async (name: string, rest: object) => (await admin.post('/admin-tokens', { name, ...rest }).expect(201)).body.data;

  it('is told of in the policy, by which the panel knows what to show', async () => {
    expect((await admin.get('/token-policy').expect(200)).body.data.mcpPath).toBe('/mcp');
  });

  it('offers a client the tools that its admin token allows, and runs them, until the token is narrowed, paused or deleted', async () => {
    const { id, accessKey } = await makeToken('agent', { adminPermissions: [read, create] });
    const client = await connect(accessKey);
    const tools = await toolsOf(client);
    expect(tools).toEqual(expect.arrayContaining(['list_article', 'get_article', 'create_article']));
    expect(tools.filter((name) => /delete|publish|update|category/.test(name))).toEqual([]);
    expect(await client.callTool({ name: 'create_article', arguments: { data: { title: 'By an agent' } } })).not.toHaveProperty('isError', true);
    expect(JSON.stringify(await client.callTool({ name: 'list_article', arguments: {} }))).toContain('By an agent');

    await admin.put(`/admin-tokens/${id}`, { adminPermissions: [read] }).expect(200);
    expect(await toolsOf(client)).not.toContain('create_article');
    await expect(client.callTool({ name: 'create_article', arguments: { data: { title: 'Too late' } } })).rejects.toThrow(/create_article/);
    expect(JSON.stringify(await client.callTool({ name: 'list_article', arguments: {} }))).not.toContain('Too late');
    expect((await admin.get(`/admin-tokens/${id}`).expect(200)).body.data.lastUsedAt).not.toBeNull();

    await admin.put(`/admin-tokens/${id}`, { enabled: false }).expect(200);
    await expect(client.listTools()).rejects.toMatchObject({ code: 401 });
    await admin.put(`/admin-tokens/${id}`, { enabled: true }).expect(200);
    expect(await toolsOf(client)).toContain('list_article');
    await admin.delete(`/admin-tokens/${id}`).expect(200);
    await expect(client.callTool({ name: 'list_article', arguments: {} })).rejects.toMatchObject({ code: 401 });
  });

  it('tells a client that sends too many requests to wait, and not to log in', async () => {
    const { accessKey } = await makeToken('hasty', { adminPermissions: [read], rateLimit: { limit: 5, window: 3600 } });
    const client = await connect(accessKey);
    const calls = await Promise.allSettled(Array.from({ length: 6 }, () => client.listTools()));
    const denied = calls.flatMap((call) => (call.status === 'rejected' ? call.reason : []));
    expect(denied.length).toBeGreaterThan(0);
    for (const reason of denied) expect(reason).toMatchObject({ code: 429, message: expect.stringContaining('Too many requests') });
    const response = await fetch(`${host.url}/mcp`, {
      method: 'POST', headers: { Authorization: `Bearer ${accessKey}`, 'Content-Type': 'application/json' }, body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
    });
    expect([response.status, Number(response.headers.get('Retry-After'))]).toEqual([429, expect.any(Number)]);
    expect(await response.json()).toMatchObject({ jsonrpc: '2.0', id: null, error: { message: 'Too many requests', data: { code: 'ERR_RATE_LIMITED', retryAfter: expect.any(Number) } } });
  });

  it('denies a client from an address where its token cannot be used, and names the address', async () => {
    const { id, accessKey } = await makeToken('elsewhere', { adminPermissions: [read], allowedAddresses: ['192.0.2.1'] });
    await expect(connect(accessKey)).rejects.toMatchObject({ code: 403, message: expect.stringContaining('127.0.0.1') });
    await admin.put(`/admin-tokens/${id}`, { allowedAddresses: ['127.0.0.1'] }).expect(200);
    const client = await connect(accessKey);
    expect(await toolsOf(client)).toContain('list_article');
    await admin.put(`/admin-tokens/${id}`, { allowedAddresses: ['192.0.2.1'] }).expect(200);
    await expect(client.listTools()).rejects.toMatchObject({ code: 403 });
  });

  it('refuses content-API tokens and other keys, and still accepts Strapi’s own admin tokens', async () => {
    const content = (await admin.post('/api-tokens', { name: 'content', type: 'full-access' }).expect(201)).body.data.accessKey;
    for (const key of [content, 'wrong', 'ab'.repeat(128)]) await expect(connect(key)).rejects.toMatchObject({ code: 401 });
    const own = await admin.post('/admin/admin-tokens', { name: 'Strapi’s own', description: '', lifespan: null, adminPermissions: [read] }).expect(201);
    expect(await toolsOf(await connect(own.body.data.accessKey))).toContain('list_article');
  });

  it('opens no route of the admin API that it did not open before', async () => {
    const { accessKey } = await makeToken('reader', { adminPermissions: [read] });
    await host.as(accessKey).get('/content-manager/collection-types/api::article.article').expect(200);
    await host.as(accessKey).get('/admin/users').expect(403);
    await host.as(accessKey).get('/admin/admin-tokens').expect(403);
  });
});
