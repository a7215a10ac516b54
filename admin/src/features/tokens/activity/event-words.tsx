import { Typography } from '@strapi/design-system';
import type { TokenEvent } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import { useEventNotes } from './use-event-notes';

/** Describes an event of a token, with what was changed. */
export function EventWords({ event }: { event: TokenEvent }) {
  const text = useText();
  const notes = useEventNotes()(event);
  return (
    <div>
      <Typography fontWeight="bold" textColor="neutral800">{text(`event.${event.action}`)}</Typography>
      {notes.length ? <ul>{notes.map((note) => <Typography key={note} tag="li" variant="pi" textColor="neutral800">{note}</Typography>)}</ul> : null}
    </div>
  );
}
