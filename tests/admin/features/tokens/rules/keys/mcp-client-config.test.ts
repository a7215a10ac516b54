import { mcpClientConfig } from '../../../../../../admin/src/features/tokens/rules/keys/mcp-client-config';

describe('mcpClientConfig', () => {
  it.each(['https://example.com/cms', 'https://example.com/cms/'])('has the address of the server below %s, and the key', (address) => {
    expect(JSON.parse(mcpClientConfig(address, '/mcp', 'key'))).toEqual({
      mcpServers: { strapi: { type: 'http', url: 'https://example.com/cms/mcp', headers: { Authorization: 'Bearer key' } } },
    });
  });
});
