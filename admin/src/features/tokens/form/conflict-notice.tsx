import { useIntl } from 'react-intl';
import { isolate } from '../../../isolate';
import type { MessageKey } from '../../../translations';
import { useText } from '../../../use-text';
import type { Change } from '../rules/form/changes';
import { rateOf } from '../rules/form/rate';
import { draftIn, restrictionsOf } from '../rules/restrictions/restriction-draft';
import { Notice } from '../components/notice';
import { useRateSentence } from '../details/use-rate-sentence';
import { useRestrictionSentence } from '../details/use-restriction-sentence';

const LABELS: Record<Change['field'], MessageKey> = {
  name: 'field.name',
  description: 'field.description',
  end: 'field.ends',
  type: 'field.type',
  addresses: 'field.addresses',
  rate: 'field.rate',
  restrictions: 'restrictions.title',
  permissions: 'permissions.title',
};

/** Explains how a token was changed while it was being edited. The page now shows the new values, with the person's own changes on top. */
export function ConflictNotice({ changes }: { changes: Change[] }) {
  const text = useText();
  const { formatDate } = useIntl();
  const rateSentence = useRateSentence();
  const restrictionSentence = useRestrictionSentence();
  const describe = (change: Change): string => {
    if (change.field === 'permissions') return text('conflict.permissions', { added: change.added, removed: change.removed });
    if (change.field === 'end') {
      const end = change.value === null ? text('duration.unlimited') : formatDate(change.value, { dateStyle: 'long', timeStyle: 'short' });
      return text('conflict.value', { field: text(LABELS.end), value: end });
    }
    if (change.field === 'addresses' && change.value === '') return text('conflict.value', { field: text(LABELS.addresses), value: text('addresses.all') });
    if (change.field === 'rate') return text('conflict.value', { field: text(LABELS.rate), value: rateSentence(rateOf(change.value)) });
    if (change.field === 'restrictions') return text('conflict.value', { field: text(LABELS.restrictions), value: restrictionSentence(restrictionsOf(draftIn(change.value))) });
    const value = change.field === 'type' ? text(`type.${change.value}` as MessageKey) : change.value.replaceAll('\n', ', ');
    return text('conflict.value', { field: text(LABELS[change.field]), value: isolate(value) });
  };
  return (
    <Notice title={text('conflict.title')} isSudden>
      {changes.length ? (
        <ul>
          {changes.map((change) => (
            <li key={change.field}>{describe(change)}</li>
          ))}
        </ul>
      ) : null}
      <p>{text('conflict.next')}</p>
    </Notice>
  );
}
