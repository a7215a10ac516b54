import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

const DIALOG = '[role="alertdialog"], [role="dialog"]';

/**
 * Restores the focus to where it was when a dialog opened, once it is closed, unless something else took it.
 *
 * @param fallback Gets it if that element is gone or disabled.
 */
export function useReturnFocus(isOpen: boolean, fallback?: RefObject<HTMLElement | null>): void {
  const opener = useRef<HTMLElement | null>(null);

  // In a layout effect, since dialogs take the focus in an effect.
  useLayoutEffect(() => {
    if (isOpen) opener.current = document.activeElement as HTMLElement | null;
  }, [isOpen]);

  useEffect(() => {
    if (isOpen || !opener.current) return;
    const element = opener.current;
    opener.current = null;
    const timer = setInterval(() => {
      if (document.querySelector(DIALOG)) return;
      clearInterval(timer);
      if (document.activeElement && document.activeElement !== document.body) return;
      if (element.isConnected && element !== document.body && !element.matches(':disabled')) element.focus();
      else fallback?.current?.focus();
    }, 30);
    return () => clearInterval(timer);
  }, [fallback, isOpen]);
}

/** Focuses `region` if the focused element is removed just then, such as the row that was deleted. */
export function focusWhereLost(region: RefObject<HTMLElement | null> | undefined): void {
  setTimeout(() => {
    if (!document.activeElement || document.activeElement === document.body) region?.current?.focus();
  }, 100);
}
