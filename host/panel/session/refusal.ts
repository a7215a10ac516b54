import { isFetchError } from './fetch-client';

/** The server's messages that the panel says in the person's language, with their ids in the message files. */
const KNOWN: Record<string, string> = {
  'Policy Failed': 'panel.refused.forbidden',
  Forbidden: 'panel.refused.forbidden',
  'Email already taken': 'panel.refused.email-taken',
  'A user with this email address already exists': 'panel.refused.email-taken',
  'Invalid credentials': 'panel.refused.password',
  'Invalid registrationToken': 'panel.refused.invitation',
  'Invalid registration info': 'panel.refused.invitation',
  'You must have at least one user with super admin role.': 'panel.refused.last-super-admin',
  'You cannot delete your own user': 'panel.refused.own-user',
};

/** What a failed request says: an id in the message files, or the server's own words. */
export type Words = { id: string } | { text: string };

const words = (message: string): Words => (Object.hasOwn(KNOWN, message) ? { id: KNOWN[message]! } : { text: message });

/** Why a request failed, as a whole. */
export function refusalOf(error: unknown): Words {
  if (!isFetchError(error)) return { id: 'panel.unreachable' };
  if (error.status === 401) return { id: 'panel.session-ended' };
  if (error.status === 429) return { id: 'panel.login.throttled' };
  return error.response ? words(error.message) : { id: 'panel.error' };
}

/** What is wrong with single fields: from `details.errors`, or from details by field. */
export function fieldRefusalsOf(error: unknown): Record<string, Words> {
  if (!isFetchError(error)) return {};
  if (['Email already taken', 'A user with this email address already exists'].includes(error.message)) return { email: words(error.message) };
  const details = (error.response?.data.error.details ?? {}) as Record<string, unknown>;
  if (Array.isArray(details.errors)) {
    const issues = details.errors as Array<{ path?: Array<string | number>; message?: string }>;
    return Object.fromEntries(
      issues.filter(({ path, message }) => path?.length && message).map(({ path, message }) => [String(path!.at(-1)), words(message!)]),
    );
  }
  return Object.fromEntries(
    Object.entries(details)
      .filter((entry): entry is [string, string[]] => Array.isArray(entry[1]))
      .map(([field, messages]) => [field, words(String(messages[0]))]),
  );
}
