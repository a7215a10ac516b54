import type { AddressInfo } from 'node:net';
import { createCms } from './create-cms';
import { closeHttpServer, createHttpServer } from './http/http-server';
import { welcome } from './welcome';

/** How long writing pending data may take at shutdown (milliseconds). */
const LAST_WRITES_MS = 5000;

/** Starts the CMS in the current folder, and shuts it down gracefully on SIGTERM, SIGINT and SIGHUP. */
async function main(): Promise<void> {
  const running = await createCms({ root: process.cwd(), variables: process.env });
  const { app, config, log, newSecrets } = running;
  const server = createHttpServer(app, log);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.get('server.port'), config.get('server.host'), resolve);
  });

  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info(`Stopping (${signal}).`);
    await closeHttpServer(server);
    setTimeout(() => {
      log.error('Stopped without writing what was pending: the database does not respond.');
      process.exit(1);
    }, LAST_WRITES_MS);
    await running.stop();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, stop);
  // A connection could not be accepted; without a listener this would end the process.
  server.on('error', (error) => log.error({ err: error }));

  const { address, family, port } = server.address() as AddressInfo;
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  process.stdout.write(welcome({ url, newSecrets, needsFirstAdmin: await running.needsFirstAdmin() }));
}

// Do not exit if nobody reads the output.
process.stderr.on('error', () => {});

main().catch((error: NodeJS.ErrnoException) => {
  // The message says what is wrong and what to do; a stack does not help with a misconfigured variable.
  process.stderr.write(`\nThe CMS could not start. ${error.message}\n`);
  process.exit(1);
});
