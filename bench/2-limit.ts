import { startCms } from './harness/cms';
import { figure, type Part } from './harness/part';

/** Where the microseconds of a known key go: the pieces by themselves, and a profile of the whole way. */
export const limit: Part = {
  number: 2,
  title: 'The limit, and a profile',

  async run({ short, rounds = short ? 2 : 15 }) {
    const cms = await startCms('sqlite');
    const [key] = await cms.child.call('makeTokens', [{ type: 'custom', permissions: 500 }]) as [string];
    const times = short ? 500 : 20_000;
    const measured = { parse: [] as number[], hash: [] as number[], authenticate: [] as number[] };
    for (let round = 0; round <= rounds; round += 1) {
      const pieces = await cms.child.call('pieces', { key, times });
      if (round > 0) for (const name of ['parse', 'hash', 'authenticate'] as const) measured[name].push(pieces[name]);
    }
    const lines = await cms.child.call('profile', { path: '/api/probe', key, status: 200, body: '{"data":"probe"}', times: short ? 200 : 30_000 });
    await cms.stop();
    const ours = lines.filter(({ file }) => file.startsWith('server/') || file.startsWith('lru-cache/') || file.startsWith('node:internal/crypto'));
    return {
      figures: [
        figure('parse the header: form, kind, check sum', 'µs', measured.parse),
        figure('HMAC-SHA512 of the key, what is stored', 'µs', measured.hash),
        figure('from the parsed header to the credential, from memory', 'µs', measured.authenticate),
      ],
      notes: [
        'Profile of a request with a token to a route that does nothing, the plugin\'s own lines (self time per request):',
        ...ours.slice(0, 14).map(describe),
        'The whole way, the CMS and Koa included:',
        ...lines.slice(0, 14).map(describe),
      ],
    };
  },
};

function describe({ name, file, self }: { name: string; file: string; self: number }): string {
  return `${self.toFixed(2)} µs ${name} ${file}`;
}
