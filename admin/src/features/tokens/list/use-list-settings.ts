import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { readListSettings, writeListSettings, type ListSettings } from '../rules/list/list-settings';

/**
 * The list's settings, which are stored in the page's URL, and a function to change them.
 *
 * @param hasTypes False where the tokens have no type to filter by: what the address says of one has no effect.
 */
export function useListSettings(hasTypes: boolean): [ListSettings, (change: Partial<ListSettings>) => void] {
  const [query, setQuery] = useSearchParams();
  const settings = useMemo(() => {
    const read = readListSettings(query);
    return hasTypes ? read : { ...read, type: null };
  }, [hasTypes, query]);
  const change = useCallback(
    (next: Partial<ListSettings>) =>
      setQuery((current) => writeListSettings({ ...readListSettings(current), ...next }), { replace: true }),
    [setQuery],
  );
  return [settings, change];
}
