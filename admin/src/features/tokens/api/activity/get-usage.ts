import { useFetchClient } from '@strapi/strapi/admin';
import { useQuery } from '@tanstack/react-query';
import type { GetUsage } from '../../../../../../server/contract';
import { tokenKeys, type TokenId, type TokenPath } from '../token-keys';

/** How many days of requests are shown. */
export const USAGE_DAYS = 30;

/** How often a token was used on each of the last {@link USAGE_DAYS} days, and for what. */
export function useUsage(path: TokenPath, id: TokenId, enabled: boolean) {
  const { get } = useFetchClient();
  return useQuery({
    queryKey: [...tokenKeys.one(path, id), 'usage'],
    queryFn: async ({ signal }) =>
      (await get<GetUsage['Response']>(`${path}/${encodeURIComponent(id)}/usage?days=${USAGE_DAYS}`, { signal })).data.data,
    enabled,
  });
}
