import { useCallback } from 'react';
import { useIntl } from 'react-intl';
import type { RateLimit, TokenEvent } from '../../../../../server/contract';
import { isolate } from '../../../isolate';
import type { MessageKey } from '../../../translations';
import { useText } from '../../../use-text';
import { changesOf, type FieldChange } from '../rules/activity/event-changes';
import { daysOf } from '../rules/lifespans';
import { TOKEN_TYPES } from '../rules/token-types';
import { typeName } from '../rules/type-name';
import { useRateSentence } from '../details/use-rate-sentence';

const LABELS: Record<string, MessageKey> = {
  name: 'field.name',
  description: 'field.description',
  type: 'field.type',
  expiresAt: 'field.ends',
  lifespan: 'field.duration',
  allowedAddresses: 'field.addresses',
  rateLimit: 'field.rate',
  restrictions: 'restrictions.title',
  'restrictions.published': 'restrictions.published',
  'restrictions.drafts': 'restrictions.drafts',
  'restrictions.locales': 'restrictions.locales',
  'restrictions.read': 'restrictions.change.read',
  'restrictions.write': 'restrictions.change.write',
  'restrictions.rows': 'restrictions.change.rows',
  permissions: 'permissions.title',
  adminPermissions: 'permissions.title',
};

/** Describes the details of an event, such as the fields that were changed. */
export function useEventNotes(): (event: TokenEvent) => string[] {
  const text = useText();
  const { formatDate } = useIntl();
  const rateSentence = useRateSentence();
  return useCallback((event) => {
    const dateOf = (date: string) => formatDate(date, { dateStyle: 'medium', timeStyle: 'short' });
    const valueOf = (field: string, value: unknown): string => {
      if (field === 'rateLimit' && !value) return rateSentence(null);
      if (field.startsWith('restrictions.')) return restrictionValue(value);
      if (value === null || value === undefined || value === '') return field === 'expiresAt' || field === 'lifespan' ? text('duration.unlimited') : '–';
      if (field === 'rateLimit') return rateSentence(value as RateLimit);
      if (field === 'expiresAt') return dateOf(String(value));
      if (field === 'lifespan') return text('duration.days', { days: daysOf(String(value))! });
      const type = TOKEN_TYPES.find((one) => field === 'type' && one === value);
      if (type) return text(`type.${type}`);
      return isolate(typeof value === 'object' ? JSON.stringify(value) : String(value));
    };
    const restrictionValue = (value: unknown): string => {
      if (value === null) return text('restrictions.all');
      if (typeof value === 'boolean') return text(value ? 'restrictions.on' : 'restrictions.off');
      if (Array.isArray(value)) return value.length ? isolate(value.join(', ')) : text('restrictions.nothing');
      return isolate(JSON.stringify(value));
    };
    const describe = (change: FieldChange): string => {
      const field = Object.hasOwn(LABELS, change.field) ? text(LABELS[change.field]!, { type: change.type === undefined ? '' : typeName(change.type) }) : change.field;
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
