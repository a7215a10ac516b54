import type { ReactNode } from 'react';
import { Button } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { Navigate, useLocation } from 'react-router-dom';
import { Page } from '../components/page/page';
import { useAuth } from './auth';
import { SessionEndedDialog } from './session-ended-dialog';
import { SessionReplacedDialog } from './session-replaced-dialog';

/** Shows its pages to people who are logged in and redirects others to the login page, which leads back here. */
export function RequireSession({ children }: { children: ReactNode }) {
  const { isLoading, user, unreachable } = useAuth('RequireSession', (state) => state);
  const { formatMessage } = useIntl();
  const { pathname, search } = useLocation();
  if (isLoading) return <Page.Loading />;
  if (unreachable && !user) {
    const reload = <Button onClick={() => window.location.reload()}>{formatMessage({ id: 'panel.reload' })}</Button>;
    return <Page.Error action={reload} />;
  }
  if (!user) {
    const target = `${pathname}${search}`;
    return (
      <Navigate
        to={{ pathname: '/auth/login', search: target === '/' ? '' : `?${new URLSearchParams({ redirectTo: target })}` }}
        replace
      />
    );
  }
  return (
    <>
      {children}
      <SessionEndedDialog />
      <SessionReplacedDialog />
    </>
  );
}
