import { useFetchClient } from '@strapi/strapi/admin';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { GetStrapiTokens, ImportStrapiTokens, StrapiImport } from '../../../../../server/contract';
import { tokenKeys } from './token-keys';

const KEY = ['strapi-tokens'];

/** What would become of Strapi's own tokens; undefined until that is known, and for those who may not move them. */
export function useStrapiTokens(enabled: boolean): StrapiImport | undefined {
  const { get } = useFetchClient();
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await get<GetStrapiTokens['Response']>('/strapi-tokens', { signal })).data.data,
    enabled,
    retry: false,
  });
  return data;
}

/** Copies Strapi's own tokens. */
export function useImportStrapiTokens() {
  const { post } = useFetchClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (request: ImportStrapiTokens['Request']) => (await post<ImportStrapiTokens['Response']>('/strapi-tokens/import', request)).data.data,
    onSettled: () => Promise.all([KEY, tokenKeys.all('/api-tokens'), tokenKeys.all('/admin-tokens')].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
}
