type Unit = 'minute' | 'hour' | 'day' | 'month' | 'year';

const STEPS: Array<[Unit, number]> = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/**
 * A duration in its largest unit, rounded: `[-3, 'hour']`. Less than half a minute is `[0, 'minute']`.
 *
 * @param milliseconds Negative for the past.
 */
export function relativeTime(milliseconds: number): [number, Unit] {
  const [unit, length] = STEPS.find(([, step]) => Math.abs(milliseconds) >= step) ?? STEPS[STEPS.length - 1]!;
  return [Math.round(milliseconds / length) || 0, unit];
}
