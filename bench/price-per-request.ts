import { startBenchCms } from './harness/bench-cms';
import { type Figure, figure } from './harness/figure';
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
      const times = short ? 20 : 1000;
      const price = (path: string, key?: string) => () => cms.child.call('price', { path, key, status: 200, body: article, times });
      const cpu = await alternate(short ? 1 : 25, {
        content: price(twins.contentOpen),
        admin: price(twins.adminOpen),
        ...Object.fromEntries(names.map((name) => [name, price(pathOf(name), keys[name])])),
      }) as Record<string, number[]>;
      const figures: Figure[] = names.map((name) =>
        figure(`CPU that it adds: ${name}`, 'µs', differences(cpu[name]!, cpu[name === 'admin token' ? 'admin' : 'content']!), { atMost: 10 }));
      figures.push(figure('CPU of the same without authentication', 'µs', cpu.content!));

      // Over HTTP, by turns on one connection, so that both are answered in the same seconds, whatever else the machine does in them.
      for (const name of names) {
        const requests = {
          open: { path: openPathOf(name), status: 200, body: article },
          guarded: { path: pathOf(name), keys: [keys[name]!], status: 200, body: article },
        };
        const measured: Record<'open' | 'guarded', number[]> = { open: [], guarded: [] };
        const groups = [{ connections: 1, turns: ['open', 'guarded'] }];
        for (let round = 0; round <= (short ? 0 : 15); round += 1) {
          const { open, guarded } = await loader.load({ port: twins.port, seconds: short ? 0.1 : 1, requests, groups });
          if (round > 0 || short) {
            measured.open.push(open.p50 * 1000);
            measured.guarded.push(guarded.p50 * 1000);
          }
        }
        figures.push(figure(`latency that it adds over HTTP: ${name}`, 'µs', differences(measured.guarded, measured.open), { atMost: 10 }));
        if (name === 'read-only') figures.push(figure('latency of the same without authentication', 'µs', measured.open));
      }

      // As many as the server can answer.
      const load = (name: 'open' | 'read-only' | 'custom, 500 permissions') => async () => {
        const request = name === 'open'
          ? { path: twins.contentOpen, status: 200, body: article }
          : { path: twins.content, keys: [keys[name]!], status: 200, body: article };
        const { it } = await loader.load({
          port: twins.port, seconds: short ? 0.1 : 1, requests: { it: request }, groups: [{ connections: 16, turns: ['it'] }],
        });
        return it.perSecond;
      };
      const throughput = await alternate(short ? 1 : 15, {
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
