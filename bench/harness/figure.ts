import { quantile } from './statistics';

/** What is asked for. */
export type Goal = { atMost: number } | { atLeast: number };

/** One line of the table: the median of several rounds, and the half of them that lies around it. */
export interface Figure {
  what: string;
  unit: string;
  median: number;
  /** A quarter of the rounds lies below. */
  low: number;
  /** A quarter of the rounds lies above. */
  high: number;
  goal?: Goal;
}

/** A line of the table from the values of all rounds. */
export function figure(what: string, unit: string, values: number[], goal?: Goal): Figure {
  return { what, unit, median: quantile(values, 0.5), low: quantile(values, 0.25), high: quantile(values, 0.75), ...(goal && { goal }) };
}

/** Whether the median reaches the goal; undefined where there is none. */
export function isMet({ median, goal }: Figure): boolean | undefined {
  if (goal === undefined) return undefined;
  return 'atMost' in goal ? median <= goal.atMost : median >= goal.atLeast;
}

/** A figure as a row of a Markdown table. */
export function rowOf(line: Figure): string {
  const { what, unit, median, low, high, goal } = line;
  const wanted = goal === undefined ? '' : 'atMost' in goal ? `≤ ${show(goal.atMost)}` : `≥ ${show(goal.atLeast)}`;
  const met = { true: 'yes', false: '**no**', undefined: '' }[String(isMet(line))];
  const spread = low === high ? '' : `${show(low)} – ${show(high)}`;
  return `| ${what} | ${show(median)} ${unit} | ${spread} | ${wanted} | ${met} |`;
}

/** A number with three digits that count. */
export function show(value: number): string {
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}
