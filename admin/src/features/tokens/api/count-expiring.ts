import { useFetchClient } from '@strapi/strapi/admin';
import { useQuery } from '@tanstack/react-query';
import type { ListResponse, TokenSummary } from '../../../../../server/contract';
import { tokenKeys, type TokenPath } from './token-keys';

/** How many tokens are about to end (the state `expiring`); 0 as long as that is not known. */
export function useExpiringCount(path: TokenPath, enabled: boolean): number {
  const { get } = useFetchClient();
  const { data } = useQuery({
    queryKey: [...tokenKeys.lists(path), 'expiring-count'],
    queryFn: async ({ signal }) => (await get<ListResponse<TokenSummary>>(`${path}?state=expiring&page=1&pageSize=1`, { signal })).data.meta?.pagination.total ?? 0,
    enabled,
  });
  return data ?? 0;
}
