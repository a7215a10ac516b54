import { FLUSH_INTERVAL_MS } from '../server/store/flush-interval';
import { type BenchCms, startBenchCms } from './harness/bench-cms';
import { createBenchDatabase, type DialectName } from './harness/bench-database';
import { callApi } from './harness/call-api';
import { startChild } from './harness/child';
import type { WriteTime } from './harness/cms-child';
import { type Figure, figure } from './harness/figure';
import type { KoaMethods } from './harness/koa-child';
import { type Loader, startLoader } from './harness/loader';
import { assertRight, type BenchOptions, type Part } from './harness/part';
import { alternate, quantile, ratios } from './harness/statistics';

const PAGE_SIZE = 25;

/**
 * Creating, renewing and revoking over the admin API while readers use a token; what permissions cost whoever creates a token; the settings
 * page's list of 10,000 tokens; and what using all of them leaves to be written.
 */
export const writes: Part = {
  title: 'Writes and lists, and a token with 500 permissions beside one with one',

  async run(options) {
    const figures: Figure[] = [];
    for (const dialect of options.dialects) {
      const cms = await startBenchCms(dialect);
      const loader = startLoader();
      try {
        const ask = createAsk(cms, await cms.registerAdmin());
        const [reader] = await cms.child.call('makeTokens', [{ type: 'read-only' }]) as [string];
        const { meta } = (await ask('GET', '?page=1&pageSize=1', 200)).body;
        const size = options.short ? 100 : 10_000;
        await cms.child.call('keepTokens', { count: size, label: 'listed' });
        const measured = await besideReaders(cms, loader, reader, () => measureWrites(cms, ask, options));
        const permissions = await measurePermissions(dialect, options);
        const lists = await measureLists(ask, size, size + meta.pagination.total, options);
        const flushes = await measureFlushes(cms, size, options);
        figures.push(...[...measured, ...permissions, ...lists, ...flushes].map((line) => ({ ...line, what: `${dialect}, ${line.what}` })));
      } finally {
        await loader.stop();
        await cms.stop();
      }
    }
    return { figures };
  },
};

/** Asks the endpoint of content-API tokens, and takes one status only. */
type Ask = (method: string, path: string, status: number, body?: unknown) => Promise<{ body: any; ms: number }>;

function createAsk(cms: BenchCms, bearer: string): Ask {
  return async (method, path, status, body) => {
    const answer = await callApi(`http://127.0.0.1:${cms.port}/admin/api-tokens${path}`, method, { bearer, body });
    assertRight(answer.status === status, `${method} ${path} answers ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer;
  };
}

/** Runs `work` while four connections read an article by a token. */
async function besideReaders<T>(cms: BenchCms, loader: Loader, key: string, work: () => Promise<T>): Promise<T> {
  let over = false;
  const read = async () => {
    while (!over) {
      await loader.load({
        port: cms.port,
        seconds: 0.5,
        requests: { it: { path: cms.articlePath, keys: [key], status: 200, body: cms.article } },
        groups: [{ connections: 4, turns: ['it'] }],
      });
    }
  };
  const working = work().finally(() => {
    over = true;
  });
  const [result] = await Promise.all([working, read()]);
  return result;
}

async function measureWrites(cms: BenchCms, ask: Ask, { short, full }: BenchOptions): Promise<Figure[]> {
  const count = short ? 5 : 200;
  let made: Array<{ id: number; accessKey: string }> = [];
  let created = 0;
  const statusOf = async (bearer: string) => (await callApi(`http://127.0.0.1:${cms.port}${cms.articlePath}`, 'GET', { bearer })).status;
  const timed = async (write: (index: number) => Promise<{ ms: number }>) => {
    const times: number[] = [];
    for (let index = 0; index < count; index += 1) times.push((await write(index)).ms);
    return times;
  };
  const round = async () => {
    made = [];
    const create = await timed(async () => {
      const answer = await ask('POST', '', 201, { name: `made ${created += 1}`, type: 'read-only' });
      made.push(answer.body.data);
      return answer;
    });
    const replaced = made[0]!.accessKey;
    assertRight(await statusOf(replaced) === 200, 'a new key is refused');
    const regenerate = await timed(async (index) => {
      const answer = await ask('POST', `/${made[index]!.id}/regenerate`, 201);
      assertRight(answer.body.data.accessKey !== made[index]!.accessKey, 'the key stays the same');
      made[index] = answer.body.data;
      return answer;
    });
    assertRight(await statusOf(replaced) === 401, 'a replaced key still works');
    assertRight(await statusOf(made[0]!.accessKey) === 200, 'a regenerated key is refused');
    const revoke = await timed((index) => ask('DELETE', `/${made[index]!.id}`, 200));
    assertRight(await statusOf(made[0]!.accessKey) === 401, 'a revoked key still works');
    return { create, regenerate, revoke };
  };
  const { rounds } = await alternate(short ? 1 : full ? 9 : 5, { rounds: round });
  return (['create', 'regenerate', 'revoke'] as const).flatMap((name) => {
    const times = rounds.map((measured) => measured[name]);
    return [
      figure(`${name}, beside 4 readers`, '/s', times.map((each) => 1000 * count / each.reduce((sum, ms) => sum + ms, 0))),
      figure(`${name}, beside 4 readers, p99`, 'ms', times.map((each) => quantile(each, 0.99))),
    ];
  });
}

/** By the package for plain Koa apps, whose actions are its own. */
async function measurePermissions(dialect: DialectName, { short }: BenchOptions): Promise<Figure[]> {
  const database = await createBenchDatabase(dialect);
  const child = startChild<KoaMethods>('koa-child');
  try {
    await child.call('start', database.variables);
    const create = (permissions: number) => async () => quantile(await child.call('create', { count: short ? 3 : 50, permissions }), 0.5);
    const { one, many } = await alternate(short ? 1 : 9, { one: create(1), many: create(500) });
    return [
      figure('create with 1 permission', 'ms', one),
      figure('create with 500 permissions', 'ms', many),
      figure('create with 500 permissions beside 1', '×', ratios(many, one), { atMost: 3 }),
    ];
  } finally {
    await child.stop();
    await database.drop();
  }
}

async function measureLists(ask: Ask, listed: number, total: number, { short, full }: BenchOptions): Promise<Figure[]> {
  const last = Math.ceil(total / PAGE_SIZE);
  const found = Array.from({ length: listed }, (_, index) => `listed ${index}`).filter((name) => name.includes('listed 99')).length;
  const page = (query: string, expected: { total: number; length: number }) => async () => {
    const times: number[] = [];
    for (let turn = 0; turn < (short ? 3 : 100); turn += 1) {
      const { body, ms } = await ask('GET', `?pageSize=${PAGE_SIZE}&${query}`, 200);
      assertRight(body.meta.pagination.total === expected.total, `${body.meta.pagination.total} tokens in the list, ${expected.total} in all`);
      assertRight(body.data.length === expected.length, `${body.data.length} tokens on a page`);
      times.push(ms);
    }
    return times;
  };
  const measured = await alternate(short ? 1 : full ? 9 : 5, {
    'first page': page('page=1', { total, length: PAGE_SIZE }),
    'last page': page(`page=${last}`, { total, length: total - (last - 1) * PAGE_SIZE }),
    'search': page('page=1&_q=listed%2099', { total: found, length: Math.min(PAGE_SIZE, found) }),
  });
  return Object.entries(measured).flatMap(([name, rounds]) => [
    figure(`list of 10,000, ${name}`, 'ms', rounds.map((times) => quantile(times, 0.5))),
    figure(`list of 10,000, ${name}, p99`, 'ms', rounds.map((times) => quantile(times, 0.99)), { atMost: 50 }),
  ]);
}

/**
 * What tokens that are all in use leave to be written at every interval: times of last use and counted requests. Each key is read from the database first,
 * which spreads its first use over seconds.
 */
async function measureFlushes(cms: BenchCms, size: number, { short, full }: BenchOptions): Promise<Figure[]> {
  await cms.child.call('writeUsage', size);
  const { lastUse, usage } = await alternate(short ? 1 : full ? 9 : 5, {
    async lastUse() {
      await cms.child.call('forget');
      await cms.child.call('writeLastUse');
      await cms.child.call('useKept', { from: 0, to: size });
      return cms.child.call('writeLastUse');
    },
    usage: () => cms.child.call('writeUsage', size),
  });
  const elapsed = (times: WriteTime[]) => times.map((time) => time.elapsed);
  const shares = lastUse.map(({ cpu }, round) => 100 * (cpu + usage[round]!.cpu) / FLUSH_INTERVAL_MS);
  return [
    figure('times of last use of 10,000 tokens, written in', 'ms', elapsed(lastUse)),
    figure('usage of 10,000 tokens, written in', 'ms', elapsed(usage)),
    figure('CPU of both, of a core', '%', shares, { atMost: 2 }),
  ];
}
