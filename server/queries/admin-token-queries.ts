import { may, type Caller, type Callers } from '../callers';
import { mayDoAllOf, owns } from '../commands/admin-token-commands';
import type { AdminToken, GetAdminToken, ListResponse } from '../contract';
import { ForbiddenError, NotFoundError } from '../errors';
import { withoutLimits } from '../grant/permission-limit';
import type { AdminPermission, Host, Id } from '../host';
import type { Page } from '../input/list-query';
import { permissionService } from '../permission-service';
import type { Store } from '../store/store';
import type { TokenLimits } from '../token-limits';
import type { TokenRecord } from '../token/token-record';
import { listResponse, type TokenPresenter } from './token-presenter';

const action = (verb: string) => `plugin::api-tokens.admin-tokens.${verb}`;

/** What is asked about admin tokens. Ids of content-API tokens are treated as unknown. Every call also rejects as {@link Callers.authorize} does. */
export interface AdminTokenQueries {
  /** A super admin's list holds all tokens, everyone else's their own. @throws {ValidationError} where the whole list is too long */
  list(caller: Caller, page: Page): Promise<ListResponse<AdminToken>>;
  /** @throws {NotFoundError} also for who may not see it */
  get(caller: Caller, id: Id): Promise<GetAdminToken['Response']['data']>;
  /** What the token's owner may do now. @throws {NotFoundError} @throws {ForbiddenError} */
  ownerPermissions(caller: Caller, id: Id): Promise<AdminPermission[]>;
}

/** See {@link AdminTokenQueries}. */
export function createAdminTokenQueries(
  host: Pick<Host, 'service'>, store: Store, callers: Callers, limits: TokenLimits, presenter: TokenPresenter,
): AdminTokenQueries {
  async function find(id: Id): Promise<TokenRecord> {
    const token = await store.rows.find('admin', id);
    if (token === null) throw new NotFoundError('API Token not found');
    return token;
  }

  return {
    async list(caller, page) {
      const authority = await callers.authorize(store.rows, caller, action('read'));
      const { tokens, total } = await store.findPage('admin', authority.isSuperAdmin ? null : authority.userId, page);
      return listResponse(await presenter.adminTokens(tokens), total, page);
    },

    async get(caller, id) {
      const authority = await callers.authorize(store.rows, caller, action('read'));
      const token = await find(id);
      if (!owns(authority, token) && !authority.isSuperAdmin) throw new NotFoundError('API Token not found');
      const mayReveal = may(authority, action('reveal')) && owns(authority, token) && mayDoAllOf(authority, token);
      return { ...await presenter.adminToken(token), ...presenter.keyAccess(token, mayReveal) };
    },

    async ownerPermissions(caller, id) {
      const authority = await callers.authorize(store.rows, caller, action('read'));
      const token = await find(id);
      if (!owns(authority, token) && !authority.isSuperAdmin) throw new ForbiddenError();
      const limit = authority.tokenId === null ? (await limits.of(store.rows, token))?.permissions ?? [] : authority.permissions;
      const { actionProvider, findUserPermissions } = permissionService(host);
      if (limit === 'all') return withoutLimits(await findUserPermissions({ id: token.ownerId! }));
      // Without actions of plugins that are switched off.
      return limit.filter((permission) => actionProvider.get(permission.action) !== undefined);
    },
  };
}
