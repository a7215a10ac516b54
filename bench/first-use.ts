import { alternate, expectAnswer, figure, show, timePerCall, type Line, type Part } from './harness';
import { startBenchCms, type BenchCms } from './bench-cms';
import { parseBearer } from '../server/key/bearer';
import { pluginServices } from '../server/services';

/** What a key costs the first time, when it has to be read: with few and with many tokens in the database (SQLite). */
export const firstUse: Part = async ({ short, full }) => {
  const sizes = short ? [100, 1000] : full ? [1000, 100_000, 1_000_000] : [1000, 100_000];
  const perRound = short ? 10 : 100;
  const rounds = short ? 1 : 7;
  const started: BenchCms[] = [];
  try {
    const subjects: Record<string, () => Promise<number>> = {};
    for (const size of sizes) {
      const cms = await startBenchCms();
      started.push(cms);
      const keys = await cms.insertTokens(size, {});
      // From all over the table, none twice.
      const needed = perRound * (rounds + 1);
      const unused = keys.filter((_, i) => i % Math.floor(keys.length / Math.min(needed, keys.length)) === 0);
      const { authenticator } = pluginServices(cms.running.cms);
      let used = 0;
      subjects[`${size} tokens`] = () => timePerCall(perRound, async () => {
        const key = unused[used % unused.length]!;
        used += 1;
        expectAnswer('a first use', (await authenticator.authenticate(parseBearer(`Bearer ${key}`)!, 'content-api'))?.type, 'read-only');
      });
      if (needed > unused.length) throw new Error('There are not enough tokens for every first use.');
    }
    const values = await alternate(rounds, subjects);
    const smallest = figure(values[`${sizes[0]} tokens`]!).median;
    return Object.entries(values).map(([name, measured]): Line => ({
      measured: name,
      'µs (lowest–highest)': show(figure(measured)),
      'beside the smallest': `${(figure(measured).median / smallest).toFixed(2)} ×`,
    }));
  } finally {
    for (const cms of started) await cms.stop();
  }
};
