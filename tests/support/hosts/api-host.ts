import type { DialectName } from '../database';
import { pluginServices } from '../../../server/services';
import { SYSTEM } from '../../../server/callers';
import { startTestCms, type Client } from '../cms';
import { forgetTokens } from '../forget-tokens';

/** A route that a host lists. */
export interface ListedRoute {
  type: 'content-api' | 'admin';
  method: string;
  /** From the root, with its parameters: `/api/articles/:id`. */
  path: string;
}

/** A CMS with the plugin in it, as the tests of its API see it. */
export interface ApiHost {
  readonly kind: 'bundled' | 'strapi';
  /** Where it answers, without a slash at the end. */
  readonly url: string;
  /** Requests with this key or JWT, or with none. */
  as(bearer?: string): Client;
  /** All routes of its content API and its admin API. */
  routes(): ListedRoute[];
  /** Calls the plugin's services as the host's own code does, and answers as the route would. */
  operate(service: 'adminTokens' | 'contentApiTokens' | 'upkeep', call: string, args: unknown[]): Promise<{ status: number; body: any }>;
  /** Sets when a token ends. */
  setExpiry(tokenId: number, date: Date): Promise<void>;
  /** All that it has logged so far. */
  log(): string;
  /** Stops and starts it on the same database, with other variables where some are given. */
  restart(variables?: Record<string, string>): Promise<void>;
  stop(): Promise<void>;
}

/** The CMS that comes along, on an empty database of the given kind. */
export async function startBundledHost(dialect: DialectName): Promise<ApiHost> {
  const cms = await startTestCms({ dialect });
  return {
    kind: 'bundled',
    get url() {
      return cms.url;
    },
    as: cms.as,
    routes: () => cms.running.cms.routes.map(({ type, method, fullPath }) => ({ type, method, path: fullPath })),
    async operate(service, call, args) {
      const calls = pluginServices(cms.running.cms)[service] as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
      try {
        const answer = await calls[call]!(SYSTEM, ...args);
        return { status: 200, body: call === 'list' ? answer : { data: answer } };
      } catch (error) {
        const { status, message } = error as { status?: number; message: string };
        return { status: status ?? 500, body: { error: { message } } };
      }
    },
    async setExpiry(tokenId, date) {
      await cms.running.cms.db.query('plugin::api-tokens.token').update({ where: { id: tokenId }, data: { expiresAt: date.getTime() } });
      await forgetTokens(cms);
    },
    log: () => cms.logged.join(''),
    restart: cms.restart,
    stop: cms.stop,
  };
}
