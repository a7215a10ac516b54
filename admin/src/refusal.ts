import type { MessageKey } from './translations';

/** What the server, or the way to it, had against a request. */
export interface Refusal {
  /** The HTTP status; null where no answer came. */
  status: number | null;
  /** The server's words; empty where it had none. */
  message: string;
  /** What is wrong with single fields, by name. */
  fields: Record<string, string>;
}

interface ServerError {
  status?: number;
  message?: string;
  details?: {
    code?: string;
    errors?: Array<{ path?: Array<string | number>; message?: string }> };
}

/** The server's messages that have one of the plugin's own in the person's language. */
const KNOWN: Record<string, MessageKey> = {
  'Name already taken': 'refused.name-taken',
  'name is a required field': 'refused.name-required',
  'API Token not found': 'refused.not-found',
  'Admin Token not found': 'refused.not-found',
  'Policy Failed': 'refused.forbidden',
  Forbidden: 'refused.forbidden',
};

/** The server's messages whose middle differs. */
const PATTERNS: Array<[RegExp, MessageKey]> = [
  [/ must be at most \d+ characters$/, 'refused.too-long'],
  [/exceed/i, 'refused.exceeds-owner'],
  [/is not an existing (permission )?action/, 'refused.unknown-action'],
  [/lives? longer|outlives?/, 'refused.outlives'],
  [/^\d+ errors occurred$/, 'refused.several'],
];

/** What a status says by itself. */
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

/** Whether the server answered, with a refusal. */
export function isRefusal(error: unknown): boolean {
  return statusOf(error) !== null;
}

/** Whether a change was denied because the record was changed in the meantime. */
export function isConflict(error: unknown): boolean {
  return serverError(error)?.details?.code === 'ERR_CONFLICT';
}

/** Reads what a failed request of the host's fetch client says. */
export function readRefusal(error: unknown): Refusal {
  const { message = '', details } = serverError(error) ?? {};
  const fields: Record<string, string> = message === 'Name already taken' ? { name: message } : {};
  for (const { path, message: fieldMessage } of details?.errors ?? []) {
    if (path?.length && fieldMessage) fields[String(path[0])] ??= fieldMessage;
  }
  return { status: statusOf(error), message, fields };
}

/**
 * The plugin's own message for a refusal, or null where the server's words are to be shown as they are.
 *
 * @param message The server's words; empty for the request as a whole where there were none.
 */
export function knownMessage(status: number | null, message: string): MessageKey | null {
  if (status === null) return 'refused.unreachable';
  if (Object.hasOwn(KNOWN, message)) return KNOWN[message]!;
  const pattern = PATTERNS.find(([words]) => words.test(message));
  if (pattern) return pattern[1];
  if (Object.hasOwn(STATUSES, status)) return STATUSES[status]!;
  return message && status < 500 ? null : 'refused.unknown';
}
