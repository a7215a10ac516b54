import { useMemo } from 'react';
import { useFetchClient } from '@strapi/strapi/admin';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { DayUsage, ListUsage } from '../../../../../../server/contract';
import { USAGE_DAYS } from './get-usage';
import { tokenKeys, type TokenId, type TokenPath } from '../token-keys';

/** The requests of tokens on each of the last days, by id; empty as long as that is not known. */
export function useListUsage(path: TokenPath, ids: readonly TokenId[]): ReadonlyMap<string, DayUsage[]> {
  const { get } = useFetchClient();
  const query = new URLSearchParams({ ids: ids.join(','), days: String(USAGE_DAYS) });
  const { data } = useQuery({
    queryKey: [...tokenKeys.lists(path), 'usage', String(query)],
    queryFn: async ({ signal }) => (await get<ListUsage['Response']>(`${path}/usage?${query}`, { signal })).data.data,
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
  });
  return useMemo(() => new Map((data ?? []).map(({ id, days }) => [String(id), days])), [data]);
}
