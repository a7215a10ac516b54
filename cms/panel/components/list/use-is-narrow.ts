import { useCallback, useLayoutEffect, useState } from 'react';

/** The width in CSS pixels that a table of the panel needs. */
const TABLE_WIDTH = 640;

/**
 * Whether the space of a list is too narrow for a table, as on a phone.
 *
 * @returns A ref for the element that contains the list, and the result.
 */
export function useIsNarrow(): [(element: HTMLElement | null) => void, boolean] {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [isNarrow, setNarrow] = useState(() => window.innerWidth < TABLE_WIDTH);

  useLayoutEffect(() => {
    if (!element) return;
    const measure = () => setNarrow(element.clientWidth < TABLE_WIDTH);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);

  return [useCallback((next: HTMLElement | null) => setElement(next), []), isNarrow];
}
