import type Koa from 'koa';
import type { Knex } from 'knex';
import type { AdminPermissionService, Database, Host, Strategy } from '../server/host';
import type { ContentType } from './content-type';
import type { Route } from './route';

/** The database layer with what the CMS itself needs beyond {@link Database}. */
export interface CmsDatabase extends Database {
  /** The knex instance. A statement on it does not join a running transaction; `query` does. */
  readonly connection: Knex;
  /** Makes tables, columns, foreign keys and indexes that are missing. Never drops anything. Safe when processes race. */
  sync(): Promise<void>;
  /** Runs `callback` while no other process that uses this database runs one under the same lock. */
  exclusively<T>(callback: () => Promise<T>): Promise<T>;
  /** Rejects where the database does not answer. */
  ping(): Promise<void>;
  /** Closes all connections. */
  destroy(): Promise<void>;
}

/** The authentication of the CMS: strategies per kind of route, tried in order. */
export interface CmsAuth {
  register(type: 'content-api' | 'admin', strategy: Strategy): CmsAuth;
  /** The strategy of this name. */
  find(type: 'content-api' | 'admin', name: string): Strategy | undefined;
  /** Finds out who calls `ctx.state.route` and sets `ctx.state.auth`; throws a 401 where nobody can be found. */
  authenticate(ctx: Koa.Context): Promise<void>;
  /** Throws where `auth` (`ctx.state.auth`) is not allowed what `config` asks for. */
  verify(auth: any, config?: false | { scope?: string[] }): Promise<void>;
}

/** The CMS as its parts and its plugins see it (`strapi`). */
export interface Cms extends Host {
  readonly db: CmsDatabase;
  /** All content types by uid. */
  readonly contentTypes: Record<string, ContentType>;
  readonly auth: CmsAuth;
  service(uid: 'admin::permission'): AdminPermissionService;
  /** Every route that is mounted, with its full path. */
  readonly routes: MountedRoute[];
}

/** A route where it answers. */
export interface MountedRoute extends Route {
  type: 'content-api' | 'admin';
  /** Path from the root: `/api/articles/:id`. */
  fullPath: string;
  /** Who brought it: `api::article`, `plugin::api-tokens`, `admin`. */
  owner: string;
}
