import type { Restrictions, TokenEvent } from '../../../../../../server/contract';

/** A field that was changed: from one value to another, by what was added to a list and removed from it, or by more than events keep. */
export type FieldChange = {
  field: string;
  /** The uid of the content type that it is about, for a part of restrictions. */
  type?: string;
} & ({ before: unknown; after: unknown } | { added: string[]; removed: string[] } | object);

/** What an event says was changed. */
export function changesOf({ details }: Pick<TokenEvent, 'details'>): FieldChange[] {
  return Object.entries(details.changes ?? {}).flatMap(([field, { before, after, omitted }]): FieldChange | FieldChange[] => {
    if (omitted) return { field };
    if (field === 'restrictions') return restrictionChanges(before as Restrictions | null, after as Restrictions | null);
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

/** The parts of restrictions that were changed, each as a field of its own: `restrictions.read` of a type, and so on. */
function restrictionChanges(before: Restrictions | null, after: Restrictions | null): FieldChange[] {
  const [old, present] = [partsOf(before), partsOf(after)];
  const both = new Map([...old, ...present]);
  return [...both].flatMap(([key, { field, type }]): FieldChange[] => {
    const [one = null, other = null] = [old.get(key)?.value, present.get(key)?.value];
    if (JSON.stringify(one) === JSON.stringify(other)) return [];
    const about = { field, ...(type !== undefined && { type }) };
    if (!Array.isArray(one) || !Array.isArray(other)) return [{ ...about, before: one, after: other }];
    return [{ ...about, added: other.filter((name) => !one.includes(name)), removed: one.filter((name) => !other.includes(name)) }];
  });
}

function partsOf(restrictions: Restrictions | null): Map<string, { field: string; type?: string; value: unknown }> {
  const { read, write, locales, types = {} } = restrictions ?? {};
  const parts = [
    { field: 'restrictions.published', value: read !== undefined },
    { field: 'restrictions.drafts', value: write !== undefined },
    { field: 'restrictions.locales', value: locales },
    ...Object.entries(types).flatMap(([type, rule]) => [
      { field: 'restrictions.read', type, value: rule.read },
      { field: 'restrictions.write', type, value: rule.write },
      { field: 'restrictions.rows', type, value: rule.where },
    ]),
  ];
  return new Map(parts.map((part) => [`${part.field} ${'type' in part ? part.type : ''}`, part]));
}
