import { useState } from 'react';
import { Button, Flex, Typography } from '@strapi/design-system';
import { ChevronLeft, ChevronRight } from '@strapi/icons';
import { useText } from '../../../use-text';
import { useTokenEvents } from '../api/activity/get-token-events';
import type { TokenId, TokenPath } from '../api/token-keys';
import { EntryList } from './entry-list';
import { EventEntry } from './event-entry';
import { PanelBox } from '../components/panel-box';
import { PartContent } from '../components/part-content';

/** The history of the token: who changed what, and when. */
export function EventsPanel({ path, id, isShown }: { path: TokenPath; id: TokenId; isShown: boolean }) {
  const text = useText();
  const [page, setPage] = useState(1);
  return (
    <PanelBox title={text('events.history')}>
      <PartContent query={useTokenEvents(path, id, page, isShown)}>
        {({ data: events, meta }) => {
          if (!events.length && page === 1) return <Typography>{text('events.none')}</Typography>;
          const pageCount = meta?.pagination.pageCount ?? 1;
          return (
            <>
              <EntryList>{events.map((event) => <li key={event.id}><EventEntry event={event} /></li>)}</EntryList>
              {pageCount > 1 ? (
                <Flex tag="nav" aria-label={text('list.pages')} gap={1} justifyContent="flex-end">
                  <Button variant="tertiary" size="S" startIcon={<ChevronLeft />} disabled={page <= 1} onClick={() => setPage(page - 1)}>{text('list.previous')}</Button>
                  <Button variant="tertiary" size="S" endIcon={<ChevronRight />} disabled={page >= pageCount} onClick={() => setPage(page + 1)}>{text('list.next')}</Button>
                </Flex>
              ) : null}
            </>
          );
        }}
      </PartContent>
    </PanelBox>
  );
}
