import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { Cms, MountedRoute } from '../cms';
import { MethodNotAllowedError, PolicyError } from '../errors';
import type { Policy } from '../route';
import { hasBody, readBody } from './read-body';

/**
 * Creates the middleware of all mounted routes. Every request takes the same path: authentication, authorization, policies, body, handler.
 * A request whose body is still to be received is authorized again afterwards: that may take minutes, in which a token or a session may end.
 * @throws {Error} if a route names a policy that does not exist
 */
export function mountRoutes(cms: Cms, policies: Record<string, Policy>): Middleware {
  const routers = new Map<string, Router>();
  for (const route of cms.routes) {
    const admit = createAdmission(cms, route, policies);
    // A single function: the router composes the functions of a route again for every request.
    const enter: Middleware = async function enter(ctx, next) {
      ctx.state.route = route;
      // Responses contain keys, sessions and invitations.
      if (route.type === 'admin') ctx.set('Cache-Control', 'no-store');
      await admit(ctx);
      if (hasBody(ctx.req)) {
        const isReceived = ctx.req.complete;
        await readBody(ctx);
        if (!isReceived) await admit(ctx);
      }
      await next();
    };
    const first = firstOf(route.fullPath);
    const router = routers.get(first) ?? new Router();
    routers.set(first, router);
    router.register(route.fullPath, [route.method], [enter, ...(route.config?.middlewares ?? []), route.handler as Middleware]);
  }
  const mounted = new Map([...routers].map(([first, router]) => [first, dispatchBy(router)]));
  // It responds to unknown methods on any path.
  const none = dispatchBy(new Router());
  return (ctx, next) => (mounted.get(firstOf(ctx.path)) ?? none)(ctx, next);
}

/**
 * The first segment of a path, usually `api` or `admin`. Each has its own router, since a router tries all of its routes for every request.
 * In lower case, since routers are case-insensitive.
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

/** Creates the function that throws if a request is not authenticated, or not authorized for the route. */
function createAdmission(cms: Cms, { config = {} }: MountedRoute, policies: Record<string, Policy>): (ctx: Context) => Promise<void> {
  const checks = (config.policies ?? []).map((reference) => {
    const { name, config: settings = {} } = typeof reference === 'string' ? { name: reference } : reference;
    const policy = policies[name];
    if (policy === undefined) throw new Error(`There is no policy named ${name}.`);
    return (ctx: Context) => policy(ctx, settings);
  });
  return async function admit(ctx) {
    if (config.auth !== false) await cms.auth.admit(ctx);
    for (const check of checks) if (!(await check(ctx))) throw new PolicyError();
  };
}
