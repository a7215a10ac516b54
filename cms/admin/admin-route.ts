import type Koa from 'koa';
import type { Middleware } from 'koa';
import type { Route } from '../route';

/** What a handler of the admin API is handed. */
export type AdminContext = Koa.Context & { params: Record<string, string>; request: Koa.Request & { body?: unknown } };

/** Answers one request. */
export type AdminHandler = (ctx: AdminContext) => Promise<void>;

/** No cache keeps an answer: those of logins and invitations hold credentials, all others somebody's rights and names. */
function middleware(handler: AdminHandler): Middleware {
  return (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    return handler(ctx as unknown as AdminContext);
  };
}

/** A route that anybody may call. */
export function publicRoute(method: Route['method'], path: string, handler: AdminHandler): Route {
  return { method, path, handler: middleware(handler), config: { auth: false } };
}

/** A route for those who may do all of `actions`; with none, for everybody who is logged in. */
export function guardedRoute(method: Route['method'], path: string, actions: string[], handler: AdminHandler): Route {
  const permissions = actions.length > 0 ? [{ name: 'admin::hasPermissions', config: { actions } }] : [];
  return { method, path, handler: middleware(handler), config: { policies: ['admin::isAuthenticatedAdmin', ...permissions] } };
}
