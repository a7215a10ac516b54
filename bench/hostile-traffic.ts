import { startBenchCms } from './harness/bench-cms';
import { type Figure, figure } from './harness/figure';
import { startLoader } from './harness/loader';
import type { RequestKind } from './harness/load-child';
import type { Part } from './harness/part';
import { alternate, ratios } from './harness/statistics';

const MB = 2 ** 20;

/** What good requests still get beside as many connections with bad keys, and what bad keys cost the database and memory. */
export const hostileTraffic: Part = {
  title: 'Good requests beside hostile ones, and beside as many good ones',

  async run({ short, full }) {
    const cms = await startBenchCms('sqlite');
    const loader = startLoader();
    try {
      const keys = await cms.child.call('makeTokens', [{ type: 'read-only' }]);
      const good: RequestKind = { path: cms.articlePath, keys, status: 200, body: cms.article };
      const bad = (kind: 'mistyped' | 'unknown' | 'unknown-strapi'): RequestKind => ({ path: cms.articlePath, keys: kind, status: 401 });
      const beside = (flood: RequestKind) => async () => {
        const before = await cms.child.call('countKeyReads');
        const answers = await loader.load({
          port: cms.port,
          seconds: short ? 0.1 : 0.5,
          requests: { good, flood },
          groups: [{ connections: 8, turns: ['good'] }, { connections: 8, turns: ['flood'] }],
        });
        const after = await cms.child.call('countKeyReads');
        return { good: answers.good.perSecond, flood: answers.flood.perSecond, keyReads: after - before };
      };
      const measured = await alternate(short ? 1 : full ? 41 : 21, {
        good: beside(good), mistyped: beside(bad('mistyped')), unknown: beside(bad('unknown')), unknownStrapi: beside(bad('unknown-strapi')),
      });
      const equal = measured.good.map((round) => round.good);
      const floods = { 'mistyped keys': measured.mistyped, 'unknown keys': measured.unknown, 'unknown keys of Strapi\'s form': measured.unknownStrapi };
      const figures: Figure[] = [figure('good requests beside as many good ones', '/s', equal)];
      for (const [name, rounds] of Object.entries(floods)) {
        figures.push(
          figure(`of these are left beside ${name}`, '%', ratios(rounds.map((round) => 100 * round.good), equal), { atLeast: 90 }),
          figure(`refused meanwhile: ${name}`, '/s', rounds.map((round) => round.flood)),
        );
      }
      figures.push(figure('key reads for a flood of mistyped keys', '', measured.mistyped.map((round) => round.keyReads), { atMost: 0 }));

      // The first fills what memory keeps of unknown keys many times over, so that nothing may come on top of it. Were so much as
      // a pointer kept of each key, the goal would be missed.
      const count = short ? 100 : 100_000;
      await cms.child.call('useUnknown', count);
      const before = await cms.child.call('usage');
      await cms.child.call('useUnknown', count);
      const after = await cms.child.call('usage');
      const which = `the ${count.toLocaleString('en')} unknown keys after the first ${count.toLocaleString('en')}`;
      figures.push(figure(`heap that is left of ${which}`, 'MB', [(after.heap - before.heap) / MB], { atMost: 0.75 }));
      return { figures };
    } finally {
      await loader.stop();
      await cms.stop();
    }
  },
};
