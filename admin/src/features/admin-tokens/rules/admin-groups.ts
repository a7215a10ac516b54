import type { AdminToken } from '../../../../../server/contract';

type AdminPermission = AdminToken['adminPermissions'][number];

interface PlainAction {
  displayName: string;
  action: string;
  category?: string;
  subCategory?: string;
  plugin?: string;
}

interface SubjectSection {
  subjects: Array<{ uid: string; label: string }>;
  actions: Array<{ label: string; actionId: string; subjects: string[] }>;
}

/** Everything that can be granted in the admin API, in Strapi's form. */
export interface AdminActions {
  conditions: Array<{ id: string; displayName: string }>;
  sections: {
    plugins: PlainAction[];
    settings: PlainAction[];
    collectionTypes?: SubjectSection;
    singleTypes?: SubjectSection;
  };
}

/** A section of the matrix. */
export type AdminSection = 'plugins' | 'settings' | 'collectionTypes' | 'singleTypes';

/** Actions of one section that belong together. */
export interface AdminGroup {
  id: string;
  label: string;
  rows: Array<{ id: string; label: string; action: string; subject: string | null }>;
}

/** An id for an action on a subject. */
export function permissionId({ action, subject }: Pick<AdminPermission, 'action' | 'subject'>): string {
  return subject ? `${action} ${subject}` : action;
}

const readable = (name: string) => {
  const words = name.replace(/^.*::/, '').replace(/[-_]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

function plainGroups(section: AdminSection, actions: PlainAction[]): AdminGroup[] {
  const groups = new Map<string, AdminGroup>();
  for (const { displayName, action, category, plugin } of actions) {
    const name = category ?? plugin ?? action.split('.')[0]!;
    const group = groups.get(name) ?? { id: `${section}:${name}`, label: readable(name), rows: [] };
    group.rows.push({ id: action, label: displayName, action, subject: null });
    groups.set(name, group);
  }
  return [...groups.values()].map((group) => ({ ...group, rows: withDistinctLabels(group.rows, actions) }));
}

/** Includes the sub-category, as in "Users: Read" and "Roles: Read", if several actions of a group have the same name. */
function withDistinctLabels(rows: AdminGroup['rows'], actions: PlainAction[]): AdminGroup['rows'] {
  if (new Set(rows.map(({ label }) => label)).size === rows.length) return rows;
  return rows.map((row) => {
    const subCategory = actions.find(({ action }) => action === row.action)?.subCategory;
    return subCategory ? { ...row, label: `${readable(subCategory)}: ${row.label}` } : row;
  });
}

function subjectGroups(section: AdminSection, { subjects, actions }: SubjectSection): AdminGroup[] {
  return subjects.map(({ uid, label }) => ({
    id: `${section}:${uid}`,
    label: readable(label),
    rows: actions
      .filter((action) => action.subjects.includes(uid))
      .map((action) => ({
        id: permissionId({ action: action.actionId, subject: uid }),
        label: action.label,
        action: action.actionId,
        subject: uid,
      })),
  }));
}

/** Strapi's own tokens, which admin tokens can never access, and which have the same names as the plugin's. */
const STRAPI_KEYS = /^admin::(api-tokens|admin-tokens|transfer)\./;

/** The groups of actions by section, content first, without empty sections and groups, and without Strapi's own tokens. */
export function adminGroups({ sections }: AdminActions): Array<{ section: AdminSection; groups: AdminGroup[] }> {
  const { plugins, settings, collectionTypes, singleTypes } = sections;
  return [
    { section: 'collectionTypes' as const, groups: collectionTypes ? subjectGroups('collectionTypes', collectionTypes) : [] },
    { section: 'singleTypes' as const, groups: singleTypes ? subjectGroups('singleTypes', singleTypes) : [] },
    { section: 'plugins' as const, groups: plainGroups('plugins', plugins) },
    { section: 'settings' as const, groups: plainGroups('settings', settings.filter(({ action }) => !STRAPI_KEYS.test(action))) },
  ]
    .map(({ section, groups }) => ({ section, groups: groups.filter(({ rows }) => rows.length) }))
    .filter(({ groups }) => groups.length);
}

/** Permissions by id, which several may share. */
export function permissionsById(permissions: readonly AdminPermission[]): Map<string, AdminPermission[]> {
  const byId = new Map<string, AdminPermission[]>();
  for (const permission of permissions) {
    const id = permissionId(permission);
    if (!byId.get(id)?.push(permission)) byId.set(id, [permission]);
  }
  return byId;
}

/** The conditions of `permissions`, which share one id: those of all, none if one of them has none, null if there is no permission. */
export function conditionsOf(permissions: AdminPermission[] = []): string[] | null {
  if (!permissions.length) return null;
  const lists = permissions.map(({ conditions }) => conditions ?? []);
  return lists.some((list) => !list.length) ? [] : [...new Set(lists.flat())];
}
