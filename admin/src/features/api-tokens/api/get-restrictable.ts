import { useFetchClient } from '@strapi/strapi/admin';
import { useQuery } from '@tanstack/react-query';
import type { GetRestrictable } from '../../../../../server/contract';

/** What tokens can be restricted to; null if the host enforces nothing. */
export function useRestrictable() {
  const { get } = useFetchClient();
  return useQuery({
    queryKey: ['restrictable'],
    queryFn: async ({ signal }) => (await get<GetRestrictable['Response']>('/api-tokens/restrictable', { signal })).data.data,
    staleTime: 5 * 60_000,
  });
}
