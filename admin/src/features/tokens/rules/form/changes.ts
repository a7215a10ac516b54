import type { TokenEnd } from './token-end';
import type { TokenValues } from './token-values';

/** What somebody else changed in a token. */
export type Change =
  | { field: 'name' | 'description' | 'type' | 'addresses' | 'rate' | 'restrictions'; value: string }
  | { field: 'end'; value: TokenEnd }
  | { field: 'permissions'; added: number; removed: number };

/** What is different in `after`. */
export function changesBetween(before: TokenValues, after: TokenValues): Change[] {
  const fields = (['name', 'description', 'type', 'addresses', 'rate', 'restrictions'] as const)
    .filter((field) => (before[field] ?? '') !== (after[field] ?? ''))
    .map((field): Change => ({ field, value: after[field] ?? '' }));
  if (before.end !== after.end) fields.push({ field: 'end', value: after.end });
  const added = without(after.permissions, before.permissions).length;
  const removed = without(before.permissions, after.permissions).length;
  return added || removed ? [...fields, { field: 'permissions', added, removed }] : fields;
}

/**
 * `stored` after the changes that made `mine` from `base`: what was granted or removed in `mine` stays so, and what somebody else has
 * removed from `stored` in the meantime does not come back.
 */
export function rebased(mine: string[], base: string[], stored: string[]): string[] {
  const removed = new Set(without(base, mine));
  return [...new Set([...stored, ...without(mine, base)])].filter((id) => !removed.has(id)).sort();
}

function without(ids: string[], others: string[]): string[] {
  const known = new Set(others);
  return ids.filter((id) => !known.has(id));
}
