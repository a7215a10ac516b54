import { startBenchCms } from './harness/bench-cms';
import type { DialectName } from './harness/bench-database';
import { type BenchStrapi, startBenchStrapi, type StrapiRoute, strapiApp } from './harness/bench-strapi';
import { type Figure, figure } from './harness/figure';
import { IN_A_ROW } from './harness/in-a-row';
import { inTurns } from './harness/in-turns';
import type { Run } from './harness/load-child';
import { type Loader, startLoader } from './harness/loader';
import { assertRight, type BenchOptions, type Part } from './harness/part';
import { alternate, differences, quantile, ratios } from './harness/statistics';

const median = (values: number[]) => quantile(values, 0.5);

/** What a token of the plugin adds in a real Strapi, and what one of Strapi's own adds to the same requests. */
export const besideStrapi: Part = {
  title: 'In Strapi: a token of this plugin, beside one of Strapi’s own',
  needsStrapi: true,

  async run(options) {
    const app = await strapiApp();
    const loader = startLoader();
    try {
      const figures: Figure[] = [];
      for (const dialect of options.dialects) figures.push(...await inStrapi(app, dialect, loader, options));
      return {
        figures,
        notes: [
          'Without authentication is a route with `auth: false`. Strapi runs as it comes, with a line in the log per request as here',
          'What this plugin’s token adds is shown as a share of what Strapi’s own adds: it is so little beside a whole request of Strapi that noise can hide it, '
          + 'or turn it around. 2 % is a fiftieth',
        ],
      };
    } finally {
      await loader.stop();
    }
  },
};

async function inStrapi(app: string, dialect: DialectName, loader: Loader, options: BenchOptions): Promise<Figure[]> {
  const cms = await startBenchCms(dialect);
  let strapi: BenchStrapi | undefined;
  try {
    const { title, body, views } = JSON.parse(cms.article).data;
    strapi = await startBenchStrapi(app, dialect, { title, body, views });
    const { port, routes } = strapi;
    const figures: Figure[] = [];
    for (const [api, route] of Object.entries(routes)) {
      assertRight(JSON.parse(route.article).data.title === title, `Strapi answers ${route.article}`);
      figures.push(...await addedLatency(`${dialect}, ${api} API`, port, route, loader, options));
    }
    const [key] = await cms.child.call('makeTokens', [{ type: 'read-only' }]) as [string];
    const load = (to: number, path: string, key: string, answer: string) => async () => (await loader.load({
      port: to, seconds: options.short ? 0.1 : 1, requests: { it: { path, keys: [key], status: 200, body: answer } }, groups: [{ connections: 16, turns: ['it'] }],
    })).it.perSecond;
    const { path, keys, article } = routes.content;
    const perSecond = await alternate(options.short ? 1 : 9, {
      ours: load(cms.port, cms.articlePath, key, cms.article), plugin: load(port, path, keys.plugin, article), own: load(port, path, keys.strapi, article),
    });
    return [
      ...figures,
      figure(`${dialect}, requests to Strapi with its own token`, '/s', perSecond.own),
      figure(`${dialect}, requests to Strapi with this plugin’s token`, '/s', perSecond.plugin),
      figure(`${dialect}, requests to this CMS with its token`, '/s', perSecond.ours),
      figure(`${dialect}, this CMS beside Strapi with its own token`, '×', ratios(perSecond.ours, perSecond.own), { atLeast: 10 }),
    ];
  } finally {
    await strapi?.stop();
    await cms.stop();
  }
}

/** On one connection, run by run. */
async function addedLatency(what: string, port: number, { path, openPath, article, keys }: StrapiRoute, loader: Loader, { short, full }: BenchOptions): Promise<Figure[]> {
  const right = { status: 200, body: article };
  const requests = {
    open: { path: openPath, ...right }, own: { path, keys: [keys.strapi], ...right }, plugin: { path, keys: [keys.plugin], ...right },
    any: { path, keys: [keys.any], ...right },
  };
  const order = { port, connections: 1, inARow: IN_A_ROW };
  // A server has answered many requests: for thousands of them, the engine goes on making its code faster.
  await inTurns(loader, requests, { ...order, rounds: 0, seconds: short ? 0.1 : 20 });
  const rounds = await inTurns(loader, requests, { ...order, rounds: short ? 0 : full ? 15 : 7, seconds: short ? 0.1 : 3 });
  /** In microseconds. */
  const latenciesOf = (runs: Run[]) => runs.map(({ p50 }) => p50 * 1000);
  const adds = (sort: 'own' | 'plugin' | 'any') => rounds.map((round) => median(differences(latenciesOf(round[sort]), latenciesOf(round.open))));
  const [own, plugin] = [adds('own'), adds('plugin')];
  return [
    figure(`${what}: latency without authentication`, 'µs', rounds.map(({ open }) => median(latenciesOf(open)))),
    figure(`${what}: latency that Strapi’s own token adds`, 'µs', own),
    figure(`${what}: latency that this plugin’s token adds`, 'µs', plugin),
    figure(`${what}: of which Strapi takes, for a key that is taken without a look`, 'µs', adds('any')),
    figure(`${what}: of what Strapi’s own adds`, '%', [100 * median(plugin) / median(own)], { atMost: 2 }),
  ];
}
