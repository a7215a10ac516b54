import { useEffect, useRef, type RefObject } from 'react';

/** Gives the focus back to a button, by the ref that is returned: while it works it is disabled, and so loses it. */
export function useKeepFocus(isRunning: boolean): RefObject<HTMLButtonElement> {
  const button = useRef<HTMLButtonElement>(null);
  const hasRun = useRef(false);
  useEffect(() => {
    const isLost = document.activeElement === document.body || document.activeElement?.getAttribute('role') === 'dialog';
    if (!isRunning && hasRun.current && isLost) button.current?.focus();
    hasRun.current = isRunning;
  }, [isRunning]);
  return button;
}
