import { useState, type RefObject } from 'react';
import { Box, Button, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';
import { focusWhereLost } from '../../../../use-return-focus';
import { useText } from '../../../../use-text';
import type { TokenPath } from '../../api/token-keys';
import { PanelBox } from '../../components/panel-box';

const Steps = styled.ol`
  display: grid;
  gap: 0.8rem;
  padding-inline-start: 2rem;
  list-style: decimal;
  line-height: 1.5;
`;

const Header = styled.code`
  font-family: 'SF Mono', SFMono-Regular, ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace;
  overflow-wrap: anywhere;
`;

/** Says in three steps how a program gets a token and uses it. Where it would stay until a token is used, it can be dismissed for good. */
export function FirstSteps({ path, hasTokens, region }: {
  path: TokenPath;
  /** Whether there are tokens that nobody has used yet. */
  hasTokens: boolean;
  /** Gets the focus once this is dismissed. */
  region: RefObject<HTMLElement | null>;
}) {
  const text = useText();
  const place = `api-tokens.first-steps.${path}`;
  const [isDismissed, setDismissed] = useState(() => readStorage(place) !== null);
  if (hasTokens && isDismissed) return null;

  const dismiss = () => {
    writeStorage(place, 'dismissed');
    setDismissed(true);
    focusWhereLost(region);
  };
  const first = path === '/admin-tokens' ? 'first-steps.admin' : hasTokens ? 'first-steps.open' : 'first-steps.create';
  return (
    <Box paddingBottom={4}>
      <PanelBox title={text('first-steps.title')}>
        <Steps>
          <Typography tag="li">{text(first)}</Typography>
          <Typography tag="li">{text('first-steps.copy')}</Typography>
          <Typography tag="li">{text('first-steps.send', { header: <Header key="header" dir="ltr" translate="no">Authorization: Bearer …</Header> })}</Typography>
        </Steps>
        {hasTokens ? <Box><Button variant="tertiary" size="S" onClick={dismiss}>{text('first-steps.dismiss')}</Button></Box> : null}
      </PanelBox>
    </Box>
  );
}

/** Browsers may have no storage to give. */
function readStorage(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

function writeStorage(key: string, value: string): void {
  try {
    window.localStorage.setItem(key, value);
  } catch {
    // Then it is dismissed until the page is loaded again.
  }
}
