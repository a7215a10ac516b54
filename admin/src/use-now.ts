import { useEffect, useState } from 'react';

const MINUTE_MS = 60_000;

/**
 * The time (milliseconds since 1970), which advances by itself: every minute, and when something expires.
 *
 * @param end A date in ISO 8601; null if it never ends.
 */
export function useNow(end: string | null = null): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const left = end ? Date.parse(end) - now : 0;
    const timer = setTimeout(() => setNow(Date.now()), left > 0 ? Math.min(left + 1, MINUTE_MS) : MINUTE_MS);
    return () => clearTimeout(timer);
  }, [end, now]);
  return now;
}
