import { useFetchClient } from '@strapi/strapi/admin';
import { useQuery } from '@tanstack/react-query';
import type { GetClientAddress } from '../../../../../server/contract';

/** Where this browser's requests come from, as the server sees it. */
export function useClientAddress() {
  const { get } = useFetchClient();
  return useQuery({
    queryKey: ['client-address'],
    queryFn: async ({ signal }) => (await get<GetClientAddress['Response']>('/client-address', { signal })).data.data,
    staleTime: 60_000,
  }).data;
}
