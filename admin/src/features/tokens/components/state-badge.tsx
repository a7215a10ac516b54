import { Badge } from '@strapi/design-system';
import type { TokenSummary } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import { tokenState, type TokenState } from '../rules/token-state';

const VARIANTS: Record<TokenState, 'success' | 'warning' | 'danger' | 'neutral'> = {
  active: 'success',
  expiring: 'warning',
  expired: 'danger',
  unused: 'neutral',
};

/** How a token stands, in a word. */
export function StateBadge({ token }: { token: TokenSummary }) {
  const text = useText();
  const state = tokenState(token, Date.now());
  return <Badge variant={VARIANTS[state]} size="S">{text(`state.${state}`)}</Badge>;
}
