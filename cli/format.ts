const COLUMN_GAP = '  ';

/** Text that is safe to show in a terminal: anyone may choose a name, and it may contain control characters. */
export function shown(value: unknown): string {
  if (value === null || value === undefined || value === '') return '-';
  return String(value).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd');
}

/** Rows below a heading, in columns. */
export function table(heading: string[], rows: unknown[][]): string {
  const cells = [heading, ...rows.map((row) => row.map(shown))];
  const widths = heading.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column]!)).join(COLUMN_GAP).trimEnd()}\n`).join('');
}

/** Named values, one a line. */
export function fields(values: Record<string, unknown>): string {
  const width = Math.max(...Object.keys(values).map((name) => name.length));
  return Object.entries(values).map(([name, value]) => `${name.padEnd(width)}${COLUMN_GAP}${shown(value)}\n`).join('');
}
