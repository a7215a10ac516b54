import type { Middleware } from 'koa';
import type { Strategy } from '../server/host';

/** A policy's name, with or without settings: `admin::isAuthenticatedAdmin`. */
export type PolicyReference = string | { name: string; config?: Record<string, unknown> };

/** Decides whether a request continues. False leads to 403 `PolicyError`. */
export type Policy = (ctx: any, config: Record<string, unknown>) => Promise<boolean>;

/** A route in Strapi's form. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the prefix of its kind: `/api` for the content API, `/admin` for the admin API. */
  path: string;
  /** `controller.action` of the same owner, or the handler itself. */
  handler: string | Middleware;
  /** The name of the handler before it was resolved: `article.find`. Prefixed with the owner it is an action. */
  name?: string;
  config?: {
    /**
     * `false`: public. `known`: for every authenticated caller; the handler checks scopes itself. Otherwise the required actions, and the
     * strategies to use instead of the registered ones.
     */
    auth?: false | 'known' | { scope?: string[]; strategies?: Strategy[] };
    policies?: PolicyReference[];
    middlewares?: Middleware[];
  };
}

/** Routes of one kind, with a common prefix. */
export interface RouteSet {
  type: 'content-api' | 'admin';
  /** The base path of the routes, if it is not `/api` or `/admin`. */
  base?: string;
  prefix?: string;
  routes: Route[];
}

/** Routes with their owner: `api::article`, `plugin::api-tokens`, `admin`. */
export interface OwnedRouteSet extends RouteSet {
  owner: string;
}
