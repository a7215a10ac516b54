import { useFetchClient } from '@strapi/strapi/admin';
import { useQuery } from '@tanstack/react-query';
import type { AdminActions } from '../rules/admin-groups';

/** Everything that can be granted in the admin API, by section, with the names of the conditions. */
export function useAdminActions() {
  const { get } = useFetchClient();
  return useQuery({
    queryKey: ['admin-actions'],
    queryFn: async ({ signal }) => (await get<{ data: AdminActions }>('/admin/permissions', { signal })).data.data,
    staleTime: 5 * 60_000,
  });
}
