import type { Knex } from 'knex';
import type { AdminPermission, Id } from '../host';
import type { StoredPermission, TokenRecord } from '../token/token-record';
import { asJson, idOf, type Later, partsOf, PERMISSIONS, STATEMENT_TIMEOUT_MS, type StoreDatabase, supportsReturning, table, tableName } from './database';

/** The maximum number of rows in an insert: SQLite accepts 500, since knex writes them as a union. */
const ROWS_AT_ONCE = 500;

/** The rows of permissions, through one knex instance or transaction. */
export interface PermissionRows {
  replacePermissions(token: TokenRecord, permissions: AdminPermission[]): Promise<TokenRecord>;
  /** Writes the narrowed limits of permissions. */
  narrow(permissions: StoredPermission[]): Promise<void>;
  removePermissions(permissionIds: readonly Id[]): Promise<void>;
}

/** See {@link PermissionRows}. */
export function createPermissionRows(db: StoreDatabase, knex: Knex, later: Later): PermissionRows {
  const writing = () => table(db, knex, PERMISSIONS);

  return {
    async replacePermissions(token, permissions) {
      await later(writing().where({ token_id: token.id }).delete());
      return { ...token, permissions: await insertPermissions(db, knex, token.id, permissions) };
    },

    async narrow(permissions) {
      for (const { id, properties, conditions } of permissions) {
        await later(writing().where({ id }).update({ properties: asJson(properties), conditions: asJson(conditions) }));
      }
    },

    async removePermissions(ids) {
      for (const some of partsOf(ids)) await later(writing().whereIn('id', some).delete());
    },
  };
}

/** Gives a token, which has none, permissions, and returns them with the ids that the database assigned. */
export async function insertPermissions(db: StoreDatabase, knex: Knex, tokenId: Id, permissions: AdminPermission[]): Promise<StoredPermission[]> {
  const writing = () => table(db, knex, PERMISSIONS);
  const rows = permissions.map(({ action, actionParameters, subject, properties, conditions }) => ({
    token_id: tokenId,
    action,
    action_parameters: asJson(actionParameters),
    subject: subject ?? null,
    properties: asJson(properties),
    conditions: asJson(conditions),
  }));
  const ids: Array<{ id: unknown }> = [];
  for (const some of partsOf(withoutEmptyColumns(rows), ROWS_AT_ONCE)) {
    const inserting = insertion(db, knex, some);
    if (supportsReturning(knex)) ids.push(...await inserting.returning('id'));
    else await inserting;
  }
  if (!supportsReturning(knex) && rows.length > 0) ids.push(...await writing().where({ token_id: tokenId }).select('id'));
  // They are assigned in the order of the rows; databases do not promise to return them in it.
  return ids.map(({ id }) => idOf(id)).sort((a, b) => Number(a) - Number(b)).map((id, index) => {
    const { action, actionParameters, subject, properties, conditions } = permissions[index]!;
    return { id, action, actionParameters: actionParameters ?? {}, subject: subject ?? null, properties: properties ?? {}, conditions: conditions ?? [] };
  });
}

/** PostgreSQL takes several times longer to read a thousand values than one JSON text that contains them. */
function insertion(db: StoreDatabase, knex: Knex, rows: Array<Record<string, unknown>>): Knex.QueryBuilder {
  if (knex.client.dialect !== 'postgresql') return table(db, knex, PERMISSIONS).insert(rows);
  const columns = Object.keys(rows[0]!);
  const values = columns.map((column, index) => knex.raw(`(listed.permission->>${index})::${column === 'token_id' ? 'bigint' : 'text'}`));
  const listed = knex.raw('json_array_elements(?) as listed(permission)', [JSON.stringify(rows.map(Object.values))]);
  const into = knex.raw(`??(${columns.map(() => '??').join(', ')})`, [tableName(db, PERMISSIONS), ...columns]);
  return knex.into(into).insert(knex.select(values).from(listed)).timeout(STATEMENT_TIMEOUT_MS);
}

/** Omits columns that are empty in all rows: most permissions are only an action, and every value in a statement costs time. */
function withoutEmptyColumns(rows: Array<Record<string, unknown>>): Array<Record<string, unknown>> {
  const names = Object.keys(rows[0] ?? {}).filter((name) => rows.some((row) => row[name] !== null));
  return rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])));
}
