import { type BenchCms, startBenchCms } from './harness/bench-cms';
import { type Figure, figure } from './harness/figure';
import { IN_A_ROW } from './harness/in-a-row';
import { inTurns, type TurnsOrder } from './harness/in-turns';
import type { RequestKind, Run } from './harness/load-child';
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
      const latency = await withTokens((cms, keys) => measureLatency(cms, keys, loader, short));
      // What the engine makes of the same code differs from process to process, by more than what a token takes differs from its goal.
      const rounds: ThroughputRound[] = [];
      for (let process = 0; process < (short ? 1 : 8); process += 1) {
        rounds.push(...await withTokens((cms, keys) => measureThroughput(cms, keys, loader, short)));
      }
      return { figures: [...cpu, ...latency, ...throughputFigures(rounds)] };
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

async function measureLatency({ twins, article }: BenchCms, keys: Keys, loader: Loader, short: boolean): Promise<Figure[]> {
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
  return figures;
}

/** Whose throughput is compared: the cheapest and the dearest scope to look at, and the other kind of token. */
const compared = ['read-only', 'custom, 500 permissions', ADMIN] as const;
type ThroughputRound = Record<'open' | 'admin open' | typeof compared[number], Run[]>;

const twinOf = (name: string) => (name === ADMIN ? 'admin open' : 'open');

/** As many as the server can answer, of each round. */
async function measureThroughput({ twins, article }: BenchCms, keys: Keys, loader: Loader, short: boolean): Promise<ThroughputRound[]> {
  const right = { status: 200, body: article };
  const guarded = (name: string) => ({ path: name === ADMIN ? twins.admin : twins.content, keys: [keys[name]!], ...right });
  const order = { port: twins.port, connections: 16, inARow: short ? IN_A_ROW : 160 };
  // A server has seen every kind before, and its code is what the engine makes of all of them.
  const kinds = Object.fromEntries(Object.keys(keys).map((name) => [name, guarded(name)]));
  await inTurns(loader, kinds, { ...order, rounds: 0, seconds: short ? 0.1 : 5 });
  const requests = {
    open: { path: twins.contentOpen, ...right },
    'admin open': { path: twins.adminOpen, ...right },
    ...Object.fromEntries(compared.map((name) => [name, guarded(name)])) as Record<typeof compared[number], RequestKind>,
  };
  return inTurns(loader, requests, { ...order, ...(short ? SHORT : { rounds: 3, seconds: 12 }) });
}

function throughputFigures(rounds: ThroughputRound[]): Figure[] {
  return [
    ...compared.map((name) => figure(
      `throughput that it takes: ${name}`, '%',
      rounds.map((round) => 100 * (1 - median(ratios(timesOf(round[twinOf(name)]), timesOf(round[name]))))), { atMost: 3 },
    )),
    figure('throughput without authentication, 16 connections', '/s', rounds.map(({ open }) => 1000 / median(timesOf(open)))),
  ];
}
