import type { ContentApiToken, CreateApiToken, DeleteApiToken, GetApiToken, ListResponse, RegenerateToken, UpdateApiToken } from '../contract';
import { ForbiddenError, NotFoundError, ValidationError } from '../errors';
import type { AdminPermission, Host, Id, Row } from '../host';
import type { Page } from '../input/list-query';
import { shortList } from '../input/short-list';
import type { readCreateApiToken } from '../input/token-input';
import { assertMayMake, may, type Authority, type Caller, type Callers } from './callers';
import type { Standings } from './standings';
import { listResponse, type TokenPresenter } from './token-presenter';
import { assertUnchanged, endForNewKey, endOf } from './token-rules';
import type { Tokens } from './tokens';

const action = (verb: string) => `plugin::api-tokens.api-tokens.${verb}`;

/**
 * What the admin API does with content-API tokens. Unknown ids and those of admin tokens are all one to it. What outlives the admin token
 * that asks is forbidden to it. Every call also rejects as {@link Callers.authorize} does.
 */
export interface ApiTokens {
  list(caller: Caller, page: Page | null): Promise<ListResponse<ContentApiToken>>;
  /** With its key for who may reveal it, unless it outlives the token that asks. @throws {NotFoundError} */
  get(caller: Caller, id: Id): Promise<GetApiToken['Response']['data']>;
  /** @throws {ValidationError} @throws {NameTakenError} */
  create(caller: Caller, request: ReturnType<typeof readCreateApiToken>): Promise<CreateApiToken['Response']['data']>;
  /** @throws {NotFoundError} @throws {ForbiddenError} @throws {ConflictError} @throws {ValidationError} @throws {NameTakenError} */
  update(caller: Caller, id: Id, request: UpdateApiToken['Request']): Promise<ContentApiToken>;
  /** @throws {NotFoundError} @throws {ForbiddenError} @throws {ValidationError} where what it comes from has ended */
  regenerate(caller: Caller, id: Id): Promise<RegenerateToken['Response']['data']>;
  /** The token that was deleted; null where there was none. @throws {ForbiddenError} */
  remove(caller: Caller, id: Id): Promise<DeleteApiToken['Response']['data']>;
}

/** See {@link ApiTokens}. */
export function createApiTokens(
  host: Pick<Host, 'contentAPI'>,
  tokens: Tokens,
  callers: Callers,
  standings: Standings,
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
    async list(caller, page) {
      await callers.authorize(caller, action('read'));
      const { rows, total } = await tokens.list('content-api', {}, page);
      return listResponse(presenter.contentApiTokens(rows), total, page);
    },

    async get(caller, id) {
      const authority = await callers.authorize(caller, action('read'));
      const row = await find(id);
      const mayReveal = may(authority, action('reveal')) && !outlives(row, authority);
      return { ...presenter.contentApiToken(row), ...presenter.keyAccess(row, mayReveal) };
    },

    async create(caller, { name, description, type, lifespan, permissions }) {
      const granted = checkPermissions(type, permissions, []);
      return tokens.write(caller, action('create'), async (authority) => {
        assertMayMake(authority);
        const { row, accessKey } = await tokens.insert({
          kind: 'content-api',
          name,
          description: description ?? '',
          type,
          lifespan: lifespan ?? null,
          notAfter: authority.endsAt,
          madeBy: authority.madeBy,
          permissions: granted,
          ownerId: null,
        });
        return { ...presenter.contentApiToken(row), accessKey };
      });
    },

    async update(caller, id, { basedOn, name, description, type, permissions }) {
      return tokens.write(caller, action('update'), async (authority) => {
        const row = await find(id);
        if (outlives(row, authority)) throw new ForbiddenError();
        assertUnchanged(row, basedOn, presenter.contentApiToken);
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
      return tokens.write(caller, action('regenerate'), async (authority) => {
        const row = await find(id);
        if (outlives(row, authority)) throw new ForbiddenError();
        const notAfter = Math.min(authority.endsAt, endForNewKey(await standings.boundOf(row)));
        return { id: row.id, accessKey: await tokens.renewKey(row, notAfter), kind: 'content-api' };
      });
    },

    async remove(caller, id) {
      return tokens.write(caller, action('delete'), async (authority) => {
        const row = await tokens.find('content-api', id);
        if (row === null) return null;
        if (outlives(row, authority)) throw new ForbiddenError();
        await tokens.remove([row]);
        return presenter.contentApiToken(row);
      });
    },
  };
}

/** Whether a token lives longer than the one that asks, and so is out of its reach. */
function outlives(row: Row, { endsAt }: Authority): boolean {
  return endOf(row) > endsAt;
}
