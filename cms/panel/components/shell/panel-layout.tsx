import { useEffect, useRef, useState } from 'react';
import { Box, Flex, SkipToContent, Typography } from '@strapi/design-system';
import { Cross, List } from '@strapi/icons';
import { useIntl } from 'react-intl';
import { Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router-dom';
import { styled } from 'styled-components';
import type { SettingsSection } from '../../app/strapi-app';
import { Brand } from './brand';
import { ProgressLine } from './progress-line';
import { SettingsNav } from './settings-nav';
import { UserMenu } from './user-menu';

const NAV_ID = 'panel-navigation';

const Frame = styled.div`
  min-height: 100vh;
  background: ${({ theme }) => theme.colors.neutral100};
  ${({ theme }) => theme.breakpoints.large} {
    display: grid;
    grid-template-columns: 25.6rem minmax(0, 1fr);
  }
`;

const Side = styled.header`
  background: ${({ theme }) => theme.colors.neutral0};
  border-bottom: 1px solid ${({ theme }) => theme.colors.neutral150};
  ${({ theme }) => theme.breakpoints.large} {
    position: sticky;
    top: 0;
    height: 100vh;
    display: flex;
    flex-direction: column;
    border-bottom: none;
    border-right: 1px solid ${({ theme }) => theme.colors.neutral150};
  }
`;

const Menu = styled.div<{ $isOpen: boolean }>`
  display: ${({ $isOpen }) => ($isOpen ? 'block' : 'none')};
  padding-bottom: 1.6rem;
  ${({ theme }) => theme.breakpoints.large} {
    display: flex;
    flex-direction: column;
    flex: 1;
    min-height: 0;
    padding-bottom: 0;
  }
`;

const Content = styled.div`
  min-width: 0;
  outline: none;
`;

/** Gets the focus when another page is opened, so that keyboard and screen reader continue at its beginning. */
function useFocusOnPage() {
  const content = useRef<HTMLDivElement>(null);
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current !== pathname) content.current?.focus({ preventScroll: true });
    shown.current = pathname;
  }, [pathname]);
  return content;
}

const MenuButton = styled.button`
  display: grid;
  place-items: center;
  width: 4.4rem;
  height: 4.4rem;
  cursor: pointer;
  color: ${({ theme }) => theme.colors.neutral800};
  ${({ theme }) => theme.breakpoints.large} {
    display: none;
  }
`;

/** The frame of all pages: navigation at the side, or on a phone behind a menu button, and the page. */
export function PanelLayout({ sections }: { sections: SettingsSection[] }) {
  const { formatMessage } = useIntl();
  const [isOpen, setOpen] = useState(false);
  const content = useFocusOnPage();
  const isLoading = useNavigation().state === 'loading';
  const Icon = isOpen ? Cross : List;

  return (
    <Frame>
      <SkipToContent>{formatMessage({ id: 'panel.skip' })}</SkipToContent>
      {isLoading ? <ProgressLine label={formatMessage({ id: 'panel.loading' })} /> : null}
      <Side>
        <Flex justifyContent="space-between" paddingLeft={5} paddingRight={3} height="6.4rem" shrink={0}>
          <Brand />
          <MenuButton
            type="button"
            aria-expanded={isOpen}
            aria-controls={NAV_ID}
            aria-label={formatMessage({ id: isOpen ? 'panel.menu.close' : 'panel.menu.open' })}
            onClick={() => setOpen(!isOpen)}
          >
            <Icon width="2rem" height="2rem" aria-hidden />
          </MenuButton>
        </Flex>
        <Menu id={NAV_ID} $isOpen={isOpen}>
          <Box paddingLeft={5} paddingBottom={2} paddingTop={2}>
            <Typography variant="beta" tag="h2">
              {formatMessage({ id: 'panel.settings' })}
            </Typography>
          </Box>
          <SettingsNav sections={sections} onNavigate={() => setOpen(false)} />
          <UserMenu onNavigate={() => setOpen(false)} />
        </Menu>
      </Side>
      <Content ref={content} tabIndex={-1}>
        <Outlet />
      </Content>
      <ScrollRestoration getKey={({ pathname }) => pathname} />
    </Frame>
  );
}
