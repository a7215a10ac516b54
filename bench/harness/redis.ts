import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port';

/** A Redis on this machine. */
export interface BenchRedis {
  url: string;
  stop(): Promise<void>;
}

/** Starts one that keeps nothing on disk; null where redis-server is not installed. */
export async function startRedis(): Promise<BenchRedis | null> {
  if (spawnSync('redis-server', ['--version']).status !== 0) return null;
  const port = await freePort();
  const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
  const exited = once(server, 'exit');
  process.on('exit', () => server.kill('SIGKILL'));
  for (;;) {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    const listens = await Promise.race([once(socket, 'connect').then(() => true, () => false), exited.then(() => { throw new Error('redis-server does not start.'); })]);
    socket.destroy();
    if (listens) break;
    await sleep(20);
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      server.kill('SIGKILL');
      await exited;
    },
  };
}
