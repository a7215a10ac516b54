/** What the form of a token holds. */
export interface Values {
  name: string;
  description: string;
  type?: string;
  permissions: ReadonlySet<string>;
}

/**
 * What a person has changed in a form. Permissions are kept as what was ticked and what was cleared, so that a permission that
 * somebody else removes in the meantime does not come back.
 */
export type Draft<Form extends Values> = Partial<Omit<Form, 'permissions'>> & {
  granted?: ReadonlySet<string>;
  removed?: ReadonlySet<string>;
};

/** The form as it is shown: what was changed, over what is stored. */
export function withDraft<Form extends Values>(stored: Form, { granted, removed, ...fields }: Draft<Form>): Form {
  const permissions = new Set([...stored.permissions, ...(granted ?? [])].filter((id) => !removed?.has(id)));
  return { ...stored, ...fields, permissions };
}

/** The draft after another change. */
export function addToDraft<Form extends Values>(stored: Form, draft: Draft<Form>, { permissions, ...fields }: Partial<Form>): Draft<Form> {
  const next = { ...draft, ...fields } as Draft<Form>;
  if (!permissions) return next;
  return {
    ...next,
    granted: new Set([...permissions].filter((id) => !stored.permissions.has(id))),
    removed: new Set([...stored.permissions].filter((id) => !permissions.has(id))),
  };
}

/** What somebody else has changed of a token. */
export type Change =
  { field: 'name' | 'description' | 'type'; value: string } | { field: 'permissions'; added: number; removed: number };

/** What is different in `after`. */
export function changesBetween(before: Values, after: Values): Change[] {
  const fields = (['name', 'description', 'type'] as const)
    .filter((field) => before[field] !== after[field])
    .map((field): Change => ({ field, value: after[field] ?? '' }));
  const added = [...after.permissions].filter((id) => !before.permissions.has(id)).length;
  const removed = [...before.permissions].filter((id) => !after.permissions.has(id)).length;
  return added || removed ? [...fields, { field: 'permissions', added, removed }] : fields;
}
