import { useFetchClient } from '@strapi/strapi/admin';
import { useMutation } from '@tanstack/react-query';
import type { ExplainToken } from '../../../../../../server/contract';
import type { TokenId, TokenPath } from '../token-keys';

/** Asks whether a token may make a request, check by check. The request itself is not made. */
export function useExplainRequest(path: TokenPath, id: TokenId) {
  const { post } = useFetchClient();
  return useMutation({
    mutationFn: async (request: ExplainToken['Request']) =>
      (await post<ExplainToken['Response']>(`${path}/${encodeURIComponent(id)}/explain`, request)).data.data,
  });
}
