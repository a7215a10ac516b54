import Router from '@koa/router';
import type { Middleware } from 'koa';
import type { Cms, MountedRoute } from '../cms';
import { MethodNotAllowedError, PolicyError } from '../errors';
import type { Policy } from '../route';
import { readBody } from './read-body';

/**
 * Makes the router of all mounted routes. A request goes the same way on each: who calls, may they, policies, body, handler. Who
 * sent a body is asked for once more when it is there: it may come in over minutes, and a token or a session may end in them.
 * @throws {Error} where a route names a policy that does not exist
 */
export function mountRoutes(cms: Cms, policies: Record<string, Policy>): Middleware[] {
  const router = new Router();
  for (const route of cms.routes) {
    const admission = [
      authenticate(cms),
      authorize(cms, route),
      ...(route.config?.policies ?? []).map((reference) => applyPolicy(reference, policies)),
    ];
    router.register(route.fullPath, [route.method], [
      nameRoute(route),
      ...admission,
      readBody(),
      ...admission.map(afterBody),
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

/** The middleware, for requests that had a body alone. */
function afterBody(middleware: Middleware): Middleware {
  return (ctx, next) => ((ctx.request as { body?: unknown }).body === undefined ? next() : middleware(ctx, next));
}

function nameRoute(route: MountedRoute): Middleware {
  return function nameRoute(ctx, next) {
    ctx.state.route = route;
    return next();
  };
}

function authenticate(cms: Cms): Middleware {
  return function authenticate(ctx, next) {
    return cms.auth.authenticate(ctx, next);
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
