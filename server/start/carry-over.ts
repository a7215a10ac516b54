import type { Knex } from 'knex';
import type { Host, Id } from '../host';
import { idOf, KEYS, partsOf, PERMISSIONS, type StoreDatabase, table, TOKENS } from '../store/database';
import type { Store } from '../store/store';

/** The tables of version 0.1.0; link tables exist only in Strapi. Children come first. */
export const FORMER_TABLES = [
  'api_tokens_token_permissions_token_lnk', 'api_tokens_tokens_admin_user_owner_lnk', 'api_tokens_token_permissions', 'api_tokens_tokens',
] as const;
/** The owners of admin tokens in a Koa app, which has none: always empty. */
const FORMER_OWNERS = 'api_tokens_owners';
const [PERMISSION_LINKS, OWNER_LINKS, FORMER_PERMISSIONS, FORMER_TOKENS] = FORMER_TABLES;

/** How many tokens are migrated at a time. */
const TOKENS_AT_ONCE = 500;

/**
 * Migrates the tokens of version 0.1.0 to the current tables, with their ids, keys and permissions, once: they are removed from the former tables in
 * the same transaction, and these are dropped afterwards. An unreadable expiry date becomes one in the past. `hasUtcDates` is for connections that
 * may read dates, which MySQL stores in UTC, as those of another time zone.
 */
export async function carryOver({ log }: Pick<Host, 'log'>, store: Store, hasUtcDates = false): Promise<void> {
  const { db } = store;
  if (!await hasTable(db, db.connection, FORMER_TOKENS)) return;
  const moved = await store.write(async ({ trx, rows, changed }) => {
    // Again, now under the lock.
    if (!await hasTable(db, trx, FORMER_TOKENS)) return null;
    const former = await createFormerTables(db, trx, hasUtcDates);
    if (await rows.hasAny()) return await former.isEmpty() ? null : 'in the way';
    let count = 0;
    for (let tokens = await former.next(); tokens.length > 0; tokens = await former.next()) {
      for (const some of partsOf(tokens.map(({ token }) => token))) await table(db, trx, TOKENS).insert(some);
      for (const some of partsOf(tokens.map(({ key }) => key))) await table(db, trx, KEYS).insert(some);
      for (const some of partsOf(tokens.flatMap(({ permissions }) => permissions))) await table(db, trx, PERMISSIONS).insert(some);
      count += tokens.length;
    }
    await former.empty();
    await continueIds(db, trx);
    changed('all');
    return count;
  }).catch(async (error: unknown) => {
    // Another instance may have migrated them, and may drop the tables at any moment.
    if (await hasTable(db, db.connection, FORMER_TOKENS)) throw error;
    return null;
  });
  if (moved === 'in the way') {
    log.warn(`API tokens: tokens of version 0.1.0 are still in the table ${FORMER_TOKENS}. They were not carried over, since there are newer tokens, and their keys `
      + 'are rejected. Create them again, and drop that table.');
    return;
  }
  for (const name of [...FORMER_TABLES, FORMER_OWNERS]) await schemaOf(db, db.connection).dropTableIfExists(name);
  if (moved !== null) log.info(`API tokens: ${moved} tokens of version 0.1.0 were carried over.`);
}

function schemaOf({ getSchemaName }: StoreDatabase, knex: Knex): Knex.SchemaBuilder {
  const schema = getSchemaName?.();
  return schema === undefined ? knex.schema : knex.schema.withSchema(schema);
}

/** Whether a table of this name exists. */
export async function hasTable(db: StoreDatabase, knex: Knex, name: string): Promise<boolean> {
  return schemaOf(db, knex).hasTable(name);
}

/** A token of version 0.1.0 as rows of the current tables. */
interface FormerToken {
  token: Record<string, unknown>;
  key: Record<string, unknown>;
  permissions: Array<Record<string, unknown>>;
}

type FormerPermission = Record<'token' | 'action' | 'parameters' | 'subject' | 'properties' | 'conditions', unknown>;

/** Reads the former tables, which a host has with or without tables of links. */
async function createFormerTables(db: StoreDatabase, trx: Knex, hasUtcDates: boolean) {
  const { dialect } = trx.client;
  const columns = await table(db, trx, FORMER_TOKENS).columnInfo() as unknown as Record<string, { type: string }>;
  const hasOwnerLinks = await hasTable(db, trx, OWNER_LINKS);
  const hasPermissionLinks = await hasTable(db, trx, PERMISSION_LINKS);
  let last: Id = 0;

  /** The session may have any date style, so a fixed one is requested from PostgreSQL. */
  function selected(name: string): Knex.Raw | string {
    const type = columns[name]!.type;
    if (dialect === 'mysql' && type === 'datetime' && hasUtcDates) return trx.raw('timestampdiff(microsecond, \'1970-01-01\', ??) / 1000 as ??', [name, name]);
    if (dialect !== 'postgresql' || !type.startsWith('timestamp')) return name;
    return trx.raw(type === 'timestamp with time zone' ? 'extract(epoch from ??) * 1000 as ??' : 'to_char(??, \'YYYY-MM-DD"T"HH24:MI:SS.MS\') as ??', [name, name]);
  }

  async function owners(ids: Id[]): Promise<Map<Id, Id>> {
    if (!hasOwnerLinks) return new Map();
    const links: Array<{ token: unknown; owner: unknown }> = await table(db, trx, OWNER_LINKS).whereIn('token_id', ids)
      .select({ token: 'token_id', owner: 'user_id' });
    return new Map(links.map(({ token, owner }) => [idOf(token), idOf(owner)]));
  }

  async function permissionsOf(ids: Id[]): Promise<FormerPermission[]> {
    const permissions = table(db, trx, `${FORMER_PERMISSIONS} as p`);
    const owning = hasPermissionLinks ? 'l.token_id' : 'p.token_id';
    if (hasPermissionLinks) void permissions.join(`${PERMISSION_LINKS} as l`, 'l.token_permission_id', 'p.id');
    return permissions.whereIn(owning, ids).orderBy('p.id').select({
      token: owning, action: 'p.action', parameters: 'p.action_parameters', subject: 'p.subject', properties: 'p.properties', conditions: 'p.conditions',
    });
  }

  return {
    isEmpty: async (): Promise<boolean> => (await table(db, trx, FORMER_TOKENS).limit(1).select('id')).length === 0,

    /** The next tokens, by id. */
    async next(): Promise<FormerToken[]> {
      const found: object[] = await table(db, trx, FORMER_TOKENS).where('id', '>', last).orderBy('id').limit(TOKENS_AT_ONCE)
        .select(...Object.keys(columns).map(selected));
      const rows = found.map(namedPlainly);
      const ids = rows.map(({ id }) => id as Id);
      if (ids.length === 0) return [];
      last = ids.at(-1)!;
      const ownerOf = await owners(ids);
      const permissions = new Map<Id, FormerPermission[]>();
      for (const permission of await permissionsOf(ids)) {
        const id = idOf(permission.token);
        if (!permissions.has(id)) permissions.set(id, []);
        permissions.get(id)!.push(permission);
      }
      return rows.map((row) => {
        const id = idOf(row.id);
        return {
          token: {
            id,
            name: row.name,
            description: row.description,
            kind: row.kind,
            type: row.type,
            lifespan: row.lifespan,
            expires_at: timeOf(row.expiresat),
            issued_at: timeOf(row.createdat) || Date.now(),
            changed_at: timeOf(row.updatedat) || Date.now(),
            made_by_type: row.madebytype ?? null,
            made_by_id: row.madebyid ?? null,
            made_by_label: row.madebylabel ?? null,
            admin_user_owner_id: row.adminuserownerid ?? ownerOf.get(id) ?? null,
          },
          key: { token_id: id, hash: row.accesskey, hint: row.hint, encrypted_key: row.encryptedkey, last_used_at: timeOf(row.lastusedat) || null },
          permissions: (permissions.get(id) ?? []).map(({ action, parameters, subject, properties, conditions }) => ({
            token_id: id, action, action_parameters: textOf(parameters), subject, properties: textOf(properties), conditions: textOf(conditions),
          })),
        };
      });
    },

    async empty(): Promise<void> {
      for (const name of FORMER_TABLES) if (await hasTable(db, trx, name)) await table(db, trx, name).delete();
    },
  };
}

/** A row with column names in lower case and without underscores: an app's knex instance may have translated them. */
function namedPlainly(row: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name.replaceAll('_', '').toLowerCase(), value]));
}

/** Continues the ids after the highest; databases other than PostgreSQL do so by themselves. */
async function continueIds(db: StoreDatabase, trx: Knex): Promise<void> {
  if (trx.client.dialect !== 'postgresql') return;
  const schema = db.getSchemaName?.();
  const name = schema === undefined ? `"${TOKENS}"` : `"${schema}"."${TOKENS}"`;
  const [row] = await table(db, trx, TOKENS).max({ latest: 'id' }) as Array<{ latest: number | null }>;
  if (row?.latest) await trx.raw('select setval(pg_get_serial_sequence(?, ?), ?)', [name, 'id', row.latest]);
}

/** Milliseconds since the epoch; 0 for an invalid time, null for null. */
function timeOf(value: unknown): number | null {
  if (value === null || value === undefined) return null;
  const time = value instanceof Date ? value.getTime()
    : typeof value === 'string' && !/^-?\d+(\.\d+)?$/.test(value) ? new Date(value).getTime()
    : Number(value);
  return Number.isFinite(time) ? Math.round(time) : 0;
}

function textOf(json: unknown): string | null {
  return json === null || json === undefined || typeof json === 'string' ? json ?? null : JSON.stringify(json);
}
