import { Dialog } from '@strapi/design-system';
import { Trash } from '@strapi/icons';
import { useIntl } from 'react-intl';
import { ConfirmDialog } from './confirm-dialog';

/** Names what is to be deleted, and asks. `name` is null while nobody asks for that. */
export function DeleteDialog({ name, note, onClose, onConfirm }: {
  name: string | null;
  note: string;
  onClose(): void;
  onConfirm(): void;
}) {
  const { formatMessage } = useIntl();
  return (
    <Dialog.Root open={name !== null} onOpenChange={(isOpen) => { if (!isOpen) onClose(); }}>
      <ConfirmDialog
        title={formatMessage({ id: 'panel.delete.title' })}
        icon={<Trash width="24px" height="24px" fill="danger600" />}
        onConfirm={onConfirm}
      >
        {formatMessage({ id: 'panel.delete.body' }, { name: `\u2068${name}\u2069`, note })}
      </ConfirmDialog>
    </Dialog.Root>
  );
}
