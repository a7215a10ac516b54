import type { ReactNode } from 'react';
import { Flex, Tabs } from '@strapi/design-system';
import { styled } from 'styled-components';
import { useText } from '../../../use-text';

/** The parts of a token's page, in their order. */
export const TOKEN_TABS = ['overview', 'access', 'activity'] as const;

/** One of {@link TOKEN_TABS}. */
export type TokenTab = (typeof TOKEN_TABS)[number];

const List = styled(Tabs.List)`
  overflow-x: auto;
  border-bottom: 1px solid ${({ theme }) => theme.colors.neutral200};
`;

/** Stays mounted while another tab is shown, so that it keeps its state. */
const Content = styled(Tabs.Content)`
  padding-top: 2.4rem;
  &[data-state='inactive'] {
    display: none;
  }
`;

/** The parts of a token's page, one of which is shown. */
export function TokenTabs({ tab, onTab, contents }: { tab: TokenTab; onTab(tab: TokenTab): void; contents: Record<TokenTab, ReactNode> }) {
  const text = useText();
  return (
    <Tabs.Root variant="simple" value={tab} onValueChange={(value) => onTab(value as TokenTab)}>
      <List aria-label={text('tabs')}>
        {TOKEN_TABS.map((one) => <Tabs.Trigger key={one} value={one}>{text(`tab.${one}`)}</Tabs.Trigger>)}
      </List>
      {TOKEN_TABS.map((one) => (
        <Content key={one} value={one} forceMount tabIndex={-1}>
          <Flex direction="column" alignItems="stretch" gap={6}>{contents[one]}</Flex>
        </Content>
      ))}
    </Tabs.Root>
  );
}
