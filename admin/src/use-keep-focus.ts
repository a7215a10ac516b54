import { useEffect, useRef, type RefObject } from 'react';

/** Restores the focus of a button, by the returned ref: it is disabled while it works, and so loses the focus. */
export function useKeepFocus(isRunning: boolean): RefObject<HTMLButtonElement> {
  const button = useRef<HTMLButtonElement>(null);
  const hasRun = useRef(false);
  useEffect(() => {
    if (!isRunning && hasRun.current && document.activeElement === document.body) button.current?.focus();
    hasRun.current = isRunning;
  }, [isRunning]);
  return button;
}
