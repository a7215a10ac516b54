import { memo, useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { Accordion, Box, Checkbox, Flex, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';
import { useText } from '../../../use-text';
import { countGranted, grantedState, withRows, type MatrixRow } from '../rules/granted';

/** A row of the matrix with what is shown beside it. */
export interface PermissionRow extends MatrixRow {
  detail?: ReactNode;
}

/** Related rows under one heading. */
export interface PermissionGroup {
  id: string;
  label: string;
  note?: string;
  rows: PermissionRow[];
}

const RowGrid = styled.li`
  display: grid;
  gap: 0.4rem 2.4rem;
  padding: 1.2rem 0;
  border-top: 1px solid ${({ theme }) => theme.colors.neutral150};
  content-visibility: auto;
  contain-intrinsic-size: auto 5rem;
  ${({ theme }) => theme.breakpoints.medium} {
    grid-template-columns: minmax(18rem, 1fr) 2fr;
  }
`;

/** Its text wraps, since names may differ only at their end. */
const Trigger = styled(Accordion.Trigger)`
  padding-block: 1.2rem;
  span {
    white-space: normal;
  }
`;

const Count = styled.span<{ $isSome: boolean }>`
  padding: 0.2rem 0.8rem;
  border-radius: 1rem;
  white-space: nowrap;
  font-size: 1.2rem;
  font-weight: ${({ theme }) => theme.fontWeights.semiBold};
  color: ${({ theme, $isSome }) => ($isSome ? theme.colors.primary700 : theme.colors.neutral600)};
  background: ${({ theme, $isSome }) => ($isSome ? theme.colors.primary100 : theme.colors.neutral150)};
`;

/** How many rows are rendered at once: thousands would block the browser for seconds. */
const LINES_AT_ONCE = 100;

/** How many of `total` rows to show: more whenever their end approaches the viewport. */
function useGrowing(total: number): [number, (end: HTMLElement | null) => void] {
  const [count, setCount] = useState(LINES_AT_ONCE);
  const observer = useRef<IntersectionObserver>();
  const end = useCallback((element: HTMLElement | null) => {
    observer.current?.disconnect();
    if (!element) return;
    observer.current = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setCount((shown) => shown + LINES_AT_ONCE);
      },
      { rootMargin: '800px' },
    );
    observer.current.observe(element);
  }, []);
  return [Math.min(count, total), end];
}

const Line = memo(function Line({
  row,
  isGranted,
  isFixed,
  onToggle,
}: {
  row: PermissionRow;
  isGranted: boolean;
  isFixed: boolean;
  onToggle(row: PermissionRow, isGranted: boolean): void;
}) {
  return (
    <RowGrid>
      <Checkbox checked={isGranted} disabled={isFixed} onCheckedChange={(checked) => onToggle(row, checked === true)}>
        {row.label}
      </Checkbox>
      {row.detail ? <Box minWidth={0}>{row.detail}</Box> : null}
    </RowGrid>
  );
});

function GroupRows({
  group,
  granted,
  onChange,
}: { group: PermissionGroup } & Pick<PermissionMatrixProps, 'granted' | 'onChange'>) {
  const text = useText();
  const [shown, end] = useGrowing(group.rows.length);
  const latest = useRef({ granted, onChange });
  useEffect(() => {
    latest.current = { granted, onChange };
  }, [granted, onChange]);
  const toggle = useCallback((row: PermissionRow, isGranted: boolean) => {
    latest.current.onChange?.(withRows(latest.current.granted, [row], isGranted));
  }, []);
  const isFixed = !onChange || group.rows.every(({ id, isLocked }) => isLocked && !granted.has(id));
  return (
    <Box padding={{ initial: 4, medium: 6 }}>
      {group.note ? (
        <Box paddingBottom={4}>
          <Typography textColor="neutral600">{group.note}</Typography>
        </Box>
      ) : null}
      {isFixed ? null : (
        <Box paddingBottom={4}>
          <Checkbox
            checked={grantedState(group.rows, granted)}
            onCheckedChange={(checked) => onChange(withRows(granted, group.rows, checked === true))}
          >
            {text('matrix.select-all')}
          </Checkbox>
        </Box>
      )}
      <ul>
        {group.rows.slice(0, shown).map((row) => (
          <Line
            key={row.id}
            row={row}
            isGranted={granted.has(row.id)}
            isFixed={!onChange || (Boolean(row.isLocked) && !granted.has(row.id))}
            onToggle={toggle}
          />
        ))}
      </ul>
      {shown < group.rows.length ? <div key={shown} ref={end} style={{ height: '1px' }} /> : null}
    </Box>
  );
}

/** The design system opens one item of an accordion at a time; each group is one of its own, so that they can be compared. */
const Groups = styled.div`
  display: grid;
  gap: 0.4rem;
`;

/** The props of {@link PermissionMatrix}. */
export interface PermissionMatrixProps {
  groups: PermissionGroup[];
  /** The ids of the granted rows. */
  granted: ReadonlySet<string>;
  /** Omitted if nothing can be changed. */
  onChange?(granted: Set<string>): void;
}

/** What a token can do, group by group, read-only or editable. */
export function PermissionMatrix({ groups, granted, onChange }: PermissionMatrixProps) {
  const text = useText();
  return (
    <Groups>
      {groups.map((group) => {
        const count = countGranted(group.rows, granted);
        return (
          <Accordion.Root key={group.id} size="S">
          <Accordion.Item value={group.id}>
            <Accordion.Header>
              <Trigger>{group.label}</Trigger>
              <Accordion.Actions>
                <Count $isSome={count > 0}>{text('matrix.count', { count, total: group.rows.length })}</Count>
              </Accordion.Actions>
            </Accordion.Header>
            <Accordion.Content>
              <Flex direction="column" alignItems="stretch">
                <GroupRows group={group} granted={granted} onChange={onChange} />
              </Flex>
            </Accordion.Content>
          </Accordion.Item>
          </Accordion.Root>
        );
      })}
    </Groups>
  );
}
