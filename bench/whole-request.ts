import { startBenchCms } from './harness/bench-cms';
import { startChild } from './harness/child';
import { figure } from './harness/figure';
import type { RequestKind } from './harness/load-child';
import { startLoader } from './harness/loader';
import type { Part } from './harness/part';
import type { PlainKoaMethods } from './harness/plain-koa-child';
import { alternate, ratios } from './harness/statistics';

/** The same GET of one article: by a token from this CMS, and from plain Koa with knex and without tokens. */
export const wholeRequest: Part = {
  title: 'A whole request by a token, beside plain Koa and knex without tokens',

  async run({ short, full }) {
    const cms = await startBenchCms('sqlite');
    const plain = startChild<PlainKoaMethods>('plain-koa-child');
    const loader = startLoader();
    try {
      const [key] = await cms.child.call('makeTokens', [{ type: 'read-only' }]) as [string];
      const plainKoa = await plain.call('start', cms.database.DATABASE_FILENAME!);
      const load = (port: number, it: RequestKind, seconds: number) => async () =>
        (await loader.load({ port, seconds: short ? 0.1 : seconds, requests: { it }, groups: [{ connections: 16, turns: ['it'] }] })).it.perSecond;
      const own = { path: cms.articlePath, keys: [key], status: 200, body: cms.article };
      // By short turns, since the two lie close together.
      const { ours, byPlain } = await alternate(short ? 1 : full ? 61 : 31, {
        ours: load(cms.port, own, 0.4),
        byPlain: load(plainKoa.port, { path: cms.articlePath, status: 200, body: cms.article }, 0.4),
      });
      return {
        figures: [
          figure('this CMS, with a token', '/s', ours),
          figure('plain Koa and knex, without tokens', '/s', byPlain),
          figure('this CMS beside plain Koa', '×', ratios(ours, byPlain), { atLeast: 0.8 }),
        ],
      };
    } finally {
      await loader.stop();
      await plain.stop();
      await cms.stop();
    }
  },
};
