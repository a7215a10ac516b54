import { existsSync } from 'node:fs';
import createKnex, { type Knex } from 'knex';
import * as tables from '../../../server/store/database';
import type { DatabaseSettings } from '../../../cms/database/database-settings';
import { secretsInUse } from '../secrets/secrets-in-use';

/** Keys of both forms, hashes (128 hexadecimal digits, among them letters), ciphers, hashes of passwords, JWTs, and the passwords of the tests' people. */
const SECRETS = new RegExp([
  '[a-z][a-z0-9]{0,15}_(?:content|admin)_[0-9A-Za-z]{49}', '(?!\\d{128})[0-9a-f]{128}', '\\bv[12]:[0-9a-f]{16}', '\\$argon2', '\\$2[abxy]\\$\\d\\d\\$',
  '\\beyJ[\\w-]{8,}\\.eyJ[\\w-]{8,}\\.[\\w-]+', '\\b[A-Za-z]+-(?:[Hh]orse|thing)-\\d',
].join('|'));

/** The columns that are meant to hold what a key or a salt can be checked by. */
const MEANT: Record<string, readonly string[]> = { [tables.KEYS]: ['hash', 'encrypted_key', 'salt_id'], [tables.REVISION]: ['salt'] };
const TABLES = [
  tables.TOKENS, tables.KEYS, tables.PERMISSIONS, tables.REVISION, tables.CHANGES, tables.USAGE, tables.USAGE_ACTIONS, tables.DENIALS, tables.EVENTS,
];
const CLIENTS = { sqlite: 'better-sqlite3', postgres: 'pg', mysql: 'mysql2' };
/** The length of the part by which a hash or a cipher is recognized; what tests make up instead of one is shorter. */
const PART = 32;
const HEX = new RegExp(`[0-9a-f]{${PART},}`, 'g');

interface Found {
  table: string;
  schema: string | undefined;
  rows: Record<string, unknown>[];
}

/**
 * Reads every row of the plugin's tables in a database, in whatever schema, and fails if one holds a secret. It can read what the driver of `settings`
 * can, and fails otherwise; a database without such tables, or a SQLite file that was never made, holds none.
 */
export async function assertNoSecrets({ client, connection }: Pick<DatabaseSettings, 'client' | 'connection'>): Promise<void> {
  const { connectionString, filename } = connection as { connectionString?: string; filename?: string };
  if (client === 'sqlite' && !existsSync(filename!)) return;
  const knex = createKnex({ client: CLIENTS[client], connection: connectionString ?? { filename: filename! }, useNullAsDefault: true });
  try {
    const found: Found[] = [];
    for (const { name: table, schema } of await tablesOf(knex, client)) {
      const query = knex(table).select('*');
      found.push({ table, schema, rows: await (schema === undefined ? query : query.withSchema(schema)) });
    }
    const stored = new Set(found.filter(({ table }) => table === tables.KEYS).flatMap(({ rows }) => rows.flatMap(partsOfKey)));
    const secrets = secretsInUse();
    for (const { table, rows } of found) {
      for (const row of rows) {
        const secret = secretIn(table, row, stored, secrets);
        if (secret !== undefined) throw new Error(`A row of ${table} (${String(row['action'] ?? row['id'])}) holds a secret: ${secret.slice(0, 12)}…`);
      }
    }
  } finally {
    await knex.destroy();
  }
}

async function tablesOf(knex: Knex, client: DatabaseSettings['client']): Promise<Array<{ name: string; schema: string | undefined }>> {
  if (client === 'sqlite') return knex('sqlite_master').where({ type: 'table' }).whereIn('name', TABLES).select('name');
  const listed = knex('information_schema.tables').whereIn('table_name', TABLES).select({ name: 'table_name', schema: 'table_schema' });
  return client === 'mysql' ? listed.whereRaw('table_schema = database()') : listed;
}

/** The beginnings of a key's hash and of each part of its cipher. */
function partsOfKey({ hash, encrypted_key: cipher }: Record<string, unknown>): string[] {
  return [hash, cipher].flatMap((value) => String(value).split(':')).filter((part) => part.length >= PART).map((part) => part.slice(0, PART));
}

function secretIn(table: string, row: Record<string, unknown>, stored: ReadonlySet<string>, secrets: readonly string[]): string | undefined {
  for (const [column, value] of Object.entries(row)) {
    if (typeof value !== 'string' || MEANT[table]?.includes(column)) continue;
    const secret = SECRETS.exec(value)?.[0] ?? secrets.find((each) => value.includes(each)) ?? storedIn(value, stored);
    if (secret !== undefined) return secret;
  }
  return undefined;
}

function storedIn(value: string, stored: ReadonlySet<string>): string | undefined {
  for (const [digits] of value.matchAll(HEX)) {
    for (let start = 0; start + PART <= digits.length; start += 1) {
      const part = digits.slice(start, start + PART);
      if (stored.has(part)) return part;
    }
  }
  return undefined;
}
