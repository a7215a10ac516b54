import { useCallback, useRef, useState } from 'react';

/** Runs something one at a time: a call while another one is running, as by a double click, does nothing. */
export function useSingleFlight(work: () => Promise<void>): { run(): Promise<void>; isRunning: boolean } {
  const isBusy = useRef(false);
  const [isRunning, setRunning] = useState(false);
  const run = useCallback(async () => {
    if (isBusy.current) return;
    isBusy.current = true;
    setRunning(true);
    try {
      await work();
    } finally {
      isBusy.current = false;
      setRunning(false);
    }
  }, [work]);
  return { run, isRunning };
}
