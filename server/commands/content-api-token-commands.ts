import { isDeepStrictEqual } from 'node:util';
import { type Authority, type Caller, type Callers, may } from '../callers';
import type { ContentApiToken, CreateApiToken, DeleteApiToken, RegenerateToken, UpdateApiToken } from '../contract';
import { ForbiddenError, NotFoundError, PermissionMissingError } from '../errors';
import type { Host, Id } from '../host';
import { assertRestrictable } from './assert-restrictable';
import type { readCreateApiToken } from '../input/token-input';
import type { IssueKey } from '../key/issue-key';
import type { TokenPresenter } from '../queries/token-presenter';
import type { LastUse } from '../store/last-use';
import type { Store } from '../store/store';
import type { TokenRows } from '../store/token-rows';
import { maxLifetimeOf, type Policy } from '../token/expiry';
import { endOf as shownEnd, eventsOfUpdate } from '../token/events-of-update';
import type { TokenRecord } from '../token/token-record';
import type { TokenLimits } from '../token-limits';
import type { CheckContentPermissions } from './check-content-permissions';
import { removeTokens } from './descendants';
import { endPreviousKey, replaceKey } from './replace-key';
import {
  addressesOfNew, altersNothing, assertIntact, assertMayMake, assertUnchanged, assertUnmanaged, changeOfAddresses, changeOfLife, changeOfRate, endOf, lifeOfNew, outlives,
  rateOfNew, reachesFurther,
} from './token-rules';

const action = (verb: string) => `plugin::api-tokens.api-tokens.${verb}`;

/**
 * Commands on content-API tokens. Ids of admin tokens are treated as unknown. A calling admin token cannot affect tokens that outlive it.
 * Every call also rejects as {@link Callers.authorize} does.
 */
export interface ContentApiTokenCommands {
  /** @throws {ValidationError} @throws {NameTakenError} */
  create(caller: Caller, request: ReturnType<typeof readCreateApiToken>): Promise<CreateApiToken['Response']['data']>;
  /** @throws {NotFoundError} @throws {ForbiddenError} @throws {ConflictError} @throws {ValidationError} @throws {NameTakenError} */
  update(caller: Caller, id: Id, request: UpdateApiToken['Request']): Promise<ContentApiToken>;
  /** @throws {NotFoundError} @throws {ForbiddenError} @throws {ValidationError} if the token that created it has expired */
  regenerate(caller: Caller, id: Id, request: RegenerateToken['Request']): Promise<RegenerateToken['Response']['data']>;
  /** Stops the key that a new one has replaced. @throws {NotFoundError} also if there is none @throws {ForbiddenError} */
  endPreviousKey(caller: Caller, id: Id): Promise<ContentApiToken>;
  /** The deleted token; null if there was none. @throws {ForbiddenError} */
  revoke(caller: Caller, id: Id): Promise<DeleteApiToken['Response']['data']>;
}

/** See {@link ContentApiTokenCommands}. */
export function createContentApiTokenCommands(
  { policy }: { policy: Policy },
  issueKey: IssueKey,
  store: Store,
  callers: Callers,
  limits: TokenLimits,
  lastUse: Pick<LastUse, 'pending'>,
  presenter: TokenPresenter,
  checkPermissions: CheckContentPermissions,
  host: Pick<Host, 'contentAPI'>,
): ContentApiTokenCommands {
  const maxLifetime = maxLifetimeOf(policy, 'content-api');

  /** @throws {NotFoundError} @throws {ForbiddenError} */
  async function findWithinReach(rows: TokenRows, authority: Authority, id: Id): Promise<TokenRecord> {
    const token = await rows.find('content-api', id);
    if (token === null) throw new NotFoundError('API Token not found');
    if (outlives(limits.expiryOf(token), authority)) throw new ForbiddenError();
    return token;
  }

  /** Someone who knows a token's key gains whatever the token gains, so granting it more counts as creating a token. @throws {PermissionMissingError} */
  function assertMayGrant(authority: Authority): void {
    if (authority.tokenId !== null && !may(authority, action('create'))) throw new PermissionMissingError(action('create'));
  }

  return {
    async create(caller, { name, description, type, lifespan, expiresAt, allowedAddresses, rateLimit, permissions, restrictions = null }) {
      const granted = checkPermissions(type, permissions, []);
      await assertRestrictable(restrictions, host);
      return store.append(async ({ rows, record }) => {
        const authority = await callers.authorize(rows, caller, action('create'));
        assertMayMake(authority);
        const { accessKey, record: key } = issueKey('content-api');
        const now = Date.now();
        const token = await rows.insert({
          kind: 'content-api',
          name,
          description: description ?? '',
          type,
          ...lifeOfNew({ lifespan, expiresAt }, { now, maxLifetime, notAfter: authority.endsAt }),
          allowedAddresses: addressesOfNew(allowedAddresses, authority),
          rateLimit: rateOfNew(rateLimit, authority),
          createdAt: now,
          madeBy: authority.madeBy,
          ownerId: null,
          restrictions,
          key,
          permissions: granted,
        });
        record({ action: 'token.create', by: authority, token, details: { type, expiresAt: shownEnd(token.expiresAt) } });
        return { ...await presenter.contentApiToken(rows, token), accessKey };
      });
    },

    update: (caller, id, {
      basedOn, name, description, type, permissions, expiresAt, enabled, allowedAddresses, rateLimit, restrictions,
    }) => store.write(async ({ rows, changed, record }) => {
      const authority = await callers.authorize(rows, caller, action('update'));
      const token = await findWithinReach(rows, authority, id);
      assertUnmanaged(token);
      assertIntact(token);
      assertUnchanged(token, basedOn, await presenter.contentApiToken(rows, token));
      const newType = type ?? token.type!;
      const has = token.permissions.map((permission) => permission.action);
      const keeps = permissions === undefined && newType === token.type;
      const granted = keeps ? token.permissions : checkPermissions(newType, permissions, has);
      // Unchanged restrictions may stay, even if what they name no longer exists.
      const isRestricted = restrictions !== undefined && !isDeepStrictEqual(restrictions, token.restrictions);
      if (isRestricted) await assertRestrictable(restrictions, host);
      const outer = await limits.of(rows, token);
      const life = changeOfLife(token, expiresAt, { now: Date.now(), maxLifetime, notAfter: endOf(outer, authority) });
      const addresses = changeOfAddresses(token, allowedAddresses, outer, authority);
      const patch = {
        name, description: description === null ? '' : description, type: newType, enabled, ...life, ...addresses, ...changeOfRate(token, rateLimit, outer, authority),
        ...(isRestricted && { restrictions }),
      };
      const isSame = isDeepStrictEqual(granted.map((permission) => permission.action), has);
      if (isSame && altersNothing(token, patch)) return presenter.contentApiToken(rows, token);
      if (!isSame || newType !== token.type || isRestricted) assertMayGrant(authority);
      const updated = await rows.update(token, patch);
      changed({ tokenIds: [id], ownerIds: [] });
      const replaced = isSame ? updated : await rows.replacePermissions(updated, granted);
      record(...eventsOfUpdate(authority, token, replaced));
      return presenter.contentApiToken(rows, replaced);
    }),

    regenerate: (caller, id, request) => store.write(async (scope) => {
      const { rows } = scope;
      const authority = await callers.authorize(rows, caller, action('regenerate'));
      const token = await findWithinReach(rows, authority, id);
      if (reachesFurther(token, await limits.of(rows, token), authority)) throw new ForbiddenError();
      assertUnmanaged(token);
      assertIntact(token);
      const { token: renewed, accessKey } = await replaceKey(scope, { issueKey, limits, lastUse, maxLifetime }, authority, token, request);
      const { previousKey } = await presenter.contentApiToken(rows, renewed);
      return { id: token.id, accessKey, kind: 'content-api', previousKey };
    }),

    endPreviousKey: (caller, id) => store.write(async (scope) => {
      const authority = await callers.authorize(scope.rows, caller, action('regenerate'));
      const token = await findWithinReach(scope.rows, authority, id);
      assertIntact(token);
      return presenter.contentApiToken(scope.rows, await endPreviousKey(scope, authority, token));
    }),

    revoke: (caller, id) => store.write(async (scope) => {
      const authority = await callers.authorize(scope.rows, caller, action('delete'));
      const token = await scope.rows.find('content-api', id);
      if (token === null) return null;
      if (outlives(limits.expiryOf(token), authority)) throw new ForbiddenError();
      assertUnmanaged(token);
      await removeTokens(scope, [token], authority);
      return presenter.contentApiToken(scope.rows, token);
    }),
  };
}
