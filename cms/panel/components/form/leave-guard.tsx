import { useEffect } from 'react';
import { Dialog } from '@strapi/design-system';
import { useFormState } from 'react-hook-form';
import { useIntl } from 'react-intl';
import { useBlocker } from 'react-router-dom';
import { ConfirmDialog } from '../dialog/confirm-dialog';
import { useReturnFocus } from '../dialog/use-return-focus';

/** Asks before leaving a page with unsaved changes, by a link, by logging out or by closing the window. */
export function LeaveGuard() {
  const { formatMessage } = useIntl();
  const { isDirty } = useFormState();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => isDirty && currentLocation.pathname !== nextLocation.pathname,
  );
  useReturnFocus(blocker.state === 'blocked');

  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isDirty]);

  return (
    <Dialog.Root
      open={blocker.state === 'blocked'}
      onOpenChange={(isOpen) => {
        if (!isOpen) blocker.reset?.();
      }}
    >
      <ConfirmDialog title={formatMessage({ id: 'panel.leave.title' })} onConfirm={() => blocker.proceed?.()}>
        {formatMessage({ id: 'panel.leave.body' })}
      </ConfirmDialog>
    </Dialog.Root>
  );
}
