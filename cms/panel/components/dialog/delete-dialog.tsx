import { useRef, type RefObject } from 'react';
import { Dialog } from '@strapi/design-system';
import { Trash } from '@strapi/icons';
import { useIntl } from 'react-intl';
import { useRefusalText } from '../../session/use-refusal';
import { ConfirmDialog } from './confirm-dialog';
import { useNotification } from '../notifications';
import { focusWhereLost, useReturnFocus } from './use-return-focus';

/** Asks before it deletes something in a list. */
export function DeleteDialog({ item, note, region, onClose, onDelete }: {
  /** What to delete; null while the dialog is closed. */
  item: { id: number; name: string } | null;
  note: string;
  /** Gets the focus if the button that opened the dialog is gone. */
  region: RefObject<HTMLElement | null>;
  onClose(): void;
  onDelete(id: number): Promise<unknown>;
}) {
  const { formatMessage } = useIntl();
  const { toggleNotification } = useNotification();
  const refusalText = useRefusalText();
  useReturnFocus(item !== null, region);

  // Each item once, even with a double click; another one may be deleted while the server is slow.
  const underWay = useRef(new Set<number>());
  const confirm = async (id: number) => {
    if (underWay.current.has(id)) return;
    underWay.current.add(id);
    try {
      await onDelete(id);
      focusWhereLost(region);
    } catch (error) {
      toggleNotification({ type: 'danger', message: refusalText(error) });
    } finally {
      underWay.current.delete(id);
    }
  };

  return (
    <Dialog.Root open={item !== null} onOpenChange={(isOpen) => { if (!isOpen) onClose(); }}>
      {item ? (
        <ConfirmDialog
          title={formatMessage({ id: 'panel.delete.title' })}
          icon={<Trash width="24px" height="24px" fill="danger600" />}
          onConfirm={() => void confirm(item.id)}
        >
          {formatMessage({ id: 'panel.delete.body' }, { name: `\u2068${item.name}\u2069`, note })}
        </ConfirmDialog>
      ) : null}
    </Dialog.Root>
  );
}
