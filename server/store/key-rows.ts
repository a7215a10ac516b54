import type { Knex } from 'knex';
import type { Id } from '../host';
import { RETIRED_KEPT_MS } from '../token/key-state';
import type { KeylessToken, KeyRecord, NewKeyRecord } from '../token/token-record';
import { idOf, KEYS, type Later, partsOf, PERMISSIONS, type StoreDatabase, table, TOKENS } from './database';
import { decodeKey, decodeKeyless, KEY_COLUMNS, type KeyRow, PERMISSION_COLUMNS, type PermissionRow, TOKEN_COLUMNS, type TokenRow } from './decode-token';

/** A key with the token that it belongs, or belonged, to. */
export interface FoundKey {
  token: KeylessToken;
  /** Null if it cannot be read; then the token is broken. */
  key: KeyRecord | null;
}

/** A key that can be shown again, with the token that it belongs to. */
export type EncryptedKey = Pick<KeyRecord, 'id' | 'hash' | 'saltId'> & { encryptedKey: string; tokenId: Id };

/** Hashes per statement: all that a batch of five hundred keys can have. */
const HASHES_AT_ONCE = 2000;

/** The rows of keys, through one knex instance or transaction. */
export interface KeyRows {
  /** The keys with these hashes, including those that no longer work, by hash, in one statement. */
  byHashes(hashes: readonly string[]): Promise<Map<string, FoundKey>>;
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
  /** How many keys that still work need each salt, by its id; null if that is unknown. */
  countBySalt(): Promise<Map<string | null, number>>;
  /** How many keys that still work and can be shown need each encryption key, by its id; null if that is unknown. */
  countByEncryptionKey(): Promise<Map<string | null, number>>;
}

type FoundRow = KeyRow & PermissionRow & TokenRow & { hash: string };
type StoredCipher = KeyRow & { hash: string; saltid: string | null; cipher: string };

/** See {@link KeyRows}. */
export function createKeyRows(db: StoreDatabase, knex: Knex, later: Later): KeyRows {
  const writing = () => table(db, knex, KEYS);
  /** The keys that still work. */
  const accepted = () => table(db, knex, `${KEYS} as k`).where((lasting) => void lasting.whereNull('k.expires_at').orWhere('k.expires_at', '>', Date.now()));
  const counts = (rows: Array<{ secret: string | null; number: unknown }>) => new Map(rows.map(({ secret, number }) => [secret, Number(number)]));

  /** Ended keys are never shown again. */
  const ending = (query: Knex.QueryBuilder, expiresAt: number) => query.update({ expires_at: expiresAt, encrypted_key: null });

  return {
    async byHashes(hashes) {
      const found = new Map<string, FoundKey>();
      for (const some of partsOf([...new Set(hashes)], HASHES_AT_ONCE)) {
        const rows: FoundRow[] = await table(db, knex, `${KEYS} as k`).whereIn('k.hash', some)
          .join(`${TOKENS} as t`, 't.id', 'k.token_id').leftJoin(`${PERMISSIONS} as p`, 'p.token_id', 't.id')
          .orderBy('p.id').select({ ...KEY_COLUMNS, ...PERMISSION_COLUMNS, ...TOKEN_COLUMNS });
        const byHash = new Map<string, FoundRow[]>();
        for (const row of rows) {
          if (!byHash.has(row.hash)) byHash.set(row.hash, []);
          byHash.get(row.hash)!.push(row);
        }
        for (const [hash, parts] of byHash) {
          found.set(hash, { token: decodeKeyless(parts[0]!, parts.filter(({ permission }) => permission !== null)), key: decodeKey(parts[0]!) });
        }
      }
      return found;
    },

    async replaceKey(tokenId, key, now, previousUntil) {
      const ofToken = () => writing().where({ token_id: tokenId });
      await later(ending(ofToken().where('expires_at', '>', now), now));
      await later(ending(ofToken().whereNull('expires_at'), previousUntil));
      await later(ofToken().where('expires_at', '<', now - RETIRED_KEPT_MS).whereNull('leaked_at').delete());
      await later(insertKey(db, knex, tokenId, key));
    },

    async endCurrentKey(tokenId, now) {
      await later(ending(writing().where({ token_id: tokenId }).whereNull('expires_at'), now));
    },
    async endPreviousKey(tokenId, now) {
      await later(ending(writing().where({ token_id: tokenId }).where('expires_at', '>', now), now));
    },

    async deleteKeys(hashes) {
      for (const some of partsOf(hashes)) await later(writing().whereIn('hash', some).delete());
    },

    async markLeaked(keyId, now) {
      await later(writing().where({ id: keyId }).update({ leaked_at: now }));
    },

    async rehash(hashes, saltId) {
      const renewed = [...hashes].filter(([from, to]) => from !== to);
      const taken: Array<Pick<FoundRow, 'hash'>> = await table(db, knex, `${KEYS} as k`).whereIn('k.hash', renewed.map(([, to]) => to))
        .select({ hash: 'k.hash' });
      const isTaken = new Set(taken.map(({ hash }) => hash));
      const pairs = [...hashes].filter(([from, to]) => from === to || !isTaken.has(to));
      if (pairs.length === 0) return;
      const to = knex.raw(`case ?? ${pairs.map(() => 'when ? then ?').join(' ')} else ?? end`, ['hash', ...pairs.flat(), 'hash']);
      await writing().whereIn('hash', pairs.map(([from]) => from)).update({ hash: to, salt_id: saltId });
    },

    async encryptedKeys(after, limit) {
      const keys: StoredCipher[] = await table(db, knex, `${KEYS} as k`).where('k.id', '>', after).whereNotNull('k.encrypted_key').whereNotNull('k.token_id')
        .orderBy('k.id').limit(limit).select(KEY_COLUMNS);
      return keys.map(({ key, token, hash, saltid, cipher }) => ({ id: idOf(key), tokenId: idOf(token), hash, saltId: saltid, encryptedKey: cipher }));
    },

    async reencrypt(ciphers) {
      if (ciphers.size === 0) return;
      const cipher = knex.raw(`case ?? ${[...ciphers].map(() => 'when ? then ?').join(' ')} else ?? end`, ['id', ...[...ciphers].flat(), 'encrypted_key']);
      await writing().whereIn('id', [...ciphers.keys()]).update({ encrypted_key: cipher });
    },

    async countBySalt() {
      return counts(await accepted().groupBy('k.salt_id').select({ secret: 'k.salt_id' }).count({ number: 'k.id' }));
    },

    async countByEncryptionKey() {
      const cipherKey = () => knex.raw("case when ?? like 'v2:%' then substr(??, 4, 16) end", ['k.encrypted_key', 'k.encrypted_key']);
      return counts(await accepted().whereNotNull('k.encrypted_key').groupBy(cipherKey()).select({ secret: cipherKey() }).count({ number: 'k.id' }));
    },
  };
}

/** The key that was found under the first of several hashes; undefined if there is none. */
export function firstFound(found: ReadonlyMap<string, FoundKey>, hashes: readonly string[]): FoundKey | undefined {
  return found.get(hashes.find((hash) => found.has(hash)) ?? '');
}

/** The statement that gives a token a key. */
export function insertKey(
  db: StoreDatabase, knex: Knex, tokenId: Id, { hash, saltId, hint, encryptedKey, leakedAt = null, lastUsedAt, lastUsedFrom }: NewKeyRecord,
): Knex.QueryBuilder {
  const row = { token_id: tokenId, hash, salt_id: saltId, hint, encrypted_key: encryptedKey, leaked_at: leakedAt, last_used_at: lastUsedAt, last_used_from: lastUsedFrom };
  return table(db, knex, KEYS).insert(row);
}
