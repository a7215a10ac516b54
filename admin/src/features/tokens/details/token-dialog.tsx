import { useRef, type ReactElement, type RefObject } from 'react';
import { Dialog } from '@strapi/design-system';
import { ConfirmDialog, useNotification } from '@strapi/strapi/admin';
import type { TokenSummary } from '../../../../../server/contract';
import { useRefusalText } from '../../../use-refusal-text';
import { focusWhereLost, useReturnFocus } from '../../../use-return-focus';
import type { TokenId } from '../api/token-keys';

/** The props that a page passes to a dialog about a token. */
export interface TokenDialogPlace {
  /** The token that the dialog is about; null while it is closed. */
  token: TokenSummary | null;
  onClose(): void;
  /** Gets the focus if the button that opened the dialog is gone. */
  region: RefObject<HTMLElement | null>;
}

/** The texts and the action of a dialog about a token. */
export interface TokenDialogProps extends TokenDialogPlace {
  title: string;
  body: string;
  icon?: ReactElement;
  variant?: 'danger-light' | 'default';
  /** The notification afterwards. */
  done: string;
  act(token: TokenSummary): Promise<unknown>;
}

/** Explains what will be done with a token, and does it after confirmation. */
export function TokenDialog({ token, onClose, region, title, body, icon, variant, done, act }: TokenDialogProps) {
  const refusalText = useRefusalText();
  const { toggleNotification } = useNotification();
  useReturnFocus(token !== null, region);

  // Once per token, despite double clicks; another token can be handled while the server is busy with this one.
  const underWay = useRef(new Set<TokenId>());
  const confirm = async (confirmed: TokenSummary) => {
    if (underWay.current.has(confirmed.id)) return;
    underWay.current.add(confirmed.id);
    try {
      await act(confirmed);
      toggleNotification({ type: 'success', message: done });
      focusWhereLost(region);
    } catch (error) {
      toggleNotification({ type: 'danger', message: refusalText(error) });
    } finally {
      underWay.current.delete(confirmed.id);
    }
  };

  return (
    <Dialog.Root
      open={token !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      {token ? <ConfirmDialog title={title} icon={icon} variant={variant} onConfirm={() => void confirm(token)}>{body}</ConfirmDialog> : null}
    </Dialog.Root>
  );
}
