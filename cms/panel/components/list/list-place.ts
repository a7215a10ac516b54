import { useMemo } from 'react';
import { useLocation } from 'react-router-dom';

interface ListState {
  listQuery?: string;
}

/** On a list: the state of links to its items, so that the back link leads to the same search and page. */
export function useListState(): ListState {
  const { search } = useLocation();
  return useMemo(() => ({ listQuery: search }), [search]);
}

/** On an item's page: the list that it was opened from, as a path relative to this page. */
export function useWayBack(): { pathname: string; search: string } {
  const state = useLocation().state as ListState | null;
  return { pathname: '..', search: typeof state?.listQuery === 'string' ? state.listQuery : '' };
}
