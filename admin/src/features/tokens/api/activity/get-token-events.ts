import { useFetchClient } from '@strapi/strapi/admin';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ListEventsOfToken } from '../../../../../../server/contract';
import { tokenKeys, type TokenId, type TokenPath } from '../token-keys';

/** How many events of a token are shown at once. */
const PAGE_SIZE = 10;

/** A page of what has happened to a token, latest first. While another page is loading, the previous one stays. */
export function useTokenEvents(path: TokenPath, id: TokenId, page: number, enabled: boolean) {
  const { get } = useFetchClient();
  return useQuery({
    queryKey: [...tokenKeys.one(path, id), 'events', page],
    queryFn: async ({ signal }) =>
      (await get<ListEventsOfToken['Response']>(`${path}/${encodeURIComponent(id)}/events?page=${page}&pageSize=${PAGE_SIZE}`, { signal })).data,
    enabled,
    placeholderData: keepPreviousData,
  });
}
