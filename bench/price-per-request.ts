import { type BenchCms, startBenchCms } from './harness/bench-cms';
import { type Figure, figure } from './harness/figure';
import { IN_A_ROW } from './harness/in-a-row';
import { inTurns, type TurnsOrder } from './harness/in-turns';
import type { Run } from './harness/load-child';
import { type Loader, startLoader } from './harness/loader';
import type { Part } from './harness/part';
import { differences, quantile, ratios } from './harness/statistics';

const ADMIN = 'admin token';
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
    // Each with a CMS of its own: calling an app without a network leaves the engine's code for it slower than it is on a server.
    const cpu = await withTokens((cms, keys) => measureCpu(cms, keys, short));
    const loader = startLoader();
    try {
      return { figures: [...cpu, ...await withTokens((cms, keys) => measureHttp(cms, keys, loader, short))] };
    } finally {
      await loader.stop();
    }
  },
};

/** Keys by what their tokens may do. */
type Keys = Record<string, string>;

async function withTokens<Result>(work: (cms: BenchCms, keys: Keys) => Promise<Result>): Promise<Result> {
  const cms = await startBenchCms('sqlite');
  try {
    await cms.registerAdmin();
    const [readOnly, fullAccess, five, many] = await cms.child.call('makeTokens', [
      { type: 'read-only' }, { type: 'full-access' }, { type: 'custom', permissions: 5 }, { type: 'custom', permissions: 500 },
    ]) as [string, string, string, string];
    return await work(cms, {
      'read-only': readOnly, 'full access': fullAccess, 'custom, 5 permissions': five, 'custom, 500 permissions': many,
      [ADMIN]: await cms.child.call('makeAdminToken'),
    });
  } finally {
    await cms.stop();
  }
}

/** Without a network: what the app itself does. */
async function measureCpu({ child, twins, article }: BenchCms, keys: Keys, short: boolean): Promise<Figure[]> {
  const right = { status: 200, body: article };
  const names = Object.keys(keys);
  const calls = [
    { path: twins.contentOpen, ...right },
    { path: twins.adminOpen, ...right },
    ...names.map((name) => ({ path: name === ADMIN ? twins.admin : twins.content, key: keys[name], ...right })),
  ];
  // All of a figure is compared run by run, and what a round says is the median of that: a machine may change its speed in between.
  const rounds: number[][][] = [];
  for (let round = 0; round <= (short ? 0 : 25); round += 1) {
    const runs = await child.call('price', { calls, runs: short ? 1 : 20 });
    if (round > 0 || short) rounds.push(runs);
  }
  return [
    ...names.map((name, index) => figure(
      `CPU that it adds: ${name}`, 'µs',
      rounds.map((round) => median(differences(round[index + 2]!, round[name === ADMIN ? 1 : 0]!))), { atMost: 10 },
    )),
    figure('CPU of the same without authentication', 'µs', rounds.map(([open]) => median(open!))),
  ];
}

async function measureHttp({ twins, article }: BenchCms, keys: Keys, loader: Loader, short: boolean): Promise<Figure[]> {
  const right = { status: 200, body: article };
  const figures: Figure[] = [];

  const onOne: TurnsOrder = { port: twins.port, connections: 1, inARow: IN_A_ROW, ...(short ? SHORT : { rounds: 15, seconds: 1 }) };
  for (const [name, key] of Object.entries(keys)) {
    const [path, openPath] = name === ADMIN ? [twins.admin, twins.adminOpen] : [twins.content, twins.contentOpen];
    const rounds = await inTurns(loader, {
      open: { path: openPath, ...right }, header: { path: openPath, keys: [key], ...right }, guarded: { path, keys: [key], ...right },
    }, onOne);
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
  return figures;
}
