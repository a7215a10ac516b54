import type { ReactNode } from 'react';
import type { TokenSummary } from '../../../../../../server/contract';
import type { MessageKey } from '../../../../translations';
import type { SortColumn } from '../../rules/list/list-settings';

/** A column of the table of tokens; on a phone a row of a token's card. */
export interface TokenColumn<Token extends TokenSummary> {
  label: MessageKey;
  /** The column that the server sorts by. */
  sort?: SortColumn;
  render(token: Token): ReactNode;
}
