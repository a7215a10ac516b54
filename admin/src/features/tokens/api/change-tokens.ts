import { useFetchClient } from '@strapi/strapi/admin';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { BasedOn, LifeChange, TokenSummary } from '../../../../../server/contract';
import type { BulkAction } from '../rules/list/bulk';
import { tokenKeys, type TokenPath } from './token-keys';

/** What became of each of several tokens. */
export interface BulkOutcome {
  done: TokenSummary[];
  failed: Array<{ token: TokenSummary; error: unknown }>;
}

/** Pauses, resumes or deletes several tokens, one after the other: each is a change of its own, and where one is denied the others go on. */
export function useChangeTokens(path: TokenPath) {
  const { put, del } = useFetchClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async ({ action, tokens }: { action: BulkAction; tokens: readonly TokenSummary[] }): Promise<BulkOutcome> => {
      const outcome: BulkOutcome = { done: [], failed: [] };
      for (const token of tokens) {
        const url = `${path}/${encodeURIComponent(token.id)}`;
        const request: LifeChange & BasedOn = { enabled: action === 'resume', basedOn: token.updatedAt };
        try {
          await (action === 'delete' ? del(url) : put(url, request));
          outcome.done.push(token);
        } catch (error) {
          outcome.failed.push({ token, error });
        }
      }
      return outcome;
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: tokenKeys.all(path) }),
  });
}
