import { styled } from 'styled-components';

/** A state in words, with its color in a dot, so that the words keep their contrast in every theme. */
export const StateDot = styled.span<{ $color: 'success' | 'warning' | 'neutral' }>`
  display: inline-flex;
  align-items: baseline;
  gap: 0.6rem;
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
