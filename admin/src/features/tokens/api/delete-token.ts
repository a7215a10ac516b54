import { useFetchClient } from '@strapi/strapi/admin';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { tokenKeys, type TokenId, type TokenPath } from './token-keys';

/** Deletes a token. The lists are reloaded whatever the answer, since an error may mean that they are stale. */
export function useDeleteToken(path: TokenPath) {
  const { del } = useFetchClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: TokenId) => del(`${path}/${encodeURIComponent(id)}`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: tokenKeys.lists(path) }),
  });
}
