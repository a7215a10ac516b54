import type { TokenKind, TokenMaker, TokenType } from '../token/token-record';
import type { KeylessToken, KeyRecord, StoredPermission, TokenRecord } from '../token/token-record';
import { isRestrictions } from '../grant/check-restrictions';
import { isRecord, type Restrictions } from '../grant/restriction-types';
import type { RateLimit } from '../token/request-window';
import { idOf, type RowOf } from './database';

const KINDS: unknown[] = ['content-api', 'admin'];
const TYPES: unknown[] = ['read-only', 'full-access', 'custom'];
const MAKERS: unknown[] = ['user', 'admin-token', 'config', 'cli', 'system'] satisfies Array<TokenMaker['type']>;
/** The furthest that a date can be from the epoch (milliseconds; ECMA-262, 21.4.1.1). */
const MAX_TIME = 8.64e15;

/** The columns read from each table, under names in lower case without underscores: an app's knex instance may translate other names. */
export const TOKEN_COLUMNS = {
  id: 't.id', name: 't.name', description: 't.description', kind: 't.kind', type: 't.type', lifespan: 't.lifespan', end: 't.expires_at',
  enabled: 't.enabled', restrictions: 't.restrictions', addresses: 't.allowed_addresses', rate: 't.rate_limit',
  starts: 't.starts_at', issued: 't.issued_at', changed: 't.changed_at', maker: 't.made_by_type', makerid: 't.made_by_id', makerlabel: 't.made_by_label',
  managedby: 't.managed_by', owner: 't.admin_user_owner_id',
};
export const KEY_COLUMNS = {
  token: 'k.token_id', key: 'k.id', hash: 'k.hash', saltid: 'k.salt_id', hint: 'k.hint', cipher: 'k.encrypted_key', keyend: 'k.expires_at', leaked: 'k.leaked_at', used: 'k.last_used_at',
  from: 'k.last_used_from',
};
export const PERMISSION_COLUMNS = {
  token: 'p.token_id', permission: 'p.id', action: 'p.action', parameters: 'p.action_parameters', subject: 'p.subject', properties: 'p.properties',
  conditions: 'p.conditions',
};

export type TokenRow = RowOf<typeof TOKEN_COLUMNS>;
export type KeyRow = RowOf<typeof KEY_COLUMNS>;
export type PermissionRow = RowOf<typeof PERMISSION_COLUMNS>;

/** An unreadable value in a row. */
class Unreadable extends Error {}

const BROKEN = {
  type: null, lifespan: null, expiresAt: 0, allowedAddresses: null, rateLimit: null, createdAt: 0, startsAt: 0, updatedAt: 0, restrictions: null, permissions: [],
  isBroken: true,
};

/** The token of a row with its permissions. Never throws: a token with unreadable values is broken. */
export function decodeKeyless(row: TokenRow, permissions: PermissionRow[]): KeylessToken {
  const hasMaker = row.maker !== null && row.maker !== undefined && row.maker !== '';
  const isMakerKnown = MAKERS.includes(row.maker);
  const plain = {
    id: idOf(row.id),
    name: String(row.name ?? ''),
    description: String(row.description ?? ''),
    kind: (row.kind === 'admin' ? 'admin' : 'content-api') as TokenKind,
    madeBy: isMakerKnown ? { type: row.maker as TokenMaker['type'], id: row.makerid === null ? null : idOf(row.makerid), label: row.makerlabel as string | null } : null,
    managedBy: row.managedby === 'config' ? 'config' as const : null,
    ownerId: row.owner === null || row.owner === undefined ? null : idOf(row.owner),
    enabled: isEnabled(row.enabled),
  };
  try {
    if (!KINDS.includes(row.kind) || (row.kind === 'content-api' && !TYPES.includes(row.type))) throw new Unreadable();
    // A token may have created it, whose limits would then apply.
    if (hasMaker && !isMakerKnown) throw new Unreadable();
    const createdAt = wholeOrNull(row.issued) ?? 0;
    return {
      ...plain,
      type: row.kind === 'admin' ? null : row.type as TokenType,
      lifespan: wholeOrNull(row.lifespan),
      expiresAt: wholeOrNull(row.end),
      allowedAddresses: rangesOrNull(row.addresses),
      rateLimit: rateOrNull(row.rate),
      createdAt,
      startsAt: wholeOrNull(row.starts) ?? createdAt,
      updatedAt: wholeOrNull(row.changed) ?? 0,
      restrictions: decodeRestrictions(row.restrictions),
      permissions: permissions.map(decodePermission),
      isBroken: false,
    };
  } catch (error) {
    if (!(error instanceof Unreadable || error instanceof SyntaxError)) throw error;
    return { ...plain, ...BROKEN };
  }
}

/** The token of a row with its permissions and its accepted keys. Never throws, as {@link decodeKeyless}. */
export function decodeToken(row: TokenRow, keys: KeyRow[], permissions: PermissionRow[]): TokenRecord {
  const token = decodeKeyless(row, permissions);
  const decoded = keys.map(decodeKey);
  return {
    ...token,
    ...(decoded.includes(null) && BROKEN),
    key: decoded.find((key) => key?.expiresAt === null) ?? null,
    previousKey: decoded.find((key) => key && key.expiresAt !== null) ?? null,
  };
}

/** The key of a row; null if it cannot be read. */
export function decodeKey({ key, hash, saltid, hint, cipher, keyend, leaked, used, from }: KeyRow): KeyRecord | null {
  try {
    return {
      id: idOf(key),
      hash: String(hash),
      saltId: saltid as string | null,
      hint: hint as string | null,
      encryptedKey: cipher as string | null,
      expiresAt: wholeOrNull(keyend),
      leakedAt: wholeOrNull(leaked),
      lastUsedAt: wholeOrNull(used),
      lastUsedFrom: from as string | null,
    };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return null;
  }
}

/** Rows that are older than the column have null; a value that is not a boolean must not authenticate. */
function isEnabled(value: unknown): boolean {
  return value === null || value === undefined || value === true || Number(value) === 1;
}

/** Unreadable restrictions must not count as none. */
function decodeRestrictions(text: unknown): Restrictions | null {
  const restrictions = parsed<unknown>(text);
  if (restrictions !== null && !isRestrictions(restrictions)) throw new Unreadable();
  return restrictions;
}

/** An unreadable part of a permission must not count as no limit. */
function decodePermission(row: PermissionRow): StoredPermission {
  const actionParameters = parsed<unknown>(row.parameters) ?? {};
  const properties = parsed<unknown>(row.properties) ?? {};
  const conditions = parsed<unknown>(row.conditions) ?? [];
  const isReadable = typeof row.action === 'string' && isRecord(actionParameters) && areNames(conditions)
    && isRecord(properties) && [properties.fields ?? [], properties.locales ?? []].every(areNames);
  if (!isReadable) throw new Unreadable();
  return {
    id: idOf(row.permission),
    action: row.action as string,
    actionParameters,
    subject: row.subject as string | null,
    properties: properties as StoredPermission['properties'],
    conditions,
  };
}

function areNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function parsed<T>(text: unknown): T | null {
  return text === null || text === undefined ? null : JSON.parse(String(text)) as T;
}

/** An unreadable value must not allow all addresses. */
function rangesOrNull(text: unknown): string[] | null {
  const ranges = parsed<unknown>(text);
  if (ranges !== null && !areNames(ranges)) throw new Unreadable();
  return ranges;
}

/** An unreadable value must not lift a limit. */
function rateOrNull(text: unknown): RateLimit | null {
  const rate = parsed<Partial<RateLimit>>(text);
  if (rate === null) return null;
  const { limit = 0, window = 0 } = rate;
  if (!(Number.isSafeInteger(limit) && limit > 0 && Number.isSafeInteger(window) && window > 0)) throw new Unreadable();
  return { limit, window };
}

/** Reads times and durations. Drivers read 64-bit integers as numbers, texts or bigints. SQLite stores any text in such a column. */
function whole(value: unknown): number {
  const number = typeof value === 'number' ? value : typeof value === 'bigint' || (typeof value === 'string' && /^-?\d{1,16}$/.test(value)) ? Number(value) : NaN;
  if (!Number.isInteger(number) || Math.abs(number) > MAX_TIME) throw new Unreadable();
  return number;
}

function wholeOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : whole(value);
}
