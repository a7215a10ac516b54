import type { Knex } from 'knex';
import type { CreatedToken, KeylessToken, NewKeyRecord, TokenKind, TokenRecord } from '../token/token-record';
import { NameTakenError } from '../errors';
import type { AdminPermission, Id } from '../host';
import { failureOf } from './database-failure';
import {
  asJson, atOnce, DENIALS, idOf, insertOne, KEYS, type Later, partsOf, PERMISSIONS, type StoreDatabase, supportsReturning, table, TOKENS, USAGE, USAGE_ACTIONS,
} from './database';
import { decodeKeyless, decodeToken, KEY_COLUMNS, type KeyRow, PERMISSION_COLUMNS, type PermissionRow, TOKEN_COLUMNS, type TokenRow } from './decode-token';
import { createKeyRows, insertKey, type KeyRows } from './key-rows';
import { createPermissionRows, insertPermissions, type PermissionRows } from './permission-rows';

/** A token to be stored, enabled from now on (`createdAt`), with its key and permissions; limits that are omitted do not apply. */
export type NewTokenRecord =
  & Omit<KeylessToken, 'id' | 'enabled' | 'allowedAddresses' | 'rateLimit' | 'startsAt' | 'updatedAt' | 'managedBy' | 'restrictions' | 'permissions' | 'isBroken'>
  & Partial<Pick<KeylessToken, 'allowedAddresses' | 'rateLimit' | 'managedBy' | 'restrictions'>>
  & { key: (tokenId: Id) => NewKeyRecord; permissions: AdminPermission[] };

/** The attributes of a token that can change. */
export type TokenPatch = Partial<Pick<TokenRecord,
  'name' | 'description' | 'type' | 'lifespan' | 'expiresAt' | 'enabled' | 'allowedAddresses' | 'rateLimit' | 'startsAt' | 'ownerId' | 'restrictions'>>;

/** Filters a statement on tokens (`t`), which is joined with other tables. */
export type TokenCondition = Knex.QueryCallback;

/** A token with one of its accepted keys; `granted` is null if it has no permissions. */
type SelectedRow = TokenRow & KeyRow & { granted: unknown };

/** The maximum length of a creator's label (characters). */
const MAX_LABEL_LENGTH = 255;

/** The rows of tokens, keys and permissions, through one knex instance or transaction. Ids that do not exist are left out of results. */
export interface TokenRows extends KeyRows, PermissionRows {
  find(kind: TokenKind, id: Id): Promise<TokenRecord | null>;
  /** All matching tokens, complete, by id. */
  select(condition: TokenCondition): Promise<TokenRecord[]>;
  byIds(ids: readonly Id[]): Promise<TokenRecord[]>;
  /** All tokens of a kind, by id, without permissions. */
  ofKind(kind: TokenKind): Promise<KeylessToken[]>;
  /** The tokens created by the admin tokens with these ids, ordered by id. */
  madeBy(makerIds: readonly Id[]): Promise<TokenRecord[]>;
  /** Admin tokens of these people, or of all, by id. */
  ofOwners(ownerIds: readonly Id[] | 'all'): Promise<TokenRecord[]>;
  hasAny(): Promise<boolean>;
  /** The people among these who own tokens. */
  ownersAmong(ids: readonly Id[]): Promise<Id[]>;
  /** @throws {NameTakenError} */
  insert(token: NewTokenRecord): Promise<CreatedToken>;
  /** Changes a token and advances its `updatedAt`. @throws {NameTakenError} */
  update<Token extends KeylessToken>(token: Token, patch: TokenPatch): Promise<Token>;
  /** Advances `updatedAt` of tokens; with `expiresAt`, sets that as well. */
  touch(tokens: readonly TokenRecord[], patch?: Pick<TokenPatch, 'expiresAt'>): Promise<void>;
  /** Deletes tokens with their keys, permissions, usage and denials. */
  remove(ids: readonly Id[]): Promise<void>;
}

/** See {@link TokenRows}. */
export function createTokenRows(db: StoreDatabase, knex: Knex, later: Later = atOnce): TokenRows {
  const tokens = () => table(db, knex, `${TOKENS} as t`);
  const writing = (name: string) => table(db, knex, name);

  /** The tokens of rows, each of which has one of a token's keys, or none; with their permissions. */
  async function withPermissions(rows: SelectedRow[]): Promise<TokenRecord[]> {
    const byToken = new Map<Id, SelectedRow[]>();
    for (const row of rows) collect(byToken, idOf(row.id), row);
    const permissions = new Map<Id, PermissionRow[]>();
    for (const ids of partsOf([...byToken].filter(([, [row]]) => isGiven(row!.granted)).map(([id]) => id))) {
      const found: PermissionRow[] = await table(db, knex, `${PERMISSIONS} as p`).whereIn('p.token_id', ids).orderBy('p.id').select(PERMISSION_COLUMNS);
      for (const row of found) collect(permissions, idOf(row.token), row);
    }
    return [...byToken].map(([id, some]) => decodeToken(some[0]!, some.filter(({ key }) => isGiven(key)), permissions.get(id) ?? []));
  }

  async function select(condition: TokenCondition): Promise<TokenRecord[]> {
    const now = Date.now();
    // Most tokens have no permissions, whose statement is then left out.
    const granted = table(db, knex, `${PERMISSIONS} as p`).where('p.token_id', knex.ref('t.id')).min('p.id').as('granted');
    return withPermissions(await tokens().where(condition)
      .leftJoin(`${KEYS} as k`, (join) => void join.on('k.token_id', 't.id')
        .on((accepted) => void accepted.onNull('k.expires_at').orOnVal('k.expires_at', '>', now)))
      .orderBy('t.id').select({ ...KEY_COLUMNS, ...TOKEN_COLUMNS }, granted));
  }

  async function inParts(column: string, values: readonly Id[], condition: TokenCondition = () => {}): Promise<TokenRecord[]> {
    const found: TokenRecord[] = [];
    for (const some of partsOf(values)) found.push(...await select((query) => void query.whereIn(column, some).where(condition)));
    return found;
  }

  return {
    ...createKeyRows(db, knex, later),
    ...createPermissionRows(db, knex, later),

    async find(kind, id) {
      const [token] = await select((query) => void query.where('t.id', id).where(ofKind(kind)));
      return token ?? null;
    },

    select,
    byIds: (ids) => inParts('t.id', ids),

    ofKind: async (kind) => (await tokens().where(ofKind(kind)).orderBy('t.id').select(TOKEN_COLUMNS)).map((row: TokenRow) => decodeKeyless(row, [])),

    madeBy: (makerIds) => inParts('t.made_by_id', makerIds, (query) => void query.where('t.made_by_type', 'admin-token')),

    ofOwners: (ownerIds) => (ownerIds === 'all'
      ? select((query) => void query.where('t.kind', 'admin').whereNotNull('t.admin_user_owner_id'))
      : inParts('t.admin_user_owner_id', ownerIds, (query) => void query.where('t.kind', 'admin'))),

    hasAny: async () => (await tokens().limit(1).select({ id: 't.id' })).length > 0,

    async ownersAmong(ids) {
      const found: Id[] = [];
      for (const some of partsOf(ids)) {
        const rows: Array<{ owner: unknown }> = await tokens().whereIn('t.admin_user_owner_id', some).distinct({ owner: 't.admin_user_owner_id' });
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
      await later(insertKey(db, knex, id, key));
      const stored = await insertPermissions(db, knex, id, permissions);
      return {
        ...token, managedBy, restrictions, id, enabled: true, allowedAddresses, rateLimit, startsAt: token.createdAt, updatedAt: token.createdAt,
        key: { leakedAt: null, ...key, id: null, expiresAt: null }, previousKey: null, permissions: stored, isBroken: false,
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

    async touch(some, { expiresAt } = {}) {
      for (const part of partsOf(some)) {
        const updatedAt = after(Math.max(...part.map((token) => token.updatedAt)));
        await later(writing(TOKENS).whereIn('id', part.map(({ id }) => id)).update(given({ changed_at: updatedAt, expires_at: expiresAt })));
      }
    },

    async remove(ids) {
      for (const some of partsOf(ids)) {
        // Statements that are sent together share their time, of which those of many tokens may each need all.
        const run = some.length === 1 ? later : atOnce;
        for (const name of [PERMISSIONS, KEYS, USAGE, USAGE_ACTIONS, DENIALS]) await run(writing(name).whereIn('token_id', some).delete());
        await run(writing(TOKENS).whereIn('id', some).delete());
      }
    },
  };
}

/** Tokens (`t`) of a kind. Those of an unknown kind are listed, and can be deleted, with the content-API tokens. */
export function ofKind(kind: TokenKind): TokenCondition {
  return (query) => void (kind === 'admin' ? query.where('t.kind', 'admin') : query.whereNot('t.kind', 'admin').orWhereNull('t.kind'));
}

/** An app's knex instance may convert null to undefined. */
function isGiven(value: unknown): boolean {
  return value !== null && value !== undefined;
}

/** Adds a row to those of its token. */
function collect<Row>(byToken: Map<Id, Row[]>, id: Id, row: Row): void {
  const rows = byToken.get(id);
  if (rows === undefined) byToken.set(id, [row]);
  else rows.push(row);
}

/** Always later than before, so that two changes within one millisecond, or after the clock was set back, differ. */
function after(before: number): number {
  return Math.max(Date.now(), before + 1);
}

/** The object without undefined values. */
function given<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

/** The name is the only unique value that callers choose. */
function nameTaken(error: unknown): never {
  throw failureOf(error) === 'unique' ? new NameTakenError() : error;
}
