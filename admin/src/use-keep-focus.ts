import { useEffect, useRef, type RefObject } from 'react';

/** Gives the focus back to a button, by the ref that is returned: while it works it is disabled, and so loses it. */
export function useKeepFocus(isRunning: boolean): RefObject<HTMLButtonElement> {
  const button = useRef<HTMLButtonElement>(null);
  const hasRun = useRef(false);
  useEffect(() => {
    if (!isRunning && hasRun.current && document.activeElement === document.body) button.current?.focus();
    hasRun.current = isRunning;
  }, [isRunning]);
  return button;
}
