import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { Cms, MountedRoute } from '../cms';
import { MethodNotAllowedError, PolicyError } from '../errors';
import type { Policy } from '../route';
import { hasBody, readBody } from './read-body';

/**
 * Makes the router of all mounted routes. A request goes the same way on each: who calls, may they, policies, body, handler. Who
 * sent a body is asked for once more when it is there: it may come in over minutes, and a token or a session may end in them.
 * @throws {Error} where a route names a policy that does not exist
 */
export function mountRoutes(cms: Cms, policies: Record<string, Policy>): Middleware[] {
  const router = new Router();
  for (const route of cms.routes) {
    const admit = createAdmission(cms, route, policies);
    // One function for all of it: the router puts the functions of a route together anew with every request.
    const enter: Middleware = async function enter(ctx, next) {
      ctx.state.route = route;
      await admit(ctx);
      if (hasBody(ctx.req)) {
        await readBody(ctx);
        await admit(ctx);
      }
      await next();
    };
    router.register(route.fullPath, [route.method], [enter, ...(route.config?.middlewares ?? []), route.handler as Middleware]);
  }
  return [
    router.routes() as Middleware,
    router.allowedMethods({
      throw: true,
      methodNotAllowed: () => new MethodNotAllowedError(),
      notImplemented: () => new MethodNotAllowedError(),
    }) as Middleware,
  ];
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
      const authenticating = cms.auth.authenticate(ctx);
      if (authenticating !== undefined) await authenticating;
      const verifying = auth === 'known' ? undefined : cms.auth.verify(ctx.state.auth, auth);
      if (verifying !== undefined) await verifying;
    }
    for (const check of checks) if (!(await check(ctx))) throw new PolicyError();
  };
}
