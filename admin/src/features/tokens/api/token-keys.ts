import type { TokenSummary } from '../../../../../server/contract';
import type { ListSettings } from '../rules/list/list-settings';

/** A token's id. */
export type TokenId = TokenSummary['id'];

/** The path of the tokens of one kind in the admin API. */
export type TokenPath = '/api-tokens' | '/admin-tokens';

/** The cache keys of answers about tokens. */
export const tokenKeys = {
  all: (path: TokenPath) => [path] as const,
  lists: (path: TokenPath) => [path, 'list'] as const,
  list: (path: TokenPath, settings: ListSettings) => [path, 'list', settings] as const,
  one: (path: TokenPath, id: TokenId) => [path, 'one', String(id)] as const,
};
