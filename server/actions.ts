import type { AdminActionAttributes } from './host';

/** The actions that roles can grant, for both kinds of token: `plugin::api-tokens.<kind>.<verb>`. */
export const actions: AdminActionAttributes[] = [
  ...actionsOf('api-tokens', 'API tokens'),
  ...actionsOf('admin-tokens', 'Admin tokens'),
];

function actionsOf(kind: string, label: string): AdminActionAttributes[] {
  const action = (verb: string, displayName: string, subCategory: string) => ({
    section: 'settings' as const,
    category: label,
    subCategory,
    displayName,
    uid: `${kind}.${verb}`,
    pluginName: 'api-tokens',
  });
  return [
    action('access', `Access the ${label} settings page`, label),
    action('create', 'Create (generate)', 'general'),
    action('read', 'Read', 'general'),
    action('update', 'Update', 'general'),
    action('delete', 'Delete (revoke)', 'general'),
    action('regenerate', 'Regenerate', 'general'),
    action('reveal', 'Reveal (show the key again)', 'general'),
  ];
}
