import { useRef, type RefObject } from 'react';
import { Dialog } from '@strapi/design-system';
import { Trash } from '@strapi/icons';
import { ConfirmDialog, useNotification } from '@strapi/strapi/admin';
import type { TokenSummary } from '../../../../../server/contract';
import { isolate } from '../../../isolate';
import { useRefusalText } from '../../../use-refusal-text';
import { focusWhereLost, useReturnFocus } from '../../../use-return-focus';
import { useText } from '../../../use-text';
import { useDeleteToken } from '../api/delete-token';
import type { TokenId, TokenPath } from '../api/token-keys';

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

  // Each token once, as by a double click; another one may be deleted while the server takes its time.
  const underWay = useRef(new Set<TokenId>());
  const confirm = async ({ id, name }: TokenSummary) => {
    if (underWay.current.has(id)) return;
    underWay.current.add(id);
    try {
      await remove.mutateAsync(id);
      toggleNotification({ type: 'success', message: text('delete.done', { name: isolate(name) }) });
      focusWhereLost(region);
    } catch (error) {
      toggleNotification({ type: 'danger', message: refusalText(error) });
    } finally {
      underWay.current.delete(id);
    }
  };

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
          onConfirm={() => void confirm(token)}
        >
          {text('delete.body', { name: isolate(token.name) })}
        </ConfirmDialog>
      ) : null}
    </Dialog.Root>
  );
}
