import type { Knex } from 'knex';
import type { TokenKind } from '../token/token-record';
import { NameTakenError } from '../errors';
import type { AdminPermission, Id } from '../host';
import type { KeyRecord, StoredPermission, TokenRecord } from '../token/token-record';
import { failureOf } from './database-failure';
import { idOf, KEYS, partsOf, PERMISSIONS, type StoreDatabase, supportsReturning, table, TOKENS } from './database';
import { decodeToken, KEY_COLUMNS, PERMISSION_COLUMNS, TOKEN_COLUMNS } from './decode-token';

/** A token to be stored, with its key and permissions. */
export type NewTokenRecord = Omit<TokenRecord, 'id' | 'permissions' | 'isBroken' | 'key'> & { key: KeyRecord; permissions: AdminPermission[] };

/** What may change of a token itself. */
export type TokenPatch = Partial<Pick<TokenRecord, 'name' | 'description' | 'type' | 'expiresAt'>>;

/** Narrows a statement on tokens (`t`). */
export type TokenCondition = (query: Knex.QueryBuilder) => void;

/** The longest label of a maker (characters). */
const MAX_LABEL_LENGTH = 255;
/** Rows that one statement inserts: SQLite takes 500, since knex writes them as a union. */
const ROWS_AT_ONCE = 500;

/** The rows of tokens, keys and permissions, through one knex instance or transaction. Ids that do not exist are left out of what is answered. */
export interface TokenRows {
  find(kind: TokenKind, id: Id): Promise<TokenRecord | null>;
  /** All that match, whole, by id. */
  select(condition: TokenCondition): Promise<TokenRecord[]>;
  byIds(ids: readonly Id[]): Promise<TokenRecord[]>;
  /** Those whose key has one of these hashes, by hash, in one statement. */
  byHashes(hashes: readonly string[]): Promise<Map<string, TokenRecord>>;
  /** What the admin tokens with these ids have made, by id. */
  madeBy(makerIds: readonly Id[]): Promise<TokenRecord[]>;
  /** Admin tokens of these people, or of all, by id. */
  ofOwners(ownerIds: readonly Id[] | 'all'): Promise<TokenRecord[]>;
  hasAny(): Promise<boolean>;
  /** Those of these people who own tokens. */
  ownersAmong(ids: readonly Id[]): Promise<Id[]>;
  /** @throws {NameTakenError} */
  insert(token: NewTokenRecord): Promise<TokenRecord>;
  /** Changes a token and moves its `updatedAt`. @throws {NameTakenError} */
  update(token: TokenRecord, patch: TokenPatch): Promise<TokenRecord>;
  replacePermissions(token: TokenRecord, permissions: AdminPermission[]): Promise<TokenRecord>;
  /** Writes what a permission is limited to. */
  narrow(permissions: StoredPermission[]): Promise<void>;
  removePermissions(permissionIds: readonly Id[]): Promise<void>;
  /** Moves `updatedAt` of tokens; with `expiresAt`, sets that as well. */
  touch(tokens: readonly TokenRecord[], patch?: Pick<TokenPatch, 'expiresAt'>): Promise<void>;
  replaceKey(tokenId: Id, key: KeyRecord): Promise<void>;
  /** Deletes tokens with their keys and permissions. */
  remove(ids: readonly Id[]): Promise<void>;
}

/** See {@link TokenRows}. */
export function createTokenRows(db: StoreDatabase, knex: Knex): TokenRows {
  const tokens = () => table(db, knex, `${TOKENS} as t`);
  const writing = (name: string) => table(db, knex, name);

  /** The tokens of rows, with their keys and permissions. */
  async function withParts(rows: any[]): Promise<TokenRecord[]> {
    const keys = new Map<Id, any>();
    const permissions = new Map<Id, any[]>();
    for (const ids of partsOf(rows.map(({ id }) => id as Id))) {
      for (const key of await table(db, knex, `${KEYS} as k`).whereIn('k.token_id', ids).select(KEY_COLUMNS)) keys.set(idOf(key.token), key);
      for (const row of await table(db, knex, `${PERMISSIONS} as p`).whereIn('p.token_id', ids).orderBy('p.id').select(PERMISSION_COLUMNS)) {
        const id = idOf(row.token);
        if (!permissions.has(id)) permissions.set(id, []);
        permissions.get(id)!.push(row);
      }
    }
    return rows.map((row) => decodeToken(row, keys.get(idOf(row.id)), permissions.get(idOf(row.id)) ?? []));
  }

  async function select(condition: TokenCondition): Promise<TokenRecord[]> {
    return withParts(await tokens().where(condition as any).orderBy('t.id').select(TOKEN_COLUMNS));
  }

  async function inParts(column: string, values: readonly Id[], condition: TokenCondition = () => {}): Promise<TokenRecord[]> {
    const found: TokenRecord[] = [];
    for (const some of partsOf(values)) found.push(...await select((query) => void query.whereIn(column, some).where(condition as any)));
    return found;
  }

  async function insertPermissions(tokenId: Id, permissions: AdminPermission[]): Promise<void> {
    const rows = permissions.map(({ action, actionParameters, subject, properties, conditions }) => ({
      token_id: tokenId,
      action,
      action_parameters: asJson(actionParameters),
      subject: subject ?? null,
      properties: asJson(properties),
      conditions: asJson(conditions),
    }));
    for (const some of partsOf(rows, ROWS_AT_ONCE)) await writing(PERMISSIONS).insert(some);
  }

  /** With the ids that the database gave them. */
  async function storedPermissions(tokenId: Id, permissions: AdminPermission[]): Promise<StoredPermission[]> {
    if (permissions.length === 0) return [];
    const rows = await writing(PERMISSIONS).where({ token_id: tokenId }).orderBy('id').select('id');
    return rows.map(({ id }: { id: unknown }, index: number) => ({
      ...permissions[index]!, id: idOf(id), actionParameters: permissions[index]!.actionParameters ?? {}, subject: permissions[index]!.subject ?? null,
      properties: permissions[index]!.properties ?? {}, conditions: permissions[index]!.conditions ?? [],
    }));
  }

  function keyRow({ hash, hint, encryptedKey, lastUsedAt }: KeyRecord) {
    return { hash, hint, encrypted_key: encryptedKey, last_used_at: lastUsedAt };
  }

  return {
    async find(kind, id) {
      const [token] = await select((query) => void query.where('t.id', id).where(ofKind(kind)));
      return token ?? null;
    },

    select,
    byIds: (ids) => inParts('t.id', ids),

    async byHashes(hashes) {
      const found = new Map<string, TokenRecord>();
      for (const some of partsOf([...new Set(hashes)])) {
        const rows: any[] = await table(db, knex, `${KEYS} as k`).whereIn('k.hash', some)
          .join(`${TOKENS} as t`, 't.id', 'k.token_id').leftJoin(`${PERMISSIONS} as p`, 'p.token_id', 't.id')
          .orderBy('p.id').select({ ...KEY_COLUMNS, ...PERMISSION_COLUMNS, ...TOKEN_COLUMNS });
        const byHash = new Map<string, any[]>();
        for (const row of rows) {
          if (!byHash.has(row.hash)) byHash.set(row.hash, []);
          byHash.get(row.hash)!.push(row);
        }
        for (const [hash, parts] of byHash) found.set(hash, decodeToken(parts[0], parts[0], parts.filter(({ permission }) => permission !== null)));
      }
      return found;
    },

    madeBy: (makerIds) => inParts('t.made_by_id', makerIds, (query) => void query.where('t.made_by_type', 'admin-token')),

    ofOwners: (ownerIds) => (ownerIds === 'all'
      ? select((query) => void query.where('t.kind', 'admin').whereNotNull('t.admin_user_owner_id'))
      : inParts('t.admin_user_owner_id', ownerIds, (query) => void query.where('t.kind', 'admin'))),

    hasAny: async () => (await tokens().limit(1).select({ id: 't.id' })).length > 0,

    async ownersAmong(ids) {
      const found: Id[] = [];
      for (const some of partsOf(ids)) {
        const rows: any[] = await tokens().whereIn('t.admin_user_owner_id', some).distinct({ owner: 't.admin_user_owner_id' });
        found.push(...rows.map(({ owner }) => idOf(owner)));
      }
      return found;
    },

    async insert({ permissions, key, ...token }) {
      const row = {
        name: token.name,
        description: token.description,
        kind: token.kind,
        type: token.type,
        lifespan: token.lifespan,
        expires_at: token.expiresAt,
        issued_at: token.createdAt,
        changed_at: token.updatedAt,
        made_by_type: token.madeBy?.type ?? null,
        made_by_id: token.madeBy?.id ?? null,
        made_by_label: token.madeBy?.label?.slice(0, MAX_LABEL_LENGTH) ?? null,
        admin_user_owner_id: token.ownerId,
      };
      const id = await insertOne(writing(TOKENS), row, supportsReturning(knex)).catch(nameTaken);
      await writing(KEYS).insert({ ...keyRow(key), token_id: id });
      await insertPermissions(id, permissions);
      return { ...token, id, key, permissions: await storedPermissions(id, permissions), isBroken: false };
    },

    async update(token, patch) {
      const updatedAt = after(token.updatedAt);
      const { name, description, type, expiresAt } = patch;
      await writing(TOKENS).where({ id: token.id })
        .update(given({ name, description, type, expires_at: expiresAt, changed_at: updatedAt })).catch(nameTaken);
      return { ...token, ...given(patch), updatedAt };
    },

    async replacePermissions(token, permissions) {
      await writing(PERMISSIONS).where({ token_id: token.id }).delete();
      await insertPermissions(token.id, permissions);
      return { ...token, permissions: await storedPermissions(token.id, permissions) };
    },

    async narrow(permissions) {
      for (const { id, properties, conditions } of permissions) {
        await writing(PERMISSIONS).where({ id }).update({ properties: asJson(properties), conditions: asJson(conditions) });
      }
    },

    async removePermissions(ids) {
      for (const some of partsOf(ids)) await writing(PERMISSIONS).whereIn('id', some).delete();
    },

    async touch(some, { expiresAt } = {}) {
      for (const part of partsOf(some)) {
        const updatedAt = after(Math.max(...part.map((token) => token.updatedAt)));
        await writing(TOKENS).whereIn('id', part.map(({ id }) => id)).update(given({ changed_at: updatedAt, expires_at: expiresAt }));
      }
    },

    async replaceKey(tokenId, key) {
      await writing(KEYS).where({ token_id: tokenId }).delete();
      await writing(KEYS).insert({ ...keyRow(key), token_id: tokenId });
    },

    async remove(ids) {
      for (const some of partsOf(ids)) {
        await writing(PERMISSIONS).whereIn('token_id', some).delete();
        await writing(KEYS).whereIn('token_id', some).delete();
        await writing(TOKENS).whereIn('id', some).delete();
      }
    },
  };
}

/** Tokens (`t`) of a kind. Those of an unknown kind are listed, and can be deleted, with the content-API tokens. */
export function ofKind(kind: TokenKind): any {
  return (query: Knex.QueryBuilder) => void (kind === 'admin' ? query.where('t.kind', 'admin') : query.whereNot('t.kind', 'admin').orWhereNull('t.kind'));
}

/** Later than before in any case: two changes within one millisecond, or with the clock set back, are told apart. */
function after(before: number): number {
  return Math.max(Date.now(), before + 1);
}

async function insertOne(query: Knex.QueryBuilder, row: object, canReturn: boolean): Promise<Id> {
  const [answer] = await (canReturn ? query.insert(row).returning('id') : query.insert(row));
  return idOf(typeof answer === 'object' ? answer.id : answer);
}

/** Without what is undefined. */
function given<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

function asJson(value: object | null | undefined): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** The name is the only unique value that callers choose. */
function nameTaken(error: unknown): never {
  throw failureOf(error) === 'unique' ? new NameTakenError() : error;
}
