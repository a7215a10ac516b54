/** The middle of what was measured, and the quartiles around it. */
export interface Summary {
  median: number;
  /** A quarter of the values lies below. */
  low: number;
  /** A quarter of the values lies above. */
  high: number;
}

/** Takes at least one value. */
export function summarize(values: number[]): Summary {
  return { median: quantile(values, 0.5), low: quantile(values, 0.25), high: quantile(values, 0.75) };
}

/** The value below which `share` (0 to 1) of the values lie, interpolated. */
export function quantile(values: number[], share: number): number {
  if (values.length === 0) throw new Error('Nothing was measured.');
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)]!;
  return below + (sorted[Math.ceil(place)]! - below) * (place - Math.floor(place));
}

/** `a[i] / b[i]`: what was measured in the same round is compared, so that a noisy minute hits both. */
export function ratios(a: number[], b: number[]): number[] {
  return a.map((value, index) => value / b[index]!);
}

/** `a[i] - b[i]`. */
export function differences(a: number[], b: number[]): number[] {
  return a.map((value, index) => value - b[index]!);
}
