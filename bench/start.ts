import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { benchVariables, startBenchCms } from './bench-cms';
import { alternate, expectAnswer, figure, show, type Line, type Part } from './harness';

const port = 42_137;

/** How long the built CMS takes from the start of its process to its first answer, with and without many tokens. */
export const start: Part = async ({ short, full }) => {
  const size = short ? 1000 : full ? 1_000_000 : 100_000;
  const empty = await mkdtemp(join(tmpdir(), 'cms-bench-'));
  const filled = await startBenchCms({ DATABASE_FILENAME: 'data.db' });
  try {
    await filled.insertTokens(size, {});
    const values = await alternate(short ? 1 : 5, {
      'no token': () => startOnce(join(empty, 'data.db')),
      [`${size} tokens`]: () => startOnce(join(filled.root, 'data.db')),
    });
    return Object.entries(values).map(([name, measured]): Line => ({
      measured: name, 'ms to the first answer (lowest–highest)': show(figure(measured), 0),
    }));
  } finally {
    await filled.stop();
    await rm(empty, { recursive: true, force: true });
  }
};

async function startOnce(filename: string): Promise<number> {
  const begun = performance.now();
  const child = spawn(process.execPath, [resolve('dist/host/main.js')], {
    env: { ...process.env, ...benchVariables, DATABASE_FILENAME: filename, PORT: String(port) }, stdio: 'ignore',
  });
  const ended = new Promise((done) => child.once('exit', done));
  try {
    let status: number | null = null;
    while (status === null) {
      if (child.exitCode !== null) throw new Error(`The CMS ended with ${child.exitCode}.`);
      status = await statusOf('/api/articles');
      if (status === null) await wait(5);
    }
    const taken = performance.now() - begun;
    expectAnswer('the first answer', status, 401);
    return taken;
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** The status of an answer, or null where nothing listens yet. */
function statusOf(path: string): Promise<number | null> {
  return new Promise((done) => {
    request({ port, host: '127.0.0.1', path, agent: false }, (answer) => {
      answer.resume();
      done(answer.statusCode!);
    }).on('error', () => done(null)).end();
  });
}
