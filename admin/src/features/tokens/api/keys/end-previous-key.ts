import { useFetchClient } from '@strapi/strapi/admin';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { tokenKeys, type TokenId, type TokenPath } from '../token-keys';

/** Ends the key that a token's present one has replaced. The token is read again whatever the answer, since it may have ended by itself. */
export function useEndPreviousKey(path: TokenPath) {
  const { del } = useFetchClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: TokenId) => del(`${path}/${encodeURIComponent(id)}/previous-key`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: tokenKeys.all(path) }),
  });
}
