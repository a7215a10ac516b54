import type { Knex } from 'knex';
import type { Context, Middleware, Next } from 'koa';
import { SYSTEM } from '../server/callers';
import { createContentServices } from '../server/content-services';
import type { ContentApiToken, CreateApiToken, GetApiToken, RegenerateToken } from '../server/contract';
import { UnauthorizedError, UnavailableError, ValidationError } from '../server/errors';
import type { Host } from '../server/host';
import type { Page } from '../server/input/list-query';
import { readCreateApiToken } from '../server/input/token-input';
import { bearer as createBearer } from '../server/middlewares/bearer';
import type { Owners } from '../server/owners';
import { withDefaults } from '../server/settings';
import { carryOver } from '../server/start/carry-over';
import { checkSalt } from '../server/start/check-salt';
import { messageOf, passedOn } from '../server/store/database-failure';
import { contentApiStrategy } from '../server/strategies/content-api';
import { checkOptions } from './check-options';
import { createTables } from './create-tables';
import { createKnexDatabase } from './knex-database';

/** What a Koa app has to say to get tokens. */
export interface KoaApiTokensOptions {
  /** The app's own knex instance, for SQLite, PostgreSQL or MySQL (MariaDB too). Tokens get tables of their own in its database. */
  knex: Knex;
  /** Goes into the hash of every key: a secret of at least 16 characters. Changing it invalidates all keys. Without it nothing starts. */
  salt: string | undefined;
  /** With it {@link KoaApiTokens.get} shows keys again. */
  encryptionKey?: string;
  /** All that tokens can be granted: names such as `notes.find`. Those ending in `.find` or `.findOne` are reading. */
  actions: string[];
  /** Where warnings go; the console when left out. */
  log?: Host['log'];
}

/** Tokens for a Koa app. Its functions reject with an {@link UnavailableError} while the database cannot be used. */
export interface KoaApiTokens {
  /**
   * Gives the 401 and 403 of the routes behind {@link requires} their `WWW-Authenticate` also where something between the two answers them,
   * such as an error handler that sends no headers.
   */
  bearer: Middleware;
  /**
   * Lets only tokens through that may do all of these actions; others get a 401 or 403.
   * @throws {TypeError} at once, where it is given none, or one that is not among the app's `actions`
   */
  requires(...actions: string[]): Middleware;
  /** Makes a token; its `accessKey` is what callers send. @throws {ValidationError} @throws {NameTakenError} */
  create(token: CreateApiToken['Request']): Promise<CreateApiToken['Response']['data']>;
  /** All tokens, by name. */
  list(): Promise<ContentApiToken[]>;
  /** A token, with its key where that can be shown. @throws {NotFoundError} @throws {ValidationError} for what is no id */
  get(id: number | string): Promise<GetApiToken['Response']['data']>;
  /** Gives a token another key. @throws {NotFoundError} @throws {ValidationError} for what is no id */
  regenerate(id: number | string): Promise<RegenerateToken['Response']['data']>;
  /** Deletes a token; null where there is none. @throws {ValidationError} for what is no id */
  revoke(id: number | string): Promise<ContentApiToken | null>;
  /**
   * Writes what is pending; the knex instance stays the app's to destroy. From then on guarded routes answer 503, and the functions above throw.
   * Calling it again does nothing more.
   */
  close(): Promise<void>;
}

/** The largest id that a column of 32 bits can hold. */
const MAX_ID = 2_147_483_647;

const ALL: Page = { page: 1, pageSize: MAX_ID, sort: { name: 'asc' }, search: '', whole: true };

/** Owners of admin tokens, of which an app without accounts has none. */
const NO_OWNERS: Owners = {
  find: async () => new Map(),
  limitOf: async () => [],
  abilityOf: async () => ({ can: () => false }),
};

/**
 * Content-API tokens for any Koa app that uses knex, without a CMS. Makes its tables where they are missing, and no token but those that the app
 * asks for.
 * @throws {TypeError} where an option is missing, unknown or wrong
 * @throws {Error} where the database cannot be used, or a secret is too weak for production
 */
export async function createKoaApiTokens(options: KoaApiTokensOptions): Promise<KoaApiTokens> {
  checkOptions(options);
  const { knex, salt, encryptionKey, log = console } = options;
  const actions = [...new Set(options.actions)];
  const settings = { ...withDefaults(), salt, encryptionKey: encryptionKey || null };
  const contentAPI = { permissions: { providers: { action: { keys: () => actions } } } };
  const { authenticator, contentApiTokens, lastUse, store } = createContentServices({ log, contentAPI }, createKnexDatabase(knex), settings, NO_OWNERS);

  try {
    await createTables(knex);
    await store.ensure();
    await carryOver({ log }, store, true);
    await checkSalt(log, salt, store);
  } catch (error) {
    throw new Error(`createKoaApiTokens: the database cannot be used: ${messageOf(error)}.`);
  }
  lastUse.start();

  const bearer: Middleware = createBearer();
  const strategy = contentApiStrategy({ authenticator, lastUse });
  let closing: Promise<void> | undefined;

  async function call<T>(run: () => Promise<T>): Promise<T> {
    if (closing) throw new Error('createKoaApiTokens: close() was called. Call createKoaApiTokens again to go on.');
    try {
      return await run();
    } catch (error) {
      throw passedOn(error);
    }
  }

  return {
    bearer,

    requires(...scope) {
      const unknown = scope.filter((action) => !actions.includes(action));
      if (scope.length === 0 || unknown.length > 0) {
        throw new TypeError(`requires: ${scope.length === 0 ? 'no action is given' : `there is no action ${shown(unknown)}`}. `
          + `It takes one or more of the actions that the app has, one by one: ${shown(actions)}.`);
      }
      const config = { auth: { scope } };

      async function authorize(ctx: Context, next: Next): Promise<void> {
        if (closing) throw new UnavailableError('The server is stopping.');
        // What hosts say of a route, which `bearer` goes by.
        Object.assign(ctx.state, { route: { type: 'content-api', config }, isAuthenticated: false });
        const answer = await strategy.authenticate(ctx);
        if (!answer.authenticated) throw answer.error ?? new UnauthorizedError();
        const auth = { strategy, credentials: answer.credentials, ability: null };
        Object.assign(ctx.state, { auth, isAuthenticated: true });
        await strategy.verify!(auth, config.auth);
        await next();
      }

      return async function requires(ctx, next) {
        await bearer(ctx, () => authorize(ctx, next));
      };
    },

    create: (token) => call(async () => contentApiTokens.create(SYSTEM, readCreateApiToken(token))),
    list: () => call(async () => (await contentApiTokens.list(SYSTEM, ALL)).data),
    get: (id) => call(async () => contentApiTokens.get(SYSTEM, readId(id))),
    regenerate: (id) => call(async () => contentApiTokens.regenerate(SYSTEM, readId(id))),
    revoke: (id) => call(async () => contentApiTokens.revoke(SYSTEM, readId(id))),

    close: () => (closing ??= lastUse.stop()),
  };
}

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
