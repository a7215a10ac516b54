import { useCallback, useEffect, useMemo, useRef } from 'react';
import { Box, Button, EmptyStateLayout, Flex } from '@strapi/design-system';
import { EmptyDocuments } from '@strapi/icons/symbols';
import { Layouts, Page } from '@strapi/strapi/admin';
import { useSearchParams } from 'react-router-dom';
import { useText } from '../../../use-text';
import { ListFailure } from '../../tokens/components/load-failure';
import { ListPagination } from '../../tokens/list/list-pagination';
import { useEventList } from '../api/list-events';
import { DownloadButton } from '../components/download-button';
import { EventFilterFields } from '../components/event-filter-fields';
import { EventTable } from '../components/event-table';
import { WebhooksButton } from '../components/webhooks-button';
import { isFiltered, NO_EVENT_FILTERS, readEventSettings, writeEventSettings, type EventSettings } from '../rules/event-filters';

/** What happened to all tokens, newest first. */
export function EventsPage() {
  const text = useText();
  const [query, setQuery] = useSearchParams();
  const settings = useMemo(() => readEventSettings(query), [query]);
  const change = useCallback(
    (next: Partial<EventSettings>) => setQuery((current) => writeEventSettings({ ...readEventSettings(current), page: 1, ...next }), { replace: true }),
    [setQuery],
  );
  const list = useEventList(settings);
  const { data: events, meta } = list.data ?? {};
  const { page } = settings;
  const region = useRef<HTMLDivElement>(null);
  // What removes a filter goes with it, and leaves the focus to the list.
  const widen = (next: Partial<EventSettings>) => {
    change(next);
    region.current?.focus();
  };
  const isEmpty = events?.length === 0 && page === 1;

  // The last page may no longer exist, since events are only kept for a while.
  const pageCount = meta?.pagination.pageCount ?? page;
  useEffect(() => {
    if (pageCount > 0 && page > pageCount) change({ page: pageCount });
  }, [change, page, pageCount]);

  return (
    <Page.Main>
      <Page.Title>{text('events.title')}</Page.Title>
      <Layouts.Header
        title={text('events.title')}
        subtitle={text('events.subtitle')}
        primaryAction={
          <Flex gap={2} wrap="wrap">
            <WebhooksButton />
            {events?.length ? <DownloadButton filters={settings} /> : null}
          </Flex>
        }
      />
      <Layouts.Content>
        <Box ref={region} tabIndex={-1} role="region" aria-label={text('events.title')}>
          {isEmpty && !isFiltered(settings) ? null : (
            <Box paddingBottom={4}><EventFilterFields filters={settings} sample={events?.[0]} onFilters={change} onRemove={widen} /></Box>
          )}
          {list.isError && !events ? (
            <ListFailure error={list.error} onRetry={() => void list.refetch()} />
          ) : isEmpty ? (
            <EmptyStateLayout
              icon={<EmptyDocuments width="16rem" />}
              content={text(isFiltered(settings) ? 'events.filtered' : 'events.empty')}
              action={isFiltered(settings) ? <Button variant="secondary" onClick={() => widen(NO_EVENT_FILTERS)}>{text('filter.clear')}</Button> : undefined}
              hasRadius
              shadow="tableShadow"
            />
          ) : (
            <>
              <EventTable events={events} onFilters={change} />
              {meta && events ? <ListPagination pagination={meta.pagination} onSettings={change} /> : null}
            </>
          )}
        </Box>
      </Layouts.Content>
    </Page.Main>
  );
}
