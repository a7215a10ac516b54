import { readFileSync } from 'node:fs';
import { type Given, type Option, UsageError } from './command';
import { readDuration } from './read-duration';
import { readFields } from './read-input';

/** The options for fields of a token that `create` and `update` share. */
export const FIELD_OPTIONS: Record<string, Option> = {
  description: { value: 'TEXT', help: 'What the token is for' },
  type: { value: 'TYPE', help: 'read-only, full-access or custom (content-API tokens)' },
  permission: { value: 'ACTION', multiple: true, help: 'An action that it may use, or ACTION=SUBJECT for one on a content type (admin tokens); repeat for more' },
  'expires-at': { value: 'DATE', help: 'When it expires, in ISO 8601, such as 2030-01-31T12:00:00Z; never for no expiry' },
  'allow-address': { value: 'ADDRESS', multiple: true, help: 'An address or range that it may be used from; repeat for more; all for any address' },
  'rate-limit': { value: 'LIMIT/SECONDS', help: 'How many requests it may send in how many seconds, such as 600/60; none for any number' },
  restrictions: { value: 'FILE', help: 'Its restrictions as JSON, or the name of a file with them; none for no restrictions (content-API tokens)' },
};

/** The fields given as options and, with `-`, as JSON on standard input; options take precedence. @throws {UsageError} */
export async function readTokenFields(given: Given, isAdmin: boolean | null, takesInput: boolean): Promise<Record<string, unknown>> {
  const lifespan = given.value('lifespan');
  const permissions = given.values('permission');
  const end = given.value('expires-at');
  const addresses = given.values('allow-address');
  const rate = given.value('rate-limit');
  const restrictions = given.value('restrictions');
  return {
    ...(takesInput ? await readFields(given) : {}),
    ...present({
      name: given.value('name'),
      description: given.value('description'),
      type: given.value('type'),
      lifespan: lifespan === undefined ? undefined : readDuration('--lifespan', lifespan),
      expiresAt: end === 'never' ? null : end,
      allowedAddresses: addresses?.join() === 'all' ? null : addresses,
      rateLimit: rate === undefined ? undefined : toRateLimit(rate),
      restrictions: restrictions === undefined ? undefined : toRestrictions(restrictions),
    }),
    ...(permissions !== undefined && (isAdmin ? { adminPermissions: permissions.map(toAdminPermission) } : { permissions })),
  };
}

function toRateLimit(text: string): { limit: number; window: number } | null {
  if (text === 'none') return null;
  const [, limit, window] = /^(\d{1,7})\/(\d{1,5})$/.exec(text) ?? [];
  if (limit === undefined) throw new UsageError('--rate-limit must be LIMIT/SECONDS such as 600/60, or none.');
  return { limit: Number(limit), window: Number(window) };
}

function toRestrictions(given: string): object | null {
  if (given === 'none') return null;
  try {
    const read: unknown = JSON.parse(given.trimStart().startsWith('{') ? given : readFileSync(given, 'utf8'));
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== undefined) throw new UsageError(`--restrictions: ${given} cannot be read.`);
  }
  throw new UsageError('--restrictions must be a JSON object such as {"read":{"status":"published"}}, a file with one, or none.');
}

function toAdminPermission(text: string): { action: string; subject: string | null } {
  const [action, subject, ...others] = text.split('=');
  if (others.length > 0 || subject === '') throw new UsageError('--permission for an admin token must be ACTION or ACTION=SUBJECT.');
  return { action: action!, subject: subject ?? null };
}

function present(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
