/**
 * The configuration of an MCP client in JSON, in the form that most clients read.
 *
 * @param address The address of the API, with its path: `https://example.com/cms`.
 */
export function mcpClientConfig(address: string, path: string, key: string): string {
  const server = { type: 'http', url: `${address.replace(/\/+$/, '')}${path}`, headers: { Authorization: `Bearer ${key}` } };
  return JSON.stringify({ mcpServers: { strapi: server } }, null, 2);
}
