import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { Cms, MountedRoute } from '../cms';
import { MethodNotAllowedError, PolicyError } from '../errors';
import type { Policy } from '../route';
import { hasBody, readBody } from './read-body';

/**
 * Makes the middleware of all mounted routes. A request goes the same way on each: who calls, may they, policies, body, handler. Who
 * sent a body is asked for once more when it is there: it may come in over minutes, and a token or a session may end in them.
 * @throws {Error} where a route names a policy that does not exist
 */
export function mountRoutes(cms: Cms, policies: Record<string, Policy>): Middleware {
  const routers = new Map<string, Router>();
  for (const route of cms.routes) {
    const admit = createAdmission(cms, route, policies);
    // One function for all of it: the router puts the functions of a route together anew with every request.
    const enter: Middleware = async function enter(ctx, next) {
      ctx.state.route = route;
      // Its answers hold keys, sessions and invitations.
      if (route.type === 'admin') ctx.set('Cache-Control', 'no-store');
      await admit(ctx);
      if (hasBody(ctx.req)) {
        await readBody(ctx);
        await admit(ctx);
      }
      await next();
    };
    const first = firstOf(route.fullPath);
    const router = routers.get(first) ?? new Router();
    routers.set(first, router);
    router.register(route.fullPath, [route.method], [enter, ...(route.config?.middlewares ?? []), route.handler as Middleware]);
  }
  const mounted = new Map([...routers].map(([first, router]) => [first, dispatchBy(router)]));
  // It answers methods that nobody knows, wherever they are sent to.
  const none = dispatchBy(new Router());
  return (ctx, next) => (mounted.get(firstOf(ctx.path)) ?? none)(ctx, next);
}

/**
 * The first part of a path, `api` or `admin` most often. Each has a router of its own, since a router tries every route that it has
 * with every request. In small letters, since routers take paths in any case.
 */
function firstOf(path: string): string {
  const end = path.indexOf('/', 1);
  return path.slice(1, end < 0 ? undefined : end).toLowerCase();
}

function dispatchBy(router: Router): Middleware {
  const dispatch = router.routes() as Middleware;
  const allow = router.allowedMethods({
    throw: true,
    methodNotAllowed: () => new MethodNotAllowedError(),
    notImplemented: () => new MethodNotAllowedError(),
  }) as Middleware;
  return (ctx, next) => dispatch(ctx, () => allow(ctx, next));
}

/** Makes the function that throws where a request's caller is nobody, or may not use the route. */
function createAdmission(cms: Cms, { config = {} }: MountedRoute, policies: Record<string, Policy>): (ctx: Context) => Promise<void> {
  const { auth } = config;
  const checks = (config.policies ?? []).map((reference) => {
    const { name, config: settings = {} } = typeof reference === 'string' ? { name: reference } : reference;
    const policy = policies[name];
    if (policy === undefined) throw new Error(`There is no policy named ${name}.`);
    return (ctx: Context) => policy(ctx, settings);
  });
  return async function admit(ctx) {
    if (auth !== false) {
      await cms.auth.authenticate(ctx);
      if (auth !== 'known') await cms.auth.verify(ctx.state.auth, auth);
    }
    for (const check of checks) if (!(await check(ctx))) throw new PolicyError();
  };
}
