import { startBenchCms } from './harness/bench-cms';
import { type Figure, figure } from './harness/figure';
import { IN_A_ROW } from './harness/in-a-row';
import { startLoader } from './harness/loader';
import type { Part } from './harness/part';
import type { RequestKind, Run } from './harness/load-child';
import { differences, quantile, ratios } from './harness/statistics';

const median = (values: number[]) => quantile(values, 0.5);
/** In microseconds. */
const latenciesOf = (runs: Run[]) => runs.map(({ p50 }) => p50 * 1000);
const timesOf = (runs: Run[]) => runs.map(({ took }) => took);

/** What a cached token adds to the same route of the bundled CMS, one article by its id, without authentication. */
export const pricePerRequest: Part = {
  title: 'The price of a token per request',

  async run({ short }) {
    const cms = await startBenchCms('sqlite');
    const loader = startLoader();

    /** So many requests of a sort, then as many of the next, on all connections together; of each sort its runs, round by round. */
    async function inTurns<Sort extends string>(
      requests: Record<Sort, RequestKind>, order: { connections: number; inARow: number; rounds: number; seconds: number },
    ): Promise<Array<Record<Sort, Run[]>>> {
      const sorts = Object.keys(requests) as Sort[];
      const inARow = short ? IN_A_ROW : order.inARow;
      // Each cycle begins with another sort, so that none always follows the same one.
      const cycles = sorts.map((_, first) => [...sorts.slice(first), ...sorts.slice(0, first)]);
      const turns = cycles.flat().flatMap((sort) => Array<Sort>(inARow).fill(sort));
      const rounds: Array<Record<Sort, Run[]>> = [];
      for (let round = 0; round <= (short ? 0 : order.rounds); round += 1) {
        const results = await loader.load({
          port: cms.twins.port, seconds: short ? 0.1 : order.seconds, requests, groups: [{ connections: order.connections, turns, together: true }],
        });
        // The last runs may be cut short.
        const whole = Math.min(...sorts.map((sort) => results[sort]!.runs.length));
        if (round > 0 || short) rounds.push(Object.fromEntries(sorts.map((sort) => [sort, results[sort]!.runs.slice(0, whole)])) as Record<Sort, Run[]>);
      }
      return rounds;
    }

    try {
      await cms.registerAdmin();
      const [readOnly, fullAccess, five, many] = await cms.child.call('makeTokens', [
        { type: 'read-only' }, { type: 'full-access' }, { type: 'custom', permissions: 5 }, { type: 'custom', permissions: 500 },
      ]) as [string, string, string, string];
      const keys: Record<string, string> = {
        'read-only': readOnly, 'full access': fullAccess, 'custom, 5 permissions': five, 'custom, 500 permissions': many,
        'admin token': await cms.child.call('makeAdminToken'),
      };
      const { twins, article } = cms;
      const pathOf = (name: string) => (name === 'admin token' ? twins.admin : twins.content);
      const openPathOf = (name: string) => (name === 'admin token' ? twins.adminOpen : twins.contentOpen);
      const names = Object.keys(keys);

      // Without a network: what the app itself does.
      const right = { status: 200, body: article };
      const calls = [
        { path: twins.contentOpen, ...right },
        { path: twins.adminOpen, ...right },
        ...names.map((name) => ({ path: pathOf(name), key: keys[name], ...right })),
      ];
      // All of a figure is compared run by run, and what a round says is the median of that: a machine may change its speed in between.
      const prices: number[][][] = [];
      for (let round = 0; round <= (short ? 0 : 25); round += 1) {
        const price = await cms.child.call('price', { calls, runs: short ? 1 : 20 });
        if (round > 0 || short) prices.push(price);
      }
      const figures: Figure[] = names.map((name, index) => figure(
        `CPU that it adds: ${name}`, 'µs',
        prices.map((round) => median(differences(round[index + 2]!, round[name === 'admin token' ? 1 : 0]!))), { atMost: 10 },
      ));
      figures.push(figure('CPU of the same without authentication', 'µs', prices.map(([open]) => median(open!))));

      // Over HTTP, on one connection.
      for (const name of names) {
        const requests = {
          open: { path: openPathOf(name), ...right },
          header: { path: openPathOf(name), keys: [keys[name]!], ...right },
          guarded: { path: pathOf(name), keys: [keys[name]!], ...right },
        };
        const rounds = await inTurns(requests, { connections: 1, inARow: IN_A_ROW, rounds: 15, seconds: 1 });
        const latencies = rounds.map(({ open, header, guarded }) => ({ open: latenciesOf(open), header: latenciesOf(header), guarded: latenciesOf(guarded) }));
        figures.push(
          figure(`latency that it adds over HTTP: ${name}`, 'µs', latencies.map(({ open, guarded }) => median(differences(guarded, open))), { atMost: 10 }),
          figure('of which Node takes to read one more header', 'µs', latencies.map(({ open, header }) => median(differences(header, open)))),
        );
        if (name === 'read-only') {
          figures.push(figure('latency of the same without authentication', 'µs', latencies.map(({ open }) => median(open))));
        }
      }

      // As many as the server can answer.
      const dear = ['read-only', 'custom, 500 permissions'] as const;
      const inARow = 400;
      const rounds = await inTurns({
        open: { path: twins.contentOpen, ...right },
        [dear[0]]: { path: twins.content, keys: [keys[dear[0]]!], ...right },
        [dear[1]]: { path: twins.content, keys: [keys[dear[1]]!], ...right },
      }, { connections: 16, inARow, rounds: 18, seconds: 10 });
      for (const name of dear) {
        const shares = rounds.map((round) => 100 * (1 - median(ratios(timesOf(round.open), timesOf(round[name])))));
        figures.push(figure(`throughput that it takes: ${name}`, '%', shares, { atMost: 3 }));
      }
      figures.push(figure('throughput without authentication, 16 connections', '/s', rounds.map(({ open }) => inARow * 1000 / median(timesOf(open)))));
      return { figures };
    } finally {
      await loader.stop();
      await cms.stop();
    }
  },
};
