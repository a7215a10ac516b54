import { useState } from 'react';
import type { TokenSummary } from '../../../../../server/contract';
import type { TokenPath } from '../api/token-keys';
import { DenialsPanel } from './denials-panel';
import { EventsPanel } from './events-panel';
import { ExplainPanel } from './explain-panel';
import type { GrantProps } from '../permissions/grant-button';
import { KeyUsePanel } from '../keys/key-use-panel';
import { UsagePanel } from './usage-panel';

/** What the part of a token's page about its activity is told. */
export interface TokenActivityProps extends GrantProps {
  path: TokenPath;
  token: TokenSummary;
  /** False while another part of the page is: nothing is asked for until then. */
  isShown: boolean;
}

/** What a token was used for, what it was denied and why, and who has changed it. */
export function TokenActivity({ path, token, isShown, ...grant }: TokenActivityProps) {
  const [wasShown, setWasShown] = useState(isShown);
  if (isShown && !wasShown) setWasShown(true);
  if (!wasShown) return null;
  const place = { path, id: token.id, isShown };
  return (
    <>
      <UsagePanel {...place} />
      <KeyUsePanel path={path} token={token} />
      <DenialsPanel {...place} {...grant} />
      <ExplainPanel path={path} token={token} {...grant} />
      <EventsPanel {...place} />
    </>
  );
}
