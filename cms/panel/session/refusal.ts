import { isFetchError } from './fetch-client';

/** The server's messages that the panel translates, with their ids in the message files. */
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
  'Change your own password with PUT /admin/users/me and currentPassword': 'panel.refused.own-password',
  "Super admin can't be edited.": 'panel.roles.super-admin',
  "Super admin permissions can't be edited.": 'panel.roles.super-admin',
  'Some roles are still assigned to some users': 'panel.refused.role-in-use',
};

/** The same for messages with a variable part. */
const PATTERNS: Array<[RegExp, string]> = [
  [/^The name must be unique and a role with name/, 'panel.refused.role-name-taken'],
  [/assigned to|still has users/i, 'panel.refused.role-in-use'],
  [/(not found|does not exist)$/, 'panel.refused.not-found'],
  [/ must be at most \d+ characters$/, 'panel.refused.too-long'],
  [/^\d+ errors occurred$/, 'panel.refused.several'],
];

/** Fallback messages by status. */
const STATUSES: Record<number, string> = {
  401: 'panel.session-ended',
  403: 'panel.refused.forbidden',
  429: 'panel.login.throttled',
  503: 'panel.refused.unavailable',
};

/** The server's messages about a field, with their ids in the message files. */
const FIELD_RULES: Array<[RegExp, string]> = [
  [/is a required field$|must be at least 1 characters$|must not be blank$/, 'panel.refused.required'],
  [/must be a valid email$/, 'panel.refused.email'],
  [/^(\w+\.)?password must (be at least|contain)/, 'panel.password.rules'],
];

/** The server's messages about a whole request that concern a single field. */
const FIELDS: Array<[RegExp, string]> = [
  [/^(Email already taken|A user with this email address already exists)$/, 'email'],
  [/^The name must be unique and a role with name/, 'name'],
];

/** The explanation of a failed request: an id in the message files, or the server's own words. */
export type Words = { id: string } | { text: string };

function words(message: string): Words {
  if (Object.hasOwn(KNOWN, message)) return { id: KNOWN[message]! };
  const id = PATTERNS.find(([pattern]) => pattern.test(message))?.[1];
  return id ? { id } : { text: message };
}

function fieldWords(message: string): Words {
  const id = FIELD_RULES.find(([pattern]) => pattern.test(message))?.[1];
  return id ? { id } : words(message);
}

/** Why a whole request failed. */
export function refusalOf(error: unknown): Words {
  if (!isFetchError(error)) return { id: 'panel.unreachable' };
  if (error.status === 401) return { id: STATUSES[401]! };
  if (error.response?.data.error.name === 'SessionReplacedError') return { id: 'panel.session-replaced' };
  const known = words(error.message);
  if ('id' in known) return known;
  const id = STATUSES[error.status ?? 500];
  if (id) return { id };
  return error.response && error.status! < 500 ? known : { id: 'panel.error' };
}

/** What is wrong with individual fields, from `details.errors` or from details by field. */
export function fieldRefusalsOf(error: unknown): Record<string, Words> {
  if (!isFetchError(error)) return {};
  const field = FIELDS.find(([pattern]) => pattern.test(error.message))?.[1];
  if (field !== undefined) return { [field]: words(error.message) };
  const details = (error.response?.data.error.details ?? {}) as Record<string, unknown>;
  if (Array.isArray(details.errors)) {
    const issues = details.errors as Array<{ path?: Array<string | number>; message?: string }>;
    const refusals: Record<string, Words> = {};
    for (const { path, message } of issues) {
      // One issue per field is enough to start with.
      if (path?.length && message) refusals[String(path.at(-1))] ??= fieldWords(message);
    }
    return refusals;
  }
  return Object.fromEntries(
    Object.entries(details)
      .filter((entry): entry is [string, string[]] => Array.isArray(entry[1]))
      .map(([field, messages]) => [field, fieldWords(String(messages[0]))]),
  );
}
