import { useFetchClient } from '@strapi/strapi/admin';
import { useMutation } from '@tanstack/react-query';
import type { TokenId, TokenPath } from './token-keys';

/** Changes a token. The caller invalidates the cache. */
export function useUpdateToken(path: TokenPath, id: TokenId) {
  const { put } = useFetchClient();
  return useMutation({ mutationFn: (request: object) => put(`${path}/${encodeURIComponent(id)}`, request) });
}
