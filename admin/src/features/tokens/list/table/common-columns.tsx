import type { TokenSummary } from '../../../../../../server/contract';
import { useText } from '../../../../use-text';
import { Hint } from '../../components/hint';
import { Sparkline } from './sparkline';
import { StateBadge } from '../../details/state-badge';
import { TimeAgo } from '../../components/time-ago';
import type { TokenColumn } from './token-column';

/** How long ago or ahead a date is; "never" for null. */
function Moment({ date }: { date: string | null }) {
  const text = useText();
  return date === null ? <>{text('never')}</> : <TimeAgo date={date} />;
}

/** The columns that both kinds of token have, from the key on. */
export const COMMON_COLUMNS: Array<TokenColumn<TokenSummary>> = [
  { label: 'column.key', render: ({ hint }) => <Hint hint={hint} /> },
  { label: 'column.created', sort: 'createdAt', render: ({ createdAt }) => <TimeAgo date={createdAt} /> },
  { label: 'column.last-used', sort: 'lastUsedAt', render: ({ id, lastUsedAt }) => <><Moment date={lastUsedAt} /><Sparkline id={id} /></> },
  { label: 'column.expires', sort: 'expiresAt', render: ({ expiresAt }) => <Moment date={expiresAt} /> },
  { label: 'column.state', render: (token) => <StateBadge token={token} /> },
];
