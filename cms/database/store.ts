import type { Transactions } from './connections/transaction';
import type { Dialect } from './dialects/dialect';
import { storeTable } from './schema/schema-sync';

/** Key-value storage of one plugin. */
export interface Store {
  /** The stored value; null if there is none. */
  get(params: { key: string }): Promise<unknown>;
  /** Stores a JSON value. */
  set(params: { key: string; value: unknown }): Promise<void>;
}

/** Opens the storage of a plugin by its name. */
export type OpenStore = (options: { type: 'plugin'; name: string }) => Store;

/** `strapi.store`: values in JSON, in the table `cms_core_store`. Reads and writes join the caller's transaction. */
export function createStore({ dialect, transactions }: { dialect: Dialect; transactions: Transactions }): OpenStore {
  const table = dialect.quote(storeTable);
  const key = dialect.quote('key');
  const value = dialect.quote('value');
  const read = `select ${value} as ${value} from ${table} where ${key} = ?`;
  const write = dialect.upsert(`insert into ${table} (${key}, ${value}) values (?, ?)`, 'key', ['value']);

  return ({ type, name }) => ({
    async get(params) {
      const [row] = await transactions.rows(read, [`${type}_${name}_${params.key}`]);
      return row ? JSON.parse(row.value) : null;
    },
    async set(params) {
      await transactions.execute(write, [`${type}_${name}_${params.key}`, JSON.stringify(params.value ?? null)]);
    },
  });
}
