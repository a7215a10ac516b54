import { useQuery } from '@tanstack/react-query';
import { useFetchClient } from '../../session/fetch-client';

interface PlainAction {
  displayName: string;
  action: string;
  category?: string;
  subCategory?: string;
  plugin?: string;
}

/** What roles can grant, by section. */
export interface Grantable {
  sections: { plugins: PlainAction[]; settings: PlainAction[] };
}

/** Actions that are shown together. */
export interface GrantableGroup {
  id: string;
  section: 'plugins' | 'settings';
  /** `API tokens`. */
  name: string;
  /** Actions by subcategory, in the order in which they were registered. */
  parts: Array<{ name: string; actions: Array<{ action: string; label: string }> }>;
}

/** The actions that roles can grant, grouped by category and subcategory. */
export function grantableGroups({ sections }: Grantable): GrantableGroup[] {
  const groups = new Map<string, GrantableGroup>();
  for (const section of ['plugins', 'settings'] as const) {
    for (const { displayName, action, category, subCategory = '', plugin = '' } of sections[section]) {
      const name = category ?? plugin.replace(/^plugin::/, '');
      const id = `${section}:${name}`;
      const group = groups.get(id) ?? { id, section, name, parts: [] };
      const part = group.parts.find((one) => one.name === subCategory);
      if (part) part.actions.push({ action, label: displayName });
      else group.parts.push({ name: subCategory, actions: [{ action, label: displayName }] });
      groups.set(id, group);
    }
  }
  return [...groups.values()];
}

/** Everything that roles can grant. */
export function useGrantable() {
  const { get } = useFetchClient();
  return useQuery({
    queryKey: ['grantable'],
    queryFn: async () => grantableGroups((await get<{ data: Grantable }>('/admin/permissions')).data.data),
    staleTime: 5 * 60_000,
  });
}
