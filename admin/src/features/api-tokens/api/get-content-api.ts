import { useFetchClient } from '@strapi/strapi/admin';
import { useQuery } from '@tanstack/react-query';
import type { ContentApiActions, ContentRoute } from '../rules/content-groups';

/** The content API as the host describes it: its actions and its routes. */
export function useContentApi() {
  const { get } = useFetchClient();
  return useQuery({
    queryKey: ['content-api'],
    queryFn: async ({ signal }) => {
      const [permissions, routes] = await Promise.all([
        get<{ data: ContentApiActions }>('/admin/content-api/permissions', { signal }),
        get<{ data: Record<string, ContentRoute[]> }>('/admin/content-api/routes', { signal }),
      ]);
      return { actions: permissions.data.data, routes: Object.values(routes.data.data).flat() };
    },
    staleTime: 5 * 60_000,
  });
}
