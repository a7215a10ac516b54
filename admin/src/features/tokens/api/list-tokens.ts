import { useFetchClient } from '@strapi/strapi/admin';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ListResponse } from '../../../../../server/contract';
import { writeListSettings, type ListSettings } from '../rules/list/list-settings';
import { tokenKeys, type TokenPath } from './token-keys';

/**
 * A page of the tokens. While another page is loading, the previous one stays.
 *
 * @param enabled False to not request it, as for a person who may not read it.
 */
export function useTokenList<Token>(path: TokenPath, settings: ListSettings, enabled: boolean) {
  const { get } = useFetchClient();
  return useQuery({
    queryKey: tokenKeys.list(path, settings),
    queryFn: async ({ signal }) => (await get<ListResponse<Token>>(`${path}?${writeListSettings(settings)}`, { signal })).data,
    enabled,
    placeholderData: keepPreviousData,
  });
}
