import { type BenchCms, startBenchCms } from './harness/bench-cms';
import { type Figure, figure } from './harness/figure';
import { IN_A_ROW, MANY_IN_A_ROW } from './harness/in-a-row';
import { inTurns, type TurnsOrder } from './harness/in-turns';
import type { Run } from './harness/load-child';
import { type Loader, startLoader } from './harness/loader';
import type { BenchOptions, Part } from './harness/part';
import { differences, quantile, ratios } from './harness/statistics';

const SHORT = { rounds: 0, seconds: 0.1 };
const median = (values: number[]) => quantile(values, 0.5);
/** In microseconds. */
const latenciesOf = (runs: Run[]) => runs.map(({ p50 }) => p50 * 1000);
/** In milliseconds. */
const timesOf = (runs: Run[]) => runs.map(({ each }) => each);

/** What the summary in docs/benchmark.md quotes. */
const EIGHT = 'eight keys by turns';

/** Beside the same without a limit. */
const LIMITED = 'read-only, with a rate limit';
/** Beside the same without restrictions. */
const RESTRICTED = 'read-only, restricted in ten content types';

/** All fields of an article, so that the answer is the same, and a condition on rows; the other types are never asked for. */
const restrictions = {
  types: Object.fromEntries([
    ['api::article.article', { read: ['title', 'body', 'views', 'createdAt', 'updatedAt', 'publishedAt'], where: { title: { $ne: '' } } }],
    ...Array.from({ length: 9 }, (_, index) => [`api::shelf-${index}.shelf-${index}`, { read: ['title'], where: { title: { $ne: '' } } }]),
  ]),
};

/** What a cached token adds to the same route of the bundled CMS, one article by its id, without authentication. */
export const pricePerRequest: Part = {
  title: 'The price of a token per request, beside the same route without authentication',

  async run(options) {
    // Each with a CMS of its own: calling an app without a network leaves the engine's code for it slower than it is on a server.
    // What the engine makes of the same code differs from process to process, by more than what a token takes differs from its goal.
    const processes = options.short ? 1 : options.full ? 8 : 3;
    const cpu = await measureCpu(processes, options);
    const loader = startLoader();
    try {
      const latency = await withTokens((cms, tokens) => measureLatency(cms, tokens, loader, options));
      const rounds: ThroughputRound[] = [];
      for (let process = 0; process < processes; process += 1) {
        rounds.push(...await withTokens((cms, tokens) => measureThroughput(cms, tokens, loader, options)));
      }
      const throughput = compared.map((name) =>
        figure(`throughput that it takes: ${name}`, '%', rounds.map(({ shares }) => shares[name]!), { atMost: 4 }));
      throughput.splice(1, 0, figure(`of which Node takes to read one more header: ${EIGHT}`, '%', rounds.map(({ shares }) => shares[HEADER]!)));
      const open = figure('throughput without authentication, 16 connections', '/s', rounds.map(({ openPerSecond }) => openPerSecond));
      return { figures: [...cpu, ...latency, ...throughput, open] };
    } finally {
      await loader.stop();
    }
  },
};

/** A request by a token, or by several in turn, and the same without one. */
interface Guarded {
  keys: string[];
  path: string;
  openPath: string;
}

/** Those of which it is told what counting takes. */
const counted = [EIGHT, 'read-only'];

/** By what their tokens may do. */
type Tokens = Record<string, Guarded>;

async function withTokens<Result>(work: (cms: BenchCms, tokens: Tokens) => Promise<Result>): Promise<Result> {
  const cms = await startBenchCms('sqlite');
  try {
    await cms.registerAdmin();
    const [readOnly, fullAccess, five, many, limited, restricted, ...eight] = await cms.child.call('makeTokens', [
      { type: 'read-only' }, { type: 'full-access' }, { type: 'custom', permissions: 5 }, { type: 'custom', permissions: 500 },
      // So many that none is denied.
      { type: 'read-only', rateLimit: { limit: 1_000_000, window: 1 } },
      { type: 'read-only', restrictions },
      ...Array.from({ length: 8 }, () => ({ type: 'read-only' as const })),
    ]) as [string, string, string, string, string, string, ...string[]];
    const content = { path: cms.twins.content, openPath: cms.twins.contentOpen };
    return await work(cms, {
      // As behind a proxy, which keeps a connection for many callers.
      [EIGHT]: { keys: eight, ...content },
      'read-only': { keys: [readOnly], ...content },
      'full access': { keys: [fullAccess], ...content },
      'custom, 5 permissions': { keys: [five], ...content },
      'custom, 500 permissions': { keys: [many], ...content },
      [LIMITED]: { keys: [limited], ...content },
      [RESTRICTED]: { keys: [restricted], ...content },
      'admin token': { keys: [await cms.child.call('makeAdminToken')], path: cms.twins.admin, openPath: cms.twins.adminOpen },
    });
  } finally {
    await cms.stop();
  }
}

/** Runs of each call by turns, in the order of the calls. */
type CpuRound = number[][];

/** Without a network: what the app itself does. */
async function measureCpu(processes: number, options: BenchOptions): Promise<Figure[]> {
  // All of a figure is compared run by run, and what a round says is the median of that: a machine may change its speed in between.
  const rounds: CpuRound[] = [];
  let openOf: Record<string, string> = {};
  for (let process = 0; process < processes; process += 1) {
    await withTokens(async (cms, tokens) => {
      openOf = openPathsOf(tokens);
      rounds.push(...await cpuRounds(cms, tokens, options));
    });
  }
  const [names, opens] = [Object.keys(openOf), [...new Set(Object.values(openOf))]];
  /** Where the runs of a token stand in a round. */
  const at = (name: string) => opens.length + names.indexOf(name);
  const beyond = (name: string, other: (round: CpuRound) => number[]) => rounds.map((round) => median(differences(round[at(name)]!, other(round))));
  const plain = (round: CpuRound) => round[at('read-only')]!;
  const uncountedFrom = opens.length + names.length;
  return [
    ...names.filter((name) => name !== RESTRICTED).map((name) => figure(
      `CPU that it adds: ${name}`, 'µs', beyond(name, (round) => round[opens.indexOf(openOf[name]!)]!), { atMost: 4 },
    )),
    ...counted.map((name, index) => figure(
      `of which counting its requests takes: ${name}`, 'µs', beyond(name, (round) => round[uncountedFrom + index]!), { atMost: 1 },
    )),
    figure('of which the rate limit takes', 'µs', beyond(LIMITED, plain), { atMost: 3 }),
    figure('CPU that restrictions on ten content types add, their condition in SQL included', 'µs', beyond(RESTRICTED, plain), { atMost: 20 }),
    figure('CPU of the same without authentication', 'µs', rounds.map(([open]) => median(open!))),
  ];
}

/** The path without authentication, by the names of the tokens. */
const openPathsOf = (tokens: Tokens) => Object.fromEntries(Object.entries(tokens).map(([name, { openPath }]) => [name, openPath]));

/** The rounds of one process: the open paths, each token, and those that are counted once more without counting. */
async function cpuRounds({ child, article }: BenchCms, tokens: Tokens, { short }: BenchOptions): Promise<CpuRound[]> {
  const right = { status: 200, body: article };
  const calls = [
    ...[...new Set(Object.values(openPathsOf(tokens)))].map((path) => ({ path, ...right })),
    ...Object.values(tokens).map(({ keys, path }) => ({ path, keys, ...right })),
    ...counted.map((name) => ({ path: tokens[name]!.path, keys: tokens[name]!.keys, isUncounted: true, ...right })),
  ];
  const rounds: CpuRound[] = [];
  for (let round = 0; round <= (short ? 0 : 12); round += 1) {
    const runs = await child.call('price', { calls, runs: short ? 1 : 3 });
    if (round > 0 || short) rounds.push(runs);
  }
  return rounds;
}

async function measureLatency({ twins, article }: BenchCms, tokens: Tokens, loader: Loader, { short, full }: BenchOptions): Promise<Figure[]> {
  const right = { status: 200, body: article };
  const figures: Figure[] = [];

  const onOne: TurnsOrder = { port: twins.port, connections: 1, inARow: IN_A_ROW, ...(short ? SHORT : { rounds: full ? 15 : 7, seconds: 1 }) };
  for (const [name, { keys, path, openPath }] of Object.entries(tokens).filter(([name]) => name !== RESTRICTED)) {
    const rounds = await inTurns(loader, {
      open: { path: openPath, ...right }, header: { path: openPath, keys, keyHeader: UNUSED, ...right }, guarded: { path, keys, ...right },
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

/** Whose throughput is compared: many callers on one connection, the cheapest and the dearest scope to look at, and the other kind of token. */
const compared = [EIGHT, 'read-only', 'custom, 500 permissions', 'admin token'];

/** The route without authentication, with a header that nobody looks at: a key would be counted there too. */
const HEADER = 'one more header';

/** A header that Node knows, as it knows `Authorization`, with a name of the same length. */
const UNUSED = 'Last-Modified';

/** What one round says. */
interface ThroughputRound {
  /** How much of the throughput the tokens, and the header alone, take (percent), by name. */
  shares: Record<string, number>;
  /** Requests without authentication. */
  openPerSecond: number;
}

/** As many as the server can answer. */
async function measureThroughput(cms: BenchCms, tokens: Tokens, loader: Loader, { short, full }: BenchOptions): Promise<ThroughputRound[]> {
  const right = { status: 200, body: cms.article };
  const guarded = (name: string) => ({ path: tokens[name]!.path, keys: tokens[name]!.keys, ...right });
  const order = { port: cms.twins.port, connections: 16, inARow: short ? IN_A_ROW : MANY_IN_A_ROW };
  // A server has seen every kind before, and its code is what the engine makes of all of them.
  const kinds = Object.fromEntries(Object.keys(tokens).map((name) => [name, guarded(name)]));
  await inTurns(loader, kinds, { ...order, rounds: 0, seconds: short ? 0.1 : 5 });

  const { openPath, keys } = tokens[EIGHT]!;
  const requests = Object.fromEntries([
    ...compared.flatMap((name) => [[tokens[name]!.openPath, { path: tokens[name]!.openPath, ...right }], [name, guarded(name)]] as const),
    [HEADER, { path: openPath, keys, keyHeader: UNUSED, ...right }],
  ]);
  const rounds = await inTurns(loader, requests, { ...order, ...(short ? SHORT : { rounds: 3, seconds: full ? 16 : 6 }) });
  return rounds.map((round) => {
    const times = (sort: string) => timesOf(round[sort]!);
    const share = (sort: string, beside: string) => 100 * (1 - median(ratios(times(beside), times(sort))));
    return {
      shares: Object.fromEntries([...compared.map((name) => [name, share(name, tokens[name]!.openPath)]), [HEADER, share(HEADER, openPath)]]),
      openPerSecond: 1000 / median(times(cms.twins.contentOpen)),
    };
  });
}
