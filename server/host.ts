/**
 * Everything the plugin needs of the CMS it is installed in, as types only: the part of Strapi 5's server API that the plugin uses, with
 * Strapi's names and shapes. A Strapi 5 application satisfies it, and so does the bundled CMS.
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
  /** Attributes to read; all of them when left out. */
  select?: readonly string[];
  /** Relations to populate: `true`, a list of names, or per name its own parameters. */
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
  /** Inserts one record and returns it. A broken unique index rejects. */
  create(params: { data: Row; select?: readonly string[]; populate?: FindParams['populate'] }): Promise<Row>;
  /** Changes one record and returns it, or null if none matches. A broken unique index rejects. */
  update(params: { where: Where; data: Row; select?: readonly string[]; populate?: FindParams['populate'] }): Promise<Row | null>;
  /** Changes all records that match, without their to-many relations. `updatedAt` is what `data` says. A broken unique index rejects. */
  updateMany(params: { where?: Where; data: Row }): Promise<{ count: number }>;
  /** Deletes one record and returns it, or null if none matches. */
  delete(params: { where: Where; select?: readonly string[]; populate?: FindParams['populate'] }): Promise<Row | null>;
  deleteMany(params: { where?: Where }): Promise<{ count: number }>;
}

/** What the plugin uses of a knex instance: `knex(table)` begins a statement, `raw` makes one or a part of one. */
export interface Knex {
  (table: string): any;
  raw(sql: string, bindings?: any): any;
}

/** What a function inside a transaction is handed. */
export interface TransactionScope {
  /** Knex on the connection of the transaction: its statements belong to it. */
  readonly trx: Knex;
  /** Runs `callback` once the transaction has been committed. */
  onCommit(callback: () => void): void;
  /** Runs `callback` once the transaction has been rolled back. */
  onRollback(callback: () => void): void;
}

/** The moments a lifecycle subscriber may listen to. */
export type LifecycleAction =
  | 'afterFindMany' | 'afterFindOne' | 'beforeCount' | 'beforeFindMany' | 'beforeFindOne'
  | 'afterCreate' | 'afterCreateMany' | 'afterUpdate' | 'afterUpdateMany' | 'afterDelete' | 'afterDeleteMany'
  | 'beforeCreate' | 'beforeCreateMany' | 'beforeUpdate' | 'beforeUpdateMany' | 'beforeDelete' | 'beforeDeleteMany';

/** What a lifecycle subscriber gets. `state` is carried from the before- to the after-event of one call. */
export interface LifecycleEvent {
  action: string;
  model: { uid: string };
  params: { where?: Where; data?: Row };
  result?: unknown;
  state: Record<string, any>;
}

/** Listens to writes of some models. It runs inside the transaction of the write; a throw rolls that back. */
export type LifecycleSubscriber = { models?: string[] } & {
  [Action in LifecycleAction]?: (event: LifecycleEvent) => Promise<void>;
};

/** The host's database layer (`strapi.db`). */
export interface Database {
  query(uid: string): Query;
  /** Runs `callback` in a transaction; calls nested in it join. A throw rolls back everything and is passed on. */
  transaction<T>(callback: (scope: TransactionScope) => Promise<T>): Promise<T>;
  lifecycles: { subscribe(subscriber: LifecycleSubscriber): unknown };
  /** The tables of content types, in Strapi. */
  metadata?: { get(uid: string): { tableName: string } };
  /** The knex instance. Its statements run outside of any transaction. */
  connection: Knex;
  /** The PostgreSQL schema that the host's tables are in, where one is configured. */
  getSchemaName?(): string | undefined;
  /** Whether a transaction is running here. Strapi has this; it leaves isolation levels and retries to its callers. */
  inTransaction?(): boolean;
}

/** The part of a Koa context that the plugin touches. */
export interface RequestContext {
  /** Node's request. */
  req: { headers: { authorization?: string; forwarded?: string; 'x-forwarded-for'?: string | string[] }; socket?: { remoteAddress?: string } };
  res?: { destroyed: boolean; writableFinished: boolean };
  request: { body?: unknown; query?: Record<string, unknown> };
  method: string;
  path: string;
  params: Record<string, string>;
  query: Record<string, unknown>;
  querystring: string;
  /** The client's address, as the host sees it behind its proxies. */
  ip?: string;
  state: Record<string, any>;
  status: number;
  body: unknown;
  response: { get(header: string): string | undefined };
  set(header: string, value: string): void;
  /** Answers 401 with an error, or with the error's own status (Strapi's). */
  unauthorized?(error: Error): void;
}

/** A Koa middleware. */
export type Middleware = (ctx: any, next: () => Promise<any>) => Promise<any>;

/** The outcome of an authentication strategy: authenticated, not responsible (try the next one), or denied with the error's `status`. */
export type Authentication =
  | { authenticated: true; credentials: unknown; ability?: unknown }
  | { authenticated: false; error?: Error };

/** What a strategy is handed back when a route's scope is to be checked. */
export interface AuthInfo {
  credentials: any;
  ability: any;
}

/** A route's `config.auth`: `false` for a public one, otherwise the actions that it needs, and the strategies to ask in place of the registered ones. */
export type RouteAuth = false | { scope?: string | string[]; strategies?: Strategy[] };

/** A way to authenticate a request (Strapi's auth service). */
export interface Strategy {
  name: string;
  authenticate(ctx: any): Promise<Authentication>;
  /** Throws where `config.scope` is not allowed. */
  verify?(auth: any, config: any): Promise<void>;
  /** What an authenticated token (`auth`) is restricted to; null for nothing. The host enforces it. */
  restrictionsOf?(auth: AuthInfo): Restrictions | null;
  /** The error of a request that the host denies for a restriction; it is counted as denied. */
  toRestricted?(auth: AuthInfo, denial: RestrictionDenial): Error;
  /**
   * What the token with this id (`credentials.tokenId`) may do now, read from the database in the running transaction; null if it no longer
   * authenticates anybody, or not with the key of `ctx`. The bundled CMS asks before it writes, and denies writes to strategies without it.
   * Strapi does not ask.
   */
  reload?(tokenId: Id, ctx?: any): Promise<{ owner: Row; permissions: AdminPermission[] } | null>;
}

/** A route of the host that answers a request. */
export interface FoundRoute {
  type: 'content-api' | 'admin';
  method: string;
  /** From the root, with its parameters: `/api/articles/:id`. */
  path: string;
  /** What its handler is called by: `api::article.article.findOne`; null if it has no name. */
  action: string | null;
  params: Record<string, string>;
  /** `known`, in the bundled CMS: for whoever is authenticated; the handler checks scopes itself. */
  config?: { auth?: RouteAuth | 'known'; policies?: unknown[] };
  /** Strapi's routes have it. */
  info?: unknown;
}

/** The host's authentication. Strategies are tried in the order of their registration. */
export interface AuthRegistry {
  register(type: 'content-api' | 'admin', strategy: Strategy): unknown;
}

/** What a host tells that enforces restrictions of tokens in its content API. */
export interface Restrictable {
  content(): Content | Promise<Content>;
  /** Whether a content type may be named: those that the content API has. */
  isType(uid: string): boolean;
  /** Whether restrictions are enforced on an action, whatever a request asks for. */
  isAction(action: string): boolean;
  /** Rejects with what is wrong with conditions on rows of a content type that nothing else has found fault with. */
  tryWhere(uid: string, where: Filters): Promise<void>;
  /**
   * How many records of a content type there are, how many a full-access token with these restrictions would find, and the first of those as it would be
   * answered, by the code that restricts requests. Hosts may leave it out.
   */
  preview?(uid: string, restrictions: Restrictions | null): Promise<{ count: number; total: number; record: Row | null }>;
}

/** What the content API consists of. */
export interface ContentApi {
  /** Without it, tokens cannot be restricted. */
  restrictable?: Restrictable;
  permissions: {
    /** All actions that a token can be granted: `api::article.article.find`, … */
    providers: { action: { keys(): string[] } };
  };
}

/** An action of the admin API, as it is announced to the host so that roles can grant it. */
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
    /** An ability (`can(action, subject)`) made of a token's permissions, with its owner as context of their conditions. */
    generateTokenAbility(permissions: AdminPermission[], owner: unknown): Promise<any>;
  };
}

/** A content type, as far as the plugin looks at it. */
export interface ContentType {
  attributes: Record<string, unknown>;
}

/** A CMS the plugin can be installed in. */
export interface Host {
  config: { get(path: string, fallback?: any): any };
  log: Record<'debug' | 'info' | 'warn' | 'error', (...args: any[]) => any>;
  db: Database;
  /** `routes` adds routes to those of the plugin's own file; their handlers are functions. `router` is Strapi's, of @koa/router. */
  server: { use(middleware: Middleware): unknown; routes(router: any): unknown; router?: any };
  /** The route that answers a method and a path; null for none. Strapi has its router instead. */
  findRoute?(method: string, path: string): FoundRoute | null;
  /** A policy by its name: a function, or an object with it as `handler`. */
  policy?(name: string): unknown;
  contentAPI: ContentApi;
  /** All content types by uid; no index signature, since Strapi's type has none. */
  contentTypes: object;
  /** Key-value storage. `get` answers null if nothing is stored; both join a running transaction. */
  store(options: { type: 'plugin' | 'core'; name?: string }): {
    get(params: { key: string }): Promise<unknown>;
    set(params: { key: string; value: any }): Promise<void>;
  };
  get(name: 'auth'): AuthRegistry;
  /** A moment of the start that plugins may take part in, in Strapi. */
  hook?(name: string): { register(handler: () => Promise<void>): unknown };
  /** Strapi's document service. */
  documents?(uid: any): object;
  /** The request that is being answered where this is asked, in Strapi. */
  requestContext?: { get(): { state: Record<string, any> } | undefined };
  /** {@link AdminPermissionService}, and in Strapi the service of its own admin tokens; Strapi has no types for its services. */
  service(uid: 'admin::permission' | 'admin::api-token-admin'): any;
  plugin(name: string): { service(name: string): any };
  /** Strapi's MCP server, in releases that have one. */
  ai?: { mcp?: { isRunning(): boolean } };
  /** All plugins by name, in Strapi; a host without plugins of others has none. */
  plugins?: Record<string, { service(name: string): any } | undefined>;
}
