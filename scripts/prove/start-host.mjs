import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A fresh clone installs and builds first. */
const START_TIMEOUT_MS = 20 * 60_000;
const STOP_TIMEOUT_MS = 30_000;

/**
 * Starts a CMS with new secrets and an empty SQLite database in `files`, on a free port, and waits until it answers. `failure` says why it does not.
 */
export async function startHost({ program, cwd, files, env }) {
  const port = await freePort();
  const secret = () => randomBytes(24).toString('base64url');
  const child = spawn(program[0], program.slice(1), {
    cwd,
    env: {
      ...env, PORT: String(port), HOST: '127.0.0.1', STRAPI_TELEMETRY_DISABLED: 'true', DATABASE_FILENAME: join(mkdtempSync(join(files, 'data-')), 'data.db'),
      ADMIN_JWT_SECRET: secret(), API_TOKEN_SALT: secret(), ENCRYPTION_KEY: secret(),
      // The Strapi app of the tests writes its routes there.
      ROUTES_FILE: join(files, 'routes.json'),
      TRANSFER_TOKEN_SALT: secret(), JWT_SECRET: secret(), APP_KEYS: `${secret()},${secret()}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: a signal reaches the server behind npm.
    detached: true,
  });
  const exited = once(child, 'exit').then(() => true);
  const signal = (name) => child.exitCode === null && child.signalCode === null && process.kill(-child.pid, name);
  const kill = () => signal('SIGKILL');
  process.on('exit', kill);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));

  const url = `http://127.0.0.1:${port}`;
  const latest = Date.now() + START_TIMEOUT_MS;
  let failure;
  while (failure === undefined && !(await answers(`${url}/_health`))) {
    if (child.exitCode !== null) failure = `ended with ${child.exitCode}`;
    else if (Date.now() > latest) failure = 'does not answer';
    await sleep(200);
  }
  return {
    url,
    failure,
    output: () => output,
    /** Asks it to stop; whether it does. */
    async stop() {
      signal('SIGTERM');
      const hasStopped = await Promise.race([exited, sleep(STOP_TIMEOUT_MS, false)]);
      kill();
      return hasStopped;
    },
  };
}

async function answers(url) {
  return fetch(url).then(({ ok }) => ok, () => false);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
