import { useState, type RefObject } from 'react';
import { Button } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import type { TokenSummary } from '../../../../../server/contract';
import { useNow } from '../../../use-now';
import { useText } from '../../../use-text';
import { useEndPreviousKey } from '../api/keys/end-previous-key';
import type { TokenPath } from '../api/token-keys';
import { isExpired } from '../rules/token-state';
import { Facts } from '../components/facts';
import { Hint } from '../components/hint';
import { PanelBox } from '../components/panel-box';
import { PreviousKeyUse } from './previous-key-use';
import { TokenDialog } from '../details/token-dialog';

/** The props of {@link PreviousKeyPanel}. */
export interface PreviousKeyPanelProps {
  path: TokenPath;
  token: TokenSummary;
  /** Whether the person may stop it. */
  canEnd: boolean;
  /** Gets the focus when the panel disappears. */
  region: RefObject<HTMLElement | null>;
}

/** The previous key while it still works: until when, whether a program still uses it, and a button to stop it. */
export function PreviousKeyPanel({ path, token, canEnd, region }: PreviousKeyPanelProps) {
  const text = useText();
  const { formatDate } = useIntl();
  const end = useEndPreviousKey(path);
  const [isAsking, setAsking] = useState(false);
  const { previousKey } = token;
  const now = useNow(previousKey?.expiresAt ?? null);
  const isShown = previousKey !== null && !isExpired(previousKey, now);
  const hint = { hint: previousKey?.hint ?? '', hasHint: String(Boolean(previousKey?.hint)) };
  return (
    <>
      {isShown ? (
        <PanelBox title={text('previous-key.title')} note={text('previous-key.note')}>
          <Facts>
            <dt>{text('column.key')}</dt>
            <dd><Hint hint={previousKey.hint} /></dd>
            <dt>{text('previous-key.until')}</dt>
            <dd>{formatDate(previousKey.expiresAt, { dateStyle: 'long', timeStyle: 'short' })}</dd>
            <dt>{text('column.last-used')}</dt>
            <dd><PreviousKeyUse path={path} token={token} /></dd>
          </Facts>
          {canEnd ? <div><Button variant="danger-light" size="S" onClick={() => setAsking(true)}>{text('previous-key.end')}</Button></div> : null}
        </PanelBox>
      ) : null}
      <TokenDialog
        token={isAsking && isShown ? token : null}
        onClose={() => setAsking(false)}
        region={region}
        title={text('previous-key.end.title')}
        body={text('previous-key.end.body', hint)}
        done={text('previous-key.end.done')}
        act={({ id }) => end.mutateAsync(id)}
      />
    </>
  );
}
