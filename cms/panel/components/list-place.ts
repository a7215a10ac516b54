import { useMemo } from 'react';
import { useLocation } from 'react-router-dom';

interface ListState {
  listQuery?: string;
}

/** On a list: what links to its pages carry along, so that the way back leads to the same search and page. */
export function useListState(): ListState {
  const { search } = useLocation();
  return useMemo(() => ({ listQuery: search }), [search]);
}

/** On a page that a list leads to: the list as it was, as a path relative to this page. */
export function useWayBack(): { pathname: string; search: string } {
  const state = useLocation().state as ListState | null;
  return { pathname: '..', search: typeof state?.listQuery === 'string' ? state.listQuery : '' };
}
