import { startBenchCms } from './harness/bench-cms';
import type { CmsMethods } from './harness/cms-child';
import type { Child } from './harness/child';
import { type Figure, figure } from './harness/figure';
import { startLoader } from './harness/loader';
import { assertRight, type BenchOptions, type Part } from './harness/part';
import { alternate, slope } from './harness/statistics';

/** As many tokens as memory holds by default. */
const CACHED = 10_000;
const MB = 2 ** 20;

/** What a key in memory takes, and whether memory stays within bounds: with very many keys, and over time. */
export const memory: Part = {
  title: 'Memory',

  async run(options) {
    return { figures: [...await entries(options), ...await manyKeys(options), ...await overTime(options)] };
  },
};

/** Heap per key in memory, by what its token may do. */
async function entries({ short }: BenchOptions): Promise<Figure[]> {
  const cms = await startBenchCms('sqlite');
  try {
    const batches = {
      'read-only': { count: short ? 100 : CACHED },
      'custom, 5 permissions': { count: short ? 100 : CACHED, permissions: 5 },
      // So few because each takes a hundred times as much.
      'custom, 500 permissions': { count: short ? 10 : 1000, permissions: 500 },
    };
    let from = 0;
    const measure: Record<string, () => Promise<number>> = {};
    for (const [label, batch] of Object.entries(batches)) {
      await cms.child.call('keepTokens', { ...batch, label });
      const range = { from, to: from + batch.count };
      measure[label] = async () => {
        await cms.child.call('forget');
        const before = await heapOf(cms.child);
        await cms.child.call('useKept', range);
        return (await heapOf(cms.child) - before) / batch.count;
      };
      from = range.to;
    }
    const bytes = await alternate(short ? 1 : 5, measure);
    return Object.entries(bytes).map(([name, values]) => figure(`heap per key in memory: ${name}`, 'bytes', values));
  } finally {
    await cms.stop();
  }
}

/** What is left of very many different keys that were used once each. */
async function manyKeys({ short, full }: BenchOptions): Promise<Figure[]> {
  const cms = await startBenchCms('sqlite');
  try {
    // The second fills memory many times over, so that nothing may come on top of it.
    const marks = short ? [10, 100, 1000] : [1, 10, full ? 100 : 25].map((times) => times * CACHED);
    await cms.child.call('keepTokens', { count: marks.at(-1)!, label: 'kept' });
    const heaps: number[] = [];
    let used = 0;
    for (const mark of marks) {
      for (; used < mark; used += marks[0]!) await cms.child.call('useKept', { from: used, to: used + marks[0]! });
      heaps.push(await heapOf(cms.child));
    }
    const [first, second, last] = heaps as [number, number, number];
    const [few, many, most] = marks.map((mark) => mark.toLocaleString('en'));
    return [
      figure(`heap that different keys add, from the ${few}th to the ${many}th`, 'MB', [(second - first) / MB]),
      figure(`heap that different keys add, from the ${many}th to the ${most}th`, 'MB', [(last - second) / MB], { atMost: 2 }),
    ];
  } finally {
    await cms.stop();
  }
}

/** What load leaves behind. The first of its periods is not counted: until then code is still compiled and buffers grow. */
async function overTime({ short, full }: BenchOptions): Promise<Figure[]> {
  const cms = await startBenchCms('sqlite');
  const loader = startLoader();
  try {
    const keys = await cms.child.call('insertTokens', { count: short ? 100 : CACHED, label: 'loaded' });
    const periods = short ? 3 : 10;
    const seconds = short ? 0.1 : full ? 60 : 8;
    const heap: number[] = [];
    const rss: number[] = [];
    let answered = 0;
    for (let period = 0; period < periods; period += 1) {
      const { it } = await loader.load({
        port: cms.port,
        seconds,
        requests: { it: { path: cms.articlePath, keys, status: 200, body: cms.article } },
        groups: [{ connections: 16, turns: ['it'] }],
      });
      heap.push(await heapOf(cms.child) / MB);
      rss.push((await cms.child.call('usage')).rss / MB);
      answered += it.answered;
    }
    const keyReads = await cms.child.call('countKeyReads');
    assertRight(keyReads === Math.min(keys.length, answered), `${keyReads} reads for ${keys.length} keys that memory can hold`);
    // By the trend and not by the two ends, of which each may be off.
    const growth = (values: number[]) => [slope(values.slice(1)) * (periods - 2)];
    return [
      figure(`heap that ${(periods - 2) * seconds} seconds of load add`, 'MB', growth(heap), { atMost: 2 }),
      figure(`resident memory that ${(periods - 2) * seconds} seconds of load add`, 'MB', growth(rss)),
      figure('heap after each period', 'MB', heap),
      figure('resident memory after each period', 'MB', rss),
      figure('requests in all', '', [answered]),
    ];
  } finally {
    await loader.stop();
    await cms.stop();
  }
}

/** Heap after collecting garbage, without what waits for its last use to be written (bytes). */
async function heapOf(child: Child<CmsMethods>): Promise<number> {
  await child.call('writeLastUse');
  return (await child.call('usage')).heap;
}
