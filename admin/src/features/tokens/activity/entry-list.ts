import { styled } from 'styled-components';

/** A list of entries with lines between them. */
export const EntryList = styled.ol`
  display: grid;
  > li {
    display: grid;
    gap: 0.4rem;
    padding-block: 1.2rem;
    border-top: 1px solid ${({ theme }) => theme.colors.neutral150};
    overflow-wrap: anywhere;
    font-size: 1.4rem;
    line-height: 1.4;
    color: ${({ theme }) => theme.colors.neutral800};
  }
`;
