import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { startBenchCms } from './harness/bench-cms';
import { type Figure, figure } from './harness/figure';
import { freePort } from './harness/free-port';
import { assertRight, type Part } from './harness/part';
import { secrets } from './harness/secrets';
import { alternate, ratios } from './harness/statistics';

const commands = { 'npm start': ['npm', 'start'], 'node dist/cms/main.js': [process.execPath, 'dist/cms/main.js'] } as const;

/** From the start of a built project to its first answer, with and without many tokens. */
export const start: Part = {
  title: 'Start with a million tokens, beside none',

  async run({ short, full }) {
    const size = short ? 1000 : 1_000_000;
    const empty = await startBenchCms('sqlite');
    const filled = await startBenchCms('sqlite');
    try {
      await filled.child.call('fillTokens', { from: 1, to: size });
      for (const { child } of [empty, filled]) await child.stop();
      const times = await alternate(short ? 0 : full ? 11 : 5, Object.fromEntries(Object.entries(commands).flatMap(([name, command]) => [
        [`${name}, no tokens`, () => firstAnswer(command, empty.database)],
        [`${name}, tokens`, () => firstAnswer(command, filled.database)],
      ])));
      const many = `${size.toLocaleString('en')} tokens`;
      const figures: Figure[] = Object.keys(commands).flatMap((name) => [
        figure(`${name}, no tokens`, 'ms', times[`${name}, no tokens`]!),
        figure(`${name}, ${many}`, 'ms', times[`${name}, tokens`]!),
        figure(`${name}, ${many} beside none`, '×', ratios(times[`${name}, tokens`]!, times[`${name}, no tokens`]!), { atMost: 1.5 }),
      ]);
      return { figures };
    } finally {
      await filled.stop();
      await empty.stop();
    }
  },
};

/** Starts a CMS and stops it, and answers how long its first answer took (milliseconds). */
async function firstAnswer([program, argument]: readonly [string, string], database: Record<string, string>): Promise<number> {
  const port = await freePort();
  const begun = performance.now();
  // In a process group of its own, since npm starts others.
  const child = spawn(program, [argument], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, ...secrets, ...database, NODE_ENV: 'production', PORT: String(port) },
  });
  child.stdout.resume();
  // Not before the last of the group, all of which write to the same pipe.
  const closed = once(child, 'close');
  const signalGroup = (signal: NodeJS.Signals) => child.exitCode === null && process.kill(-child.pid!, signal);
  const kill = () => signalGroup('SIGKILL');
  process.on('exit', kill);
  try {
    for (;;) {
      assertRight(child.exitCode === null, `${program} ${argument} ends with ${child.exitCode}`);
      const status = await statusOf(port);
      if (status !== null) {
        assertRight(status === 401, `${status} without a token`);
        return performance.now() - begun;
      }
      await wait(2);
    }
  } finally {
    signalGroup('SIGTERM');
    await closed;
    process.off('exit', kill);
  }
}

/** The status that the content API answers with, or null where nothing listens yet. */
function statusOf(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    request({ port, host: '127.0.0.1', path: '/api/articles', agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    }).on('error', () => resolve(null)).end();
  });
}
