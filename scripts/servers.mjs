import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether servers that refuse to run as root need another user. */
export function isRoot() {
  return process.getuid?.() === 0;
}

/** Starts a server, as `user` where this is root, and waits for its port. It is killed at the latest when this process ends. */
export async function startServer(program, args, user, port) {
  const [command, ...rest] = user !== undefined && isRoot() ? ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups', program, ...args] : [program, ...args];
  const server = spawn(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
  process.on('exit', () => server.kill('SIGKILL'));
  for (let waited = 0; !(await listens(port)); waited += 1) {
    if (server.exitCode !== null || waited === 600) throw new Error(`${program} does not start.`);
    await sleep(100);
  }
  return server;
}

/** Starts a PgBouncer in transaction mode before the PostgreSQL on port 5432, otherwise as its defaults are, with its files in `folder`. */
export async function startPgbouncer(folder, port) {
  const file = join(folder, 'pgbouncer.ini');
  const users = join(folder, 'users.txt');
  writeFileSync(users, '"postgres" ""\n');
  writeFileSync(file, `[databases]\n* = host=127.0.0.1 port=5432\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}
auth_type = trust\nauth_file = ${users}\npool_mode = transaction\nunix_socket_dir =\n`);
  return startServer('pgbouncer', ['-q', file], 'postgres', port);
}

/** Ends a server, by force after ten seconds. */
export async function endServer(server) {
  if (server.exitCode !== null) return;
  server.kill('SIGTERM');
  for (let waited = 0; server.exitCode === null && server.signalCode === null && waited < 100; waited += 1) await sleep(100);
  server.kill('SIGKILL');
}

function listens(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false)).once('connect', () => socket.destroy());
  });
}
