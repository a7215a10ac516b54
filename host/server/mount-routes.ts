import Router from '@koa/router';
import type { Middleware } from 'koa';
import type { Cms, MountedRoute } from '../cms';
import { MethodNotAllowedError, PolicyError } from '../errors';
import type { Policy } from '../route';
import { readBody } from './read-body';

/**
 * Makes the router of all mounted routes. A request goes the same way on each: who calls, may they, policies, body, handler.
 * @throws {Error} where a route names a policy that does not exist
 */
export function mountRoutes(cms: Cms, policies: Record<string, Policy>): Middleware[] {
  const router = new Router();
  for (const route of cms.routes) {
    router.register(route.fullPath, [route.method], [
      nameRoute(route),
      authenticate(cms),
      authorize(cms, route),
      ...(route.config?.policies ?? []).map((reference) => applyPolicy(reference, policies)),
      readBody(),
      ...(route.config?.middlewares ?? []),
      route.handler as Middleware,
    ]);
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

function nameRoute(route: MountedRoute): Middleware {
  return async function nameRoute(ctx, next) {
    ctx.state.route = route;
    await next();
  };
}

function authenticate(cms: Cms): Middleware {
  return async function authenticate(ctx, next) {
    await cms.auth.authenticate(ctx, next);
  };
}

function authorize(cms: Cms, { config }: MountedRoute): Middleware {
  return async function authorize(ctx, next) {
    if (config?.auth !== 'known') await cms.auth.verify(ctx.state.auth, config?.auth);
    await next();
  };
}

function applyPolicy(reference: string | { name: string; config?: Record<string, unknown> }, policies: Record<string, Policy>): Middleware {
  const { name, config = {} } = typeof reference === 'string' ? { name: reference } : reference;
  const policy = policies[name];
  if (policy === undefined) throw new Error(`There is no policy named ${name}.`);
  return async function applyPolicy(ctx, next) {
    if (!(await policy(ctx, config))) throw new PolicyError();
    await next();
  };
}
