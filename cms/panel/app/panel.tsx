import { useMemo } from 'react';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from 'react-router-dom';
import { NotificationsProvider } from '../components/notifications';
import { LanguageProvider, type Messages } from '../preferences/language';
import { PanelThemeProvider } from '../preferences/theme';
import { AuthProvider } from '../session/auth';
import { createQueryClient } from './query-client';
import { createPanelRouter } from './router';
import type { StrapiApp } from './strapi-app';

/** The panel: its providers around its pages. */
export function Panel({ app, messages }: { app: StrapiApp; messages: Messages }) {
  const router = useMemo(() => createPanelRouter(app), [app]);
  const queryClient = useMemo(createQueryClient, []);
  return (
    <LanguageProvider messages={messages}>
      <PanelThemeProvider>
        <NotificationsProvider>
          <QueryClientProvider client={queryClient}>
            <AuthProvider>
              <RouterProvider router={router} />
            </AuthProvider>
          </QueryClientProvider>
        </NotificationsProvider>
      </PanelThemeProvider>
    </LanguageProvider>
  );
}
