import { useFetchClient } from '@strapi/strapi/admin';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { RegenerateToken } from '../../../../../../server/contract';
import { tokenKeys, type TokenId, type TokenPath } from '../token-keys';

/** Gives a token a new key. */
export function useRegenerateToken(path: TokenPath, id: TokenId) {
  const { post } = useFetchClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (request: RegenerateToken['Request']) =>
      (await post<RegenerateToken['Response']>(`${path}/${encodeURIComponent(id)}/regenerate`, request)).data.data,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: tokenKeys.all(path) }),
  });
}
