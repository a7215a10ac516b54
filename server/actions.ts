import type { AdminActionAttributes } from './host';

/** The actions that roles can grant: `plugin::api-tokens.<kind>.<verb>` for both kinds of token, `….events.read` and `….secrets.read`. */
export const actions: AdminActionAttributes[] = [
  ...actionsOf('api-tokens', 'API tokens'),
  ...actionsOf('admin-tokens', 'Admin tokens'),
  {
    section: 'settings', category: 'API tokens', subCategory: 'events', displayName: 'See what happened to all tokens', uid: 'events.read', pluginName: 'api-tokens',
  },
  {
    section: 'settings', category: 'API tokens', subCategory: 'secrets', displayName: 'See which secrets keys need', uid: 'secrets.read', pluginName: 'api-tokens',
  },
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
