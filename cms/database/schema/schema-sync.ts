import type { Transactions } from '../connections/transaction';
import type { Dialect } from '../dialects/dialect';
import type { Linked, Model } from './model';
import { joinName } from './names';

/** The table of {@link createStore}. */
export const storeTable = 'cms_core_store';

/** What already exists: the columns and indexes of each table. */
interface Existing {
  columns: Map<string, Set<string>>;
  indexes: Map<string, Set<string>>;
}

async function readExisting(dialect: Dialect, transactions: Transactions): Promise<Existing> {
  const group = (rows: Array<{ table_name: string; name: string }>) => {
    const names = new Map<string, Set<string>>();
    for (const { table_name: table, name } of rows) {
      if (!names.has(table)) names.set(table, new Set());
      names.get(table)!.add(name);
    }
    return names;
  };
  return {
    columns: group(await transactions.rows(dialect.columnsQuery)),
    indexes: group(await transactions.rows(dialect.indexesQuery)),
  };
}

/** The link tables, each once: a relation and its other side share one. */
function linksOf(models: Model[]): Array<{ owner: Model; relation: Linked }> {
  const links = new Map<string, { owner: Model; relation: Linked }>();
  for (const owner of models) {
    for (const relation of owner.relations.values()) {
      if (relation.kind === 'linked' && !links.has(relation.table)) links.set(relation.table, { owner, relation });
    }
  }
  return [...links.values()];
}

/**
 * Creates the tables, columns, foreign keys and indexes that the models need and the database lacks. Nothing is dropped or changed. Must
 * not run in several processes at the same time.
 */
export async function synchronizeSchema(dialect: Dialect, transactions: Transactions, models: Model[]): Promise<void> {
  const { quote, columnTypes } = dialect;
  const existing = await readExisting(dialect, transactions);
  const tableOptions = await dialect.tableOptions((sql) => transactions.rows(sql));
  // A large table takes longer than the timeout of queries.
  const run = (sql: string) => transactions.execute(sql, [], true);
  const has = (table: string, column: string) => existing.columns.get(table)?.has(column) ?? false;

  for (const model of models) {
    const fields = [...model.fields.values()].filter((field) => field.name !== 'id');
    const definitions = fields.map((field) => `${quote(field.column)} ${columnTypes[field.attribute.type]}`);
    if (!existing.columns.has(model.table)) {
      await createTable(model.table, [`${quote('id')} ${dialect.primaryKey}`, ...definitions]);
      continue;
    }
    for (const [index, field] of fields.entries()) {
      if (!has(model.table, field.column)) await run(`alter table ${quote(model.table)} add column ${definitions[index]}`);
    }
  }

  // Only now that all target tables exist.
  for (const model of models) {
    for (const relation of model.relations.values()) {
      if (relation.kind !== 'toOne' || has(model.table, relation.column)) continue;
      const { column, target } = relation;
      const key = dialect.addForeignKey({ column, target: target.table }, joinName(model.table, column, 'fk'));
      await run(`alter table ${quote(model.table)} add column ${quote(column)} ${dialect.foreignKeyType}${key}`);
    }
  }

  for (const { owner, relation } of linksOf(models)) {
    const { table, ownColumn, targetColumn } = relation;
    if (!existing.columns.has(table)) {
      const reference = (column: string, target: string) => `constraint ${quote(joinName(table, column, 'fk'))} `
        + `foreign key (${quote(column)}) references ${quote(target)} (${quote('id')}) on delete cascade`;
      await createTable(table, [
        `${quote('id')} ${dialect.primaryKey}`,
        `${quote(ownColumn)} ${dialect.foreignKeyType} not null`,
        `${quote(targetColumn)} ${dialect.foreignKeyType} not null`,
        reference(ownColumn, owner.table),
        reference(targetColumn, relation.target.table),
      ]);
    }
    await createIndex(table, joinName(table, 'unique'), [ownColumn, targetColumn], true);
    await createIndex(table, joinName(table, targetColumn, 'index'), [targetColumn], false);
  }

  if (!existing.columns.has(storeTable)) {
    const key = `${quote('key')} ${columnTypes.string} not null primary key`;
    await createTable(storeTable, [key, `${quote('value')} ${columnTypes.text}`]);
  }

  for (const model of models) {
    for (const { name, columns, unique } of model.indexes) await createIndex(model.table, name, columns, unique);
  }

  async function createTable(table: string, definitions: string[]): Promise<void> {
    await run(`create table ${quote(table)} (${definitions.join(', ')})${tableOptions}`);
  }

  async function createIndex(table: string, name: string, columns: string[], unique: boolean): Promise<void> {
    if (existing.indexes.get(table)?.has(name)) return;
    await run(`create ${unique ? 'unique ' : ''}index ${quote(name)} on ${quote(table)} (${columns.map(quote).join(', ')})`);
  }
}
