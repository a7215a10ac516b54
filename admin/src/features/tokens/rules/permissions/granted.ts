/** A row of a permission matrix: something that can be granted. */
export interface MatrixRow {
  /** What is granted. */
  id: string;
  label: string;
  /** What it is found by besides its name and id. */
  words?: string;
  /** True if it cannot be granted; if already granted, it can still be removed. */
  isLocked?: boolean;
}

/** Whether all, none, or some of the grantable `rows` are granted. */
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

/** What is granted after granting all unlocked `rows`, or removing all of them. */
export function withRows(granted: ReadonlySet<string>, rows: MatrixRow[], isGranted: boolean): Set<string> {
  const next = new Set(granted);
  for (const { id, isLocked } of rows) {
    if (!isGranted) next.delete(id);
    else if (!isLocked) next.add(id);
  }
  return next;
}
