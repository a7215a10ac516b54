import { useEffect } from 'react';
import { Dialog } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { useBlocker } from 'react-router-dom';
import { ConfirmDialog } from './confirm-dialog';
import { useReturnFocus } from './use-return-focus';

/** Asks before a page with unsaved changes is left, by a link, by logging out or by closing the window. */
export function LeaveGuard({ isDirty }: { isDirty: boolean }) {
  const { formatMessage } = useIntl();
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
