import { useEffect, useRef, type ReactNode } from 'react';
import { Box, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';

const Frame = styled(Box)`
  border: 1px solid ${({ theme }) => theme.colors.warning500};
  &:focus-visible {
    outline: 2px solid ${({ theme }) => theme.colors.primary600};
  }
`;

/** Something to know before continuing. With `isSudden` it appeared by itself, and gets the focus. */
export function Notice({ title, isSudden = false, children }: { title: string; isSudden?: boolean; children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isSudden) frame.current?.focus();
  }, [isSudden]);
  return (
    <Frame
      ref={frame}
      role={isSudden ? 'alert' : 'note'}
      tabIndex={-1}
      background="neutral0"
      hasRadius
      padding={{ initial: 4, medium: 5 }}
    >
      <Typography tag="h2" fontWeight="bold" textColor="neutral800">
        {title}
      </Typography>
      <Typography tag="div" textColor="neutral800">
        {children}
      </Typography>
    </Frame>
  );
}
