import type { TokenSummary } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import type { TokenPath } from '../api/token-keys';
import { Facts } from '../components/facts';
import { Hint } from '../components/hint';
import { LastUse } from './last-use';
import { PanelBox } from '../components/panel-box';
import { PreviousKeyUse } from './previous-key-use';

/** When and from where each key of the token was last used. */
export function KeyUsePanel({ path, token }: { path: TokenPath; token: TokenSummary }) {
  const text = useText();
  const { hint, previousKey, lastUsedAt } = token;
  // The token's last use may be that of either key.
  const isOfPrevious = lastUsedAt !== null && previousKey?.lastUsedAt === lastUsedAt;
  return (
    <PanelBox title={text('key-use.title')}>
      <Facts>
        <dt>{text('key-use.current')} <Hint hint={hint} /></dt>
        <dd>{isOfPrevious ? text('key-use.older') : <LastUse use={token} unused={text('never')} />}</dd>
        {previousKey ? (
          <>
            <dt>{text('key-use.previous')} <Hint hint={previousKey.hint} /></dt>
            <dd><PreviousKeyUse path={path} token={token} /></dd>
          </>
        ) : null}
      </Facts>
    </PanelBox>
  );
}
