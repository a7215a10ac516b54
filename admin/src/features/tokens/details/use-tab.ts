import { useCallback, useState } from 'react';
import { useLocation, useSearchParams } from 'react-router-dom';

/**
 * Which part of a page is shown: that which the address names (`?tab=access`), and the first of `tabs` where it names none. The address follows,
 * so that a reload shows the same; until it does, what is chosen is kept here.
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
