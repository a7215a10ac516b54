import { Typography } from '@strapi/design-system';
import { styled } from 'styled-components';
import type { TokenSummary } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import { StateBadge } from './state-badge';
import { TimeAgo } from './time-ago';
import type { TokenColumn } from './token-column';

const Hint = styled.code`
  font-family: 'SF Mono', SFMono-Regular, ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace;
  font-size: 1.3rem;
  white-space: nowrap;
`;

function Expiry({ token }: { token: TokenSummary }) {
  const text = useText();
  return token.expiresAt ? <TimeAgo date={token.expiresAt} /> : <>{text('never')}</>;
}

function LastUse({ token }: { token: TokenSummary }) {
  const text = useText();
  return token.lastUsedAt ? <TimeAgo date={token.lastUsedAt} /> : <>{text('never')}</>;
}

/** The columns that both kinds of token have, from the key on. */
export const COMMON_COLUMNS: Array<TokenColumn<TokenSummary>> = [
  { label: 'column.key', render: ({ hint }) => (hint ? <Hint>…{hint}</Hint> : <Typography>–</Typography>) },
  { label: 'column.created', sort: 'createdAt', render: ({ createdAt }) => <TimeAgo date={createdAt} /> },
  { label: 'column.last-used', sort: 'lastUsedAt', render: (token) => <LastUse token={token} /> },
  { label: 'column.expires', sort: 'expiresAt', render: (token) => <Expiry token={token} /> },
  { label: 'column.state', render: (token) => <StateBadge token={token} /> },
];
