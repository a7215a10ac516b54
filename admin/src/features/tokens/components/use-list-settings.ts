import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { readListSettings, writeListSettings, type ListSettings } from '../rules/list-settings';

/** The list's settings, which are kept in the page's address, and how to change them. */
export function useListSettings(): [ListSettings, (change: Partial<ListSettings>) => void] {
  const [query, setQuery] = useSearchParams();
  const settings = useMemo(() => readListSettings(query), [query]);
  const change = useCallback(
    (next: Partial<ListSettings>) =>
      setQuery((current) => writeListSettings({ ...readListSettings(current), ...next }), { replace: true }),
    [setQuery],
  );
  return [settings, change];
}
