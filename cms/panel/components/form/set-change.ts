/** What was added to and removed from a set, so that saving it does not restore what someone else removed in the meantime. */
export interface SetChange<Item> {
  added: ReadonlySet<Item>;
  removed: ReadonlySet<Item>;
}

/** The change from one set to another; null if they are equal. */
export function changeBetween<Item>(before: Iterable<Item>, after: Iterable<Item>): SetChange<Item> | null {
  const [old, next] = [new Set(before), new Set(after)];
  const added = new Set([...next].filter((item) => !old.has(item)));
  const removed = new Set([...old].filter((item) => !next.has(item)));
  return added.size || removed.size ? { added, removed } : null;
}

/** A set after a change; the set itself if there is none. */
export function withChange<Item>(items: Iterable<Item>, change: SetChange<Item> | null): Set<Item> {
  return new Set([...items, ...(change?.added ?? [])].filter((item) => !change?.removed.has(item)));
}
