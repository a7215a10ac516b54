import { useEffect, useRef } from 'react';
import { Dialog } from '@strapi/design-system';
import { ConfirmDialog } from '@strapi/strapi/admin';
import { useBlocker } from 'react-router-dom';
import { useReturnFocus } from '../../../use-return-focus';
import { useText } from '../../../use-text';

/** Lets a page go on without the question of {@link LeaveGuard}, once it has saved. */
export function useLeave() {
  const isLeaving = useRef(false);
  return { isLeaving, leave: (go: () => void) => { isLeaving.current = true; go(); } };
}

/** Asks before a page with unsaved changes is left, by a link or by closing the window. */
export function LeaveGuard({ isDirty, isLeaving }: { isDirty: boolean; isLeaving: React.RefObject<boolean> }) {
  const text = useText();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => isDirty && !isLeaving.current && currentLocation.pathname !== nextLocation.pathname,
  );

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
