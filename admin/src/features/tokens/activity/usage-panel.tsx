import { Box, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { styled } from 'styled-components';
import type { GetUsage } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import { USAGE_DAYS, useUsage } from '../api/activity/get-usage';
import type { TokenId, TokenPath } from '../api/token-keys';
import { sumUsage } from '../rules/activity/usage-bars';
import { PanelBox } from '../components/panel-box';
import { PartContent } from '../components/part-content';
import { UsagePlot } from './usage-plot';

/** The maximum number of actions to show. */
const MOST = 10;

/** How often the token was used recently, with what outcome, and its most used actions. */
export function UsagePanel({ path, id, isShown }: { path: TokenPath; id: TokenId; isShown: boolean }) {
  const text = useText();
  return (
    <PanelBox title={text('usage.title')} note={text('usage.note', { days: USAGE_DAYS })}>
      <PartContent query={useUsage(path, id, isShown)}>{(usage) => <Usage {...usage} />}</PartContent>
    </PanelBox>
  );
}

function Usage({ days, actions }: GetUsage['Response']['data']) {
  const text = useText();
  const sums = sumUsage(days);
  if (sums.ok + sums.denied + sums.failed === 0) return <Typography>{text('usage.none', { days: days.length })}</Typography>;
  return (
    <>
      <UsagePlot days={days} />
      {actions.length ? <Actions actions={actions.slice(0, MOST)} /> : null}
    </>
  );
}

const Table = styled.table`
  width: 100%;
  border-collapse: collapse;
  font-size: 1.4rem;
  color: ${({ theme }) => theme.colors.neutral800};
  td {
    padding: 0.6rem 0;
    border-top: 1px solid ${({ theme }) => theme.colors.neutral150};
    overflow-wrap: anywhere;
  }
  td:last-child {
    padding-inline-start: 1.6rem;
    text-align: end;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
`;

function Actions({ actions }: Pick<GetUsage['Response']['data'], 'actions'>) {
  const text = useText();
  const { formatNumber } = useIntl();
  return (
    <Box>
      <Typography variant="sigma" tag="h3" textColor="neutral600">{text('usage.actions')}</Typography>
      <Table aria-label={text('usage.actions')}>
        <tbody>
          {actions.map(({ action, count }) => (
            <tr key={action}>
              <td translate="no">{action}</td>
              <td>{formatNumber(count)}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Box>
  );
}
