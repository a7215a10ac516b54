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
    const probe = (key?: string) => () =>
      cms.child.call('price', { path: '/api/probe', open: key === undefined, key, status: 200, body: PROBE, times });
    const adminProbe = (key?: string) => () =>
      cms.child.call('price', { path: '/admin/probe', open: key === undefined, key, status: 200, body: PROBE, times });
    const cpu = await alternate(rounds, {
      none: probe(),
      ...Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, probe(key)])),
      'admin none': adminProbe(),
      admin: adminProbe(admin),
    }) as Record<string, number[]>;
    const figures: Figure[] = Object.keys(keys).map((name) =>
      figure(`CPU that a token adds: ${name}`, 'µs', differences(cpu[name]!, cpu.none!), { atMost: 10 }));
    figures.push(figure('CPU that a token adds: admin token', 'µs', differences(cpu.admin!, cpu['admin none']!), { atMost: 10 }));

    const article = { path: cms.articlePath, status: 200, body: cms.article };
    const overHttp = (key?: string) => async () => {
      await cms.child.call('setPublic', key === undefined);
      const before = await cms.child.call('usage');
      const result = await load({ port: cms.port, connections: 8, seconds: short ? 0.2 : 2, streams: [{ ...article, keys: key === undefined ? undefined : [key] }] });
      const after = await cms.child.call('usage');
      const answered = result.answered[0]!;
      return { rate: answered / result.seconds, cpu: (after.cpu - before.cpu) / answered, latency: result.p50[0]! * 1000 };
    };
    const http = await alternate(short ? 1 : Math.min(rounds, 12), { none: overHttp(), 'read-only': overHttp(readOnly), custom: overHttp(many) });
    for (const name of ['read-only', 'custom'] as const) {
      const of = (measure: 'rate' | 'cpu' | 'latency') => [http[name].map((each) => each[measure]), http.none.map((each) => each[measure])] as const;
      const label = name === 'custom' ? 'custom, 500 permissions' : name;
      figures.push(figure(`one article over HTTP, requests a second, of those without authentication: ${label}`, '×', ratios(...of('rate')), { atLeast: 0.97 }));
      figures.push(figure(`the same, CPU of the server: ${label}`, '×', ratios(...of('cpu'))));
      figures.push(figure(`the same, median latency with 8 connections: ${label}`, '×', ratios(...of('latency'))));
    }
    figures.push(figure('one article over HTTP without authentication', 'requests/s', http.none.map(({ rate }) => rate)));
    await cms.stop();
    return { figures };
  },
};
