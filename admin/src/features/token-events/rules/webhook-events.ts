import type { EventAction } from '../../../../../server/contract';
import { EVENT_ACTIONS } from '../../tokens/rules/activity/event-actions';

/** Those of a webhook's events that are about tokens. */
export function tokenEventsOf(events: readonly string[]): EventAction[] {
  return EVENT_ACTIONS.filter((action) => events.includes(action));
}

/** A webhook's events with `chosen` as those about tokens. All others stay, also those that the plugin does not know. */
export function withTokenEvents(events: readonly string[], chosen: readonly EventAction[]): string[] {
  const known: ReadonlySet<string> = new Set(EVENT_ACTIONS);
  return [...events.filter((event) => !known.has(event)), ...chosen];
}
