/**
 * Everything the plugin needs from the CMS it is installed in, as types only: the part of Strapi 5's server API that the plugin uses, with Strapi's
 * names and shapes. A Strapi 5 application satisfies it, and so does the bundled CMS.
 */

import type { AdminPermission } from './grant/admin-permission';
import type { Content, Filters, RestrictionDenial, Restrictions } from './grant/restriction-types';
import type { Id } from './token/token-record';

export type { AdminPermission, Id };

/** A record as the host's database layer returns it: attributes by name. */
export type Row = Record<string, any>;

/** Conditions on a record: `{ attribute: value }`, `{ attribute: { $operator: value } }`, `$and`, `$or`, `$not`. */
export type Where = Record<string, any>;

/** What a query may ask for (Strapi's Query Engine API). */
export interface FindParams {
  where?: Where;
  /** Attributes to read; by default all of them. */
  select?: readonly string[];
  /** Relations to populate: `true` for all, a list of names, or parameters by name. */
  populate?: boolean | string[] | Record<string, boolean | FindParams>;
  orderBy?: Record<string, 'asc' | 'desc'> | Array<Record<string, 'asc' | 'desc'>>;
  limit?: number;
  offset?: number;
}

/** Reads and writes one content type. Inside {@link Database.transaction} every call joins that transaction. */
export interface Query {
  findOne(params: FindParams): Promise<Row | null>;
  findMany(params?: FindParams): Promise<Row[]>;
  /** The number of records that match. */
  count(params?: { where?: Where }): Promise<number>;
  /** Inserts one record and returns it. Rejects if a unique index is violated. */
  create(params: { data: Row; select?: readonly string[]; populate?: FindParams['populate'] }): Promise<Row>;
  /** Changes one record and returns it, or null if none matches. Rejects if a unique index is violated. */
  update(params: { where: Where; data: Row; select?: readonly string[]; populate?: FindParams['populate'] }): Promise<Row | null>;
  /**
   * Changes all matching records, but not their to-many relations. An `updatedAt` in `data` is stored as given. Rejects if a unique index is
   * violated.
   */
  updateMany(params: { where?: Where; data: Row }): Promise<{ count: number }>;
  /** Deletes one record and returns it, or null if none matches. */
  delete(params: { where: Where; select?: readonly string[]; populate?: FindParams['populate'] }): Promise<Row | null>;
  deleteMany(params: { where?: Where }): Promise<{ count: number }>;
}

/** The part of a knex instance that the plugin uses: `knex(table)` begins a statement, `raw` creates one or a part of one. */
export interface Knex {
  (table: string): any;
  raw(sql: string, bindings?: any): any;
}

/** A statement that knex has built, and that was not run. */
export interface KnexStatement {
  toSQL(): { sql: string; bindings: readonly unknown[] };
}

/** What the callback of a transaction gets. */
export interface TransactionScope {
  /** Knex on the connection of the transaction: its statements belong to it. */
  readonly trx: Knex;
  /** Runs `callback` once the transaction has been committed. */
  onCommit(callback: () => void): void;
  /** Runs `callback` once the transaction has been rolled back. */
  onRollback(callback: () => void): void;
  /**
   * Runs a statement whose answer nobody waits for: before any other that is run after this call, and at the latest with the commit, which fails if it
   * does. It saves the round trip where the host has this.
   */
  later?(statement: KnexStatement): Promise<void>;
}

/** The lifecycle events that a subscriber may listen to. */
export type LifecycleAction =
  | 'afterFindMany' | 'afterFindOne' | 'beforeCount' | 'beforeFindMany' | 'beforeFindOne'
  | 'afterCreate' | 'afterCreateMany' | 'afterUpdate' | 'afterUpdateMany' | 'afterDelete' | 'afterDeleteMany'
  | 'beforeCreate' | 'beforeCreateMany' | 'beforeUpdate' | 'beforeUpdateMany' | 'beforeDelete' | 'beforeDeleteMany';

/** What a lifecycle subscriber gets. `state` is passed from the before event to the after event of one call. */
export interface LifecycleEvent {
  action: string;
  model: { uid: string };
  params: { where?: Where; data?: Row };
  result?: unknown;
  state: Record<string, any>;
}

/** Listens to writes to some models. It runs inside the transaction of the write, which is rolled back if it throws. */
export type LifecycleSubscriber = { models?: string[] } & {
  [Action in LifecycleAction]?: (event: LifecycleEvent) => Promise<void>;
};

/** The host's database layer (`strapi.db`). */
export interface Database {
  query(uid: string): Query;
  /**
   * Runs `callback` in a transaction, which nested calls join. If it throws, everything is rolled back and the error is rethrown.
   */
  transaction<T>(callback: (scope: TransactionScope) => Promise<T>): Promise<T>;
  lifecycles: { subscribe(subscriber: LifecycleSubscriber): unknown };
  /** The tables of content types, in Strapi. */
  metadata?: { get(uid: string): { tableName: string } };
  /** The knex instance. Its statements run outside of any transaction. */
  connection: Knex;
  /** The PostgreSQL schema of the host's tables, if one is configured. */
  getSchemaName?(): string | undefined;
  /** Whether the caller runs inside a transaction. Strapi has this; it leaves isolation levels and retries to its callers. */
  inTransaction?(): boolean;
}

/** The part of a Koa context that the plugin uses. */
export interface RequestContext {
  /** Node's request. */
  req: { headers: { authorization?: string; forwarded?: string; origin?: string; 'x-forwarded-for'?: string | string[] }; socket?: { remoteAddress?: string } };
  res?: { destroyed: boolean; writableFinished: boolean; headersSent: boolean; setHeader(name: string, value: string): unknown };
  request: { body?: unknown; query?: Record<string, unknown> };
  method: string;
  path: string;
  params: Record<string, string>;
  query: Record<string, unknown>;
  querystring: string;
  /** The client's address, as the host sees it behind its proxies. */
  ip?: string;
  state: Record<PropertyKey, any>;
  status: number;
  body: unknown;
  response: { get(header: string): string | undefined };
  set(header: string, value: string): void;
  /** Responds with an error, with its own status or 401 (Strapi's). */
  unauthorized?(error: Error): void;
}

/** A Koa middleware. */
export type Middleware = (ctx: any, next: () => Promise<any>) => Promise<any>;

/** The outcome of an authentication strategy: authenticated, not responsible (the next one is tried), or denied with the error's `status`. */
export type Authentication =
  | { authenticated: true; credentials: unknown; ability?: unknown }
  | { authenticated: false; error?: Error };

/** What a strategy gets back when a route's scope is checked. */
export interface AuthInfo {
  credentials: any;
  ability: any;
}

/**
 * A route's `config.auth`: `false` for a public one, otherwise the actions that it requires, and the strategies to use instead of the registered ones.
 */
export type RouteAuth = false | { scope?: string | string[]; strategies?: Strategy[] };

/** A way to authenticate a request (Strapi's auth service). */
export interface Strategy {
  name: string;
  authenticate(ctx: any): Promise<Authentication>;
  /** Throws if `config.scope` is not granted. */
  verify?(auth: any, config: any): Promise<void>;
  /** The restrictions of an authenticated token (`auth`), which the host enforces; null if there are none. */
  restrictionsOf?(auth: AuthInfo): Restrictions | null;
  /** The error for a request that the host denies because of a restriction; it is counted as denied. */
  toRestricted?(auth: AuthInfo, denial: RestrictionDenial): Error;
  /**
   * What the token with this id (`credentials.tokenId`) may do now, read from the database in the running transaction; null if it no longer
   * authenticates anyone, or not with the key of `ctx`. The bundled CMS calls this before it writes, and denies writes to strategies without it.
   * Strapi does not call it.
   */
  reload?(tokenId: Id, ctx?: any): Promise<{ owner: Row; permissions: AdminPermission[] } | null>;
}

/** The host's route for a request. */
export interface FoundRoute {
  type: 'content-api' | 'admin';
  method: string;
  /** From the root, with its parameters: `/api/articles/:id`. */
  path: string;
  /** The name of its handler: `api::article.article.findOne`; null if it has none. */
  action: string | null;
  params: Record<string, string>;
  /** `known`, in the bundled CMS: for every authenticated caller; the handler checks scopes itself. */
  config?: { auth?: RouteAuth | 'known'; policies?: unknown[] };
  /** Only Strapi's routes have it. */
  info?: unknown;
}

/** The host's authentication. Strategies are tried in the order of their registration. */
export interface AuthRegistry {
  register(type: 'content-api' | 'admin', strategy: Strategy): unknown;
}

/** Provided by a host that enforces restrictions of tokens in its content API. */
export interface Restrictable {
  content(): Content | Promise<Content>;
  /** Whether restrictions may name a content type: only those in the content API. */
  isType(uid: string): boolean;
  /** Whether restrictions are enforced on every request for an action. */
  isAction(action: string): boolean;
  /** Rejects with an error if conditions on rows of a content type, which passed all other checks, do not work. */
  tryWhere(uid: string, where: Filters): Promise<void>;
  /**
   * How many records of a content type there are, how many a full-access token with these restrictions would find, and the first of those as it would be
   * returned, determined by the code that restricts requests. Optional.
   */
  preview?(uid: string, restrictions: Restrictions | null): Promise<{ count: number; total: number; record: Row | null }>;
}

/** The host's content API. */
export interface ContentApi {
  /** Without it, tokens cannot be restricted. */
  restrictable?: Restrictable;
  permissions: {
    /** All actions that tokens can be granted: `api::article.article.find`, … */
    providers: { action: { keys(): string[] } };
  };
}

/** An action of the admin API, as it is registered with the host so that roles can grant it. */
export interface AdminActionAttributes {
  section: 'settings' | 'plugins';
  displayName: string;
  uid: string;
  pluginName: string;
  category?: string;
  subCategory?: string;
}

/** `strapi.service('admin::permission')`. */
export interface AdminPermissionService {
  actionProvider: {
    registerMany(actions: AdminActionAttributes[]): Promise<unknown>;
    keys(): string[];
    get(action: string): { actionId: string; subjects?: string[]; section?: string; options?: { applyToProperties?: string[] | null } } | undefined;
  };
  conditionProvider: { keys(): string[] };
  /** All permissions that a user's roles grant. */
  findUserPermissions(user: { id: Id }): Promise<AdminPermission[]>;
  engine: {
    /** An ability (`can(action, subject)`) for a token's permissions, with its owner as the user in conditions. */
    generateTokenAbility(permissions: AdminPermission[], owner: unknown): Promise<any>;
  };
}

/** The part of a content type that the plugin uses. */
export interface ContentType {
  attributes: Record<string, unknown>;
}

/** A CMS the plugin can be installed in. */
export interface Host {
  config: { get(path: string, fallback?: any): any };
  log: Record<'debug' | 'info' | 'warn' | 'error', (...args: any[]) => any>;
  db: Database;
  /** `routes` adds routes to those that the plugin exports; their handlers are functions. `router` is Strapi's @koa/router. */
  server: { use(middleware: Middleware): unknown; routes(router: any): unknown; router?: any; destroy?(): Promise<void> };
  /** The route for a method and a path; null if there is none. Strapi has its router instead. */
  findRoute?(method: string, path: string): FoundRoute | null;
  /** A policy by its name: a function, or an object with the function as `handler`. */
  policy?(name: string): unknown;
  contentAPI: ContentApi;
  /** All content types by uid; no index signature, since Strapi's type has none. */
  contentTypes: object;
  /** Key-value storage. `get` returns null if nothing is stored; both join a running transaction. */
  store(options: { type: 'plugin' | 'core'; name?: string }): {
    get(params: { key: string }): Promise<unknown>;
    set(params: { key: string; value: any }): Promise<void>;
  };
  get(name: 'auth'): AuthRegistry;
  /** In Strapi, a hook of the startup that plugins can use. */
  hook?(name: string): { register(handler: () => Promise<void>): unknown };
  /** In Strapi, the document service. */
  documents?(uid: any): object;
  /** In Strapi, the context of the current request. */
  requestContext?: { get(): { state: Record<string, any> } | undefined };
  /** {@link AdminPermissionService}, and in Strapi the service of its own admin tokens; Strapi has no types for its services. */
  service(uid: 'admin::permission' | 'admin::api-token-admin'): any;
  plugin(name: string): { service(name: string): any };
  /** Strapi's MCP server, in releases that have one. */
  ai?: { mcp?: { isRunning(): boolean } };
  /** In Strapi, all plugins by name; a host without other plugins has none. */
  plugins?: Record<string, { service(name: string): any } | undefined>;
}
