import type { FoundRoute, Host } from '../host';

/** Routes as Strapi's APIs and plugins register them with its server. */
interface StrapiRoute {
  method: string;
  path: string;
  handler: unknown;
  info?: { type?: string; apiName?: string; pluginName?: string };
  config?: FoundRoute['config'];
}
type StrapiRoutes = StrapiRoute[] | { type?: FoundRoute['type']; prefix?: string; routes: StrapiRoute[] };

/** What @koa/router finds. */
interface Layer {
  methods: string[];
  path: string;
  params(path: string, captures: string[]): Record<string, string>;
  captures(path: string): string[];
}

/**
 * The host's function for finding a route, or in Strapi one that uses Strapi's router. Call it before Strapi registers its routes. Only routes of
 * Strapi's two APIs are found: its authentication guards no others, and the one that serves files matches every path.
 */
export function createFindRoute(host: Pick<Host, 'config' | 'findRoute' | 'server'>): NonNullable<Host['findRoute']> {
  if (host.findRoute) return (method, path) => host.findRoute!(method, path);
  const { server } = host;
  const sets: Array<Exclude<StrapiRoutes, StrapiRoute[]>> = [];
  let byLayer: Map<string, FoundRoute> | undefined;

  // Strapi's router knows how to match a path, but not what a route requires.
  const add = server.routes as (routes: StrapiRoutes) => unknown;
  server.routes = function routes(this: unknown, added: StrapiRoutes) {
    if (!Array.isArray(added) && added.type) sets.push(added);
    byLayer = undefined;
    return add.call(this, added);
  };

  function list(): Map<string, FoundRoute> {
    const found = new Map<string, FoundRoute>();
    for (const { type, prefix = '', routes } of sets) {
      const base = type === 'content-api' ? host.config.get('api.rest.prefix', '/api') : '';
      for (const route of routes) {
        const path = `${base}${prefix}${route.path.trim()}`;
        const method = route.method.trim().toUpperCase();
        const key = keyOf(method, path);
        if (!found.has(key)) found.set(key, describe(route, type!, method, path));
      }
    }
    return found;
  }

  return function findRoute(method, path) {
    const layers: Layer[] = server.router?.match(path, method).pathAndMethod ?? [];
    byLayer ??= list();
    for (const layer of layers) {
      // A route for ALL matches every method.
      const route = [...layer.methods, 'ALL'].map((each) => byLayer!.get(keyOf(each, layer.path))).find((each) => each !== undefined);
      if (route !== undefined) return { ...route, params: layer.params(path, layer.captures(path)) };
    }
    return null;
  };
}

function describe({ handler, info, config }: StrapiRoute, type: FoundRoute['type'], method: string, path: string): FoundRoute {
  return { type, method, path, action: typeof handler === 'string' ? actionOf(handler, info) : null, params: {}, config, info: info ?? {} };
}

/** Strapi's name of a handler: `find.index` of a plugin is `plugin::name.find.index`. */
function actionOf(handler: string, { apiName, pluginName }: NonNullable<StrapiRoute['info']> = {}): string {
  if (handler.includes('::')) return handler;
  if (pluginName === 'admin') return `admin::${handler}`;
  return pluginName === undefined ? `api::${apiName}.${handler}` : `plugin::${pluginName}.${handler}`;
}

function keyOf(method: string, path: string): string {
  return `${method} ${path.replace(/(?<=.)\/+$/, '')}`;
}
