import { isDeepStrictEqual } from 'node:util';
import type { Authority, Caller, Callers } from '../callers';
import type { AdminToken, CreateAdminToken, RegenerateToken, UpdateAdminToken } from '../contract';
import { ForbiddenError, NotFoundError } from '../errors';
import { isWithinLimit } from '../grant/permission-limit';
import type { AdminPermission, Id } from '../host';
import { issueKey, type KeySecrets } from '../key/issue-key';
import type { TokenPresenter } from '../queries/token-presenter';
import type { Store } from '../store/store';
import type { TokenRows } from '../store/token-rows';
import type { TokenLimits } from '../token-limits';
import type { TokenRecord } from '../token/token-record';
import type { CheckAdminPermissions } from './check-admin-permissions';
import { removeTokens } from './descendants';
import type { NarrowTokens } from './narrow-tokens';
import { altersNothing, assertIntact, assertMayMake, assertUnchanged, endForNewKey, endOfLife, outlives } from './token-rules';

const action = (verb: string) => `plugin::api-tokens.admin-tokens.${verb}`;

/**
 * What changes admin tokens. Ids of content-API tokens are treated as unknown. A caller that is itself an admin token may do with another
 * one only what it could do itself. Every call also rejects as {@link Callers.authorize} does.
 */
export interface AdminTokenCommands {
  /** @throws {ForbiddenError} @throws {ValidationError} @throws {NameTakenError} */
  create(caller: Caller, request: CreateAdminToken['Request']): Promise<CreateAdminToken['Response']['data']>;
  /** @throws {NotFoundError} @throws {ForbiddenError} @throws {ConflictError} @throws {ValidationError} @throws {NameTakenError} */
  update(caller: Caller, id: Id, request: UpdateAdminToken['Request']): Promise<AdminToken>;
  /** @throws {NotFoundError} @throws {ForbiddenError} @throws {ValidationError} */
  regenerate(caller: Caller, id: Id): Promise<RegenerateToken['Response']['data']>;
  /** @throws {NotFoundError} @throws {ForbiddenError} */
  revoke(caller: Caller, id: Id): Promise<AdminToken>;
}

/** See {@link AdminTokenCommands}. */
export function createAdminTokenCommands(
  secrets: KeySecrets,
  store: Store,
  callers: Callers,
  limits: TokenLimits,
  checkPermissions: CheckAdminPermissions,
  narrowTokens: NarrowTokens,
  presenter: TokenPresenter,
): AdminTokenCommands {
  async function find(rows: TokenRows, id: Id): Promise<TokenRecord> {
    const token = await rows.find('admin', id);
    if (token === null) throw new NotFoundError('API Token not found');
    return token;
  }

  /** @throws {ForbiddenError} */
  function assertMayManage(authority: Authority, token: TokenRecord): void {
    if (!(owns(authority, token) || authority.isSuperAdmin) || !mayDoAllOf(authority, token)) throw new ForbiddenError();
  }

  return {
    create: (caller, { name, description, lifespan = null, adminPermissions }) => store.write(async ({ rows, changed }) => {
      const authority = await callers.authorize(rows, caller, action('create'));
      if (authority.userId === null) throw new ForbiddenError('An admin token needs a person as its owner');
      assertMayMake(authority);
      const { accessKey, record } = issueKey(secrets, 'admin');
      const now = Date.now();
      const token = await rows.insert({
        kind: 'admin',
        name,
        description: description ?? '',
        type: null,
        lifespan,
        expiresAt: endOfLife(lifespan, authority.endsAt),
        createdAt: now,
        updatedAt: now,
        madeBy: authority.madeBy,
        ownerId: authority.userId,
        key: record,
        permissions: checkPermissions(adminPermissions ?? [], [authority.permissions]),
      });
      changed({ tokenIds: [token.id], ownerIds: [] });
      return { ...await presenter.adminToken(token), accessKey };
    }),

    update: (caller, id, { basedOn, name, description, adminPermissions }) => store.write(async (scope) => {
      const { rows, changed } = scope;
      const authority = await callers.authorize(rows, caller, action('update'));
      const token = await find(rows, id);
      assertMayManage(authority, token);
      assertIntact(token);
      assertUnchanged(token, basedOn, await presenter.adminToken(token));
      // Nobody gives it more than its owner or its maker has, and a token none more than it has itself.
      const own = (await limits.of(rows, token))?.permissions ?? [];
      const granted = adminPermissions ? checkPermissions(adminPermissions, authority.tokenId === null ? [own] : [own, authority.permissions]) : token.permissions;
      const patch = { name, description: description === null ? '' : description };
      const isSame = isDeepStrictEqual(granted.map(withoutId), token.permissions.map(withoutId));
      if (isSame && altersNothing(token, patch)) return presenter.adminToken(token);
      const updated = await rows.update(token, patch);
      changed({ tokenIds: [id], ownerIds: [] });
      if (isSame) return presenter.adminToken(updated);
      const replaced = await rows.replacePermissions(updated, granted);
      await narrowTokens.below(scope, replaced);
      return presenter.adminToken(replaced);
    }),

    regenerate: (caller, id) => store.write(async ({ rows, changed }) => {
      const authority = await callers.authorize(rows, caller, action('regenerate'));
      const token = await find(rows, id);
      if (!owns(authority, token) || !mayDoAllOf(authority, token)) throw new ForbiddenError();
      assertIntact(token);
      const expiresAt = endForNewKey(token, await limits.of(rows, token), authority);
      const { accessKey, record } = issueKey(secrets, 'admin');
      await rows.update(token, { expiresAt });
      await rows.replaceKey(id, { ...record, lastUsedAt: token.key?.lastUsedAt ?? null });
      changed({ tokenIds: [id], ownerIds: [] });
      return { id: token.id, accessKey, kind: 'admin' };
    }),

    revoke: (caller, id) => store.write(async (scope) => {
      const authority = await callers.authorize(scope.rows, caller, action('delete'));
      const token = await find(scope.rows, id);
      assertMayManage(authority, token);
      await removeTokens(scope, [token]);
      return presenter.adminToken(token);
    }),
  };
}

/** Whether somebody is, or acts for, the token's owner. */
export function owns({ userId }: Authority, token: TokenRecord): boolean {
  return userId !== null && token.ownerId === userId;
}

/**
 * Whether a caller may do all that the token may do, for as long as it may do it. People are not compared: they own it. What counts is what
 * is stored: what the token may do at this moment is less while a role is being changed.
 */
export function mayDoAllOf(authority: Authority, token: TokenRecord): boolean {
  if (authority.tokenId === null || authority.tokenId === token.id) return true;
  if (token.isBroken || authority.makers.includes(token.id) || outlives(token, authority)) return false;
  return isWithinLimit(token.permissions, authority.permissions);
}

function withoutId({ action: name, actionParameters, subject, properties, conditions }: AdminPermission): AdminPermission {
  return { action: name, actionParameters: actionParameters ?? {}, subject: subject ?? null, properties: properties ?? {}, conditions: conditions ?? [] };
}
