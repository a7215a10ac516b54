import { useFetchClient } from '@strapi/strapi/admin';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { TokenSummary } from '../../../../../server/contract';
import { tokenKeys, type TokenPath } from './token-keys';

/** Creates a token. The answer contains its key. */
export function useCreateToken<Token extends TokenSummary>(path: TokenPath) {
  const { post } = useFetchClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (request: object) => (await post<{ data: Token & { accessKey: string } }>(path, request)).data.data,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: tokenKeys.lists(path) }),
  });
}
