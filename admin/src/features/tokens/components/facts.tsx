import { styled } from 'styled-components';

/** Names and values in two columns. */
export const Facts = styled.dl`
  display: grid;
  grid-template-columns: minmax(9rem, 14rem) 1fr;
  gap: 0.6rem 1.6rem;
  font-size: 1.4rem;
  line-height: 1.4;
  dt {
    color: ${({ theme }) => theme.colors.neutral600};
  }
  dd {
    margin: 0;
    color: ${({ theme }) => theme.colors.neutral800};
    overflow-wrap: anywhere;
  }
`;
