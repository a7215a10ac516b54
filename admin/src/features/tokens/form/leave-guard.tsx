import { useEffect } from 'react';
import { Dialog } from '@strapi/design-system';
import { ConfirmDialog } from '@strapi/strapi/admin';
import { useFormState } from 'react-hook-form';
import { useBlocker } from 'react-router-dom';
import { useReturnFocus } from '../../../use-return-focus';
import { useText } from '../../../use-text';

/** Asks before leaving a page with unsaved changes, by a link or by closing the window. */
export function LeaveGuard() {
  const text = useText();
  const { isDirty } = useFormState();
  const blocker = useBlocker(({ currentLocation, nextLocation }) => isDirty && currentLocation.pathname !== nextLocation.pathname);

  useReturnFocus(blocker.state === 'blocked');

  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isDirty]);

  return (
    <Dialog.Root open={blocker.state === 'blocked'} onOpenChange={(isOpen) => { if (!isOpen) blocker.reset?.(); }}>
      <ConfirmDialog title={text('leave.title')} onConfirm={() => blocker.proceed?.()}>{text('leave.body')}</ConfirmDialog>
    </Dialog.Root>
  );
}
