import type { TokenSummary } from '../../../../../../server/contract';

/** What can be done with several tokens at once, in the order in which it is offered. */
export const BULK_ACTIONS = ['pause', 'resume', 'delete'] as const;

/** One of {@link BULK_ACTIONS}. */
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** What a person may do with the tokens of a list. */
export interface BulkRights {
  canUpdate: boolean;
  canDelete: boolean;
}

/** Whether anything can be done with a token: one that the server's configuration declares is changed there alone. */
export function isSelectable({ managedBy }: Pick<TokenSummary, 'managedBy'>, { canUpdate, canDelete }: BulkRights): boolean {
  return managedBy === null && (canUpdate || canDelete);
}

/** Those of `tokens` that an action changes: only those that work are paused, only those that are paused are resumed. */
export function tokensFor<Token extends Pick<TokenSummary, 'enabled'>>(action: BulkAction, tokens: readonly Token[], { canUpdate, canDelete }: BulkRights): Token[] {
  if (action === 'delete') return canDelete ? [...tokens] : [];
  return canUpdate ? tokens.filter(({ enabled }) => enabled === (action === 'pause')) : [];
}
