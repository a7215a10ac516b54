import type { RefObject } from 'react';
import { Dialog } from '@strapi/design-system';
import { Trash } from '@strapi/icons';
import { useIntl } from 'react-intl';
import { ConfirmDialog } from './confirm-dialog';
import { useReturnFocus } from './use-return-focus';

/** Names what is to be deleted, and asks. `name` is null while nobody asks for that. */
export function DeleteDialog({ name, note, region, onClose, onConfirm }: {
  name: string | null;
  /** Takes the focus where the button that opened the dialog is gone. */
  region?: RefObject<HTMLElement | null>;
  note: string;
  onClose(): void;
  onConfirm(): void;
}) {
  const { formatMessage } = useIntl();
  useReturnFocus(name !== null, region);
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
