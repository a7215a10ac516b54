import { isDeepStrictEqual } from 'node:util';
import type { Caller, Callers } from '../callers';
import type { ContentApiToken, CreateApiToken, DeleteApiToken, RegenerateToken, UpdateApiToken } from '../contract';
import { ForbiddenError, NotFoundError, ValidationError } from '../errors';
import type { AdminPermission, Host, Id } from '../host';
import { shortList } from '../input/short-list';
import type { readCreateApiToken } from '../input/token-input';
import { issueKey, type KeySecrets } from '../key/issue-key';
import type { TokenPresenter } from '../queries/token-presenter';
import type { Store } from '../store/store';
import type { TokenLimits } from '../token-limits';
import { removeTokens } from './descendants';
import { altersNothing, assertIntact, assertMayMake, assertUnchanged, endForNewKey, endOfLife, outlives } from './token-rules';

const action = (verb: string) => `plugin::api-tokens.api-tokens.${verb}`;

/**
 * What changes content-API tokens. Ids of admin tokens are treated as unknown. What outlives the admin token that asks is forbidden to it.
 * Every call also rejects as {@link Callers.authorize} does.
 */
export interface ContentApiTokenCommands {
  /** @throws {ValidationError} @throws {NameTakenError} */
  create(caller: Caller, request: ReturnType<typeof readCreateApiToken>): Promise<CreateApiToken['Response']['data']>;
  /** @throws {NotFoundError} @throws {ForbiddenError} @throws {ConflictError} @throws {ValidationError} @throws {NameTakenError} */
  update(caller: Caller, id: Id, request: UpdateApiToken['Request']): Promise<ContentApiToken>;
  /** @throws {NotFoundError} @throws {ForbiddenError} @throws {ValidationError} where what it comes from has ended */
  regenerate(caller: Caller, id: Id): Promise<RegenerateToken['Response']['data']>;
  /** The token that was deleted; null where there was none. @throws {ForbiddenError} */
  revoke(caller: Caller, id: Id): Promise<DeleteApiToken['Response']['data']>;
}

/** See {@link ContentApiTokenCommands}. */
export function createContentApiTokenCommands(
  host: Pick<Host, 'contentAPI'>, secrets: KeySecrets, store: Store, callers: Callers, limits: TokenLimits, presenter: TokenPresenter,
): ContentApiTokenCommands {
  /** What a token's `permissions` have to be, given its type; actions that it `has` already may stay when they are gone. */
  function checkPermissions(type: string, actions: string[] | null | undefined, has: string[]): AdminPermission[] {
    if (type !== 'custom') {
      if (actions?.length) throw new ValidationError('Non-custom tokens should not reference permissions');
      return [];
    }
    if (!actions) throw new ValidationError('Missing permissions attribute for custom token');
    const known = new Set([...host.contentAPI.permissions.providers.action.keys(), ...has]);
    const unknown = actions.filter((name) => !known.has(name));
    if (unknown.length > 0) throw new ValidationError(`Unknown permissions provided: ${shortList(unknown)}`);
    return [...new Set(actions)].map((name) => ({ action: name }));
  }

  return {
    async create(caller, { name, description, type, lifespan = null, permissions }) {
      const granted = checkPermissions(type, permissions, []);
      return store.write(async ({ rows, changed }) => {
        const authority = await callers.authorize(rows, caller, action('create'));
        assertMayMake(authority);
        const { accessKey, record } = issueKey(secrets, 'content-api');
        const now = Date.now();
        const token = await rows.insert({
          kind: 'content-api',
          name,
          description: description ?? '',
          type,
          lifespan,
          expiresAt: endOfLife(lifespan, authority.endsAt),
          createdAt: now,
          updatedAt: now,
          madeBy: authority.madeBy,
          ownerId: null,
          key: record,
          permissions: granted,
        });
        changed({ tokenIds: [token.id], ownerIds: [] });
        return { ...presenter.contentApiToken(token), accessKey };
      });
    },

    update: (caller, id, { basedOn, name, description, type, permissions }) => store.write(async ({ rows, changed }) => {
      const authority = await callers.authorize(rows, caller, action('update'));
      const token = await rows.find('content-api', id);
      if (token === null) throw new NotFoundError('API Token not found');
      if (outlives(token, authority)) throw new ForbiddenError();
      assertIntact(token);
      assertUnchanged(token, basedOn, presenter.contentApiToken(token));
      const newType = type ?? token.type!;
      const has = token.permissions.map((permission) => permission.action);
      const keeps = permissions === undefined && newType === token.type;
      const granted = keeps ? token.permissions : checkPermissions(newType, permissions, has);
      const patch = { name, description: description === null ? '' : description, type: newType };
      const isSame = isDeepStrictEqual(granted.map((permission) => permission.action), has);
      if (isSame && altersNothing(token, patch)) return presenter.contentApiToken(token);
      const updated = await rows.update(token, patch);
      changed({ tokenIds: [id], ownerIds: [] });
      return presenter.contentApiToken(isSame ? updated : await rows.replacePermissions(updated, granted));
    }),

    regenerate: (caller, id) => store.write(async ({ rows, changed }) => {
      const authority = await callers.authorize(rows, caller, action('regenerate'));
      const token = await rows.find('content-api', id);
      if (token === null) throw new NotFoundError('API Token not found');
      if (outlives(token, authority)) throw new ForbiddenError();
      assertIntact(token);
      const expiresAt = endForNewKey(token, await limits.of(rows, token), authority);
      const { accessKey, record } = issueKey(secrets, 'content-api');
      await rows.update(token, { expiresAt });
      await rows.replaceKey(id, { ...record, lastUsedAt: token.key?.lastUsedAt ?? null });
      changed({ tokenIds: [id], ownerIds: [] });
      return { id: token.id, accessKey, kind: 'content-api' };
    }),

    revoke: (caller, id) => store.write(async (scope) => {
      const authority = await callers.authorize(scope.rows, caller, action('delete'));
      const token = await scope.rows.find('content-api', id);
      if (token === null) return null;
      if (outlives(token, authority)) throw new ForbiddenError();
      await removeTokens(scope, [token]);
      return presenter.contentApiToken(token);
    }),
  };
}
