import { useEffect, type ReactNode } from 'react';
import { Box, EmptyStateLayout, Flex, Loader, Main, type EmptyStateLayoutProps, type MainProps } from '@strapi/design-system';
import { WarningCircle } from '@strapi/icons';
import { EmptyPermissions } from '@strapi/icons/symbols';
import { useIntl } from 'react-intl';
import { grants, useAuth, type Permission } from '../../session/auth';

function Centered({ children }: { children: ReactNode }) {
  return (
    <Main>
      <Flex justifyContent="center" padding={8} minHeight="60vh">
        <Box width="100%" maxWidth="64rem">
          {children}
        </Box>
      </Flex>
    </Main>
  );
}

function Loading({ children }: { children?: ReactNode }) {
  const { formatMessage } = useIntl();
  return (
    <Main aria-busy>
      <Flex justifyContent="center" height="60vh">
        <Loader>{children ?? formatMessage({ id: 'panel.loading' })}</Loader>
      </Flex>
    </Main>
  );
}

function PageError(props: Partial<EmptyStateLayoutProps>) {
  const { formatMessage } = useIntl();
  return (
    <Centered>
      <EmptyStateLayout
        icon={<WarningCircle width="6.4rem" height="6.4rem" />}
        content={formatMessage({ id: 'panel.error' })}
        {...props}
      />
    </Centered>
  );
}

function NoPermissions(props: Partial<EmptyStateLayoutProps>) {
  const { formatMessage } = useIntl();
  return (
    <Centered>
      <EmptyStateLayout
        icon={<EmptyPermissions width="16rem" />}
        content={formatMessage({ id: 'panel.no-permissions' })}
        {...props}
      />
    </Centered>
  );
}

function Protect({ permissions = [], children }: { permissions?: Permission[]; children: ReactNode }) {
  const own = useAuth('Page.Protect', (state) => state.permissions);
  const isAllowed = own.some((permission) => permissions.some((wanted) => grants(permission, wanted)));
  return isAllowed ? children : <NoPermissions />;
}

function Title({ children }: { children: string }) {
  useEffect(() => {
    document.title = `${children} | Koa CMS`;
  }, [children]);
  return null;
}

/** A page's frame and its states: loading, error, no access (Strapi's `Page`). */
export const Page = {
  Main: (props: MainProps) => <Main {...props} />,
  Loading,
  Error: PageError,
  NoPermissions,
  Protect,
  Title,
};
