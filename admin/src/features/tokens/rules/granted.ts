/** A line of a permission matrix: something that can be granted. */
export interface MatrixRow {
  /** What is granted. */
  id: string;
  label: string;
  /** True where it cannot be granted; what is granted already can still be removed. */
  isLocked?: boolean;
}

/** Whether all, none, or some of those of `rows` are granted that can be. */
export function grantedState(rows: MatrixRow[], granted: ReadonlySet<string>): boolean | 'indeterminate' {
  const free = rows.filter(({ id, isLocked }) => !isLocked || granted.has(id));
  const count = countGranted(free, granted);
  if (count === 0) return false;
  return count === free.length ? true : 'indeterminate';
}

/** How many of `rows` are granted. */
export function countGranted(rows: MatrixRow[], granted: ReadonlySet<string>): number {
  return rows.filter(({ id }) => granted.has(id)).length;
}

/** What is granted after all of `rows` that are not locked were granted, or all of them removed. */
export function withRows(granted: ReadonlySet<string>, rows: MatrixRow[], isGranted: boolean): Set<string> {
  const next = new Set(granted);
  for (const { id, isLocked } of rows) {
    if (!isGranted) next.delete(id);
    else if (!isLocked) next.add(id);
  }
  return next;
}
