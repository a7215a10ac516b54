import { useCallback, useState } from 'react';
import { useLocation, useSearchParams } from 'react-router-dom';

/**
 * The tab that is shown: the one in the URL (`?tab=access`), or the first of `tabs` if it names none. The URL is updated,
 * so that a reload shows the same tab; until then, the choice is kept here.
 */
export function useTab<Tab extends string>(tabs: readonly [Tab, ...Tab[]]): [Tab, (tab: Tab) => void] {
  const [query, setQuery] = useSearchParams();
  const { state } = useLocation();
  const [first] = tabs;
  const [tab, setTab] = useState(() => tabs.find((one) => one === query.get('tab')) ?? first);
  const show = useCallback((next: Tab) => {
    setTab(next);
    setQuery(next === first ? {} : { tab: next }, { replace: true, state });
  }, [first, setQuery, state]);
  return [tab, show];
}
