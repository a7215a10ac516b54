import { logIn } from '../api/api-suite';
import { firstAdmin, type Client } from '../support/cms';
import { startStrapiHost, type StrapiHost } from '../support/strapi-host';

const read = { action: 'plugin::content-manager.explorer.read', subject: 'api::article.article', properties: { fields: ['title'], locales: null } };
const create = { action: 'plugin::content-manager.explorer.create', subject: 'api::article.article', properties: { fields: ['title'], locales: null } };

describe('Strapi’s MCP server', () => {
  let host: StrapiHost;
  let admin: Client;
  beforeAll(async () => {
    host = await startStrapiHost('sqlite', { variables: { MCP: 'true' } });
    await host.as().post('/admin/register-admin', firstAdmin).expect(200);
    admin = host.as(await logIn(host, firstAdmin));
  });
  afterAll(() => host?.stop());

  /** A call of the protocol: its result, its error, or the status that it was refused with. */
  async function call(key: string, method: string, params: object = {}): Promise<any> {
    const response = await fetch(`${host.url}/mcp`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    const text = await response.text();
    if (!response.ok) return response.status;
    const { result, error } = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text);
    return result ?? { error };
  }

  const toolsOf = async (key: string): Promise<string[]> => (await call(key, 'tools/list')).tools.map(({ name }: { name: string }) => name);
  const makeToken = async (name: string, adminPermissions: object[]) => (await admin.post('/admin-tokens', { name, adminPermissions }).expect(201)).body.data;

  it('lets an admin token use the tools that it may, until it is narrowed or deleted', async () => {
    const { id, accessKey } = await makeToken('agent', [read, create]);
    expect(await call(accessKey, 'initialize', { protocolVersion: '2025-03-26', capabilities: {}, clientInfo: { name: 'test', version: '1' } })).toHaveProperty('serverInfo');
    const tools = await toolsOf(accessKey);
    const [lists, creates] = [/list.*article|article.*list/i, /create.*article|article.*create/i].map((pattern) => tools.find((name) => pattern.test(name))!);
    expect(tools.filter((name) => /delete|publish|update/i.test(name))).toEqual([]);
    expect(await call(accessKey, 'tools/call', { name: creates, arguments: { data: { title: 'By an agent' } } })).not.toMatchObject({ isError: true });
    expect(JSON.stringify(await call(accessKey, 'tools/call', { name: lists, arguments: {} }))).toContain('By an agent');

    await admin.put(`/admin-tokens/${id}`, { adminPermissions: [read] }).expect(200);
    expect(await toolsOf(accessKey)).not.toContain(creates);
    expect(await call(accessKey, 'tools/call', { name: creates, arguments: { data: { title: 'Too late' } } })).toHaveProperty('error');
    expect((await admin.get(`/admin-tokens/${id}`).expect(200)).body.data.lastUsedAt).not.toBeNull();

    await admin.put(`/admin-tokens/${id}`, { enabled: false }).expect(200);
    expect(await call(accessKey, 'tools/list')).toBe(401);
    await admin.put(`/admin-tokens/${id}`, { enabled: true }).expect(200);
    expect(await toolsOf(accessKey)).toContain(lists);
    await admin.delete(`/admin-tokens/${id}`).expect(200);
    expect(await call(accessKey, 'tools/list')).toBe(401);
  });

  it('refuses content-API tokens and other keys, and still accepts Strapi’s own admin tokens', async () => {
    const content = (await admin.post('/api-tokens', { name: 'content', type: 'full-access' }).expect(201)).body.data.accessKey;
    for (const key of [content, 'wrong', 'ab'.repeat(128)]) expect(await call(key, 'tools/list')).toBe(401);
    const own = await admin.post('/admin/admin-tokens', { name: 'Strapi’s own', description: '', lifespan: null, adminPermissions: [read] }).expect(201);
    expect(await toolsOf(own.body.data.accessKey)).toEqual(expect.arrayContaining([expect.stringMatching(/article/)]));
  });

  it('opens no route of the admin API that it did not open before', async () => {
    const { accessKey } = await makeToken('reader', [read]);
    await host.as(accessKey).get('/content-manager/collection-types/api::article.article').expect(200);
    await host.as(accessKey).get('/admin/users').expect(403);
    await host.as(accessKey).get('/admin/admin-tokens').expect(403);
  });
});
