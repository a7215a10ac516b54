import type { TokenKind, TokenMaker, TokenType } from '../token/token-record';
import type { KeyRecord, StoredPermission, TokenRecord } from '../token/token-record';
import { idOf } from './database';

const KINDS: unknown[] = ['content-api', 'admin'];
const TYPES: unknown[] = ['read-only', 'full-access', 'custom'];

/**
 * What is read of each table: columns by names of one lower-case word. A knex instance of an app may translate names with capitals or underscores.
 */
export const TOKEN_COLUMNS = {
  id: 't.id', name: 't.name', description: 't.description', kind: 't.kind', type: 't.type', lifespan: 't.lifespan', end: 't.expires_at',
  issued: 't.issued_at', changed: 't.changed_at', maker: 't.made_by_type', makerid: 't.made_by_id', makerlabel: 't.made_by_label',
  owner: 't.admin_user_owner_id',
};
export const KEY_COLUMNS = { token: 'k.token_id', hash: 'k.hash', hint: 'k.hint', cipher: 'k.encrypted_key', used: 'k.last_used_at' };
export const PERMISSION_COLUMNS = {
  token: 'p.token_id', permission: 'p.id', action: 'p.action', parameters: 'p.action_parameters', subject: 'p.subject', properties: 'p.properties',
  conditions: 'p.conditions',
};

type Columns<Of> = { [Name in keyof Of]: unknown };

/** What stands in a row that cannot be read. */
class Unreadable extends Error {}

/** The token of a row, its key and its permissions. Never throws: what cannot be read makes it a broken one. */
export function decodeToken(
  row: Columns<typeof TOKEN_COLUMNS>, key: Columns<typeof KEY_COLUMNS> | undefined, permissions: Array<Columns<typeof PERMISSION_COLUMNS>>,
): TokenRecord {
  const plain = {
    id: idOf(row.id),
    name: String(row.name ?? ''),
    description: String(row.description ?? ''),
    kind: (row.kind === 'admin' ? 'admin' : 'content-api') as TokenKind,
    madeBy: row.maker ? { type: row.maker as TokenMaker['type'], id: row.makerid === null ? null : idOf(row.makerid), label: row.makerlabel as string | null } : null,
    ownerId: row.owner === null || row.owner === undefined ? null : idOf(row.owner),
  };
  try {
    if (!KINDS.includes(row.kind) || (row.kind === 'content-api' && !TYPES.includes(row.type))) throw new Unreadable();
    return {
      ...plain,
      type: row.kind === 'admin' ? null : row.type as TokenType,
      lifespan: wholeOrNull(row.lifespan),
      expiresAt: wholeOrNull(row.end),
      createdAt: wholeOrNull(row.issued) ?? 0,
      updatedAt: wholeOrNull(row.changed) ?? 0,
      key: key ? decodeKey(key) : null,
      permissions: permissions.map(decodePermission),
      isBroken: false,
    };
  } catch (error) {
    if (!(error instanceof Unreadable || error instanceof SyntaxError)) throw error;
    const hint = key ? key.hint as string | null : null;
    return {
      ...plain, type: null, lifespan: null, expiresAt: 0, createdAt: 0, updatedAt: 0,
      key: key ? { hash: String(key.hash), hint, encryptedKey: null, lastUsedAt: null } : null,
      permissions: [], isBroken: true,
    };
  }
}

function decodeKey({ hash, hint, cipher, used }: Columns<typeof KEY_COLUMNS>): KeyRecord {
  return { hash: String(hash), hint: hint as string | null, encryptedKey: cipher as string | null, lastUsedAt: wholeOrNull(used) };
}

function decodePermission(row: Columns<typeof PERMISSION_COLUMNS>): StoredPermission {
  return {
    id: idOf(row.permission),
    action: String(row.action),
    actionParameters: parsed(row.parameters, {}),
    subject: row.subject as string | null,
    properties: parsed(row.properties, {}),
    conditions: parsed(row.conditions, []),
  };
}

function parsed<T>(text: unknown, missing: T): T {
  return text === null || text === undefined ? missing : JSON.parse(String(text)) as T;
}

/** Drivers read whole numbers of 64 bits as numbers, texts or bigints. SQLite keeps any text in such a column. */
function whole(value: unknown): number {
  const number = typeof value === 'number' ? value : typeof value === 'bigint' || (typeof value === 'string' && /^-?\d{1,16}$/.test(value)) ? Number(value) : NaN;
  if (!Number.isSafeInteger(number)) throw new Unreadable();
  return number;
}

function wholeOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : whole(value);
}
