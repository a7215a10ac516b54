import { useCallback } from 'react';
import { useFetchClient } from '@strapi/strapi/admin';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ListTokenEvents, TokenEvent } from '../../../../../server/contract';
import { writeEventSettings, type EventFilters, type EventSettings } from '../rules/event-filters';

/** The maximum page size. */
const LARGEST_PAGE = 100;

const pathOf = (settings: EventSettings) => `/token-events?${writeEventSettings(settings)}`;

/** A page of the events of all tokens, latest first. While another page is loading, the previous one stays. */
export function useEventList(settings: EventSettings) {
  const { get } = useFetchClient();
  return useQuery({
    queryKey: ['token-events', settings],
    queryFn: async ({ signal }) => (await get<ListTokenEvents['Response']>(pathOf(settings), { signal })).data,
    placeholderData: keepPreviousData,
  });
}

/** Reads all events that match the filters, page by page. Those that happen meanwhile are left out. */
export function useReadAllEvents(): (filters: EventFilters) => Promise<TokenEvent[]> {
  const { get } = useFetchClient();
  return useCallback(async (filters) => {
    // Without an end, events that happen meanwhile would move others from one page to the next.
    const to = filters.to ?? new Date().toISOString();
    const events = new Map<TokenEvent['id'], TokenEvent>();
    for (let page = 1, pageCount = 1; page <= pageCount; page += 1) {
      const { data } = await get<ListTokenEvents['Response']>(pathOf({ ...filters, to, page, pageSize: LARGEST_PAGE }));
      for (const event of data.data) events.set(event.id, event);
      pageCount = data.meta?.pagination.pageCount ?? 1;
    }
    return [...events.values()];
  }, [get]);
}
