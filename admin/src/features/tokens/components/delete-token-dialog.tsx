import type { RefObject } from 'react';
import { Dialog } from '@strapi/design-system';
import { Trash } from '@strapi/icons';
import { ConfirmDialog, useNotification } from '@strapi/strapi/admin';
import type { TokenSummary } from '../../../../../server/contract';
import { isolate } from '../../../isolate';
import { useRefusalText } from '../../../use-refusal-text';
import { useReturnFocus } from '../../../use-return-focus';
import { useSingleFlight } from '../../../use-single-flight';
import { useText } from '../../../use-text';
import { useDeleteToken } from '../api/delete-token';
import type { TokenPath } from '../api/token-keys';

/** What the dialog is told. */
export interface DeleteTokenDialogProps {
  path: TokenPath;
  /** The token that is to be deleted; null while nobody asks for that. */
  token: TokenSummary | null;
  onClose(): void;
  /** Takes the focus where the button that opened the dialog is gone. */
  region: RefObject<HTMLElement | null>;
}

/** Names a token and deletes it when that is confirmed. */
export function DeleteTokenDialog({ path, token, onClose, region }: DeleteTokenDialogProps) {
  const text = useText();
  const refusalText = useRefusalText();
  const { toggleNotification } = useNotification();
  const remove = useDeleteToken(path);
  useReturnFocus(token !== null, region);

  const { run } = useSingleFlight(async () => {
    if (!token) return;
    try {
      await remove.mutateAsync(token.id);
      toggleNotification({ type: 'success', message: text('delete.done', { name: isolate(token.name) }) });
      region.current?.focus();
    } catch (error) {
      toggleNotification({ type: 'danger', message: refusalText(error).message });
    }
  });

  return (
    <Dialog.Root
      open={token !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      {token ? (
        <ConfirmDialog
          title={text('delete.title')}
          icon={<Trash width="24px" height="24px" fill="danger600" />}
          onConfirm={() => void run()}
        >
          {text('delete.body', { name: isolate(token.name) })}
        </ConfirmDialog>
      ) : null}
    </Dialog.Root>
  );
}
