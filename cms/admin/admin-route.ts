import type Koa from 'koa';
import type { Middleware } from 'koa';
import type { Route } from '../route';

/** The context of a handler of the admin API. */
export type AdminContext = Koa.Context & { params: Record<string, string>; request: Koa.Request & { body?: unknown } };

/** Handles one request. */
export type AdminHandler = (ctx: AdminContext) => Promise<void>;

/** No response is cached: those to logins and invitations contain credentials, all others someone's permissions and names. */
function middleware(handler: AdminHandler): Middleware {
  return (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    return handler(ctx as unknown as AdminContext);
  };
}

/** A public route. */
export function publicRoute(method: Route['method'], path: string, handler: AdminHandler): Route {
  return { method, path, handler: middleware(handler), config: { auth: false } };
}

/** A route for people who are logged in. */
export function sessionRoute(method: Route['method'], path: string, handler: AdminHandler): Route {
  return { method, path, handler: middleware(handler), config: { policies: ['admin::isAuthenticatedAdmin', 'admin::isSession'] } };
}

/** A route that requires all of `actions`; without any, authentication only. */
export function guardedRoute(method: Route['method'], path: string, actions: string[], handler: AdminHandler): Route {
  const permissions = actions.length > 0 ? [{ name: 'admin::hasPermissions', config: { actions } }] : [];
  return { method, path, handler: middleware(handler), config: { policies: ['admin::isAuthenticatedAdmin', ...permissions] } };
}
