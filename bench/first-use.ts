import type { DialectName } from './harness/bench-database';
import { type BenchCms, startBenchCms } from './harness/bench-cms';
import { type Figure, figure } from './harness/figure';
import type { BenchOptions, Part } from './harness/part';
import { alternate, quantile, ratios } from './harness/statistics';

/** In how many places of the table the keys lie. */
const PLACES = 10;

/** What a key costs that is not in memory and has to be read, with few and with many tokens in the database. */
export const firstUse: Part = {
  title: 'First use of a key: with a million tokens, beside with a thousand',

  async run(options) {
    const figures: Figure[] = [];
    for (const dialect of options.dialects) figures.push(...await measure(dialect, options));
    return { figures };
  },
};

async function measure(dialect: DialectName, { short, full }: BenchOptions): Promise<Figure[]> {
  const sizes = short ? [100, 1000] : full ? [1000, 100_000, 1_000_000] : [1000, 1_000_000];
  const rounds = short ? 1 : 15;
  const perRound = short ? 20 : 60;
  const started: BenchCms[] = [];
  try {
    const askings: Record<string, () => Promise<number>> = {};
    for (const size of sizes) {
      const cms = await startBenchCms(dialect);
      started.push(cms);
      const unused = await fill(cms, size, perRound * (rounds + 1));
      askings[size] = async () => quantile(await cms.child.call('authenticate', unused.splice(0, perRound)), 0.5);
    }
    const measured = await alternate(rounds, askings);
    const [smallest, largest] = [sizes[0]!, sizes.at(-1)!];
    return [
      ...sizes.map((size) => figure(`${dialect}, ${size.toLocaleString('en')} tokens`, 'µs', measured[size]!)),
      figure(
        `${dialect}, ${largest.toLocaleString('en')} tokens beside ${smallest.toLocaleString('en')}`, '×',
        ratios(measured[largest]!, measured[smallest]!), { atMost: 1.5 },
      ),
    ];
  } finally {
    for (const cms of started) await cms.stop();
  }
}

/** Makes `size` tokens, and answers the keys of so many of them that lie all over the table. */
async function fill(cms: BenchCms, size: number, keys: number): Promise<string[]> {
  const made: string[][] = [];
  const fillers = size - keys;
  for (let place = 0; place < PLACES; place += 1) {
    const [from, to] = [place, place + 1].map((end) => Math.round(fillers * end / PLACES)) as [number, number];
    await cms.child.call('fillTokens', { from: from + 1, to });
    made.push(await cms.child.call('insertTokens', { count: keys / PLACES, label: `place ${place}` }));
  }
  // Each of those that are asked one after another lies in another place.
  return Array.from({ length: keys }, (_, index) => made[index % PLACES]![Math.floor(index / PLACES)]!);
}
