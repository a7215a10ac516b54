import { Typography } from '@strapi/design-system';
import type { TokenEvent } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import { EventWords } from './event-words';
import { TimeAgo } from '../components/time-ago';
import { useMakerText } from './use-maker-text';

/** An event of the page's token: what happened, who did it, when and from where. */
export function EventEntry({ event }: { event: TokenEvent }) {
  const text = useText();
  const makerText = useMakerText();
  const { at, actor, address } = event;
  return (
    <>
      <EventWords event={event} />
      <Typography variant="pi" textColor="neutral600">
        {text('event.by', {
          actor: makerText(actor), time: <TimeAgo key="time" date={at} isExact />, hasAddress: String(address !== null), address: <bdi key="address">{address}</bdi>,
        })}
      </Typography>
    </>
  );
}
