import { styled } from 'styled-components';

/** Truncates a long text to two lines; the full text belongs in its title. */
export const Clamp = styled.div`
  display: -webkit-box;
  -webkit-box-orient: vertical;
  -webkit-line-clamp: 2;
  overflow: hidden;
  overflow-wrap: anywhere;
  line-height: 1.4;
`;
