import type { Context, Middleware, Next } from 'koa';
import { SYSTEM } from '../server/callers';
import type {
  ContentApiToken, CreateApiToken, DeniedRequest, GetUsage, IdentifiedToken, KeyAccess, RegenerateToken, UpdateApiToken,
} from '../server/contract';
import { UnauthorizedError, UnavailableError, ValidationError } from '../server/errors';
import { WHOLE } from '../server/input/list-query';
import { readIdentify } from '../server/input/read-identify';
import { readUsageQuery } from '../server/input/read-usage-query';
import { readCreateApiToken, readRegenerate, readUpdateApiToken } from '../server/input/token-input';
import { bearer as createBearer, isBehindBearer } from '../server/middlewares/bearer';
import { passedOn } from '../server/store/database-failure';
import { contentApiStrategy } from '../server/strategies/content-api';
import { createRestrict } from './create-restrict';
import type { KoaApiTokensOptions } from './koa-api-tokens-options';
import type { KoaChange, KoaQuery } from './koa-content-type';
import { startServices } from './start-services';

export type { KoaApiTokensOptions, KoaDeclaredToken } from './koa-api-tokens-options';
export type { KoaAttribute, KoaChange, KoaContentType, KoaContentTypes, KoaQuery } from './koa-content-type';

/** Tokens for a Koa app. Its functions reject with an {@link UnavailableError} while the database cannot be used. */
export interface KoaApiTokens {
  /**
   * Keeps the `WWW-Authenticate` header of 401 and 403 responses of routes behind {@link requires}, even if an error handler in between sends no
   * headers.
   */
  bearer: Middleware;
  /**
   * Admits only tokens that may use all of these actions; others get a 401 or 403. The first request without {@link bearer} in front logs a warning.
   * @throws {TypeError} immediately, if called without actions, or with one that is not among the app's `actions`
   */
  requires(...actions: string[]): Middleware;
  /**
   * Narrows a query on a type to what the token of a request may read; execute the returned query. For a token without restrictions, that is the given one, with its
   * fields as a list. For a restricted token, `fields` names the fields that it may read, `filters` has the conditions on the rows that it reaches, and `populate` the
   * same for related records. With a `change`, `filters` selects the rows that it may change: the record must match before and after, in one transaction.
   * @throws {TokenError} 403 `ERR_RESTRICTED`, if the request names anything else
   * @throws {TypeError} outside of {@link requires}, and for a type that is not among the app's `contentTypes`
   */
  restrict(ctx: Context, type: string, query: Record<string, unknown>, change?: KoaChange): KoaQuery;
  /** Creates a token; its `accessKey` is what callers send. @throws {ValidationError} @throws {NameTakenError} */
  create(token: CreateApiToken['Request']): Promise<CreateApiToken['Response']['data']>;
  /** All tokens, by name. */
  list(): Promise<ContentApiToken[]>;
  /** A token, without its key. @throws {NotFoundError} @throws {ValidationError} for an invalid id */
  get(id: number | string): Promise<ContentApiToken>;
  /** The key of a token; null if it cannot be shown again. Showing it is recorded. @throws {NotFoundError} @throws {ValidationError} for an invalid id */
  reveal(id: number | string): Promise<string | null>;
  /** The token that a key belongs to, even if the key was replaced within the last 30 days. @throws {NotFoundError} @throws {ValidationError} */
  identify(key: string): Promise<IdentifiedToken>;
  /**
   * How many requests of a token succeeded, failed and were denied on each of the last `days` days (1 to 400; 30 by default), and the actions that it
   * called.
   * @throws {NotFoundError}
   * @throws {ValidationError}
   */
  usage(id: number | string, options?: { days?: number }): Promise<GetUsage['Response']['data']>;
  /**
   * The last 50 denied requests of a token; those with the same method, path and code share an entry.
   * @throws {NotFoundError}
   * @throws {ValidationError} for an invalid id
   */
  denials(id: number | string): Promise<DeniedRequest[]>;
  /**
   * Changes the given fields; this also pauses and resumes (`enabled`), extends and shortens (`expiresAt`).
   * @throws {NotFoundError}
   * @throws {ValidationError}
   * @throws {NameTakenError}
   */
  update(id: number | string, change: UpdateApiToken['Request']): Promise<ContentApiToken>;
  /** Gives a token a new key. The old one is accepted for `keepPreviousFor` milliseconds. @throws {NotFoundError} @throws {ValidationError} */
  regenerate(id: number | string, options?: RegenerateToken['Request']): Promise<RegenerateToken['Response']['data']>;
  /** Ends the previous key of a token. @throws {NotFoundError} @throws {ValidationError} for an invalid id */
  endPreviousKey(id: number | string): Promise<ContentApiToken>;
  /** Deletes a token; null if there is none. @throws {ValidationError} for an invalid id */
  revoke(id: number | string): Promise<ContentApiToken | null>;
  /**
   * Writes pending data; the app destroys its knex instance itself. From then on, guarded routes return 503, and the functions above throw. Calling
   * it again has no effect.
   */
  close(): Promise<void>;
}

/** The largest id that a column of 32 bits can hold. */
const MAX_ID = 2_147_483_647;

/**
 * Content-API tokens for any Koa app that uses knex, without a CMS. Creates missing tables, but no tokens except those that the app creates or
 * declares.
 * @throws {TypeError} if an option is missing, unknown or wrong
 * @throws {Error} if the database cannot be used, a secret is too weak for production, or a declared token is invalid
 */
export async function createKoaApiTokens(options: KoaApiTokensOptions): Promise<KoaApiTokens> {
  const { services, restrictable, stop } = await startServices(options);
  const { contentApiTokens, requestCounter } = services;
  const { log = console } = options;
  const actions = [...new Set(options.actions)];

  let closing: Promise<void> | undefined;
  let hasWarned = false;
  const bearer: Middleware = createBearer({
    ...requestCounter,
    // Once closed, no key is looked up: the app may have destroyed its knex instance.
    count: (ctx, presented, status, denial) => requestCounter.count(ctx, closing ? null : presented, status, denial),
  });
  const strategy = contentApiStrategy(services);
  const { restrict, assertEnforced, assertRestricted } = createRestrict(restrictable, strategy);

  async function call<T>(run: () => Promise<T>): Promise<T> {
    if (closing) throw new Error('createKoaApiTokens: close() was called. Call createKoaApiTokens again to continue.');
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
          + `Pass one or more of the app's actions, each as an argument: ${shown(actions)}.`);
      }
      const config = { auth: { scope } };

      async function authorize(ctx: Context, next: Next): Promise<void> {
        if (closing) throw new UnavailableError('The server is stopping.');
        // What a host sets for a route, which `bearer` needs.
        Object.assign(ctx.state, { route: { type: 'content-api', config }, isAuthenticated: false });
        const answer = await strategy.authenticate(ctx);
        if (!answer.authenticated) throw answer.error ?? new UnauthorizedError();
        const auth = { strategy, credentials: answer.credentials, ability: null };
        Object.assign(ctx.state, { auth, isAuthenticated: true });
        await strategy.verify!(auth, config.auth);
        assertEnforced(auth, scope);
        await next();
        assertRestricted(ctx, scope);
      }

      return async function requires(ctx, next) {
        if (!isBehindBearer(ctx) && !hasWarned) {
          hasWarned = true;
          log.warn(`API tokens: ${ctx.method} ${ctx.path} requires ${scope.join(', ')}, but tokens.bearer is not mounted before it. An error handler in between may drop `
            + 'the WWW-Authenticate header of 401 and 403 responses. Call app.use(tokens.bearer) before the routes and before error handlers.');
        }
        await bearer(ctx, () => authorize(ctx, next));
      };
    },

    restrict,

    create: (token) => call(async () => contentApiTokens.create(SYSTEM, readCreateApiToken(token))),
    list: () => call(async () => (await contentApiTokens.list(SYSTEM, { ...WHOLE, pageSize: MAX_ID })).data),
    get: (id) => call(async () => withoutAccess(await contentApiTokens.get(SYSTEM, readId(id), false))),
    reveal: (id) => call(async () => (await contentApiTokens.get(SYSTEM, readId(id))).accessKey ?? null),
    identify: (key) => call(async () => contentApiTokens.identify(SYSTEM, readIdentify({ key }))),
    usage: (id, { days } = {}) => call(async () => contentApiTokens.usage(SYSTEM, readId(id), readUsageQuery(days === undefined ? '' : `days=${days}`))),
    denials: (id) => call(async () => contentApiTokens.denials(SYSTEM, readId(id))),
    update: (id, change) => call(async () => contentApiTokens.update(SYSTEM, readId(id), readUpdateApiToken(change))),
    regenerate: (id, options) => call(async () => contentApiTokens.regenerate(SYSTEM, readId(id), readRegenerate(options))),
    endPreviousKey: (id) => call(async () => contentApiTokens.endPreviousKey(SYSTEM, readId(id))),
    revoke: (id) => call(async () => contentApiTokens.revoke(SYSTEM, readId(id))),

    close: () => (closing ??= stop()),
  };
}

function withoutAccess({ canRevealKey: _canRevealKey, ...token }: ContentApiToken & KeyAccess): ContentApiToken {
  return token;
}

/** A token's id, validated so that the database cannot interpret it as a condition. @throws {ValidationError} */
function readId(value: unknown): number {
  const id = typeof value === 'number' || (typeof value === 'string' && /^[0-9]{1,10}$/.test(value)) ? Number(value) : NaN;
  if (!Number.isInteger(id) || id < 1 || id > MAX_ID) throw new ValidationError(`id must be a whole number from 1 to ${MAX_ID}`);
  return id;
}

function shown(values: unknown[]): string {
  const names = values.map((value) => (typeof value === 'string' ? `'${value}'` : Array.isArray(value) ? 'a list' : typeof value));
  return names.join(', ') || 'none';
}
