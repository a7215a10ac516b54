import { styled } from 'styled-components';

const Code = styled.code`
  font-family: 'SF Mono', SFMono-Regular, ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace;
  font-size: 1.3rem;
  white-space: nowrap;
`;

/** The last characters of a key. */
export function Hint({ hint }: { hint: string | null }) {
  return hint === null ? <>–</> : <Code translate="no">…{hint}</Code>;
}
