import { useFetchClient } from '@strapi/strapi/admin';
import { useCallback } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { tokenKeys, type TokenId, type TokenPath } from './token-keys';

/** Reloads a token into its page; undefined if that fails. */
export function useReadAgain<Token>(path: TokenPath, id: TokenId): () => Promise<Token | undefined> {
  const queryClient = useQueryClient();
  return useCallback(async () => {
    const queryKey = tokenKeys.one(path, id);
    await queryClient.refetchQueries({ queryKey, exact: true });
    const state = queryClient.getQueryState<Token>(queryKey);
    return state?.status === 'success' ? state.data : undefined;
  }, [id, path, queryClient]);
}

/** One token, with its key if the person may see it. */
export function useToken<Token>(path: TokenPath, id: TokenId) {
  const { get } = useFetchClient();
  return useQuery({
    queryKey: tokenKeys.one(path, id),
    queryFn: async ({ signal }) => (await get<{ data: Token }>(`${path}/${encodeURIComponent(id)}`, { signal })).data.data,
    // A key is not cached longer than its page is shown.
    gcTime: 0,
  });
}
