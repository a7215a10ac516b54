import { useFetchClient } from '@strapi/strapi/admin';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Id } from '../../../../../server/host';
import { tokenKeys, type TokenPath } from './token-keys';

/** Changes a token. Resolves once the token's page has been loaded again. */
export function useUpdateToken<Request>(path: TokenPath, id: Id) {
  const { put } = useFetchClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (request: Request) => put(`${path}/${encodeURIComponent(id)}`, request),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: tokenKeys.all(path) }),
  });
}
