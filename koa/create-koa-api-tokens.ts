import type { Middleware } from 'koa';
import { createAuth } from '../host/auth';
import type { ContentType } from '../host/content-type';
import { createDatabase } from '../host/database/create-database';
import type { DatabaseSettings } from '../host/database/database-settings';
import { createStore } from '../host/database/store';
import type { CreateApiToken, ContentApiToken, RegenerateToken } from '../server/contract';
import type { AdminPermissionService, Host } from '../server/host';
import { readCreateApiToken } from '../server/input/token-input';
import { SYSTEM } from '../server/services/callers';
import { pluginServices, services } from '../server/services';
import plugin from '../strapi-server';

/** What a Koa app has to say to get tokens. */
export interface KoaApiTokensOptions {
  /** The app's database, in knex's words; tokens get tables of their own in it, and a pool of their own. */
  database: DatabaseSettings;
  /** Goes into the hash of every key: a secret of at least 16 characters. Changing it invalidates all keys. */
  salt: string;
  /** With it keys can be shown again. */
  encryptionKey?: string;
  /** All that tokens can be granted: names such as `notes.find`. Those ending in `.find` or `.findOne` are reading. */
  actions: string[];
  /** Where warnings go; the console when left out. */
  log?: Host['log'];
}

/** Tokens for a Koa app. */
export interface KoaApiTokens {
  /** Parses the `Authorization` header. Stands before all routes, and before what reads bodies. */
  bearer: Middleware;
  /** Lets only tokens through that may do all of these actions; others get a 401 or 403. */
  requires(...actions: string[]): Middleware;
  /** Makes a token; its `accessKey` is what callers send. @throws {ValidationError} @throws {NameTakenError} */
  create(token: CreateApiToken['Request']): Promise<CreateApiToken['Response']['data']>;
  list(): Promise<ContentApiToken[]>;
  /** Gives a token another key. @throws {NotFoundError} */
  regenerate(id: number): Promise<RegenerateToken['Response']['data']>;
  /** Deletes a token; null where there is none. */
  revoke(id: number): Promise<ContentApiToken | null>;
  /** Writes what is pending and closes the pool. */
  close(): Promise<void>;
}

/** Owners of admin tokens, of which an app without an admin API has none. */
const owner: ContentType = {
  uid: 'admin::user',
  kind: 'collectionType',
  collectionName: 'api_tokens_owners',
  info: { singularName: 'owner', pluralName: 'owners', displayName: 'Owner' },
  attributes: { firstname: { type: 'string' }, lastname: { type: 'string' }, username: { type: 'string' }, email: { type: 'string' } },
};

/**
 * Content-API tokens for any Koa app whose database knex can reach, without a CMS. Makes its tables where they are missing.
 * @throws {Error} where a setting is missing or wrong
 */
export async function createKoaApiTokens(options: KoaApiTokensOptions): Promise<KoaApiTokens> {
  const { actions, log = console } = options;
  const contentTypes = [owner, ...Object.entries(plugin.contentTypes).map(([name, { schema }]) =>
    ({ ...schema, uid: `plugin::api-tokens.${name}` }) as ContentType)];
  const db = createDatabase(options.database, contentTypes, log);
  const auth = createAuth();
  const middlewares: Middleware[] = [];
  let made: unknown;

  const host: Host = {
    config: {
      get: (path, fallback) => ({
        environment: process.env.NODE_ENV,
        'admin.apiToken': { salt: options.salt },
        'admin.secrets.encryptionKey': options.encryptionKey,
      } as Record<string, unknown>)[path] ?? fallback,
    },
    log,
    db,
    contentTypes: {},
    store: createStore(db),
    server: {
      use: (middleware) => middlewares.push(middleware),
    },
    contentAPI: { permissions: { providers: { action: { keys: () => actions } } } },
    get: () => auth,
    service: () => withoutAdminApi,
    plugin: () => ({ service: () => (made ??= services.all({ strapi: host })) }),
  };

  plugin.register({ strapi: host });
  await db.sync();
  await plugin.bootstrap({ strapi: host });
  const { apiTokens } = pluginServices(host);

  return {
    bearer: (ctx, next) => middlewares.reduceRight<() => Promise<unknown>>((inner, middleware) => () => middleware(ctx, inner), next)(),

    requires: (...scope) => async function requires(ctx, next) {
      ctx.state.route = { type: 'content-api', config: { auth: { scope } } };
      await auth.authenticate(ctx as never);
      await auth.verify(ctx.state.auth, { scope });
      await next();
    },

    create: (token) => apiTokens.create(SYSTEM, readCreateApiToken(token)),
    list: async () => (await apiTokens.list(SYSTEM, null)).data,
    regenerate: (id) => apiTokens.regenerate(SYSTEM, id),
    revoke: (id) => apiTokens.remove(SYSTEM, id),

    async close() {
      await plugin.destroy({ strapi: host });
      await db.destroy();
    },
  };
}

/** The permissions of an admin API that is not there. */
const withoutAdminApi: AdminPermissionService = {
  actionProvider: { registerMany: async () => {}, keys: () => [], get: () => undefined },
  conditionProvider: { keys: () => [] },
  findUserPermissions: async () => [],
  engine: { generateTokenAbility: async () => ({ can: () => false }) },
};
