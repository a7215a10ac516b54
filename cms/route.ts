import type { Middleware } from 'koa';

/** A policy named with its settings, or by its name alone: `admin::isAuthenticatedAdmin`. */
export type PolicyReference = string | { name: string; config?: Record<string, unknown> };

/** Decides whether a request goes on. False answers 403 `PolicyError`. */
export type Policy = (ctx: any, config: Record<string, unknown>) => boolean | Promise<boolean>;

/** A route in Strapi's form. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the prefix of its kind: `/api` for the content API, `/admin` for the admin API. */
  path: string;
  /** `controller.action` of the same owner, or the handler itself. */
  handler: string | Middleware;
  /** The name that a handler had before it was resolved: `article.find`. With the owner in front it is an action. */
  name?: string;
  config?: {
    /** `false`: public. `known`: for everybody who is known; the handler looks at scopes itself. Otherwise the actions needed. */
    auth?: false | 'known' | { scope?: string[] };
    policies?: PolicyReference[];
    middlewares?: Middleware[];
  };
}

/** Routes of one kind, with a common prefix. */
export interface RouteSet {
  type: 'content-api' | 'admin';
  /** Where all routes of the kind are, when it is not `/api` or `/admin`. */
  base?: string;
  prefix?: string;
  routes: Route[];
}

/** Routes of which it is known who brought them: `api::article`, `plugin::api-tokens`, `admin`. */
export interface OwnedRouteSet extends RouteSet {
  owner: string;
}
