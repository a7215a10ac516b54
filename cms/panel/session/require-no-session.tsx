import { useQuery } from '@tanstack/react-query';
import { Navigate, Outlet, useLocation, useSearchParams } from 'react-router-dom';
import { LoadError } from '../components/page/load-error';
import { Page } from '../components/page/page';
import { useAuth } from './auth';
import { useFetchClient } from './fetch-client';

/** The path inside the panel to continue to after login; the start page for any other target. */
export function safeRedirect(target: string | null): string {
  return target && /^\/(?![/\\])/.test(target) ? target : '/';
}

/**
 * Shows its pages to people who are not logged in. While the CMS has no admin, that is only the first admin's registration.
 */
export function RequireNoSession() {
  const { isLoading, user } = useAuth('RequireNoSession', (state) => state);
  const { get } = useFetchClient();
  const { pathname } = useLocation();
  const [query] = useSearchParams();
  const init = useQuery({
    queryKey: ['init'],
    queryFn: async () => (await get<{ data: { hasAdmin: boolean } }>('/admin/init')).data.data,
    // Valid for one visit only: the first admin may be created in between.
    gcTime: 0,
  });
  if (isLoading || init.isPending) return <Page.Loading />;
  if (!init.data) return <LoadError error={init.error} onRetry={() => void init.refetch()} />;
  if (user) return <Navigate to={safeRedirect(query.get('redirectTo'))} replace />;
  const isFirstRun = pathname === '/auth/register-admin';
  if (!init.data.hasAdmin && !isFirstRun) return <Navigate to="/auth/register-admin" replace />;
  if (init.data.hasAdmin && isFirstRun) return <Navigate to="/auth/login" replace />;
  return <Outlet />;
}
