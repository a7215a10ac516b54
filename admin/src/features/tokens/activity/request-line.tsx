import { styled } from 'styled-components';

const Line = styled.code`
  font-family: 'SF Mono', SFMono-Regular, ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace;
  font-size: 1.3rem;
  color: ${({ theme }) => theme.colors.neutral800};
  overflow-wrap: anywhere;
`;

/** A method and a path. */
export function RequestLine({ method, path }: { method: string; path: string }) {
  return <Line translate="no" dir="ltr"><b>{method}</b> {path}</Line>;
}
