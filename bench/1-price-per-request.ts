import { startCms } from './harness/cms';
import { load } from './harness/load';
import { figure, type Figure, type Part } from './harness/part';
import { alternate } from './harness/rounds';
import { differences, ratios } from './harness/statistics';

const PROBE = '{"data":"probe"}';

/** What a cached token adds to the same route of the bundled CMS without authentication. */
export const pricePerRequest: Part = {
  number: 1,
  title: 'Price per request',

  async run({ short, rounds = short ? 2 : 25 }) {
    const cms = await startCms('sqlite');
    await cms.registerAdmin();
    const [readOnly, fullAccess, five, many] = await cms.child.call('makeTokens', [
      { type: 'read-only' }, { type: 'full-access' }, { type: 'custom', permissions: 5 }, { type: 'custom', permissions: 500 },
    ]) as [string, string, string, string];
    const admin = await cms.child.call('makeAdminToken');
    const keys = { 'read-only': readOnly, 'full access': fullAccess, 'custom, 5 permissions': five, 'custom, 500 permissions': many };
    const times = short ? 100 : 2000;
    const probe = (path: string, key?: string) => () =>
      cms.child.call('price', { path, open: key === undefined, key, status: 200, body: PROBE, times });
    const cpu = await alternate(rounds, {
      none: probe('/api/probe'),
      ...Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, probe('/api/probe', key)])),
      'admin none': probe('/admin/probe'),
      admin: probe('/admin/probe', admin),
    }) as Record<string, number[]>;
    const figures: Figure[] = Object.keys(keys).map((name) =>
      figure(`CPU that a token adds: ${name}`, 'µs', differences(cpu[name]!, cpu.none!), { atMost: 10 }));
    figures.push(figure('CPU that a token adds: admin token', 'µs', differences(cpu.admin!, cpu['admin none']!), { atMost: 10 }));

    // By turns on one connection, so that both are answered in the same seconds, whatever else the machine does in them.
    const streams = [{ path: cms.openPath, status: 200, body: cms.article }, ...[readOnly, many].map((key) =>
      ({ path: cms.openPath.replace('openings', 'articles'), keys: [key], status: 200, body: cms.article }))];
    const latencies: number[][] = [];
    for (let round = 0; round <= (short ? 1 : rounds); round += 1) {
      const { p50 } = await load({ port: cms.openPort, connections: 1, seconds: short ? 0.3 : 2, streams });
      if (round > 0) latencies.push(p50);
    }
    const open = latencies.map(([median]) => median!);
    for (const [index, name] of ['read-only', 'custom, 500 permissions'].entries()) {
      const guarded = latencies.map((medians) => medians[index + 1]!);
      figures.push(
        figure(`one article over HTTP: latency that a token adds: ${name}`, 'µs', differences(guarded, open).map((ms) => ms * 1000)),
        figure(`the same: requests a second on one connection, of those without: ${name}`, '×', ratios(open, guarded), { atLeast: 0.97 }),
      );
    }
    figures.push(figure('one article over HTTP without authentication: latency', 'µs', open.map((ms) => ms * 1000)));
    await cms.stop();
    return { figures };
  },
};
