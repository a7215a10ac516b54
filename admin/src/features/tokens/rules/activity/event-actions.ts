import type { EventAction } from '../../../../../../server/contract';

const KNOWN: Record<EventAction, true> = {
  'token.create': true,
  'token.update': true,
  'token.regenerate': true,
  'token.previous-key-ended': true,
  'token.reveal': true,
  'token.pause': true,
  'token.resume': true,
  'token.delete': true,
  'token.expiring': true,
  'token.expired': true,
  'token.leaked': true,
  'token.retired-key-used': true,
};

/** Everything that can happen to a token, in the order in which it is offered as a filter. */
export const EVENT_ACTIONS = Object.keys(KNOWN) as EventAction[];
