import { styled } from 'styled-components';

/** Fields in two columns, or below each other on a phone. */
export const FormGrid = styled.div`
  display: grid;
  gap: 2rem;
  grid-template-columns: minmax(0, 1fr);
  align-items: start;
  ${({ theme }) => theme.breakpoints.medium} {
    grid-template-columns: repeat(2, minmax(0, 1fr));
  }
`;
