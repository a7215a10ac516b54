import type { TokenSummary } from '../../../../../server/contract';
import type { ListSettings } from '../rules/list-settings';

/** A token's id. */
export type TokenId = TokenSummary['id'];

/** Where the admin API has the tokens of one kind. */
export type TokenPath = '/api-tokens' | '/admin-tokens';

/** The keys under which answers about tokens are kept. */
export const tokenKeys = {
  all: (path: TokenPath) => [path] as const,
  lists: (path: TokenPath) => [path, 'list'] as const,
  list: (path: TokenPath, settings: ListSettings) => [path, 'list', settings] as const,
  one: (path: TokenPath, id: TokenId) => [path, 'one', String(id)] as const,
};
