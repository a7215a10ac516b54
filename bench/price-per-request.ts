import { startBenchCms } from './harness/bench-cms';
import { type Figure, figure } from './harness/figure';
import { IN_A_ROW } from './harness/in-a-row';
import { startLoader } from './harness/loader';
import type { Part } from './harness/part';
import { alternate, differences, ratios } from './harness/statistics';

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
      const prices: number[][] = [];
      for (let round = 0; round <= (short ? 0 : 25); round += 1) {
        const medians = await cms.child.call('price', { calls, times: short ? IN_A_ROW : 500 });
        if (round > 0 || short) prices.push(medians);
      }
      const open = prices.map(([content]) => content!);
      const openAdmin = prices.map(([, admin]) => admin!);
      const figures: Figure[] = names.map((name, index) => figure(
        `CPU that it adds: ${name}`, 'µs',
        differences(prices.map((round) => round[index + 2]!), name === 'admin token' ? openAdmin : open), { atMost: 10 },
      ));
      figures.push(figure('CPU of the same without authentication', 'µs', open));

      // Over HTTP, by turns on one connection, so that both are answered in the same seconds, whatever else the machine does in them.
      for (const name of names) {
        const requests = {
          open: { path: openPathOf(name), ...right },
          header: { path: openPathOf(name), keys: [keys[name]!], ...right },
          guarded: { path: pathOf(name), keys: [keys[name]!], ...right },
        };
        const rounds: Array<Record<keyof typeof requests, number>> = [];
        for (let round = 0; round <= (short ? 0 : 15); round += 1) {
          const { open, header, guarded } = await loader.load({
            port: twins.port, seconds: short ? 0.1 : 1, requests, groups: [{ connections: 1, turns: Object.keys(requests).flatMap((sort) => Array(IN_A_ROW).fill(sort)) }],
          });
          if (round > 0 || short) rounds.push({ open: open.p50 * 1000, header: header.p50 * 1000, guarded: guarded.p50 * 1000 });
        }
        const adds = (a: keyof typeof requests, b: keyof typeof requests) =>
          differences(rounds.map((round) => round[a]), rounds.map((round) => round[b]));
        figures.push(
          figure(`latency that it adds over HTTP: ${name}`, 'µs', adds('guarded', 'open'), { atMost: 10 }),
          figure('of which Node takes to read one more header', 'µs', adds('header', 'open')),
        );
        if (name === 'read-only') figures.push(figure('latency of the same without authentication', 'µs', rounds.map(({ open }) => open)));
      }

      // As many as the server can answer.
      const load = (name: 'open' | 'read-only' | 'custom, 500 permissions') => async () => {
        const request = name === 'open' ? { path: twins.contentOpen, ...right } : { path: twins.content, keys: [keys[name]!], ...right };
        const { it } = await loader.load({
          port: twins.port, seconds: short ? 0.1 : 0.5, requests: { it: request }, groups: [{ connections: 16, turns: ['it'] }],
        });
        return it.perSecond;
      };
      const throughput = await alternate(short ? 1 : 41, {
        open: load('open'), 'read-only': load('read-only'), 'custom, 500 permissions': load('custom, 500 permissions'),
      });
      for (const name of ['read-only', 'custom, 500 permissions'] as const) {
        const share = ratios(throughput[name], throughput.open).map((ratio) => 100 * (1 - ratio));
        figures.push(figure(`throughput that it takes: ${name}`, '%', share, { atMost: 3 }));
      }
      figures.push(figure('throughput without authentication, 16 connections', '/s', throughput.open));
      return { figures };
    } finally {
      await loader.stop();
      await cms.stop();
    }
  },
};
