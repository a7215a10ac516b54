import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@redis/client';

/** A Redis of a test's own, on a free port: stopping it disturbs nobody. */
export interface RedisServer {
  /** With its password, if it has one. */
  readonly url: string;
  readonly port: number;
  /** The certificate to be trusted; undefined without TLS. */
  readonly certificate: string | undefined;
  /** Runs a command, and answers with what Redis answers. */
  command(...args: string[]): Promise<unknown>;
  /** Ends it with all that it holds. */
  stop(): Promise<void>;
  /** Starts it again, empty, on the same port. */
  start(): Promise<void>;
  /** Stops it for good. */
  remove(): Promise<void>;
}

const isInstalled = spawnSync('redis-server', ['--version']).status === 0;

/** Describes what needs Redis; where redis-server is not installed it is skipped, and that is said. */
export function describeRedis(what: string, tests: () => void): void {
  if (isInstalled) describe(what, tests);
  else describe.skip(`${what} (skipped: redis-server is not installed)`, tests);
}

/** Starts a Redis, with a password and with TLS alone where that is asked for. */
export async function startRedisServer({ password, tls = false }: { password?: string; tls?: boolean } = {}): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'cms-redis-'));
  const port = await freePort();
  const certificate = tls ? join(folder, 'certificate.pem') : undefined;
  if (certificate !== undefined) {
    execFileSync('openssl', [
      'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', join(folder, 'key.pem'), '-out', certificate,
      '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost',
    ], { stdio: 'ignore' });
  }
  const args = [
    '--dir', folder, '--save', '', '--appendonly', 'no', '--bind', '127.0.0.1', ...(password === undefined ? [] : ['--requirepass', password]),
    ...(certificate === undefined ? ['--port', String(port)]
      : ['--port', '0', '--tls-port', String(port), '--tls-cert-file', certificate, '--tls-key-file', join(folder, 'key.pem'), '--tls-auth-clients', 'no']),
  ];
  const url = `${tls ? 'rediss' : 'redis'}://${password === undefined ? '' : `:${encodeURIComponent(password)}@`}${tls ? 'localhost' : '127.0.0.1'}:${port}`;
  let server: ChildProcess | undefined;
  let exited = Promise.resolve();
  process.on('exit', () => server?.kill('SIGKILL'));

  async function start(): Promise<void> {
    const started = server = spawn('redis-server', args, { stdio: 'ignore' });
    exited = new Promise((resolve) => started.once('exit', () => resolve()));
    while (!await listens(port)) {
      if (started.exitCode !== null) throw new Error('redis-server does not start.');
      await sleep(20);
    }
  }

  async function stop(): Promise<void> {
    server?.kill('SIGKILL');
    await exited;
  }

  await start();
  return {
    url,
    port,
    certificate,
    async command(...commandArgs) {
      const trust = certificate === undefined ? {} : { tls: true as const, ca: await readFile(certificate) };
      const client = createClient({ url, RESP: 2, socket: { reconnectStrategy: false, ...trust } });
      client.on('error', () => {});
      await client.connect();
      return client.sendCommand(commandArgs).finally(() => client.destroy());
    },
    stop,
    start,
    async remove() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false)).once('connect', () => socket.destroy());
  });
}
