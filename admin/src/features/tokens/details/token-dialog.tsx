import { useRef, type ReactElement, type RefObject } from 'react';
import { Dialog } from '@strapi/design-system';
import { ConfirmDialog, useNotification } from '@strapi/strapi/admin';
import type { TokenSummary } from '../../../../../server/contract';
import { useRefusalText } from '../../../use-refusal-text';
import { focusWhereLost, useReturnFocus } from '../../../use-return-focus';
import type { TokenId } from '../api/token-keys';

/** What a dialog about a token is told by the page that shows it. */
export interface TokenDialogPlace {
  /** The token that something is to be done with; null while nobody asks for that. */
  token: TokenSummary | null;
  onClose(): void;
  /** Gets the focus if the button that opened the dialog is gone. */
  region: RefObject<HTMLElement | null>;
}

/** What a dialog about a token says and does. */
export interface TokenDialogProps extends TokenDialogPlace {
  title: string;
  body: string;
  icon?: ReactElement;
  variant?: 'danger-light' | 'default';
  /** Said once it is done. */
  done: string;
  act(token: TokenSummary): Promise<unknown>;
}

/** Says what will be done with a token, and does it once that is confirmed. */
export function TokenDialog({ token, onClose, region, title, body, icon, variant, done, act }: TokenDialogProps) {
  const refusalText = useRefusalText();
  const { toggleNotification } = useNotification();
  useReturnFocus(token !== null, region);

  // Each token once, as by a double click; it may be done with another one while the server takes its time.
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
