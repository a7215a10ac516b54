import { useEffect, useRef, useState } from 'react';

const SEARCH_DELAY_MS = 250;

/**
 * The text of a search box. The search starts once typing pauses; a search that the URL gets from elsewhere, such as a link, is adopted.
 *
 * @param search The search in the URL.
 * @returns The text and a function to change it.
 */
export function useSearchText(search: string, onSearch: (search: string) => void): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(search);
  const shown = useRef(search);
  const sent = useRef(search);

  useEffect(() => {
    if (search === shown.current) return;
    shown.current = search;
    if (search === sent.current) return;
    sent.current = search;
    setTyped(search);
  }, [search]);

  useEffect(() => {
    if (typed === search) return;
    const timer = setTimeout(() => {
      sent.current = typed;
      onSearch(typed);
    }, SEARCH_DELAY_MS);
    return () => clearTimeout(timer);
  }, [onSearch, search, typed]);

  return [typed, setTyped];
}
