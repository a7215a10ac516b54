import { isDeepStrictEqual } from 'node:util';
import type { Authority, Caller, Callers } from '../callers';
import type { AdminToken, CreateAdminToken, RegenerateToken, UpdateAdminToken } from '../contract';
import { ForbiddenError, NotFoundError } from '../errors';
import { isWithinLimit } from '../grant/permission-limit';
import type { AdminPermission, Id } from '../host';
import type { IssueKey } from '../key/issue-key';
import type { TokenPresenter } from '../queries/token-presenter';
import type { LastUse } from '../store/last-use';
import type { Store } from '../store/store';
import type { TokenRows } from '../store/token-rows';
import { maxLifetimeOf, type Policy } from '../token/expiry';
import type { TokenLimits } from '../token-limits';
import { endOf as shownEnd, eventsOfUpdate } from '../token/events-of-update';
import type { TokenRecord } from '../token/token-record';
import type { CheckAdminPermissions } from './check-admin-permissions';
import { removeTokens } from './descendants';
import type { NarrowTokens } from './narrow-tokens';
import { endPreviousKey, replaceKey } from './replace-key';
import {
  addressesOfNew, altersNothing, assertIntact, assertMayMake, assertUnchanged, assertUnmanaged, changeOfAddresses, changeOfLife, changeOfRate, endOf, lifeOfNew, outlives,
  rateOfNew, reachesFurther,
} from './token-rules';

const action = (verb: string) => `plugin::api-tokens.admin-tokens.${verb}`;

/**
 * Commands on admin tokens. Ids of content-API tokens are treated as unknown. A caller that is itself an admin token can only affect tokens
 * that can do no more than itself. Every call also rejects as {@link Callers.authorize} does.
 */
export interface AdminTokenCommands {
  /** @throws {ForbiddenError} @throws {ValidationError} @throws {NameTakenError} */
  create(caller: Caller, request: CreateAdminToken['Request']): Promise<CreateAdminToken['Response']['data']>;
  /** @throws {NotFoundError} @throws {ForbiddenError} @throws {ConflictError} @throws {ValidationError} @throws {NameTakenError} */
  update(caller: Caller, id: Id, request: UpdateAdminToken['Request']): Promise<AdminToken>;
  /** @throws {NotFoundError} @throws {ForbiddenError} @throws {ValidationError} */
  regenerate(caller: Caller, id: Id, request: RegenerateToken['Request']): Promise<RegenerateToken['Response']['data']>;
  /** Stops the key that a new one has replaced. @throws {NotFoundError} also if there is none @throws {ForbiddenError} */
  endPreviousKey(caller: Caller, id: Id): Promise<AdminToken>;
  /** @throws {NotFoundError} @throws {ForbiddenError} */
  revoke(caller: Caller, id: Id): Promise<AdminToken>;
}

/** See {@link AdminTokenCommands}. */
export function createAdminTokenCommands(
  { policy }: { policy: Policy },
  issueKey: IssueKey,
  store: Store,
  callers: Callers,
  limits: TokenLimits,
  checkPermissions: CheckAdminPermissions,
  narrowTokens: NarrowTokens,
  lastUse: Pick<LastUse, 'pending'>,
  presenter: TokenPresenter,
): AdminTokenCommands {
  const maxLifetime = maxLifetimeOf(policy, 'admin');

  async function find(rows: TokenRows, id: Id): Promise<TokenRecord> {
    const token = await rows.find('admin', id);
    if (token === null) throw new NotFoundError('API Token not found');
    return token;
  }

  /** @throws {ForbiddenError} */
  function assertMayManage(authority: Authority, token: TokenRecord): void {
    if (!(owns(authority, token) || authority.isSuperAdmin) || !mayDoAllOf(authority, token, limits)) throw new ForbiddenError();
  }

  /** @throws {ForbiddenError} for everyone except the owner: a key is a secret between the token and its owner */
  function assertMayRenew(authority: Authority, token: TokenRecord): void {
    if (!owns(authority, token) || !mayDoAllOf(authority, token, limits)) throw new ForbiddenError();
    assertIntact(token);
  }

  return {
    create: (caller, { name, description, lifespan, expiresAt, allowedAddresses, rateLimit, adminPermissions }) => store.append(async ({ rows, record }) => {
      const authority = await callers.authorize(rows, caller, action('create'));
      if (authority.userId === null) throw new ForbiddenError('An admin token needs a person as its owner');
      assertMayMake(authority);
      const { accessKey, record: key } = issueKey('admin');
      const now = Date.now();
      const token = await rows.insert({
        kind: 'admin',
        name,
        description: description ?? '',
        type: null,
        ...lifeOfNew({ lifespan, expiresAt }, { now, maxLifetime, notAfter: authority.endsAt }),
        allowedAddresses: addressesOfNew(allowedAddresses, authority),
        rateLimit: rateOfNew(rateLimit, authority),
        createdAt: now,
        madeBy: authority.madeBy,
        ownerId: authority.userId,
        key,
        permissions: checkPermissions(adminPermissions ?? [], [authority.permissions]),
      });
      record({ action: 'token.create', by: authority, token, details: { expiresAt: shownEnd(token.expiresAt) } });
      return { ...await presenter.adminToken(rows, token), accessKey };
    }),

    update: (caller, id, { basedOn, name, description, adminPermissions, expiresAt, enabled, allowedAddresses, rateLimit }) => store.write(async (scope) => {
      const { rows, changed, record } = scope;
      const authority = await callers.authorize(rows, caller, action('update'));
      const token = await find(rows, id);
      assertMayManage(authority, token);
      assertUnmanaged(token);
      assertIntact(token);
      assertUnchanged(token, basedOn, await presenter.adminToken(rows, token));
      // Nobody can grant more than the token's owner or creator has, nor can a calling token grant more than it has itself.
      const outer = await limits.of(rows, token);
      const own = outer?.permissions ?? [];
      const granted = adminPermissions ? checkPermissions(adminPermissions, authority.tokenId === null ? [own] : [own, authority.permissions]) : token.permissions;
      const life = changeOfLife(token, expiresAt, { now: Date.now(), maxLifetime, notAfter: endOf(outer, authority) });
      const addresses = changeOfAddresses(token, allowedAddresses, outer, authority);
      const patch = { name, description: description === null ? '' : description, enabled, ...life, ...addresses, ...changeOfRate(token, rateLimit, outer, authority) };
      const isSame = isDeepStrictEqual(granted.map(withoutId), token.permissions.map(withoutId));
      if (isSame && altersNothing(token, patch)) return presenter.adminToken(rows, token);
      const updated = await rows.update(token, patch);
      changed({ tokenIds: [id], ownerIds: [] });
      const replaced = isSame ? updated : await rows.replacePermissions(updated, granted);
      record(...eventsOfUpdate(authority, token, replaced));
      if (!isSame) await narrowTokens.below(scope, replaced, authority);
      return presenter.adminToken(rows, replaced);
    }),

    regenerate: (caller, id, request) => store.write(async (scope) => {
      const { rows } = scope;
      const authority = await callers.authorize(rows, caller, action('regenerate'));
      const token = await find(rows, id);
      assertMayRenew(authority, token);
      if (reachesFurther(token, await limits.of(rows, token), authority)) throw new ForbiddenError();
      assertUnmanaged(token);
      const { token: renewed, accessKey } = await replaceKey(scope, { issueKey, limits, lastUse, maxLifetime }, authority, token, request);
      const { previousKey } = await presenter.adminToken(rows, renewed);
      return { id: token.id, accessKey, kind: 'admin', previousKey };
    }),

    endPreviousKey: (caller, id) => store.write(async (scope) => {
      const authority = await callers.authorize(scope.rows, caller, action('regenerate'));
      const token = await find(scope.rows, id);
      assertMayRenew(authority, token);
      return presenter.adminToken(scope.rows, await endPreviousKey(scope, authority, token));
    }),

    revoke: (caller, id) => store.write(async (scope) => {
      const authority = await callers.authorize(scope.rows, caller, action('delete'));
      const token = await find(scope.rows, id);
      assertMayManage(authority, token);
      assertUnmanaged(token);
      await removeTokens(scope, [token], authority);
      return presenter.adminToken(scope.rows, token);
    }),
  };
}

/** Whether the caller is, or acts for, the token's owner. */
export function owns({ userId }: Authority, token: Pick<TokenRecord, 'ownerId'>): boolean {
  return userId !== null && token.ownerId === userId;
}

/**
 * Whether a caller may do everything that the token may do, for at least as long. People are not compared, since they own it. Stored permissions
 * count: effective ones may be fewer while a role is being changed.
 */
export function mayDoAllOf(authority: Authority, token: TokenRecord, { expiryOf }: Pick<TokenLimits, 'expiryOf'>): boolean {
  if (authority.tokenId === null || authority.tokenId === token.id) return true;
  if (token.isBroken || authority.makers.includes(token.id) || outlives(expiryOf(token), authority)) return false;
  return isWithinLimit(token.permissions, authority.permissions);
}

/** A permission in the form in which it is compared. */
export function withoutId({ action: name, actionParameters, subject, properties, conditions }: AdminPermission): AdminPermission {
  return { action: name, actionParameters: actionParameters ?? {}, subject: subject ?? null, properties: properties ?? {}, conditions: conditions ?? [] };
}
