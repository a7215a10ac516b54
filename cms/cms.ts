import type Koa from 'koa';
import type { Knex } from 'knex';
import type { AdminPermissionService, Database, Host, Strategy } from '../server/host';
import type { ContentType } from './content-type';
import type { Route } from './route';

/** The database layer, with what the CMS itself needs beyond {@link Database}. */
export interface CmsDatabase extends Database {
  /** The knex instance. A statement on it does not join a running transaction; `query` does. */
  readonly connection: Knex;
  /** Creates missing tables, columns, foreign keys and indexes. Never drops anything. Safe when processes race. */
  sync(): Promise<void>;
  /** Runs `callback` under a lock that all processes on this database share. */
  exclusively<T>(callback: () => Promise<T>): Promise<T>;
  /** Rejects if the database does not respond. */
  ping(): Promise<void>;
  /** Closes all connections. */
  destroy(): Promise<void>;
}

/** The authentication of the CMS: strategies per kind of route, tried in order. */
export interface CmsAuth {
  register(type: 'content-api' | 'admin', strategy: Strategy): CmsAuth;
  /** The strategy of this name. */
  find(type: 'content-api' | 'admin', name: string): Strategy | undefined;
  /**
   * Authenticates the caller of `ctx.state.route`, sets `ctx.state.auth`, and checks the route's scope; throws a 401 if no strategy succeeds,
   * a 403 if the scope is not granted.
   */
  admit(ctx: Koa.Context): Promise<void>;
  /** Throws if `auth` (`ctx.state.auth`) does not have the scope that `config` requires. */
  verify(auth: any, config?: false | { scope?: string[] }): Promise<void>;
}

/** The CMS as seen by its parts and plugins (`strapi`). */
export interface Cms extends Host {
  readonly db: CmsDatabase;
  /** All content types by uid. */
  readonly contentTypes: Record<string, ContentType>;
  readonly auth: CmsAuth;
  service(uid: 'admin::permission'): AdminPermissionService;
  /** Every route that is mounted, with its full path. */
  readonly routes: MountedRoute[];
}

/** A mounted route. */
export interface MountedRoute extends Route {
  type: 'content-api' | 'admin';
  /** Path from the root: `/api/articles/:id`. */
  fullPath: string;
  /** Its owner: `api::article`, `plugin::api-tokens`, `admin`. */
  owner: string;
}
