import { createBrowserRouter, Navigate, type RouteObject } from 'react-router-dom';
import { BrokenPage } from '../components/page/broken-page';
import { PanelLayout } from '../components/shell/panel-layout';
import { Page } from '../components/page/page';
import { SettingsHome } from '../components/shell/settings-home';
import { RequireSession } from '../session/require-session';
import { RequireNoSession } from '../session/require-no-session';
import type { StrapiApp } from './strapi-app';

const authPages = (): RouteObject[] => [
  { path: 'auth/login', lazy: async () => ({ Component: (await import('../features/auth/login-page')).LoginPage }) },
  {
    path: 'auth/register-admin',
    lazy: async () => ({ Component: (await import('../features/auth/first-admin-page')).FirstAdminPage }),
  },
  { path: 'auth/register', lazy: async () => ({ Component: (await import('../features/auth/invitation-page')).InvitationPage }) },
];

/** All pages below `/admin`; each is loaded on first use. */
export function createPanelRouter(app: StrapiApp) {
  const sections = Object.values(app.router.settings);
  return createBrowserRouter(
    [
      {
        errorElement: <BrokenPage />,
        HydrateFallback: Page.Loading,
        children: [
          { path: 'auth/logout', lazy: async () => ({ Component: (await import('../features/auth/logout-page')).LogoutPage }) },
          { element: <RequireNoSession />, children: authPages() },
          {
            element: (
              <RequireSession>
                <PanelLayout sections={sections} />
              </RequireSession>
            ),
            children: [
              { index: true, element: <Navigate to="/settings" replace /> },
              { path: 'me', lazy: async () => ({ Component: (await import('../features/profile/profile-page')).ProfilePage }) },
              {
                path: 'settings',
                errorElement: <BrokenPage />,
                children: [{ index: true, element: <SettingsHome sections={sections} /> }, ...app.router.routes],
              },
              { path: '*', element: <BrokenPage status={404} /> },
            ],
          },
        ],
      },
    ],
    // Links of plugins resolve as in Strapi's own panel, which sets none of these.
    { basename: '/admin', future: { v7_relativeSplatPath: false } },
  );
}
