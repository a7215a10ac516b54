import { useFetchClient } from '@strapi/strapi/admin';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { tokenKeys, type TokenId, type TokenPath } from './token-keys';

/** Changes a token. Resolves once the token's page has been loaded again. */
export function useUpdateToken<Request>(path: TokenPath, id: TokenId) {
  const { put } = useFetchClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (request: Request) => put(`${path}/${encodeURIComponent(id)}`, request),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: tokenKeys.all(path) }),
  });
}
