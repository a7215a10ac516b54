import { isolate } from '../../../isolate';
import type { MessageKey } from '../../../translations';
import { useText } from '../../../use-text';
import type { Change } from '../rules/changes';
import { Notice } from './notice';

const LABELS: Record<Change['field'], MessageKey> = {
  name: 'field.name',
  description: 'field.description',
  type: 'field.type',
  permissions: 'permissions.title',
};

/** Says that a token was changed while it was edited here, and what has changed: the page shows that now, under what was typed. */
export function ConflictNotice({ changes }: { changes: Change[] }) {
  const text = useText();
  const describe = (change: Change): string => {
    if (change.field === 'permissions') return text('conflict.permissions', { added: change.added, removed: change.removed });
    const value = change.field === 'type' ? text(`type.${change.value}` as MessageKey) : change.value;
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
