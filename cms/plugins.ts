import { join } from 'node:path';
import type { Host, Middleware } from '../server/host';
import type { Configuration } from './config/configuration';
import type { ContentType, ContentTypeSchema } from './content-type';
import type { OwnedRouteSet, Route, RouteSet } from './route';

type Factory<T> = (tools: { strapi: Host }) => T;
type Lifecycle = Factory<Promise<void>>;

/** The server half of a plugin, as plugins export it in Strapi. */
interface PluginModule {
  contentTypes?: Record<string, { schema: unknown }>;
  services?: Record<string, Factory<unknown>>;
  controllers?: Record<string, Factory<Record<string, Middleware>>>;
  routes?: Record<string, { type: string; prefix?: string; routes: unknown[] }>;
  register?: Lifecycle;
  bootstrap?: Lifecycle;
  destroy?: Lifecycle;
}

/** A plugin that has been loaded into the CMS. */
export interface Plugin {
  name: string;
  contentTypes: ContentType[];
  /** A service, created on first use. @throws {Error} if the plugin has none of that name */
  service(name: string): any;
  /** The plugin's routes, with their handlers resolved. */
  routeSets(): OwnedRouteSet[];
  register(): Promise<void>;
  bootstrap(): Promise<void>;
  destroy(): Promise<void>;
}

/**
 * Loads the plugins named in `config/plugins` through their `strapi-server`. `root` is the folder that their `resolve` is relative to;
 * `host` returns the CMS that is passed to them, which need not exist before their first lifecycle function runs.
 */
export function loadPlugins(config: Configuration, root: string, host: () => Host): Plugin[] {
  const entries: Array<[string, { enabled?: boolean; resolve: string }]> = Object.entries(config.get('plugins', {}));
  return entries
    .filter(([, { enabled = true }]) => enabled)
    .map(([name, { resolve }]) => createPlugin(name, require(join(root, resolve, 'strapi-server')).default, host));
}

function createPlugin(name: string, module: PluginModule, host: () => Host): Plugin {
  const uid = `plugin::${name}`;
  const made = new Map<string, unknown>();

  function handlerOf(handler: string): Middleware {
    const [controller = '', action = ''] = handler.split('.');
    const found = module.controllers?.[controller]?.({ strapi: host() })[action];
    if (found === undefined) throw new Error(`The plugin ${name} has no handler ${handler}.`);
    return found;
  }

  const run = async (lifecycle?: Lifecycle) => {
    await lifecycle?.({ strapi: host() });
  };

  return {
    name,

    contentTypes: Object.entries(module.contentTypes ?? {}).map(([singular, { schema }]) =>
      ({ ...(schema as ContentTypeSchema), uid: `${uid}.${singular}` })),

    service(service) {
      const factory = module.services?.[service];
      if (factory === undefined) throw new Error(`The plugin ${name} has no service ${service}.`);
      if (!made.has(service)) made.set(service, factory({ strapi: host() }));
      return made.get(service);
    },

    routeSets: () => Object.values(module.routes ?? {}).map(({ type, prefix = `/${name}`, routes }) => ({
      type: type as RouteSet['type'],
      prefix,
      owner: uid,
      routes: (routes as Route[]).map((route) => ({
        ...route,
        ...(typeof route.handler === 'string' && { name: route.handler, handler: handlerOf(route.handler) }),
      })),
    })),

    register: () => run(module.register),
    bootstrap: () => run(module.bootstrap),
    destroy: () => run(module.destroy),
  };
}
