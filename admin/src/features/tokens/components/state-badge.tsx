import { styled } from 'styled-components';
import type { TokenSummary } from '../../../../../server/contract';
import { useNow } from '../../../use-now';
import { useText } from '../../../use-text';
import { tokenState, type TokenState } from '../rules/token-state';

const COLORS: Record<TokenState, 'success' | 'warning' | 'danger' | 'neutral'> = {
  active: 'success',
  expiring: 'warning',
  expired: 'danger',
  'owner-deactivated': 'danger',
  unused: 'neutral',
};

/** The color is in a dot, so that the words keep their contrast in every theme. */
const Pill = styled.span<{ $color: 'success' | 'warning' | 'danger' | 'neutral' }>`
  display: inline-flex;
  align-items: baseline;
  gap: 0.6rem;
  font-size: 1.3rem;
  line-height: 1.3;
  color: ${({ theme }) => theme.colors.neutral800};
  &::before {
    content: '';
    flex: none;
    width: 0.8rem;
    height: 0.8rem;
    border-radius: 50%;
    background: ${({ theme, $color }) => theme.colors[`${$color}500`]};
  }
`;

/** How a token stands, in a word or two. */
export function StateBadge({ token }: { token: TokenSummary }) {
  const text = useText();
  const state = tokenState(token, useNow(token.expiresAt));
  return <Pill $color={COLORS[state]}>{text(`state.${state}`)}</Pill>;
}
