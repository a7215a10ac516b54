import { styled } from 'styled-components';
import type { TokenState } from '../../../../../server/contract';
import { useNow } from '../../../use-now';
import { useText } from '../../../use-text';
import { tokenState, type Standing } from '../rules/token-state';

const COLORS: Record<TokenState, 'success' | 'warning' | 'danger' | 'neutral'> = {
  active: 'success',
  expiring: 'warning',
  expired: 'danger',
  paused: 'neutral',
  'owner-deactivated': 'danger',
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

/** A token's state, in a word or two. */
export function StateBadge({ token }: { token: Standing }) {
  const text = useText();
  const state = tokenState(token, useNow(token.expiresAt));
  return <Pill $color={COLORS[state]}>{text(`state.${state}`)}</Pill>;
}
