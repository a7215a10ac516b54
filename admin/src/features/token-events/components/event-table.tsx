import { Flex, IconButton, Typography } from '@strapi/design-system';
import { Filter } from '@strapi/icons';
import { Link, useLocation } from 'react-router-dom';
import { styled } from 'styled-components';
import type { TokenEvent } from '../../../../../server/contract';
import { isolate } from '../../../isolate';
import { useText } from '../../../use-text';
import { EventWords } from '../../tokens/activity/event-words';
import { Skeleton } from '../../tokens/components/skeleton';
import { TimeAgo } from '../../tokens/components/time-ago';
import { useMakerText } from '../../tokens/activity/use-maker-text';
import type { EventFilters } from '../rules/event-filters';

/** A list of events; the details of each are side by side if there is room. */
const Rows = styled.ol`
  background: ${({ theme }) => theme.colors.neutral0};
  border: 1px solid ${({ theme }) => theme.colors.neutral150};
  border-radius: ${({ theme }) => theme.borderRadius};
  box-shadow: ${({ theme }) => theme.shadows.tableShadow};
  font-size: 1.4rem;
  line-height: 1.4;
  color: ${({ theme }) => theme.colors.neutral800};
  > li {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.6rem 2.4rem;
    padding: 1.2rem 1.6rem;
    overflow-wrap: anywhere;
  }
  > li + li {
    border-top: 1px solid ${({ theme }) => theme.colors.neutral150};
  }
  ${({ theme }) => theme.breakpoints.medium} {
    > li {
      grid-template-columns: minmax(0, 5fr) minmax(0, 3fr) minmax(0, 3fr) minmax(0, 2fr);
      padding-inline: 2rem;
    }
  }
`;

const TokenLink = styled(Link)`
  color: inherit;
  font-weight: ${({ theme }) => theme.fontWeights.semiBold};
`;

/** The props of {@link EventTable}. */
export interface EventTableProps {
  /** Undefined while loading. */
  events: TokenEvent[] | undefined;
  onFilters(change: Partial<EventFilters>): void;
}

/** The events of all tokens: what, to which token, by whom and from where, and when. */
export function EventTable({ events, onFilters }: EventTableProps) {
  if (!events) return <Rows aria-busy>{[60, 45, 70, 50].map((width) => <li key={width}><Skeleton $width={`${width}%`} $height="4rem" /></li>)}</Rows>;
  return <Rows>{events.map((event) => <li key={event.id}><EventRow event={event} onFilters={onFilters} /></li>)}</Rows>;
}

function EventRow({ event, onFilters }: { event: TokenEvent } & Pick<EventTableProps, 'onFilters'>) {
  const text = useText();
  const makerText = useMakerText();
  const { pathname } = useLocation();
  const { at, actor, address, token, action } = event;
  // The pages are siblings, wherever the host mounts them.
  const page = `${pathname.replace(/\/+$/, '').replace(/[^/]*$/, '')}${token.kind === 'admin' ? 'admin-tokens' : 'api-tokens'}/${encodeURIComponent(token.id)}`;
  const narrow = (label: string, change: Partial<EventFilters>) => (
    <IconButton variant="ghost" size="XS" label={label} onClick={() => onFilters(change)}><Filter /></IconButton>
  );
  return (
    <>
      <EventWords event={event} />
      <div>
        <Flex gap={1} alignItems="center">
          {action === 'token.delete' ? <bdi>{token.name}</bdi> : <TokenLink to={page}><bdi>{token.name}</bdi></TokenLink>}
          {narrow(text('events.only-token', { name: isolate(token.name) }), { tokenId: String(token.id) })}
        </Flex>
        <Typography variant="pi" textColor="neutral600">{text(token.kind === 'admin' ? 'token-kind.admin' : 'token-kind.content-api')}</Typography>
      </div>
      <div>
        <Flex gap={1} alignItems="center">
          {makerText(actor)}
          {actor.id === null ? null : narrow(text('events.only-actor', { name: makerText(actor) }), { actorType: actor.type, actorId: String(actor.id) })}
        </Flex>
        {address === null ? null : <Typography tag="bdi" variant="pi" textColor="neutral600">{address}</Typography>}
      </div>
      <Typography variant="pi" textColor="neutral600"><TimeAgo date={at} isExact /></Typography>
    </>
  );
}
