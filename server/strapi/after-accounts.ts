import type { Host } from '../host';

/** The part of Strapi that provides accounts, roles and their actions. */
interface AdminModule {
  bootstrap?(...args: unknown[]): Promise<void>;
}

/**
 * Runs the rest of the startup once the host's accounts and actions are available: in Strapi after its admin part, which starts after all plugins. An
 * error stops the start. In other hosts, they are available before plugins start.
 */
export async function afterAccounts(host: Pick<Host, 'get' | 'hook'>, work: () => Promise<void>): Promise<void> {
  if (host.hook === undefined) return work();
  const admin = (host.get as (name: string) => unknown)('admin') as AdminModule;
  const usual = admin.bootstrap;
  admin.bootstrap = async function bootstrap(...args) {
    admin.bootstrap = usual;
    await usual?.apply(this, args);
    await work();
  };
}
