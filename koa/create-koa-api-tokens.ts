import type { Context, Middleware, Next } from 'koa';
import { createAuth } from '../cms/auth';
import type { ContentType } from '../cms/content-type';
import { createDatabase } from '../cms/database/create-database';
import type { DatabaseSettings } from '../cms/database/database-settings';
import { startFailure, type SettingNames } from '../cms/database/start-failure';
import { createStore } from '../cms/database/store';
import type { CreateApiToken, ContentApiToken, RegenerateToken } from '../server/contract';
import type { AdminPermissionService, Host } from '../server/host';
import type { Page } from '../server/input/list-query';
import { readCreateApiToken } from '../server/input/token-input';
import { UnavailableError, ValidationError } from '../server/errors';
import { SYSTEM } from '../server/callers';
import { pluginServices, services } from '../server/services';
import plugin from '../strapi-server';
import { checkOptions } from './check-options';

/** What a Koa app has to say to get tokens. */
export interface KoaApiTokensOptions {
  /** The app's database, in knex's words; tokens get tables of their own in it, and a pool of their own. */
  database: DatabaseSettings;
  /** Goes into the hash of every key: a secret of at least 16 characters. Changing it invalidates all keys. Without it nothing starts. */
  salt: string | undefined;
  /** With it keys can be shown again. */
  encryptionKey?: string;
  /** All that tokens can be granted: names such as `notes.find`. Those ending in `.find` or `.findOne` are reading. */
  actions: string[];
  /** Where warnings go; the console when left out. */
  log?: Host['log'];
}

/** Tokens for a Koa app. */
export interface KoaApiTokens {
  /**
   * Parses the `Authorization` header, and gives 401 and 403 of all routes behind it their `WWW-Authenticate`. {@link requires} does both
   * itself where this does not stand in front of it.
   */
  bearer: Middleware;
  /**
   * Lets only tokens through that may do all of these actions; others get a 401 or 403.
   * @throws {TypeError} at once, where it is given none, or one that is not among the app's `actions`
   */
  requires(...actions: string[]): Middleware;
  /** Makes a token; its `accessKey` is what callers send. @throws {ValidationError} @throws {NameTakenError} */
  create(token: CreateApiToken['Request']): Promise<CreateApiToken['Response']['data']>;
  list(): Promise<ContentApiToken[]>;
  /** Gives a token another key. @throws {NotFoundError} @throws {ValidationError} for what is no id */
  regenerate(id: number | string): Promise<RegenerateToken['Response']['data']>;
  /** Deletes a token; null where there is none. @throws {ValidationError} for what is no id */
  revoke(id: number | string): Promise<ContentApiToken | null>;
  /**
   * Writes what is pending and closes the pool. From then on guarded routes answer 503, and the functions above throw. Calling it again does
   * nothing more.
   */
  close(): Promise<void>;
}

/** What messages of a start call the options. */
const SETTING_NAMES: SettingNames = {
  file: 'database.connection.filename',
  url: 'database.connection.connectionString',
  server: 'database.connection.host and port',
  host: 'database.connection.host',
  database: 'database.connection.database',
  user: 'database.connection.user',
  login: 'database.connection.user and password',
  ssl: 'database.connection.ssl',
};

/** In the state of a request, whether {@link KoaApiTokens.bearer} has seen it. */
const PARSED = 'apiTokensParsed';

/** All tokens, by name. */
const ALL: Page = { page: 1, pageSize: Number.MAX_SAFE_INTEGER, sort: { name: 'asc' }, search: '', whole: true };

/** The largest id that a column of 32 bits can hold. */
const MAX_ID = 2_147_483_647;

/** Owners of admin tokens, of which an app without an admin API has none. */
const owner: ContentType = {
  uid: 'admin::user',
  kind: 'collectionType',
  collectionName: 'api_tokens_owners',
  info: { singularName: 'owner', pluralName: 'owners', displayName: 'Owner' },
  attributes: { firstname: { type: 'string' }, lastname: { type: 'string' }, username: { type: 'string' }, email: { type: 'string' } },
};

/**
 * Content-API tokens for any Koa app whose database knex can reach, without a CMS. Makes its tables where they are missing, and no token
 * but those that the app asks for.
 * @throws {TypeError} where an option is missing, unknown or wrong
 * @throws {Error} where the database cannot be used; its connections are closed then
 */
export async function createKoaApiTokens(options: KoaApiTokensOptions): Promise<KoaApiTokens> {
  checkOptions(options);
  const { log = console } = options;
  const actions = [...new Set(options.actions)];
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

  try {
    plugin.register({ strapi: host });
    await db.sync().catch((error: unknown) => {
      throw startFailure(error, options.database, SETTING_NAMES);
    });
    await plugin.bootstrap({ strapi: host });
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const { contentApiTokens } = pluginServices(host);
  let closing: Promise<void> | undefined;
  const open = () => {
    if (closing) throw new Error('createKoaApiTokens: close() was called. Call createKoaApiTokens again to go on.');
    return contentApiTokens;
  };

  const bearer: Middleware = (ctx, next) => {
    ctx.state[PARSED] = true;
    return middlewares.reduceRight<() => Promise<unknown>>((inner, middleware) => () => middleware(ctx, inner), next)();
  };

  return {
    bearer,

    requires(...scope) {
      const unknown = scope.filter((action) => !actions.includes(action));
      if (scope.length === 0 || unknown.length > 0) {
        throw new TypeError(`requires: ${scope.length === 0 ? 'no action is given' : `there is no action ${shown(unknown)}`}. `
          + `It takes one or more of the actions that the app has, one by one: ${shown(actions)}.`);
      }
      const admit = async (ctx: Context, next: Next) => {
        if (closing) throw new UnavailableError('The server is stopping.');
        ctx.state.route = { type: 'content-api', config: { auth: { scope } } };
        await auth.authenticate(ctx as never);
        await auth.verify(ctx.state.auth, { scope });
        await next();
      };
      return async function requires(ctx, next) {
        if (ctx.state[PARSED]) await admit(ctx, next);
        else await bearer(ctx, () => admit(ctx, next));
      };
    },

    create: async (token) => open().create(SYSTEM, readCreateApiToken(token)),
    list: async () => (await open().list(SYSTEM, ALL)).data,
    regenerate: async (id) => open().regenerate(SYSTEM, readId(id)),
    revoke: async (id) => open().revoke(SYSTEM, readId(id)),

    close: () => (closing ??= plugin.destroy({ strapi: host }).finally(() => db.destroy())),
  };
}

/** The permissions of an admin API that is not there. */
const withoutAdminApi: AdminPermissionService = {
  actionProvider: { registerMany: async () => {}, keys: () => [], get: () => undefined },
  conditionProvider: { keys: () => [] },
  findUserPermissions: async () => [],
  engine: { generateTokenAbility: async () => ({ can: () => false }) },
};

/** A token's id, which the database must not take for a condition. @throws {ValidationError} */
function readId(value: unknown): number {
  const id = typeof value === 'number' || (typeof value === 'string' && /^[0-9]{1,10}$/.test(value)) ? Number(value) : NaN;
  if (!Number.isInteger(id) || id < 1 || id > MAX_ID) throw new ValidationError(`id must be a whole number from 1 to ${MAX_ID}`);
  return id;
}

function shown(values: unknown[]): string {
  const names = values.map((value) => (typeof value === 'string' ? `'${value}'` : Array.isArray(value) ? 'a list' : typeof value));
  return names.join(', ') || 'none';
}
