import { keyframes, styled } from 'styled-components';

const slide = keyframes`
  from { transform: translateX(-100%); }
  to { transform: translateX(400%); }
`;

const Line = styled.div`
  position: fixed;
  inset: 0 0 auto;
  height: 3px;
  overflow: hidden;
  z-index: ${({ theme }) => theme.zIndices.notification};
  &::after {
    content: '';
    display: block;
    width: 25%;
    height: 100%;
    background: ${({ theme }) => theme.colors.primary600};
    animation: ${slide} 1s ease-in-out infinite;
  }
`;

/** A thin moving line at the top of the window while the next page is loaded. */
export function ProgressLine({ label }: { label: string }) {
  return <Line role="progressbar" aria-label={label} />;
}
