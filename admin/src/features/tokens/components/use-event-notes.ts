import { useCallback } from 'react';
import { useIntl } from 'react-intl';
import type { RateLimit, TokenEvent } from '../../../../../server/contract';
import { isolate } from '../../../isolate';
import type { MessageKey } from '../../../translations';
import { useText } from '../../../use-text';
import { changesOf, type FieldChange } from '../rules/event-changes';
import { daysOf } from '../rules/lifespans';
import { TOKEN_TYPES } from '../rules/token-types';
import { useRateSentence } from './use-rate-sentence';

const LABELS: Record<string, MessageKey> = {
  name: 'field.name',
  description: 'field.description',
  type: 'field.type',
  expiresAt: 'field.ends',
  lifespan: 'field.duration',
  allowedAddresses: 'field.addresses',
  rateLimit: 'field.rate',
  permissions: 'permissions.title',
  adminPermissions: 'permissions.title',
};

/** Says what is to be known of an event besides what has happened: the fields that were changed, and what its details tell. */
export function useEventNotes(): (event: TokenEvent) => string[] {
  const text = useText();
  const { formatDate } = useIntl();
  const rateSentence = useRateSentence();
  return useCallback((event) => {
    const dateOf = (date: string) => formatDate(date, { dateStyle: 'medium', timeStyle: 'short' });
    const valueOf = (field: string, value: unknown): string => {
      if (field === 'rateLimit' && !value) return rateSentence(null);
      if (value === null || value === undefined || value === '') return field === 'expiresAt' || field === 'lifespan' ? text('duration.unlimited') : '–';
      if (field === 'rateLimit') return rateSentence(value as RateLimit);
      if (field === 'expiresAt') return dateOf(String(value));
      if (field === 'lifespan') return text('duration.days', { days: daysOf(String(value))! });
      const type = TOKEN_TYPES.find((one) => field === 'type' && one === value);
      if (type) return text(`type.${type}`);
      return isolate(typeof value === 'object' ? JSON.stringify(value) : String(value));
    };
    const describe = (change: FieldChange): string => {
      const field = Object.hasOwn(LABELS, change.field) ? text(LABELS[change.field]!) : change.field;
      if ('before' in change) return text('event.change', { field, before: valueOf(change.field, change.before), after: valueOf(change.field, change.after) });
      if (!('added' in change)) return text('event.changed', { field });
      return [
        change.added.length ? text('event.added', { field, names: change.added.join(', ') }) : [],
        change.removed.length ? text('event.removed', { field, names: change.removed.join(', ') }) : [],
      ].flat().join(' ');
    };
    const { expiresAt, previousKeyEndsAt, keyState, done, days, reason } = event.details;
    return [
      ...changesOf(event).map(describe),
      expiresAt ? text('duration.ends', { date: dateOf(expiresAt) }) : [],
      days === undefined ? [] : text('event.days', { days }),
      previousKeyEndsAt ? text('event.previous-key', { date: dateOf(previousKeyEndsAt) }) : [],
      keyState === undefined ? [] : text(`event.key.${keyState}`),
      done === undefined ? [] : text(`event.done.${done}`),
      reason === undefined ? [] : text(`event.reason.${reason}`),
    ].flat();
  }, [formatDate, rateSentence, text]);
}
