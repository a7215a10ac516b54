import type { Host, Id } from '../host';
import type { Store } from '../store/store';
import { EVENT_ACTIONS, type TokenEvent } from '../token/token-event';

/** The parts that only Strapi has; the audit log is part of its Enterprise Edition. */
interface StrapiParts {
  eventHub?: { emit(name: string, payload: unknown): Promise<unknown> };
  ee?: { features: { isEnabled(name: string): boolean } };
  get(name: 'webhookStore'): { addAllowedEvent(key: string, event: string): void };
  get(name: 'audit-logs'): { saveEvent(event: { action: string; date: string; payload: object; userId: Id | null }): Promise<unknown> };
}

/**
 * Passes every event on to Strapi once its transaction is committed: to its event hub, and so to webhooks, which can now subscribe to these events,
 * and to its audit log, if there is one. The audit log only saves events from a fixed list, so they are written to it directly. Other hosts have none
 * of this.
 */
export function tellStrapi(host: Pick<Host, 'config' | 'log' | 'requestContext'>, store: Pick<Store, 'onEvents'>): void {
  const strapi = host as unknown as StrapiParts;
  const { eventHub } = strapi;
  if (eventHub === undefined) return;
  const webhooks = strapi.get('webhookStore');
  for (const action of EVENT_ACTIONS) webhooks.addAllowedEvent(action.toUpperCase().replace(/\W/g, '_'), action);

  /** The license may change while Strapi runs. */
  const hasAuditLog = () => strapi.ee?.features.isEnabled('audit-logs') === true && host.config.get('admin.auditLogs.enabled', true) === true;

  /** The person behind an event: for an admin token, its owner. */
  function personOf({ actor }: TokenEvent): Id | null {
    if (actor.type === 'user') return actor.id;
    return actor.type === 'admin-token' ? host.requestContext?.get()?.state.user?.id ?? null : null;
  }

  async function tell(event: TokenEvent, userId: Id | null): Promise<void> {
    try {
      await eventHub!.emit(event.action, event);
      if (hasAuditLog()) await strapi.get('audit-logs').saveEvent({ action: event.action, date: event.at, payload: event, userId });
    } catch (error) {
      host.log.warn(`API tokens: ${event.action} could not be passed on to Strapi (${(error as Error).message}).`);
    }
  }

  store.onEvents(async (events) => {
    const told = events.map((event) => [event, personOf(event)] as const);
    for (const [event, userId] of told) await tell(event, userId);
  });
}
