import type { DayUsage } from '../../../../../../server/contract';

/** What became of requests, in the order in which they are stacked. */
export const OUTCOMES = ['ok', 'denied', 'failed'] as const;

/** One of {@link OUTCOMES}. */
export type Outcome = (typeof OUTCOMES)[number];

/** A part of a day's bar: from `y` down, in hundredths of the plot's height, 0 at its top. */
export interface BarPart {
  outcome: Outcome;
  y: number;
  height: number;
}

/** Below this (hundredths) one denial among thousands of requests would not be seen. */
const LEAST_HEIGHT = 2;

/** The end of the scale for numbers up to `most`: the next of 2, 4, 6, 8, 10, 20, 40, …, so that its middle is a whole number too. */
export function scaleEnd(most: number): number {
  const power = 10 ** Math.max(0, Math.ceil(Math.log10(Math.max(most, 1))) - 1);
  return [2, 4, 6, 8, 10].map((step) => step * power).find((end) => end >= most)!;
}

/** How many requests there were, by what became of them. */
export function sumUsage(days: readonly DayUsage[]): Record<Outcome, number> {
  const sums = { ok: 0, denied: 0, failed: 0 };
  for (const day of days) for (const outcome of OUTCOMES) sums[outcome] += day[outcome];
  return sums;
}

/** The parts of a day's bar, from the bottom up. @param end The end of the scale. */
export function barParts(day: DayUsage, end: number): BarPart[] {
  const parts = OUTCOMES.filter((outcome) => day[outcome] > 0).map((outcome) => ({
    outcome, height: Math.max(LEAST_HEIGHT, (100 * day[outcome]) / end),
  }));
  const shrink = Math.min(1, 100 / parts.reduce((sum, { height }) => sum + height, 0));
  let y = 100;
  return parts.map(({ outcome, height }) => {
    y -= height * shrink;
    return { outcome, y, height: height * shrink };
  });
}
