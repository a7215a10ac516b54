import { createContext, useContext } from 'react';
import { styled } from 'styled-components';
import type { DayUsage } from '../../../../../../server/contract';
import { useText } from '../../../../use-text';
import type { TokenId } from '../../api/token-keys';
import { barParts, sumUsage } from '../../rules/activity/usage-bars';

/** The requests of the tokens of a list on each of the last days, by id. */
export const ListUsageContext = createContext<ReadonlyMap<string, DayUsage[]>>(new Map());

const DAY_WIDTH = 4;
const BAR_WIDTH = 3;

const Bars = styled.svg`
  display: block;
  width: 9rem;
  height: 2rem;
  margin-top: 0.4rem;
  .ok {
    fill: ${({ theme }) => theme.colors.primary600};
  }
  .denied {
    fill: ${({ theme }) => theme.colors.warning600};
  }
  .failed {
    fill: ${({ theme }) => theme.colors.danger600};
  }
`;

/** The requests of a token of a list, a bar for each of the last days; nothing where there were none. */
export function Sparkline({ id }: { id: TokenId }) {
  const text = useText();
  const days = useContext(ListUsageContext).get(String(id)) ?? [];
  const { ok, denied, failed } = sumUsage(days);
  const count = ok + denied + failed;
  if (count === 0) return null;
  const most = Math.max(...days.map((day) => day.ok + day.denied + day.failed));
  const label = text('list.usage', { count, days: days.length });
  return (
    <Bars role="img" aria-label={label} viewBox={`0 0 ${days.length * DAY_WIDTH} 100`} preserveAspectRatio="none">
      <title>{label}</title>
      {days.flatMap((day, index) => barParts(day, most).map(({ outcome, y, height }) => (
        <rect key={`${day.day} ${outcome}`} className={outcome} x={index * DAY_WIDTH} y={y} width={BAR_WIDTH} height={height} />
      )))}
    </Bars>
  );
}
