import { may, type Caller, type Callers } from '../callers';
import { outlives } from '../commands/token-rules';
import type { ContentApiToken, GetApiToken, ListResponse } from '../contract';
import { NotFoundError } from '../errors';
import type { Id } from '../host';
import type { Page } from '../input/list-query';
import type { Store } from '../store/store';
import { listResponse, type TokenPresenter } from './token-presenter';

const action = (verb: string) => `plugin::api-tokens.api-tokens.${verb}`;

/** What is asked about content-API tokens. Ids of admin tokens are treated as unknown. Every call also rejects as {@link Callers.authorize} does. */
export interface ContentApiTokenQueries {
  /** @throws {ValidationError} where the whole list was asked for and is too long */
  list(caller: Caller, page: Page): Promise<ListResponse<ContentApiToken>>;
  /** With its key for who may reveal it, unless it outlives the token that asks. @throws {NotFoundError} */
  get(caller: Caller, id: Id): Promise<GetApiToken['Response']['data']>;
}

/** See {@link ContentApiTokenQueries}. */
export function createContentApiTokenQueries(store: Store, callers: Callers, presenter: TokenPresenter): ContentApiTokenQueries {
  return {
    async list(caller, page) {
      await callers.authorize(store.rows, caller, action('read'));
      const { tokens, total } = await store.findPage('content-api', null, page);
      return listResponse(presenter.contentApiTokens(tokens), total, page);
    },

    async get(caller, id) {
      const authority = await callers.authorize(store.rows, caller, action('read'));
      const token = await store.rows.find('content-api', id);
      if (token === null) throw new NotFoundError('API Token not found');
      const mayReveal = may(authority, action('reveal')) && !outlives(token, authority);
      return { ...presenter.contentApiToken(token), ...presenter.keyAccess(token, mayReveal) };
    },
  };
}
