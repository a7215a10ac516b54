import type { ContentApiToken, CreateApiToken, DeleteApiToken, GetApiToken, ListResponse, RegenerateToken, UpdateApiToken } from '../contract';
import { identify } from '../access/credential';
import { ForbiddenError, NotFoundError, ValidationError } from '../errors';
import type { AdminPermission, Host, Id, Row } from '../host';
import type { Page } from '../input/list-query';
import { shortList } from '../input/short-list';
import type { readCreateApiToken } from '../input/token-input';
import type { Caller, Callers } from './callers';
import { listResponse, type TokenPresenter } from './token-presenter';
import type { Tokens } from './tokens';

/** What the admin API does with content-API tokens. Unknown ids and those of admin tokens are all one to it. */
export interface ApiTokens {
  list(page: Page | null): Promise<ListResponse<ContentApiToken>>;
  /** With its key, unless it outlives the token that asks. @throws {NotFoundError} */
  get(caller: Caller, id: Id): Promise<GetApiToken['Response']['data']>;
  /** @throws {ValidationError} @throws {NameTakenError} */
  create(caller: Caller, request: ReturnType<typeof readCreateApiToken>): Promise<CreateApiToken['Response']['data']>;
  /** @throws {NotFoundError} @throws {ValidationError} @throws {NameTakenError} */
  update(id: Id, request: UpdateApiToken['Request']): Promise<ContentApiToken>;
  /** @throws {NotFoundError} @throws {ForbiddenError} where the token outlives the one that asks */
  regenerate(caller: Caller, id: Id): Promise<RegenerateToken['Response']['data']>;
  /** The token that was deleted; null where there was none. */
  remove(id: Id): Promise<DeleteApiToken['Response']['data']>;
}

/** See {@link ApiTokens}. A token that is made or renewed by an admin token ends with that token at the latest. */
export function createApiTokens(
  host: Pick<Host, 'contentAPI'>,
  tokens: Tokens,
  callers: Callers,
  presenter: TokenPresenter,
): ApiTokens {
  /** What a token's `permissions` have to be, given its type; actions that it `has` already may stay when they are gone. */
  function checkPermissions(type: string, actions: string[] | null | undefined, has: string[]): AdminPermission[] {
    if (type !== 'custom') {
      if (actions?.length) throw new ValidationError('Non-custom tokens should not reference permissions');
      return [];
    }
    if (!actions) throw new ValidationError('Missing permissions attribute for custom token');
    const known = new Set([...host.contentAPI.permissions.providers.action.keys(), ...has]);
    const unknown = actions.filter((action) => !known.has(action));
    if (unknown.length > 0) throw new ValidationError(`Unknown permissions provided: ${shortList(unknown)}`);
    return [...new Set(actions)].map((action) => ({ action }));
  }

  async function find(id: Id) {
    const row = await tokens.find('content-api', id);
    if (row === null) throw new NotFoundError('API Token not found');
    return row;
  }

  return {
    async list(page) {
      const { rows, total } = await tokens.list('content-api', {}, page);
      return listResponse(presenter.contentApiTokens(rows), total, page);
    },

    async get(caller, id) {
      const row = await find(id);
      return { ...presenter.contentApiToken(row), ...presenter.keyAccess(row, !outlives(row, await callers.endOf(caller))) };
    },

    async create(caller, { name, description, type, lifespan, permissions }) {
      const granted = checkPermissions(type, permissions, []);
      return tokens.write(async () => {
        const notAfter = await callers.endOf(caller);
        const { row, accessKey } = await tokens.insert({
          kind: 'content-api',
          name,
          description: description ?? '',
          type,
          lifespan: lifespan ?? null,
          notAfter,
          permissions: granted,
          ownerId: null,
        });
        return { ...presenter.contentApiToken(row), accessKey };
      });
    },

    async update(id, { name, description, type, permissions }) {
      return tokens.write(async () => {
        const row = await find(id);
        const newType = type ?? row.type;
        const has = row.permissions.map(({ action }: AdminPermission) => action);
        const keeps = permissions === undefined && newType === row.type;
        const changed = await tokens.change(row, {
          name,
          description: description === null ? '' : description,
          type: newType,
          permissions: keeps ? undefined : checkPermissions(newType, permissions, has),
        });
        return presenter.contentApiToken(changed);
      });
    },

    async regenerate(caller, id) {
      return tokens.write(async () => {
        const row = await find(id);
        const notAfter = await callers.endOf(caller);
        if (outlives(row, notAfter)) throw new ForbiddenError();
        return { id: row.id, accessKey: await tokens.renewKey(row, notAfter), kind: 'content-api' };
      });
    },

    async remove(id) {
      return tokens.write(async () => {
        const row = await tokens.find('content-api', id);
        if (row === null) return null;
        await tokens.remove([row.id]);
        return presenter.contentApiToken(row);
      });
    },
  };
}

/** Whether a token ends later than `end` (milliseconds since the epoch). */
function outlives(row: Row, end: number): boolean {
  return identify(row as { id: Id; expiresAt: string | null }).expiresAt > end;
}
