import type { ReactNode } from 'react';
import { Box, Flex, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';

/** The header of a page. */
export interface HeaderLayoutProps {
  title: ReactNode;
  subtitle?: ReactNode;
  navigationAction?: ReactNode;
  primaryAction?: ReactNode;
  secondaryAction?: ReactNode;
}

const Gutter = styled(Box)`
  max-width: 132rem;
  padding-inline: 1.6rem;
  ${({ theme }) => theme.breakpoints.medium} {
    padding-inline: 3.2rem;
  }
  @media (min-width: 1400px) {
    padding-inline: 5.6rem;
  }
`;

/** Truncates a long name to three lines; the page has a field with all of it. */
const Title = styled(Typography)`
  display: -webkit-box;
  -webkit-box-orient: vertical;
  -webkit-line-clamp: 3;
  overflow: hidden;
  overflow-wrap: anywhere;
  font-size: 2.4rem;
  ${({ theme }) => theme.breakpoints.medium} {
    font-size: 3.2rem;
  }
`;

function Header({ title, subtitle, navigationAction, primaryAction, secondaryAction }: HeaderLayoutProps) {
  return (
    <Gutter paddingTop={navigationAction ? 6 : 8} paddingBottom={6}>
      {navigationAction ? <Box paddingBottom={2}>{navigationAction}</Box> : null}
      <Flex justifyContent="space-between" alignItems="flex-start" gap={4} wrap="wrap">
        <Box flex="1 1 28rem" minWidth={0} maxWidth="80rem">
          <Flex gap={4}>
            <Title tag="h1" variant="alpha" id="main-content-title">{title}</Title>
            {secondaryAction}
          </Flex>
          {typeof subtitle === 'string' ? (
            <Box paddingTop={1}><Typography variant="epsilon" textColor="neutral600" tag="p">{subtitle}</Typography></Box>
          ) : subtitle}
        </Box>
        {primaryAction}
      </Flex>
    </Gutter>
  );
}

function Content({ children }: { children: ReactNode }) {
  return <Gutter paddingBottom={8}>{children}</Gutter>;
}

/** The parts of a page: its header and its content (Strapi's `Layouts`). */
export const Layouts = { Header, Content };
