import type { MessageKey } from './translations';

/** Why a request failed, at the server or on the way to it. */
export interface Refusal {
  /** The HTTP status; null if there was no answer. */
  status: number | null;
  /** The server's message; empty if it had none. */
  message: string;
  /** The errors of single fields, by name. */
  fields: Record<string, string>;
}

interface ServerError {
  status?: number;
  message?: string;
  details?: {
    code?: string;
    errors?: Array<{ path?: Array<string | number>; message?: string }> };
}

/** The server's messages for which the plugin has a translation. */
const KNOWN: Record<string, MessageKey> = {
  'Name already taken': 'refused.name-taken',
  'name is a required field': 'refused.name-required',
  'API Token not found': 'refused.not-found',
  'Admin Token not found': 'refused.not-found',
  'This token has no previous key that is still accepted': 'refused.no-previous-key',
  'expiresAt must be in the future': 'refused.date-past',
  'This token is declared in the server’s configuration. Change it there': 'refused.managed',
  'Policy Failed': 'refused.forbidden',
  Forbidden: 'refused.forbidden',
};

/** The server's messages about an expiry that it does not allow, whether a date or a duration. */
const ABOUT_THE_END = /^(expiresAt must |A token may last at most )/;

/** The server's messages about a rate limit that it does not allow. */
const ABOUT_RATE = /^rateLimit must not be more /;

/** The server's messages about addresses that it does not allow. */
const ABOUT_ADDRESSES = /^allowedAddresses has /;

/** The server's messages about restrictions that it does not accept. */
const ABOUT_RESTRICTIONS = /^restrictions[. ]/;

/** The same for messages with a variable part. */
const PATTERNS: Array<[RegExp, MessageKey]> = [
  [/ must be at most \d+ characters$/, 'refused.too-long'],
  [/^A token may last at most /, 'refused.policy'],
  [/^expiresAt must not be after /, 'refused.after-maker'],
  [/^The admin token that created this token has expired/, 'refused.maker-ended'],
  [/ must be an IPv4 or IPv6 address, or a range/, 'refused.address'],
  [/^address must be an IPv4 or IPv6 address$/, 'refused.client-address'],
  [/^allowedAddresses has more than before/, 'refused.addresses-widened'],
  [/^allowedAddresses has addresses that the admin token/, 'refused.addresses-of-maker'],
  [/^rateLimit must not be more than before/, 'refused.rate-widened'],
  [/^rateLimit must not be more than that of/, 'refused.rate-of-maker'],
  [/^rateLimit\./, 'refused.rate'],
  [/^restrictions\..* names the unknown |^restrictions\..* is not a content type/, 'refused.restriction-unknown'],
  [/^restrictions\..*\.where has a value that does not fit/, 'refused.restriction-value'],
  [/exceed/i, 'refused.exceeds-owner'],
  [/is not an existing (permission )?action/, 'refused.unknown-action'],
  [/lives? longer|outlives?/, 'refused.outlives'],
  [/^\d+ errors occurred$/, 'refused.several'],
];

/** The meaning of a status by itself. */
const STATUSES: Record<number, MessageKey> = {
  401: 'refused.session',
  403: 'refused.forbidden',
  404: 'refused.not-found',
  409: 'refused.conflict',
  413: 'refused.too-large',
  429: 'refused.throttled',
  503: 'refused.unavailable',
};

function serverError(error: unknown): ServerError | undefined {
  return (error as { response?: { data?: { error?: ServerError } } } | null)?.response?.data?.error;
}

function statusOf(error: unknown): number | null {
  const status = (error as { status?: unknown } | null)?.status ?? serverError(error)?.status;
  return typeof status === 'number' ? status : null;
}

/** Whether the server answered with an error. */
export function isRefusal(error: unknown): boolean {
  return statusOf(error) !== null;
}

/** Whether a change was denied because the record was changed in the meantime. */
export function isConflict(error: unknown): boolean {
  return serverError(error)?.details?.code === 'ERR_CONFLICT';
}

/** Reads the error of a failed request of the host's fetch client. */
export function readRefusal(error: unknown): Refusal {
  const { message = '', details } = serverError(error) ?? {};
  const fields: Record<string, string> = {};
  if (message === 'Name already taken') fields.name = message;
  if (ABOUT_THE_END.test(message)) fields.expiresAt = message;
  if (ABOUT_RATE.test(message)) fields.rateLimit = message;
  if (ABOUT_ADDRESSES.test(message)) fields.allowedAddresses = message;
  if (ABOUT_RESTRICTIONS.test(message)) fields.restrictions = message;
  for (const { path, message: fieldMessage } of details?.errors ?? []) {
    if (path?.length && fieldMessage) fields[String(path[0])] ??= fieldMessage;
  }
  return { status: statusOf(error), message, fields };
}

/**
 * The plugin's own message for an error, or null if the server's message is to be shown as it is.
 *
 * @param message The server's message; empty if there was none.
 */
export function knownMessage(status: number | null, message: string): MessageKey | null {
  if (status === null) return 'refused.unreachable';
  if (Object.hasOwn(KNOWN, message)) return KNOWN[message]!;
  const pattern = PATTERNS.find(([words]) => words.test(message));
  if (pattern) return pattern[1];
  if (Object.hasOwn(STATUSES, status)) return STATUSES[status]!;
  return message && status < 500 ? null : 'refused.unknown';
}
