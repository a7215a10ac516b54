/**
 * Measures each variant once per round, each round beginning with another one, so that no variant always comes first, and
 * whatever else the machine does hits all of them. The first round warms up and is thrown away.
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
      if (round > 0) measured[name].push(value);
    }
  }
  return measured;
}
