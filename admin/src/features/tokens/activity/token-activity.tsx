import { useState } from 'react';
import type { TokenSummary } from '../../../../../server/contract';
import type { TokenPath } from '../api/token-keys';
import { DenialsPanel } from './denials-panel';
import { EventsPanel } from './events-panel';
import { ExplainPanel } from './explain-panel';
import type { GrantProps } from '../permissions/grant-button';
import { KeyUsePanel } from '../keys/key-use-panel';
import { UsagePanel } from './usage-panel';

/** The props of {@link TokenActivity}. */
export interface TokenActivityProps extends GrantProps {
  path: TokenPath;
  token: TokenSummary;
  /** False while another tab is shown: nothing is requested until then. */
  isShown: boolean;
}

/** What a token was used for, which requests were denied and why, and who changed it. */
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
