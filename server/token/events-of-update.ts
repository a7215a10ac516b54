import { isDeepStrictEqual } from 'node:util';
import type { By, EventDetails, FieldChange, NewEvent } from './token-event';
import type { KeylessToken } from './token-record';

/** Values that take more characters than this as JSON are omitted from events, which are kept for a long time. */
const MAX_LENGTH = 10_000;

/** The events of a change from `before` to `after`: one for pausing or resuming, one for everything else. None if nothing differs. */
export function eventsOfUpdate(by: By, before: KeylessToken, after: KeylessToken, reason?: EventDetails['reason']): NewEvent[] {
  const changes = changesOf(before, after);
  const events: NewEvent[] = [];
  if (Object.keys(changes).length > 0) events.push({ action: 'token.update', by, token: after, details: { changes, ...(reason && { reason }) } });
  if (before.enabled !== after.enabled) events.push({ action: after.enabled ? 'token.resume' : 'token.pause', by, token: after });
  return events;
}

/** The fields of the API that differ, except `enabled`: pausing and resuming have their own events. */
export function changesOf(before: KeylessToken, after: KeylessToken): Record<string, FieldChange> {
  const [former, present] = [fieldsOf(before), fieldsOf(after)];
  return Object.fromEntries(Object.keys(present).filter((name) => !isDeepStrictEqual(former[name], present[name]))
    .map((name) => [name, changeOf(former[name], present[name])]));
}

function changeOf(before: unknown, after: unknown): FieldChange {
  const isShort = JSON.stringify([before, after]).length <= MAX_LENGTH;
  return isShort ? { before, after } : { before: null, after: null, omitted: true };
}

/** Listed one by one, so that no secret can get into an event. */
function fieldsOf({
  kind, name, description, type, expiresAt, allowedAddresses, rateLimit, ownerId, permissions, restrictions,
}: KeylessToken): Record<string, unknown> {
  const shared = { name, description, expiresAt: endOf(expiresAt), allowedAddresses, rateLimit };
  if (kind !== 'admin') return { ...shared, type, permissions: permissions.map(({ action }) => action), restrictions };
  return {
    ...shared,
    adminUserOwner: ownerId,
    adminPermissions: permissions.map(({ action, subject, properties, conditions }) => (
      { action, subject: subject ?? null, properties: properties ?? {}, conditions: conditions ?? [] })),
  };
}

/** A stored time (milliseconds since the epoch) as the API shows it. */
export function endOf(expiresAt: number | null): string | null {
  return expiresAt === null ? null : new Date(expiresAt).toISOString();
}
