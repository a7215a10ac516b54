import { useState } from 'react';
import { QueryClientProvider } from '@tanstack/react-query';
import { Page } from '@strapi/strapi/admin';
import { EVENT_PERMISSIONS } from '../../permissions';
import { createQueryClient } from '../../query-client';
import { EventsPage } from './pages/events-page';

/** Settings > Global settings > Token Activity. */
export default function TokenEventsApp() {
  const [queryClient] = useState(createQueryClient);
  return (
    <Page.Protect permissions={EVENT_PERMISSIONS.read}>
      <QueryClientProvider client={queryClient}><EventsPage /></QueryClientProvider>
    </Page.Protect>
  );
}
