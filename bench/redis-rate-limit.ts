import { startBenchCms } from './harness/bench-cms';
import { type Figure, figure } from './harness/figure';
import { IN_A_ROW } from './harness/in-a-row';
import { inTurns } from './harness/in-turns';
import { type Loader, startLoader } from './harness/loader';
import type { BenchOptions, Part } from './harness/part';
import { differences, quantile } from './harness/statistics';

const median = (values: number[]) => quantile(values, 0.5);

/** What a rate limit adds to a request, counted in memory and in the Redis at REDIS_URL. */
export const redisRateLimit: Part = {
  title: 'A rate limit counted in Redis, beside one counted in memory',

  async run(options) {
    const redisUrl = process.env['REDIS_URL'];
    const loader = startLoader();
    try {
      const inMemory = await measure('in memory', {}, loader, options);
      if (!redisUrl) return { figures: inMemory, notes: ['Nothing was measured with Redis: REDIS_URL is not set'] };
      return { figures: [...inMemory, ...await measure('in Redis', { REDIS_URL: redisUrl }, loader, options)] };
    } finally {
      await loader.stop();
    }
  },
};

async function measure(where: string, variables: Record<string, string>, loader: Loader, { short, full }: BenchOptions): Promise<Figure[]> {
  const cms = await startBenchCms('sqlite', variables);
  try {
    const [unlimited, limited] = await cms.child.call('makeTokens', [
      // So many that none is denied.
      { type: 'read-only' }, { type: 'read-only', rateLimit: { limit: 1_000_000, window: 1 } },
    ]) as [string, string];
    const right = { path: cms.articlePath, status: 200, body: cms.article };
    const rounds = await inTurns(loader, {
      // Three sorts, since of two one would follow itself.
      warm: { ...right, keys: [unlimited] }, unlimited: { ...right, keys: [unlimited] }, limited: { ...right, keys: [limited] },
    }, { port: cms.port, connections: 1, inARow: IN_A_ROW, rounds: short ? 0 : full ? 15 : 7, seconds: short ? 0.1 : 1 });
    const latencies = (sort: 'unlimited' | 'limited') => rounds.map((round) => round[sort].map(({ p50 }) => p50 * 1000));
    const [free, counted] = [latencies('unlimited'), latencies('limited')];
    return [
      figure(`latency without a rate limit, ${where}`, 'µs', free.map(median)),
      figure(`latency that a rate limit adds, counted ${where}`, 'µs', counted.map((each, round) => median(differences(each, free[round]!)))),
    ];
  } finally {
    await cms.stop();
  }
}
