import { memo, useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { Box, Checkbox, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';
import { grantedState, withRows, type MatrixRow } from '../rules/permissions/granted';

/** A row of the matrix with what is shown beside it. */
export interface PermissionRow extends MatrixRow {
  detail?: ReactNode;
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

/** The props of {@link PermissionRows}. */
export interface PermissionRowsProps {
  rows: PermissionRow[];
  note?: string;
  /** The label of the checkbox for all of `rows`. */
  allLabel: string;
  /** The ids of the granted rows. */
  granted: ReadonlySet<string>;
  /** Omitted if nothing can be changed. */
  onChange?(granted: Set<string>): void;
}

/** What can be granted, row by row or all at once. Further rows are rendered as their end comes into sight. */
export function PermissionRows({ rows, note, allLabel, granted, onChange }: PermissionRowsProps) {
  const [shown, end] = useGrowing(rows.length);
  const latest = useRef({ granted, onChange });
  useEffect(() => {
    latest.current = { granted, onChange };
  }, [granted, onChange]);
  const toggle = useCallback((row: PermissionRow, isGranted: boolean) => {
    latest.current.onChange?.(withRows(latest.current.granted, [row], isGranted));
  }, []);
  const isFixed = !onChange || rows.every(({ id, isLocked }) => isLocked && !granted.has(id));
  return (
    <Box padding={{ initial: 4, medium: 6 }}>
      {note ? (
        <Box paddingBottom={4}>
          <Typography textColor="neutral600">{note}</Typography>
        </Box>
      ) : null}
      {isFixed ? null : (
        <Box paddingBottom={4}>
          <Checkbox
            checked={grantedState(rows, granted)}
            onCheckedChange={(checked) => onChange(withRows(granted, rows, checked === true))}
          >
            {allLabel}
          </Checkbox>
        </Box>
      )}
      <ul>
        {rows.slice(0, shown).map((row) => (
          <Line
            key={row.id}
            row={row}
            isGranted={granted.has(row.id)}
            isFixed={!onChange || (Boolean(row.isLocked) && !granted.has(row.id))}
            onToggle={toggle}
          />
        ))}
      </ul>
      {shown < rows.length ? <div key={shown} ref={end} style={{ height: '1px' }} /> : null}
    </Box>
  );
}
