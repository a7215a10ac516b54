import { type BenchCms, startBenchCms } from './harness/bench-cms';
import { type BenchStrapi, startBenchStrapi, strapiApp } from './harness/bench-strapi';
import { startChild } from './harness/child';
import { type Figure, figure } from './harness/figure';
import { IN_A_ROW } from './harness/in-a-row';
import type { RequestKind } from './harness/load-child';
import { type Loader, startLoader } from './harness/loader';
import { assertRight, type Part } from './harness/part';
import type { PlainKoaMethods } from './harness/plain-koa-child';
import { alternate, differences, quantile, ratios } from './harness/statistics';

/** The same GET of one article by a token: this CMS, plain Koa with knex and without tokens, and Strapi. */
export const wholeRequest: Part = {
  title: 'A whole request',

  async run({ short, strapi: withStrapi }) {
    const app = withStrapi ? await strapiApp() : undefined;
    const cms = await startBenchCms('sqlite');
    const plain = startChild<PlainKoaMethods>('plain-koa-child');
    const loader = startLoader();
    let strapi: BenchStrapi | undefined;
    try {
      if (app !== undefined) {
        const { title, body, views } = JSON.parse(cms.article).data;
        strapi = await startBenchStrapi(app, { title, body, views });
        assertRight(JSON.parse(strapi.article).data.title === title, `Strapi answers ${strapi.article}`);
      }
      const [key] = await cms.child.call('makeTokens', [{ type: 'read-only' }]) as [string];
      const plainKoa = await plain.call('start', cms.database.DATABASE_FILENAME!);
      const load = (port: number, it: RequestKind, seconds: number) => async () =>
        (await loader.load({ port, seconds: short ? 0.1 : seconds, requests: { it }, groups: [{ connections: 16, turns: ['it'] }] })).it.perSecond;
      const own = { path: cms.articlePath, keys: [key], status: 200, body: cms.article };
      // By short turns, since the two lie close together.
      const { ours, byPlain } = await alternate(short ? 1 : 61, {
        ours: load(cms.port, own, 0.4),
        byPlain: load(plainKoa.port, { path: cms.articlePath, status: 200, body: cms.article }, 0.4),
      });
      const figures: Figure[] = [
        figure('this CMS, with a token', '/s', ours),
        figure('plain Koa and knex, without tokens', '/s', byPlain),
        figure('this CMS beside plain Koa', '×', ratios(ours, byPlain), { atLeast: 0.8 }),
      ];
      if (strapi === undefined) return { figures };
      const sorts = requestsOf(strapi);
      const besideStrapi = await alternate(short ? 1 : 9, {
        ours: load(cms.port, own, 2),
        own: load(strapi.port, sorts.own, 2),
        plugin: load(strapi.port, sorts.plugin, 2),
        open: load(strapi.port, sorts.open, 2),
      });
      return {
        figures: [
          ...figures,
          figure('Strapi, with its own token', '/s', besideStrapi.own),
          figure('Strapi, with this plugin’s token', '/s', besideStrapi.plugin),
          figure('Strapi, without authentication', '/s', besideStrapi.open),
          figure('this CMS beside Strapi', '×', ratios(besideStrapi.ours, besideStrapi.own), { atLeast: 10 }),
          ...await addedLatency(loader, short, strapi, cms, key),
        ],
        notes: [
          'Without authentication is a route with `auth: false`. Where the public role of users-permissions opens it, Strapi reads that role’s '
          + 'permissions and works out what they allow, on every request',
          'Strapi asks its own strategy first, so this plugin’s token in Strapi costs a search for it among Strapi’s own as well',
        ],
      };
    } finally {
      await loader.stop();
      await plain.stop();
      await strapi?.stop();
      await cms.stop();
    }
  },
};

function requestsOf({ articlePath, openPath, article, keys }: BenchStrapi) {
  const right = { status: 200, body: article };
  return {
    open: { path: openPath, ...right },
    public: { path: articlePath, ...right },
    own: { path: articlePath, keys: [keys.strapi], ...right },
    plugin: { path: articlePath, keys: [keys.plugin], ...right },
  };
}

/** What a token adds to the latency of a request on one connection, in Strapi and in the bundled CMS, by turns with the open route. */
async function addedLatency(loader: Loader, short: boolean, strapi: BenchStrapi, { twins, article }: BenchCms, key: string): Promise<Figure[]> {
  const right = { status: 200, body: article };
  const hosts = {
    strapi: { port: strapi.port, requests: requestsOf(strapi) },
    cms: { port: twins.port, requests: { open: { path: twins.contentOpen, ...right }, own: { path: twins.content, keys: [key], ...right } } },
  };
  const measure = (name: keyof typeof hosts) => async () => {
    const { port, requests } = hosts[name];
    const groups = [{ connections: 1, turns: Object.keys(requests).flatMap((sort) => Array(IN_A_ROW).fill(sort)) }];
    return loader.load<string>({ port, seconds: short ? 0.1 : 1, requests, groups });
  };
  const rounds = await alternate(short ? 1 : 15, { strapi: measure('strapi'), cms: measure('cms') });
  const latency = (host: keyof typeof hosts, name: string) => rounds[host].map((round) => round[name]!.p50 * 1000);
  const adds = (host: keyof typeof hosts, name: string) => differences(latency(host, name), latency(host, 'open'));
  const [inStrapi, inCms] = [adds('strapi', 'own'), adds('cms', 'own')];
  return [
    figure('latency in Strapi without authentication', 'µs', latency('strapi', 'open')),
    figure('latency that Strapi’s own token adds', 'µs', inStrapi),
    figure('latency that this plugin’s token adds in Strapi', 'µs', adds('strapi', 'plugin')),
    figure('latency that the public role adds in Strapi', 'µs', adds('strapi', 'public')),
    figure('latency that a token adds in this CMS', 'µs', inCms),
    // Of the medians: what a token adds here is so little that in a single round noise can hide it, or turn it around.
    figure('latency that Strapi’s own token adds, beside a token in this CMS', '×', [quantile(inStrapi, 0.5) / quantile(inCms, 0.5)], { atLeast: 100 }),
  ];
}
