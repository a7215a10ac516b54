import type { Host } from '../host';

/**
 * Runs `flush` once Strapi's server is closed as well: Strapi stops its plugins first, and responds to requests in the meantime. Other hosts close their
 * server before.
 */
export function flushAfterServer({ server }: Pick<Host, 'server'>, flush: () => Promise<void>): void {
  const { destroy } = server;
  if (destroy === undefined) return;
  server.destroy = async () => {
    await destroy.call(server);
    await flush();
  };
}
