import { may, type Authority, type Caller, type Callers } from '../callers';
import { mayDoAllOf, owns } from '../commands/admin-token-commands';
import { reachesFurther } from '../commands/token-rules';
import type {
  AdminToken, DeniedRequest, GetAdminToken, GetUsage, IdentifiedToken, IdentifyToken, ListResponse, ListUsage,
} from '../contract';
import { ForbiddenError, NotFoundError } from '../errors';
import { withoutLimits } from '../grant/permission-limit';
import type { AdminPermission, Host, Id } from '../host';
import type { Page } from '../input/list-query';
import { permissionService } from '../owners/permission-service';
import type { RateLimiter } from '../rate-limit/rate-limiter';
import type { Store } from '../store/store';
import type { TokenLimits } from '../token-limits';
import type { KeylessToken, TokenRecord } from '../token/token-record';
import type { Usage } from '../usage';
import { findTokens } from './find-tokens';
import type { IdentifyKey } from './identify-key';
import type { LivesOf } from './lives';
import { rateUsed } from './rate-used';
import { revealKey } from './reveal-key';
import { listResponse, type TokenPresenter } from './token-presenter';
import { listUsageOf, usageOf } from './usage-of';

const action = (verb: string) => `plugin::api-tokens.admin-tokens.${verb}`;

/** Queries about admin tokens. Ids of content-API tokens are treated as unknown. Every call also rejects as {@link Callers.authorize} does. */
export interface AdminTokenQueries {
  /** Super admins get all tokens, everyone else their own. @throws {ValidationError} if the whole list is too long */
  list(caller: Caller, page: Page): Promise<ListResponse<AdminToken>>;
  /** @throws {NotFoundError} also if the caller may not see it */
  get(caller: Caller, id: Id, reveal?: boolean): Promise<GetAdminToken['Response']['data']>;
  /** The token that a key belongs to. @throws {NotFoundError} also if the caller may not see that token */
  identify(caller: Caller, request: IdentifyToken['Request']): Promise<IdentifiedToken>;
  /** @throws {NotFoundError} also if the caller may not see it */
  usage(caller: Caller, id: Id, days: number): Promise<GetUsage['Response']['data']>;
  /** In the order of the ids, without those that the caller may not see. */
  listUsage(caller: Caller, request: { ids: readonly Id[]; days: number }): Promise<ListUsage['Response']['data']>;
  /** @throws {NotFoundError} also if the caller may not see it */
  denials(caller: Caller, id: Id): Promise<DeniedRequest[]>;
  /** What the token's owner can currently do. @throws {NotFoundError} @throws {ForbiddenError} */
  ownerPermissions(caller: Caller, id: Id): Promise<AdminPermission[]>;
}

/** See {@link AdminTokenQueries}. */
export function createAdminTokenQueries(
  host: Pick<Host, 'service'>, store: Store, callers: Callers, limits: TokenLimits, livesOf: LivesOf,
  identifyKey: IdentifyKey, presenter: TokenPresenter, usage: Usage, rateLimiter: Pick<RateLimiter, 'peek'>,
): AdminTokenQueries {
  async function find(id: Id): Promise<TokenRecord> {
    const token = await store.rows.find('admin', id);
    if (token === null) throw new NotFoundError('API Token not found');
    return token;
  }

  /** @throws {NotFoundError} */
  async function findVisible(authority: Authority, id: Id): Promise<TokenRecord> {
    const token = await find(id);
    if (!maySee(authority, token)) throw new NotFoundError('API Token not found');
    return token;
  }

  return {
    async list(caller, page) {
      const authority = await callers.authorize(store.rows, caller, action('read'));
      const { tokens, total } = await findTokens(store, livesOf, 'admin', authority.isSuperAdmin ? null : authority.userId, page);
      return listResponse(await presenter.adminTokens(store.rows, tokens), total, page);
    },

    async get(caller, id, reveal = true) {
      const authority = await callers.authorize(store.rows, caller, action('read'));
      const token = await findVisible(authority, id);
      const outer = await limits.of(store.rows, token);
      const mayReveal = reveal && may(authority, action('reveal')) && owns(authority, token) && mayDoAllOf(authority, token, limits)
        && !reachesFurther(token, outer, authority);
      return { ...await presenter.adminToken(store.rows, token), ...(reveal && await rateUsed(rateLimiter, token, outer)), ...await revealKey(store, presenter, authority, token, mayReveal) };
    },

    async identify(caller, { key }) {
      const authority = await callers.authorize(store.rows, caller, action('read'));
      return identifyKey(store.rows, 'admin', key, (token) => maySee(authority, token));
    },

    async usage(caller, id, days) {
      await findVisible(await callers.authorize(store.rows, caller, action('read')), id);
      return usageOf(usage, id, days);
    },

    async listUsage(caller, { ids, days }) {
      const authority = await callers.authorize(store.rows, caller, action('read'));
      const tokens = await store.rows.byIds(ids);
      return listUsageOf(usage, tokens.filter((token) => token.kind === 'admin' && maySee(authority, token)).map(({ id }) => id), days);
    },

    async denials(caller, id) {
      await findVisible(await callers.authorize(store.rows, caller, action('read')), id);
      return usage.denialsOf(id);
    },

    async ownerPermissions(caller, id) {
      const authority = await callers.authorize(store.rows, caller, action('read'));
      const token = await find(id);
      if (!maySee(authority, token)) throw new ForbiddenError();
      const limit = authority.tokenId === null ? (await limits.of(store.rows, token))?.permissions ?? [] : authority.permissions;
      const { actionProvider, findUserPermissions } = permissionService(host);
      if (limit === 'all') return withoutLimits(await findUserPermissions({ id: token.ownerId! }));
      // Without actions of disabled plugins.
      return limit.filter((permission) => actionProvider.get(permission.action) !== undefined);
    },
  };
}

/** Whether a caller with `read` may see an admin token: its owner and super admins may. */
export function maySee(authority: Authority, token: KeylessToken): boolean {
  return owns(authority, token) || authority.isSuperAdmin;
}
