/** A line of a permission matrix: something that can be granted. */
export interface MatrixRow {
  /** What is granted. */
  id: string;
  label: string;
  /** True where it cannot be granted or taken. */
  isLocked?: boolean;
}

/** Whether all, none, or some of those of `rows` are granted that are not locked. */
export function grantedState(rows: MatrixRow[], granted: ReadonlySet<string>): boolean | 'indeterminate' {
  const free = rows.filter(({ isLocked }) => !isLocked);
  const count = countGranted(free, granted);
  if (count === 0) return false;
  return count === free.length ? true : 'indeterminate';
}

/** How many of `rows` are granted. */
export function countGranted(rows: MatrixRow[], granted: ReadonlySet<string>): number {
  return rows.filter(({ id }) => granted.has(id)).length;
}

/** What is granted after all of `rows` that are not locked were granted or taken. */
export function withRows(granted: ReadonlySet<string>, rows: MatrixRow[], isGranted: boolean): Set<string> {
  const next = new Set(granted);
  for (const { id, isLocked } of rows) {
    if (isLocked) continue;
    if (isGranted) next.add(id);
    else next.delete(id);
  }
  return next;
}

/** Whether two sets hold the same. */
export function isSameSet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((id) => other.has(id));
}
