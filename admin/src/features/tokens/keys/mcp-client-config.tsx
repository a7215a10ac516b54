import { Box, Typography } from '@strapi/design-system';
import { apiOrigin } from '../../../api-origin';
import { useText } from '../../../use-text';
import { mcpClientConfig } from '../rules/keys/mcp-client-config';
import { CodeLine } from '../components/code-line';
import { CopyButton } from '../components/copy-button';

/** The configuration of an MCP client that uses a token's key: shown with `shown`, which may hide it, and copied with the key itself. */
export function McpClientConfig({ path, accessKey, shown }: { path: string; accessKey: string; shown: string }) {
  const text = useText();
  const write = (key: string) => mcpClientConfig(apiOrigin(), path, key);
  return (
    <Box>
      <Typography tag="h3" fontWeight="bold" variant="pi">{text('key.mcp')}</Typography>
      <Box paddingTop={1} paddingBottom={2} role="group" aria-label={text('key.mcp')}>
        <CodeLine dir="ltr" translate="no">{write(shown)}</CodeLine>
      </Box>
      <CopyButton value={write(accessKey)} label={text('copy.mcp')} variant="tertiary" />
    </Box>
  );
}
