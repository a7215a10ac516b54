import type { ReactNode } from 'react';
import type { TokenSummary } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import { Facts } from '../components/facts';
import { LastUse } from '../keys/last-use';
import { TimeAgo } from '../components/time-ago';
import { useMakerText } from '../activity/use-maker-text';

/** When and from where a token was last used, when and by whom it was created, and the facts of its kind. */
export function TokenFacts({ token, children }: { token: TokenSummary; children?: ReactNode }) {
  const text = useText();
  const makerText = useMakerText();
  const { createdAt, createdBy } = token;
  const time = <TimeAgo key="time" date={createdAt} />;
  return (
    <Facts>
      <dt>{text('column.last-used')}</dt>
      <dd><LastUse use={token} unused={text('never')} /></dd>
      <dt>{text('column.created')}</dt>
      <dd>{createdBy === null ? time : text('facts.created-by', { time, maker: makerText(createdBy) })}</dd>
      {children}
    </Facts>
  );
}
