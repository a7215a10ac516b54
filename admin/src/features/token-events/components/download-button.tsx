import { Button } from '@strapi/design-system';
import { Download } from '@strapi/icons';
import { useNotification } from '@strapi/strapi/admin';
import { saveFile } from '../../../save-file';
import { useKeepFocus } from '../../../use-keep-focus';
import { useRefusalText } from '../../../use-refusal-text';
import { useSingleFlight } from '../../../use-single-flight';
import { useText } from '../../../use-text';
import { useReadAllEvents } from '../api/list-events';
import type { EventFilters } from '../rules/event-filters';
import { eventsCsv } from '../rules/events-csv';

/** Saves all events that match the filters as a CSV file. */
export function DownloadButton({ filters }: { filters: EventFilters }) {
  const text = useText();
  const refusalText = useRefusalText();
  const { toggleNotification } = useNotification();
  const readAll = useReadAllEvents();
  const { run, isRunning } = useSingleFlight(async () => {
    try {
      saveFile(`token-events-${new Date().toISOString().slice(0, 16).replace(':', '')}Z.csv`, 'text/csv;charset=utf-8', eventsCsv(await readAll(filters)));
    } catch (error) {
      toggleNotification({ type: 'danger', message: refusalText(error) });
    }
  });
  const button = useKeepFocus(isRunning);
  return (
    <Button ref={button} variant="tertiary" size="S" startIcon={<Download />} loading={isRunning} onClick={() => void run()}>{text('events.download')}</Button>
  );
}
