import { startBenchCms } from './harness/bench-cms';
import { startChild } from './harness/child';
import { type Figure, figure } from './harness/figure';
import { startLoader } from './harness/loader';
import type { RequestKind } from './harness/load-child';
import type { Part } from './harness/part';
import type { PlainKoaMethods } from './harness/plain-koa-child';
import { alternate, ratios } from './harness/statistics';

/** The same GET of one article by a token: this CMS, plain Koa with knex and without tokens, and Strapi. */
export const wholeRequest: Part = {
  title: 'A whole request',

  async run({ short }) {
    const cms = await startBenchCms('sqlite');
    const plain = startChild<PlainKoaMethods>('plain-koa-child');
    const loader = startLoader();
    try {
      const [key] = await cms.child.call('makeTokens', [{ type: 'read-only' }]) as [string];
      const plainKoa = await plain.call('start', cms.database.DATABASE_FILENAME!);
      const load = (port: number, it: RequestKind) => async () =>
        (await loader.load({ port, seconds: short ? 0.1 : 2, requests: { it }, groups: [{ connections: 16, turns: ['it'] }] })).it.perSecond;
      const perSecond = await alternate(short ? 1 : 9, {
        ours: load(cms.port, { path: cms.articlePath, keys: [key], status: 200, body: cms.article }),
        plain: load(plainKoa.port, { path: cms.articlePath, status: 200, body: cms.article }),
      });
      const figures: Figure[] = [
        figure('this CMS, with a token', '/s', perSecond.ours),
        figure('plain Koa and knex, without tokens', '/s', perSecond.plain),
        figure('this CMS beside plain Koa', '×', ratios(perSecond.ours, perSecond.plain), { atLeast: 0.8 }),
      ];
      return { figures };
    } finally {
      await loader.stop();
      await plain.stop();
      await cms.stop();
    }
  },
};
