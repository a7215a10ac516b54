import type { TokenEvent } from '../../../../../server/contract';

/** A field that was changed: from one value to another, by what was added to a list and removed from it, or by more than events keep. */
export type FieldChange =
  | { field: string; before: unknown; after: unknown }
  | { field: string; added: string[]; removed: string[] }
  | { field: string };

/** What an event says was changed. */
export function changesOf({ details }: Pick<TokenEvent, 'details'>): FieldChange[] {
  return Object.entries(details.changes ?? {}).map(([field, { before, after, omitted }]) => {
    if (omitted) return { field };
    if (!Array.isArray(before) && !Array.isArray(after)) return { field, before, after };
    const [old, present] = [namesOf(before), namesOf(after)];
    return { field, added: present.filter((name) => !old.includes(name)), removed: old.filter((name) => !present.includes(name)) };
  });
}

/** The entries of a list by their names: an admin permission is an action, on a subject where it has one. */
function namesOf(list: unknown): string[] {
  return (Array.isArray(list) ? list : []).map((entry) => {
    const { action, subject } = (typeof entry === 'object' && entry !== null ? entry : {}) as { action?: string; subject?: string | null };
    if (action === undefined) return typeof entry === 'object' ? JSON.stringify(entry) : String(entry);
    return subject ? `${action} (${subject})` : action;
  });
}
