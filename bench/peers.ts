import { createAccessKey } from '../server/key/access-key';
import { startChild } from './harness/child';
import { type Figure, figure } from './harness/figure';
import { installPeers } from './harness/install-peers';
import { startLoader } from './harness/loader';
import type { Part } from './harness/part';
import type { PeerName, PeersMethods } from './harness/peers-child';
import { alternate, differences, ratios } from './harness/statistics';

const titles: Record<Exclude<PeerName, 'open'>, string> = {
  plugin: 'this plugin',
  plain: 'HMAC and one SELECT by knex',
  betterAuth: 'better-auth',
};
const BODY = '{"data":[{"id":1,"title":"A note"}]}';

/** The same check by other libraries: a key and one permission, in front of the same route of the same plain Koa app, on SQLite. */
export const peers: Part = {
  title: 'The same check, beside HMAC and one SELECT by knex, and beside better-auth',

  async run({ short }) {
    const child = startChild<PeersMethods>('peers-child');
    const loader = startLoader();
    try {
      const apps = await child.call('start', installPeers());
      const names = Object.keys(apps) as PeerName[];
      const guarded = Object.keys(titles) as Array<keyof typeof titles>;
      const request = (name: PeerName) => ({ path: '/notes', key: apps[name].key, status: 200, body: BODY });

      // What each refuses, before how fast it is.
      for (const name of guarded) {
        const refuse = (key: string | undefined, status: number) => child.call('price', { name, path: '/notes', key, status, times: 1 });
        await refuse(undefined, 401);
        await refuse(createAccessKey('cms', 'content'), 401);
        await refuse(apps[name].otherKey, name === 'betterAuth' ? 401 : 403);
      }

      // Without a network: what the app itself does.
      const price = (name: PeerName) => () => child.call('price', { name, ...request(name), times: short ? 20 : 1000 });
      const cpu = await alternate(short ? 1 : 15, variants(names, price));
      const added = Object.fromEntries(guarded.map((name) => [name, differences(cpu[name], cpu.open)])) as Record<keyof typeof titles, number[]>;

      // As many as the server can answer.
      const load = (name: PeerName) => async () => {
        const { path, key, status, body } = request(name);
        const { it } = await loader.load({
          port: apps[name].port, seconds: short ? 0.1 : 1, requests: { it: { path, status, body, ...(key !== undefined && { keys: [key] }) } },
          groups: [{ connections: 16, turns: ['it'] }],
        });
        return it.perSecond;
      };
      const perSecond = await alternate(short ? 1 : 9, variants(names, load));

      const figures: Figure[] = [
        ...guarded.map((name) => figure(`CPU that it adds: ${titles[name]}`, 'µs', added[name])),
        figure('CPU of the same without authentication', 'µs', cpu.open),
        ...guarded.filter((name) => name !== 'plugin').map((name) =>
          figure(`CPU that ${titles[name]} adds, beside this plugin`, '×', ratios(added[name], added.plugin))),
        ...guarded.map((name) => figure(`requests, 16 connections: ${titles[name]}`, '/s', perSecond[name])),
        figure('requests without authentication, 16 connections', '/s', perSecond.open),
      ];
      return {
        figures,
        notes: [
          'Per request, this plugin hashes the key for its memory and finds the token and its permissions there; it asks the database once a '
          + 'second whether anything has changed, and writes times of last use in the background',
          'HMAC and one SELECT by knex: the hash that the plugin stores, and one statement that joins the token with its permissions; nothing is '
          + 'written, so no time of last use is known',
          'better-auth 1.7.5 (`verifyApiKey` of its API-key plugin, rate limit off) hashes with SHA-256, reads the row by its hash, then writes it '
          + 'twice: the time of last use, and that of the last change',
          'All databases are SQLite files in WAL mode with `synchronous = NORMAL`',
        ],
      };
    } finally {
      await loader.stop();
      await child.stop();
    }
  },
};

function variants(names: PeerName[], measure: (name: PeerName) => () => Promise<number>): Record<PeerName, () => Promise<number>> {
  return Object.fromEntries(names.map((name) => [name, measure(name)])) as Record<PeerName, () => Promise<number>>;
}
