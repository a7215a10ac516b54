import { startBenchCms } from './harness/bench-cms';
import { type Figure, figure } from './harness/figure';
import { IN_A_ROW } from './harness/in-a-row';
import { inTurns, type TurnsOrder } from './harness/in-turns';
import type { Run } from './harness/load-child';
import { startLoader } from './harness/loader';
import type { Part } from './harness/part';
import { differences, quantile, ratios } from './harness/statistics';

const SHORT = { rounds: 0, seconds: 0.1 };
const median = (values: number[]) => quantile(values, 0.5);
/** In microseconds. */
const latenciesOf = (runs: Run[]) => runs.map(({ p50 }) => p50 * 1000);
/** In milliseconds. */
const timesOf = (runs: Run[]) => runs.map(({ each }) => each);

/** What a cached token adds to the same route of the bundled CMS, one article by its id, without authentication. */
export const pricePerRequest: Part = {
  title: 'The price of a token per request',

  async run({ short }) {
    const cms = await startBenchCms('sqlite');
    const loader = startLoader();
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
      const onOne: TurnsOrder = { port: twins.port, connections: 1, inARow: IN_A_ROW, ...(short ? SHORT : { rounds: 15, seconds: 1 }) };
      for (const name of names) {
        const requests = {
          open: { path: openPathOf(name), ...right },
          header: { path: openPathOf(name), keys: [keys[name]!], ...right },
          guarded: { path: pathOf(name), keys: [keys[name]!], ...right },
        };
        const rounds = await inTurns(loader, requests, onOne);
        const adds = (sort: 'header' | 'guarded') =>
          rounds.map((round) => median(differences(latenciesOf(round[sort]), latenciesOf(round.open))));
        figures.push(
          figure(`latency that it adds over HTTP: ${name}`, 'µs', adds('guarded'), { atMost: 10 }),
          figure('of which Node takes to read one more header', 'µs', adds('header')),
        );
        if (name === 'read-only') {
          figures.push(figure('latency of the same without authentication', 'µs', rounds.map(({ open }) => median(latenciesOf(open)))));
        }
      }

      // As many as the server can answer.
      const measured = ['read-only', 'custom, 500 permissions'] as const;
      const [cheap, dear] = measured;
      const onMany: TurnsOrder = {
        port: twins.port, connections: 16, ...(short ? { inARow: IN_A_ROW, ...SHORT } : { inARow: 160, rounds: 24, seconds: 10 }),
      };
      const rounds = await inTurns(loader, {
        open: { path: twins.contentOpen, ...right },
        [cheap]: { path: twins.content, keys: [keys[cheap]!], ...right },
        [dear]: { path: twins.content, keys: [keys[dear]!], ...right },
      }, onMany);
      for (const name of measured) {
        const shares = rounds.map((round) => 100 * (1 - median(ratios(timesOf(round.open), timesOf(round[name])))));
        figures.push(figure(`throughput that it takes: ${name}`, '%', shares, { atMost: 3 }));
      }
      const perSecond = rounds.map(({ open }) => 1000 / median(timesOf(open)));
      figures.push(figure('throughput without authentication, 16 connections', '/s', perSecond));
      return { figures };
    } finally {
      await loader.stop();
      await cms.stop();
    }
  },
};
