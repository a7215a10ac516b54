import type { Knex } from 'knex';
import { RETIRED_KEPT_MS } from '../token/key-state';
import type { TokenKind } from '../token/token-record';
import { NameTakenError } from '../errors';
import type { AdminPermission, Id } from '../host';
import type { KeylessToken, KeyRecord, NewKeyRecord, StoredPermission, TokenRecord } from '../token/token-record';
import { failureOf } from './database-failure';
import {
  DENIALS, idOf, KEYS, partsOf, PERMISSIONS, type StoreDatabase, supportsReturning, table, TOKENS, USAGE, USAGE_ACTIONS,
} from './database';
import { decodeKey, decodeKeyless, decodeToken, KEY_COLUMNS, PERMISSION_COLUMNS, TOKEN_COLUMNS } from './decode-token';

/** A token to be stored, enabled from now on (`createdAt`), with its key and permissions; limits that are omitted do not apply. */
export type NewTokenRecord =
  & Omit<KeylessToken, 'id' | 'enabled' | 'allowedAddresses' | 'rateLimit' | 'startsAt' | 'updatedAt' | 'managedBy' | 'restrictions' | 'permissions' | 'isBroken'>
  & Partial<Pick<KeylessToken, 'allowedAddresses' | 'rateLimit' | 'managedBy' | 'restrictions'>>
  & { key: (tokenId: Id) => NewKeyRecord; permissions: AdminPermission[] };

/** The attributes of a token that can change. */
export type TokenPatch = Partial<Pick<TokenRecord,
  'name' | 'description' | 'type' | 'lifespan' | 'expiresAt' | 'enabled' | 'allowedAddresses' | 'rateLimit' | 'startsAt' | 'ownerId' | 'restrictions'>>;

/** A key with the token that it belongs, or belonged, to. */
export interface FoundKey {
  token: KeylessToken;
  /** Null if it cannot be read; then the token is broken. */
  key: KeyRecord | null;
}

/** A key that can be shown again, with the token that it belongs to. */
export type EncryptedKey = Pick<KeyRecord, 'id' | 'hash' | 'saltId'> & { encryptedKey: string; tokenId: Id };

/** Filters a statement on tokens (`t`). */
export type TokenCondition = (query: Knex.QueryBuilder) => void;

/** The maximum length of a creator's label (characters). */
const MAX_LABEL_LENGTH = 255;
/** The maximum number of rows in an insert: SQLite accepts 500, since knex writes them as a union. */
const ROWS_AT_ONCE = 500;

/** Hashes per statement: all that a batch of five hundred keys can have. */
const HASHES_AT_ONCE = 2000;

/** The rows of tokens, keys and permissions, through one knex instance or transaction. Ids that do not exist are left out of results. */
export interface TokenRows {
  find(kind: TokenKind, id: Id): Promise<TokenRecord | null>;
  /** All matching tokens, complete, by id. */
  select(condition: TokenCondition): Promise<TokenRecord[]>;
  byIds(ids: readonly Id[]): Promise<TokenRecord[]>;
  /** All tokens of a kind, by id, without permissions. */
  ofKind(kind: TokenKind): Promise<KeylessToken[]>;
  /** The keys with these hashes, including those that no longer work, by hash, in one statement. */
  byHashes(hashes: readonly string[]): Promise<Map<string, FoundKey>>;
  /** The tokens created by the admin tokens with these ids, ordered by id. */
  madeBy(makerIds: readonly Id[]): Promise<TokenRecord[]>;
  /** Admin tokens of these people, or of all, by id. */
  ofOwners(ownerIds: readonly Id[] | 'all'): Promise<TokenRecord[]>;
  hasAny(): Promise<boolean>;
  /** The people among these who own tokens. */
  ownersAmong(ids: readonly Id[]): Promise<Id[]>;
  /** @throws {NameTakenError} */
  insert(token: NewTokenRecord): Promise<TokenRecord>;
  /** Changes a token and advances its `updatedAt`. @throws {NameTakenError} */
  update<Token extends KeylessToken>(token: Token, patch: TokenPatch): Promise<Token>;
  replacePermissions(token: TokenRecord, permissions: AdminPermission[]): Promise<TokenRecord>;
  /** Writes the narrowed limits of permissions. */
  narrow(permissions: StoredPermission[]): Promise<void>;
  removePermissions(permissionIds: readonly Id[]): Promise<void>;
  /** Advances `updatedAt` of tokens; with `expiresAt`, sets that as well. */
  touch(tokens: readonly TokenRecord[], patch?: Pick<TokenPatch, 'expiresAt'>): Promise<void>;
  /** Gives a token a new key at `now`. The previous one is accepted until `previousUntil`, an earlier one ends immediately. */
  replaceKey(tokenId: Id, key: NewKeyRecord, now: number, previousUntil: number): Promise<void>;
  /** Ends the current key of a token at `now`: the token has none until it gets another. */
  endCurrentKey(tokenId: Id, now: number): Promise<void>;
  /** Deletes keys by their hashes, so that another token can have them. */
  deleteKeys(hashes: readonly string[]): Promise<void>;
  /** Ends the previous key of a token at `now`. */
  endPreviousKey(tokenId: Id, now: number): Promise<void>;
  /** Records that a key was reported as leaked at `now`. */
  markLeaked(keyId: Id, now: number): Promise<void>;
  /** Replaces the hashes of keys, and stores which salt the new ones use. A hash that another key already has is skipped. */
  rehash(hashes: ReadonlyMap<string, string>, saltId: string): Promise<void>;
  /** Encrypted keys with ids after `after`, ordered by id, `limit` at most. */
  encryptedKeys(after: Id, limit: number): Promise<EncryptedKey[]>;
  /** Replaces the ciphertexts of keys, by their ids. */
  reencrypt(ciphers: ReadonlyMap<Id, string>): Promise<void>;
  /** How many keys that still work need each salt and encryption key, by its id; null if that is unknown. */
  countBySecret(): Promise<{ salts: Map<string | null, number>; encryptionKeys: Map<string | null, number> }>;
  /** Deletes tokens with their keys, permissions, usage and denials. */
  remove(ids: readonly Id[]): Promise<void>;
}

/** See {@link TokenRows}. */
export function createTokenRows(db: StoreDatabase, knex: Knex): TokenRows {
  const tokens = () => table(db, knex, `${TOKENS} as t`);
  const writing = (name: string) => table(db, knex, name);

  /** The tokens of rows, with their keys and permissions. */
  async function withParts(rows: any[]): Promise<TokenRecord[]> {
    const keys = new Map<Id, any[]>();
    const permissions = new Map<Id, any[]>();
    const now = Date.now();
    for (const ids of partsOf(rows.map(({ id }) => id as Id))) {
      collect(keys, await table(db, knex, `${KEYS} as k`).whereIn('k.token_id', ids)
        .where((accepted) => void accepted.whereNull('k.expires_at').orWhere('k.expires_at', '>', now)).select(KEY_COLUMNS));
      collect(permissions, await table(db, knex, `${PERMISSIONS} as p`).whereIn('p.token_id', ids).orderBy('p.id').select(PERMISSION_COLUMNS));
    }
    return rows.map((row) => decodeToken(row, keys.get(idOf(row.id)) ?? [], permissions.get(idOf(row.id)) ?? []));
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
    for (const some of partsOf(withoutEmptyColumns(rows), ROWS_AT_ONCE)) await writing(PERMISSIONS).insert(some);
  }

  /** The permissions with the ids that the database assigned. */
  async function storedPermissions(tokenId: Id, permissions: AdminPermission[]): Promise<StoredPermission[]> {
    if (permissions.length === 0) return [];
    const rows = await writing(PERMISSIONS).where({ token_id: tokenId }).orderBy('id').select('id');
    return rows.map(({ id }: { id: unknown }, index: number) => {
      const { action, actionParameters, subject, properties, conditions } = permissions[index]!;
      return {
        id: idOf(id), action, actionParameters: actionParameters ?? {}, subject: subject ?? null, properties: properties ?? {}, conditions: conditions ?? [],
      };
    });
  }

  async function insertKey(tokenId: Id, { hash, saltId, hint, encryptedKey, leakedAt = null, lastUsedAt, lastUsedFrom }: NewKeyRecord): Promise<Id> {
    const row = { token_id: tokenId, hash, salt_id: saltId, hint, encrypted_key: encryptedKey, leaked_at: leakedAt, last_used_at: lastUsedAt, last_used_from: lastUsedFrom };
    return insertOne(writing(KEYS), row, supportsReturning(knex));
  }

  async function endKeys(query: Knex.QueryBuilder, expiresAt: number): Promise<void> {
    // Ended keys are never shown again.
    await query.update({ expires_at: expiresAt, encrypted_key: null });
  }

  return {
    async find(kind, id) {
      const [token] = await select((query) => void query.where('t.id', id).where(ofKind(kind)));
      return token ?? null;
    },

    select,
    byIds: (ids) => inParts('t.id', ids),

    ofKind: async (kind) => (await tokens().where(ofKind(kind)).orderBy('t.id').select(TOKEN_COLUMNS)).map((row: any) => decodeKeyless(row, [])),

    async byHashes(hashes) {
      const found = new Map<string, FoundKey>();
      for (const some of partsOf([...new Set(hashes)], HASHES_AT_ONCE)) {
        const rows: any[] = await table(db, knex, `${KEYS} as k`).whereIn('k.hash', some)
          .join(`${TOKENS} as t`, 't.id', 'k.token_id').leftJoin(`${PERMISSIONS} as p`, 'p.token_id', 't.id')
          .orderBy('p.id').select({ ...KEY_COLUMNS, ...PERMISSION_COLUMNS, ...TOKEN_COLUMNS });
        const byHash = new Map<string, any[]>();
        for (const row of rows) {
          if (!byHash.has(row.hash)) byHash.set(row.hash, []);
          byHash.get(row.hash)!.push(row);
        }
        for (const [hash, parts] of byHash) {
          found.set(hash, { token: decodeKeyless(parts[0], parts.filter(({ permission }) => permission !== null)), key: decodeKey(parts[0]) });
        }
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

    async insert({ permissions, key: keyOf, allowedAddresses = null, rateLimit = null, managedBy = null, restrictions = null, ...token }) {
      const row = {
        name: token.name,
        description: token.description,
        kind: token.kind,
        type: token.type,
        lifespan: token.lifespan,
        expires_at: token.expiresAt,
        enabled: true,
        restrictions: asJson(restrictions),
        allowed_addresses: asJson(allowedAddresses),
        rate_limit: asJson(rateLimit),
        issued_at: token.createdAt,
        starts_at: token.createdAt,
        changed_at: token.createdAt,
        managed_by: managedBy,
        made_by_type: token.madeBy?.type ?? null,
        made_by_id: token.madeBy?.id ?? null,
        made_by_label: token.madeBy?.label?.slice(0, MAX_LABEL_LENGTH) ?? null,
        admin_user_owner_id: token.ownerId,
      };
      const id = await insertOne(writing(TOKENS), row, supportsReturning(knex)).catch(nameTaken);
      const key = keyOf(id);
      const keyId = await insertKey(id, key);
      await insertPermissions(id, permissions);
      return {
        ...token, managedBy, restrictions, id, enabled: true, allowedAddresses, rateLimit, startsAt: token.createdAt, updatedAt: token.createdAt,
        key: { leakedAt: null, ...key, id: keyId, expiresAt: null }, previousKey: null,
        permissions: await storedPermissions(id, permissions), isBroken: false,
      };
    },

    async update(token, patch) {
      const updatedAt = after(token.updatedAt);
      const { name, description, type, lifespan, expiresAt, enabled, allowedAddresses, rateLimit, startsAt, ownerId, restrictions } = patch;
      const columns = {
        name, description, type, lifespan, expires_at: expiresAt, enabled, allowed_addresses: allowedAddresses && asJson(allowedAddresses),
        rate_limit: rateLimit && asJson(rateLimit), restrictions: restrictions && asJson(restrictions), starts_at: startsAt,
        admin_user_owner_id: ownerId, changed_at: updatedAt,
      };
      await writing(TOKENS).where({ id: token.id }).update(given(columns)).catch(nameTaken);
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

    async replaceKey(tokenId, key, now, previousUntil) {
      const ofToken = () => writing(KEYS).where({ token_id: tokenId });
      await endKeys(ofToken().where('expires_at', '>', now), now);
      await endKeys(ofToken().whereNull('expires_at'), previousUntil);
      await ofToken().where('expires_at', '<', now - RETIRED_KEPT_MS).whereNull('leaked_at').delete();
      await insertKey(tokenId, key);
    },

    endCurrentKey: (tokenId, now) => endKeys(writing(KEYS).where({ token_id: tokenId }).whereNull('expires_at'), now),
    endPreviousKey: (tokenId, now) => endKeys(writing(KEYS).where({ token_id: tokenId }).where('expires_at', '>', now), now),

    async deleteKeys(hashes) {
      for (const some of partsOf(hashes)) await writing(KEYS).whereIn('hash', some).delete();
    },

    async markLeaked(keyId, now) {
      await writing(KEYS).where({ id: keyId }).update({ leaked_at: now });
    },

    async rehash(hashes, saltId) {
      const renewed = [...hashes].filter(([from, to]) => from !== to);
      const taken: any[] = await table(db, knex, `${KEYS} as k`).whereIn('k.hash', renewed.map(([, to]) => to)).select({ hash: 'k.hash' });
      const isTaken = new Set(taken.map(({ hash }) => hash));
      const pairs = [...hashes].filter(([from, to]) => from === to || !isTaken.has(to));
      if (pairs.length === 0) return;
      const to = knex.raw(`case ?? ${pairs.map(() => 'when ? then ?').join(' ')} else ?? end`, ['hash', ...pairs.flat(), 'hash']);
      await writing(KEYS).whereIn('hash', pairs.map(([from]) => from)).update({ hash: to, salt_id: saltId });
    },

    async encryptedKeys(after, limit) {
      const keys: any[] = await table(db, knex, `${KEYS} as k`).where('k.id', '>', after).whereNotNull('k.encrypted_key').whereNotNull('k.token_id')
        .orderBy('k.id').limit(limit).select(KEY_COLUMNS);
      return keys.map(({ key, token, hash, saltid, cipher }) => ({ id: idOf(key), tokenId: idOf(token), hash, saltId: saltid, encryptedKey: cipher }));
    },

    async reencrypt(ciphers) {
      if (ciphers.size === 0) return;
      const cipher = knex.raw(`case ?? ${[...ciphers].map(() => 'when ? then ?').join(' ')} else ?? end`, ['id', ...[...ciphers].flat(), 'encrypted_key']);
      await writing(KEYS).whereIn('id', [...ciphers.keys()]).update({ encrypted_key: cipher });
    },

    async countBySecret() {
      const now = Date.now();
      const keys = () => table(db, knex, `${KEYS} as k`).where((accepted) => void accepted.whereNull('k.expires_at').orWhere('k.expires_at', '>', now));
      const counts = (rows: any[]) => new Map<string | null, number>(rows.map(({ secret, number }) => [secret, Number(number)]));
      const cipherKey = () => knex.raw("case when ?? like 'v2:%' then substr(??, 4, 16) end", ['k.encrypted_key', 'k.encrypted_key']);
      return {
        salts: counts(await keys().groupBy('k.salt_id').select({ secret: 'k.salt_id' }).count({ number: 'k.id' })),
        encryptionKeys: counts(await keys().whereNotNull('k.encrypted_key').groupBy(cipherKey()).select({ secret: cipherKey() }).count({ number: 'k.id' })),
      };
    },

    async remove(ids) {
      for (const some of partsOf(ids)) {
        for (const name of [PERMISSIONS, KEYS, USAGE, USAGE_ACTIONS, DENIALS]) await writing(name).whereIn('token_id', some).delete();
        await writing(TOKENS).whereIn('id', some).delete();
      }
    },
  };
}

/** The key that was found under the first of several hashes; undefined if there is none. */
export function firstFound(found: ReadonlyMap<string, FoundKey>, hashes: readonly string[]): FoundKey | undefined {
  return found.get(hashes.find((hash) => found.has(hash)) ?? '');
}

/** Tokens (`t`) of a kind. Those of an unknown kind are listed, and can be deleted, with the content-API tokens. */
export function ofKind(kind: TokenKind): any {
  return (query: Knex.QueryBuilder) => void (kind === 'admin' ? query.where('t.kind', 'admin') : query.whereNot('t.kind', 'admin').orWhereNull('t.kind'));
}

/** Adds rows to those of their token. */
function collect(byToken: Map<Id, any[]>, rows: any[]): void {
  for (const row of rows) {
    const id = idOf(row.token);
    if (!byToken.has(id)) byToken.set(id, []);
    byToken.get(id)!.push(row);
  }
}

/** Always later than before, so that two changes within one millisecond, or after the clock was set back, differ. */
function after(before: number): number {
  return Math.max(Date.now(), before + 1);
}

async function insertOne(query: Knex.QueryBuilder, row: object, canReturn: boolean): Promise<Id> {
  const [answer] = await (canReturn ? query.insert(row).returning('id') : query.insert(row));
  return idOf(typeof answer === 'object' ? answer.id : answer);
}

/** The object without undefined values. */
function given<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

/** Omits columns that are empty in all rows: most permissions are only an action, and every value in a statement costs time. */
function withoutEmptyColumns(rows: Array<Record<string, unknown>>): Array<Record<string, unknown>> {
  const names = Object.keys(rows[0] ?? {}).filter((name) => rows.some((row) => row[name] !== null));
  return rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])));
}

function asJson(value: object | null | undefined): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** The name is the only unique value that callers choose. */
function nameTaken(error: unknown): never {
  throw failureOf(error) === 'unique' ? new NameTakenError() : error;
}
