import { startBenchCms } from './harness/bench-cms';
import { figure, show } from './harness/figure';
import type { Part } from './harness/part';
import type { ProfileLine } from './harness/profile';

/** Where the microseconds of a known key go: the pieces by themselves, and a profile of whole requests. */
export const limit: Part = {
  title: 'The limit, and where the rest goes',

  async run({ short }) {
    const cms = await startBenchCms('sqlite');
    try {
      const [key] = await cms.child.call('makeTokens', [{ type: 'custom', permissions: 500 }]) as [string];
      const rounds: Array<Record<string, number>> = [];
      for (let round = 0; round <= (short ? 1 : 15); round += 1) {
        const measured = await cms.child.call('pieces', { key, times: short ? 200 : 20_000 });
        if (round > 0) rounds.push(measured);
      }
      const lines = await cms.child.call('profile', { path: cms.twins.content, key, status: 200, body: cms.article, times: short ? 100 : 30_000 });
      return {
        figures: Object.keys(rounds[0]!).map((name) => figure(name, 'µs', rounds.map((round) => round[name]!))),
        notes: [
          `Profile of one article by a token's key, without a network, by whose code it is: ${byOwner(lines)}`,
          `The plugin's own lines: ${list(lines.filter(({ file }) => ownerOf(file) === 'plugin').slice(0, 10))}`,
          `The most expensive lines of all: ${list(lines.slice(0, 12))}`,
        ],
      };
    } finally {
      await cms.stop();
    }
  },
};

/** Who a line of the profile belongs to. */
function ownerOf(file: string): string {
  if (/^(server|lru-cache)\//.test(file)) return 'plugin';
  if (file.startsWith('cms/')) return 'bundled CMS';
  if (file.startsWith('node:')) return 'Node';
  return file === '' ? 'engine and native code' : file.split('/').slice(0, file.startsWith('@') ? 2 : 1).join('/');
}

function byOwner(lines: ProfileLine[]): string {
  const sums = new Map<string, number>();
  for (const { file, self } of lines) sums.set(ownerOf(file), (sums.get(ownerOf(file)) ?? 0) + self);
  return [...sums].sort(([, a], [, b]) => b - a).map(([owner, self]) => `${owner} ${show(self)} µs`).join(', ');
}

function list(lines: ProfileLine[]): string {
  return lines.map(({ name, file, self }) => `${show(self)} µs ${name} (${file || 'engine'})`).join(', ');
}
