import { useState, type ComponentType } from 'react';
import { QueryClientProvider } from '@tanstack/react-query';
import { Page } from '@strapi/strapi/admin';
import { Route, Routes } from 'react-router-dom';
import type { TokenPermissions } from '../../../permissions';
import { createQueryClient } from '../../../query-client';
import { useText } from '../../../use-text';
import { IssuedKeyProvider } from '../keys/issued-key';

/** The pages of one kind of token, for people with access to them. */
export function TokenPages({ permissions, ListPage, CreatePage, EditPage }: {
  permissions: TokenPermissions;
  ListPage: ComponentType;
  CreatePage: ComponentType;
  EditPage: ComponentType;
}) {
  const text = useText();
  const [queryClient] = useState(createQueryClient);
  return (
    <Page.Protect permissions={permissions.access}>
      <QueryClientProvider client={queryClient}>
        <IssuedKeyProvider>
          <Routes>
            <Route index element={<ListPage />} />
            <Route path="create" element={<Page.Protect permissions={permissions.create}><CreatePage /></Page.Protect>} />
            <Route path=":id" element={<Page.Protect permissions={permissions.read}><EditPage /></Page.Protect>} />
            <Route path="*" element={<Page.Error content={text('page.not-found')} />} />
          </Routes>
        </IssuedKeyProvider>
      </QueryClientProvider>
    </Page.Protect>
  );
}
