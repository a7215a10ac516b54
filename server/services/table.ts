import type { Database, Knex } from '../host';

/** Begins a statement on a table of the plugin, in the schema that the host keeps its tables in. */
export function table(db: Pick<Database, 'getSchemaName'>, knex: Knex, name: string): any {
  const schema = db.getSchemaName?.();
  return schema === undefined ? knex(name) : knex(name).withSchema(schema);
}
