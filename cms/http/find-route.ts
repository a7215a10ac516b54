import Router from '@koa/router';
import type { FoundRoute } from '../../server/host';
import type { MountedRoute } from '../cms';

/** Finds the route for a method and a path among `routes`, which are only read on use, so that they may be mounted later. */
export function createFindRoute(routes: readonly MountedRoute[]): (method: string, path: string) => FoundRoute | null {
  let mounted: { router: Router; byLayer: Map<unknown, MountedRoute> } | undefined;

  function mount() {
    const router = new Router();
    const byLayer = new Map(routes.map((route): [unknown, MountedRoute] => [router.register(route.fullPath, [route.method], (_ctx, next) => next()), route]));
    return { router, byLayer };
  }

  return (method, path) => {
    mounted ??= mount();
    const [layer] = mounted.router.match(path, method).pathAndMethod;
    const route = mounted.byLayer.get(layer);
    if (layer === undefined || route === undefined) return null;
    return {
      type: route.type,
      method: route.method,
      path: route.fullPath,
      action: route.name === undefined ? null : `${route.owner}.${route.name}`,
      params: layer.params(path, layer.captures(path)),
      config: route.config,
    };
  };
}
