import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Box, Button, Flex } from '@strapi/design-system';
import { Eye, EyeStriked } from '@strapi/icons';
import { useNow } from '../../../use-now';
import { useText } from '../../../use-text';
import { isExpired } from '../rules/token-state';
import { CodeLine } from '../components/code-line';
import { CodeSamples } from './code-samples';
import { CopyButton } from '../components/copy-button';
import { McpClientConfig } from './mcp-client-config';
import { PanelBox } from '../components/panel-box';

/** The props of {@link KeyPanel}. */
export interface KeyPanelProps {
  /** The key, if it may be shown. */
  accessKey?: string;
  /** True right after the key was created. */
  isNew: boolean;
  canRevealAgain: boolean;
  /** The last characters of the key. */
  hint: string | null;
  /** A path that the token may GET, for the code samples; null if there is none. */
  examplePath: string | null;
  /** The path of an MCP server that the token can use, for the configuration of a client; null if there is none. */
  mcpPath?: string | null;
  /** When the token expires; after that there is nothing to copy. */
  expiresAt: string | null;
  /** Why the key cannot be shown. */
  absence: ReactNode;
}

/** A token's key with a copy button, and what to use it with; or the reason why it cannot be shown. */
export function KeyPanel({ accessKey, isNew, canRevealAgain, hint, examplePath, mcpPath = null, expiresAt, absence }: KeyPanelProps) {
  const text = useText();
  const [isRevealed, setRevealed] = useState(false);
  const isOver = isExpired({ expiresAt }, useNow(expiresAt));
  const heading = useRef<HTMLHeadingElement>(null);

  // The result of creating or regenerating: the key.
  useEffect(() => {
    if (isNew && accessKey) heading.current?.focus();
  }, [accessKey, isNew]);

  if (!accessKey || isOver) {
    return (
      <PanelBox title={text('key.title')} note={isOver ? text('key.expired') : absence}>
        {null}
      </PanelBox>
    );
  }

  const isShown = isNew || isRevealed;
  const masked = `••••••••${hint ?? ''}`;
  const note = isNew ? text(canRevealAgain ? 'key.new.revealable' : 'key.new.once') : text('key.revealable');
  const RevealIcon = isRevealed ? EyeStriked : Eye;

  return (
    <PanelBox ref={heading} title={text(isNew ? 'key.new' : 'key.title')} note={<span role={isNew ? 'status' : undefined}>{note}</span>}>
      <Box role="group" aria-label={text('key.title')}>
        <CodeLine translate="no">{isShown ? accessKey : masked}</CodeLine>
      </Box>
      <Flex gap={2} wrap="wrap">
        <CopyButton value={accessKey} label={text('copy')} variant={isNew ? 'default' : 'secondary'} />
        {isNew ? null : (
          <Button
            variant="tertiary"
            startIcon={<RevealIcon />}
            aria-pressed={isRevealed}
            onClick={() => setRevealed(!isRevealed)}
          >
            {text(isRevealed ? 'key.hide' : 'key.show')}
          </Button>
        )}
      </Flex>
      {examplePath === null ? null : <CodeSamples path={examplePath} accessKey={isShown ? accessKey : null} />}
      {mcpPath === null ? null : <McpClientConfig path={mcpPath} accessKey={accessKey} shown={isShown ? accessKey : masked} />}
    </PanelBox>
  );
}
