/** The value below which `share` (0 to 1) of the values lie, interpolated. @throws {Error} where there is no value */
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

/** `a[i] - b[i]`, like {@link ratios}. */
export function differences(a: number[], b: number[]): number[] {
  return a.map((value, index) => value - b[index]!);
}

/** What the values rise by from one to the next, by least squares. */
export function slope(values: number[]): number {
  const middle = (values.length - 1) / 2;
  const spread = values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
  return values.reduce((sum, value, index) => sum + (index - middle) * value, 0) / spread;
}

/**
 * Measures each variant once per round, each round beginning with another one, so that none always comes first, and whatever
 * else the machine does hits all of them. The first round warms up and is thrown away, unless `rounds` is 0.
 */
export async function alternate<Name extends string, Value>(
  rounds: number,
  variants: Record<Name, () => Promise<Value>>,
): Promise<Record<Name, Value[]>> {
  const names = Object.keys(variants) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Value[]>;
  for (let round = 0; round <= rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length]!;
      const value = await variants[name]();
      if (round > 0 || rounds === 0) measured[name].push(value);
    }
  }
  return measured;
}
