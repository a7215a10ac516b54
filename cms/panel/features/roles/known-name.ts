/** Message ids for names that the server only has in English. */
const KNOWN: Record<string, string> = {
  create: 'panel.action.create',
  'create (invite)': 'panel.action.invite',
  'create (generate)': 'panel.action.generate',
  read: 'panel.action.read',
  update: 'panel.action.update',
  delete: 'panel.action.delete',
  'delete (revoke)': 'panel.action.revoke',
  regenerate: 'panel.action.regenerate',
  'reveal (show the key again)': 'panel.action.reveal',
  'see which secrets keys need': 'panel.action.see-secrets',
  secrets: 'panel.action.secrets',
  'see what happened to all tokens': 'panel.action.see-events',
  events: 'panel.action.events',
  'access the api tokens settings page': 'panel.action.access-api-tokens',
  'access the admin tokens settings page': 'panel.action.access-admin-tokens',
  'users and roles': 'panel.action.users-and-roles',
  'api tokens': 'panel.action.api-tokens',
  'admin tokens': 'panel.action.admin-tokens',
  general: 'panel.action.general',
  users: 'panel.users',
  roles: 'panel.roles',
};

/** The message id of a name from the server; undefined if it has none and is shown as is. */
export function knownName(name: string): string | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(KNOWN, key) ? KNOWN[key] : undefined;
}
