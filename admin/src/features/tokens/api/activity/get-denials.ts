import { useFetchClient } from '@strapi/strapi/admin';
import { useQuery } from '@tanstack/react-query';
import type { GetDenials } from '../../../../../../server/contract';
import { tokenKeys, type TokenId, type TokenPath } from '../token-keys';

/** The requests with a token's keys that were denied lately. */
export function useDenials(path: TokenPath, id: TokenId, enabled: boolean) {
  const { get } = useFetchClient();
  return useQuery({
    queryKey: [...tokenKeys.one(path, id), 'denials'],
    queryFn: async ({ signal }) => (await get<GetDenials['Response']>(`${path}/${encodeURIComponent(id)}/denials`, { signal })).data.data,
    enabled,
  });
}
