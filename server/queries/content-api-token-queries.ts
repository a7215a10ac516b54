import { may, type Authority, type Caller, type Callers } from '../callers';
import { assertRestrictable } from '../commands/assert-restrictable';
import { outlives, reachesFurther } from '../commands/token-rules';
import type {
  ContentApiToken, DeniedRequest, GetApiToken, GetRestrictable, GetUsage, IdentifiedToken, IdentifyToken, ListResponse, ListUsage, PreviewRestrictions,
} from '../contract';
import { NotFoundError, PermissionMissingError, ValidationError } from '../errors';
import { restrictableContent } from '../grant/restrictable-content';
import type { Host, Id } from '../host';
import type { Page } from '../input/list-query';
import type { RateLimiter } from '../rate-limit/rate-limiter';
import type { Store } from '../store/store';
import type { TokenLimits } from '../token-limits';
import type { Usage } from '../usage';
import { findTokens } from './find-tokens';
import type { IdentifyKey } from './identify-key';
import type { LivesOf } from './lives';
import { rateUsed } from './rate-used';
import { revealKey } from './reveal-key';
import { listResponse, type TokenPresenter } from './token-presenter';
import { listUsageOf, usageOf } from './usage-of';

const action = (verb: string) => `plugin::api-tokens.api-tokens.${verb}`;

/** Queries about content-API tokens. Ids of admin tokens are treated as unknown. Every call also rejects as {@link Callers.authorize} does. */
export interface ContentApiTokenQueries {
  /** @throws {ValidationError} if the whole list was requested and is too long */
  list(caller: Caller, page: Page): Promise<ListResponse<ContentApiToken>>;
  /** With its key if the caller may reveal it, unless it outlives the calling token. @throws {NotFoundError} */
  get(caller: Caller, id: Id, reveal?: boolean): Promise<GetApiToken['Response']['data']>;
  /** The token that a key belongs to. @throws {NotFoundError} */
  identify(caller: Caller, request: IdentifyToken['Request']): Promise<IdentifiedToken>;
  /** @throws {NotFoundError} */
  usage(caller: Caller, id: Id, days: number): Promise<GetUsage['Response']['data']>;
  /** What tokens can be restricted to, also for callers who may create them; null if the host enforces no restrictions. */
  restrictable(caller: Caller): Promise<GetRestrictable['Response']['data']>;
  /**
   * Previews what a token with these restrictions would find of a content type, for callers who may create tokens.
   * @throws {ValidationError} for restrictions that could not be stored, and if the host has no previews
   */
  previewRestrictions(caller: Caller, request: PreviewRestrictions['Request']): Promise<PreviewRestrictions['Response']['data']>;
  /** In the order of the ids, without those of other tokens. */
  listUsage(caller: Caller, request: { ids: readonly Id[]; days: number }): Promise<ListUsage['Response']['data']>;
  /** @throws {NotFoundError} */
  denials(caller: Caller, id: Id): Promise<DeniedRequest[]>;
}

/** See {@link ContentApiTokenQueries}. */
export function createContentApiTokenQueries(
  store: Store, callers: Callers, limits: TokenLimits, livesOf: LivesOf, identifyKey: IdentifyKey,
  presenter: TokenPresenter, usage: Usage, rateLimiter: Pick<RateLimiter, 'peek'>, host: Pick<Host, 'contentAPI'>,
): ContentApiTokenQueries {
  /** @throws {NotFoundError} */
  async function assertExists(id: Id): Promise<void> {
    if (await store.rows.find('content-api', id) === null) throw new NotFoundError('API Token not found');
  }

  async function authorizeEither(caller: Caller, verb: string, other: string): Promise<Authority> {
    try {
      return await callers.authorize(store.rows, caller, action(verb));
    } catch (error) {
      if (!(error instanceof PermissionMissingError)) throw error;
      return callers.authorize(store.rows, caller, action(other));
    }
  }

  return {
    async list(caller, page) {
      await callers.authorize(store.rows, caller, action('read'));
      const { tokens, total } = await findTokens(store, livesOf, 'content-api', null, page);
      return listResponse(await presenter.contentApiTokens(store.rows, tokens), total, page);
    },

    async get(caller, id, reveal = true) {
      const authority = await callers.authorize(store.rows, caller, action('read'));
      const token = await store.rows.find('content-api', id);
      if (token === null) throw new NotFoundError('API Token not found');
      const outer = await limits.of(store.rows, token);
      const mayReveal = reveal && may(authority, action('reveal')) && !outlives(limits.expiryOf(token), authority)
        && !reachesFurther(token, outer, authority);
      return { ...await presenter.contentApiToken(store.rows, token), ...(reveal && await rateUsed(rateLimiter, token, outer)), ...await revealKey(store, presenter, authority, token, mayReveal) };
    },

    async identify(caller, { key }) {
      await callers.authorize(store.rows, caller, action('read'));
      return identifyKey(store.rows, 'content-api', key, () => true);
    },

    async restrictable(caller) {
      const authority = await authorizeEither(caller, 'read', 'create');
      const { restrictable } = host.contentAPI;
      if (restrictable === undefined) return null;
      const content = restrictableContent(await restrictable.content(), restrictable.isType);
      return { ...content, canPreview: restrictable.preview !== undefined && may(authority, action('create')) };
    },

    async previewRestrictions(caller, { type, restrictions }) {
      await callers.authorize(store.rows, caller, action('create'));
      const { restrictable } = host.contentAPI;
      if (restrictable?.preview === undefined) throw new ValidationError('This host cannot preview restrictions');
      if (!restrictable.isType(type)) throw new ValidationError('type is not a content type of the content API');
      await assertRestrictable(restrictions, host);
      return restrictable.preview(type, restrictions);
    },

    async usage(caller, id, days) {
      await callers.authorize(store.rows, caller, action('read'));
      await assertExists(id);
      return usageOf(usage, id, days);
    },

    async listUsage(caller, { ids, days }) {
      await callers.authorize(store.rows, caller, action('read'));
      const tokens = await store.rows.byIds(ids);
      return listUsageOf(usage, tokens.filter(({ kind }) => kind !== 'admin').map(({ id }) => id), days);
    },

    async denials(caller, id) {
      await callers.authorize(store.rows, caller, action('read'));
      await assertExists(id);
      return usage.denialsOf(id);
    },
  };
}
