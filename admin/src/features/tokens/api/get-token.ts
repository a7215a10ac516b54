import { useFetchClient } from '@strapi/strapi/admin';
import { useQuery } from '@tanstack/react-query';
import { tokenKeys, type TokenId, type TokenPath } from './token-keys';

/** One token, with its key where the person may see it. */
export function useToken<Token>(path: TokenPath, id: TokenId) {
  const { get } = useFetchClient();
  return useQuery({
    queryKey: tokenKeys.one(path, id),
    queryFn: async ({ signal }) => (await get<{ data: Token }>(`${path}/${encodeURIComponent(id)}`, { signal })).data.data,
    // A key is not kept longer than its page is shown.
    gcTime: 0,
  });
}
