import { useState, type ReactElement, type ReactNode } from 'react';
import { Button, Dialog, type ButtonProps } from '@strapi/design-system';
import { WarningCircle } from '@strapi/icons';
import { useIntl } from 'react-intl';

/** The props of Strapi's `ConfirmDialog`. */
export interface ConfirmDialogProps {
  children?: ReactNode;
  onConfirm?: () => Promise<void> | void;
  title?: ReactNode;
  icon?: ReactElement;
  variant?: ButtonProps['variant'];
  startAction?: ReactNode;
  endAction?: ReactNode;
}

/** Asks for confirmation, inside a `Dialog.Root` of the design system (Strapi's `ConfirmDialog`). */
export function ConfirmDialog({
  children,
  onConfirm,
  title,
  icon = <WarningCircle width="24px" height="24px" fill="danger600" />,
  variant = 'danger-light',
  startAction,
  endAction,
}: ConfirmDialogProps) {
  const { formatMessage } = useIntl();
  const [isConfirming, setConfirming] = useState(false);
  const confirm = async () => {
    setConfirming(true);
    try {
      await onConfirm?.();
    } finally {
      setConfirming(false);
    }
  };

  return (
    <Dialog.Content>
      <Dialog.Header>{title ?? formatMessage({ id: 'panel.confirm.title' })}</Dialog.Header>
      <Dialog.Body icon={icon}>{children ?? formatMessage({ id: 'panel.confirm.body' })}</Dialog.Body>
      <Dialog.Footer>
        {startAction ?? (
          <Dialog.Cancel>
            <Button fullWidth variant="tertiary">{formatMessage({ id: 'panel.cancel' })}</Button>
          </Dialog.Cancel>
        )}
        {endAction ?? (
          <Dialog.Action>
            <Button fullWidth variant={variant} onClick={confirm} loading={isConfirming}>
              {formatMessage({ id: 'panel.confirm' })}
            </Button>
          </Dialog.Action>
        )}
      </Dialog.Footer>
    </Dialog.Content>
  );
}
