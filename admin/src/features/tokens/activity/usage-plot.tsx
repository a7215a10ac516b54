import { Box, Flex, Typography, VisuallyHidden } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { styled } from 'styled-components';
import type { DayUsage } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import { barParts, OUTCOMES, scaleEnd, sumUsage, type Outcome } from '../rules/activity/usage-bars';

const COLORS = { ok: 'primary600', denied: 'warning600', failed: 'danger600' } as const;

const DAY_WIDTH = 10;
const BAR_WIDTH = 7;

const Frame = styled.div`
  position: relative;
  display: grid;
  grid-template-columns: auto minmax(0, 1fr);
  gap: 0.6rem 0.8rem;
  font-size: 1.2rem;
  color: ${({ theme }) => theme.colors.neutral600};
`;

const Scale = styled.div`
  display: flex;
  flex-direction: column;
  justify-content: space-between;
  text-align: end;
  line-height: 1;
`;

const Plot = styled.svg`
  display: block;
  width: 100%;
  height: 14rem;
  line {
    stroke: ${({ theme }) => theme.colors.neutral200};
  }
  .over {
    fill: transparent;
  }
  g:hover .over {
    fill: ${({ theme }) => theme.colors.neutral150};
  }
`;

const Part = styled.rect<{ $outcome: Outcome }>`
  fill: ${({ theme, $outcome }) => theme.colors[COLORS[$outcome]]};
  stroke: ${({ theme }) => theme.colors.neutral0};
`;

const Swatch = styled.span<{ $outcome: Outcome }>`
  display: inline-block;
  width: 1rem;
  height: 1rem;
  border-radius: 2px;
  margin-inline-end: 0.6rem;
  background: ${({ theme, $outcome }) => theme.colors[COLORS[$outcome]]};
`;

/** Requests per day by outcome, as stacked bars with totals; as a table for screen readers. */
export function UsagePlot({ days }: { days: DayUsage[] }) {
  const text = useText();
  const { formatDate, formatNumber } = useIntl();
  const sums = sumUsage(days);
  const end = scaleEnd(Math.max(...days.map(({ ok, denied, failed }) => ok + denied + failed)));
  const compact = (value: number) => formatNumber(value, { notation: 'compact' });
  const dateOf = (day: string, isWhole = false) => formatDate(day, { timeZone: 'UTC', day: 'numeric', month: 'short', year: isWhole ? 'numeric' : undefined });
  const width = days.length * DAY_WIDTH;
  const marks = [days[0], days[Math.floor((days.length - 1) / 2)], days.at(-1)];
  return (
    <Flex direction="column" alignItems="stretch" gap={3}>
      <Flex tag="ul" gap={4} wrap="wrap">
        {OUTCOMES.map((outcome) => (
          <li key={outcome}>
            <Swatch $outcome={outcome} aria-hidden />
            <Typography textColor="neutral800">{text(`usage.${outcome}`)} <b>{formatNumber(sums[outcome])}</b></Typography>
          </li>
        ))}
      </Flex>
      <Frame aria-hidden>
        <Scale>{[end, end / 2, 0].map((value) => <span key={value}>{compact(value)}</span>)}</Scale>
        <Plot viewBox={`0 0 ${width} 100`} preserveAspectRatio="none" focusable="false">
          {[0.5, 50, 99.5].map((y) => <line key={y} x1={0} x2={width} y1={y} y2={y} vectorEffect="non-scaling-stroke" />)}
          {days.map((day, index) => (
            <g key={day.day}>
              <title>{text('usage.day', { date: dateOf(day.day, true), ok: day.ok, denied: day.denied, failed: day.failed })}</title>
              <rect className="over" x={index * DAY_WIDTH} y={0} width={DAY_WIDTH} height={100} />
              {barParts(day, end).map(({ outcome, y, height }) => (
                <Part
                  key={outcome} $outcome={outcome} vectorEffect="non-scaling-stroke" strokeWidth={0.5}
                  x={index * DAY_WIDTH + (DAY_WIDTH - BAR_WIDTH) / 2} y={y} width={BAR_WIDTH} height={height}
                />
              ))}
            </g>
          ))}
        </Plot>
        <span />
        <Flex justifyContent="space-between">{marks.map((mark, index) => <span key={index}>{mark && dateOf(mark.day)}</span>)}</Flex>
      </Frame>
      <Box position="relative">
        <VisuallyHidden>
          <table>
            <caption>{text('usage.title')}</caption>
            <thead>
              <tr>
                <th scope="col">{text('usage.date')}</th>
                {OUTCOMES.map((outcome) => <th key={outcome} scope="col">{text(`usage.${outcome}`)}</th>)}
              </tr>
            </thead>
            <tbody>
              {days.map((day) => (
                <tr key={day.day}>
                  <th scope="row">{dateOf(day.day, true)}</th>
                  {OUTCOMES.map((outcome) => <td key={outcome}>{formatNumber(day[outcome])}</td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </VisuallyHidden>
      </Box>
    </Flex>
  );
}
