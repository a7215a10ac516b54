import { useFetchClient } from '@strapi/strapi/admin';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { BasedOn, LifeChange, TokenSummary } from '../../../../../server/contract';
import { tokenKeys, type TokenPath } from './token-keys';

/** Pauses a token, or resumes one that is paused. Tokens are read again whatever the answer: where it is no, what was shown may be old. */
export function usePauseToken(path: TokenPath) {
  const { put } = useFetchClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, enabled, updatedAt }: TokenSummary) => {
      const request: LifeChange & BasedOn = { enabled: !enabled, basedOn: updatedAt };
      return put(`${path}/${encodeURIComponent(id)}`, request);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: tokenKeys.all(path) }),
  });
}
