import { styled } from 'styled-components';

/**
 * A native table. The design system's is a grid, whose cells take the arrow keys and Enter away from the buttons in them. Text wraps rather than
 * widen the table beyond its card; if that is not enough, the last column stays visible.
 */
export const TableFrame = styled.div`
  overflow-x: auto;
  background: ${({ theme }) => theme.colors.neutral0};
  border: 1px solid ${({ theme }) => theme.colors.neutral150};
  border-radius: ${({ theme }) => theme.borderRadius};
  box-shadow: ${({ theme }) => theme.shadows.tableShadow};
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 1.4rem;
    color: ${({ theme }) => theme.colors.neutral800};
  }
  th,
  td {
    padding: 1.2rem;
    min-width: 10rem;
    text-align: start;
    overflow-wrap: anywhere;
    border-top: 1px solid ${({ theme }) => theme.colors.neutral150};
  }
  thead th {
    border-top: none;
    font-size: 1.1rem;
    font-weight: ${({ theme }) => theme.fontWeights.bold};
    text-transform: uppercase;
    color: ${({ theme }) => theme.colors.neutral600};
  }
  th:first-child,
  td:first-child {
    padding-inline-start: 2rem;
  }
  th:last-child,
  td:last-child {
    position: sticky;
    inset-inline-end: 0;
    width: 1%;
    min-width: 0;
    background: ${({ theme }) => theme.colors.neutral0};
  }
  tbody tr {
    cursor: pointer;
  }
  tbody tr:hover td {
    background: ${({ theme }) => theme.colors.neutral100};
  }
`;
