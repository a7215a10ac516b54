/** Calls `listener` whenever another tab stores something under `key`. Returns a function that unsubscribes. */
export function onStored(key: string, listener: () => void): () => void {
  const hear = (event: StorageEvent) => {
    if (event.key === key) listener();
  };
  window.addEventListener('storage', hear);
  return () => window.removeEventListener('storage', hear);
}
