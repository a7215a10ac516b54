import type { MessageKey } from '../../../translations';

/** Names that hosts only have in English, with the plugin's messages for them. */
const KNOWN: Record<string, MessageKey> = {
  create: 'action.create',
  'create (invite)': 'action.invite',
  'create (generate)': 'action.generate',
  read: 'action.read',
  update: 'action.update',
  delete: 'action.delete',
  'delete (revoke)': 'action.revoke',
  publish: 'action.publish',
  regenerate: 'action.regenerate',
  'reveal (show the key again)': 'action.reveal',
  'see which secrets keys need': 'action.see-secrets',
  'see what happened to all tokens': 'action.see-events',
  'access the api tokens settings page': 'action.access-api-tokens',
  'access the admin tokens settings page': 'action.access-admin-tokens',
  users: 'action.users',
  roles: 'action.roles',
  'users and roles': 'action.users-and-roles',
  'api tokens': 'api-tokens.title',
  'admin tokens': 'admin-tokens.title',
};

/**
 * A name in the person's language, part by part (`Users: Read`). Unknown parts stay as they are.
 *
 * @param text Returns a message.
 */
export function knownLabel(label: string, text: (key: MessageKey) => string): string {
  return label
    .split(': ')
    .map((part) => (Object.hasOwn(KNOWN, part.toLowerCase()) ? text(KNOWN[part.toLowerCase()]!) : part))
    .join(': ');
}
