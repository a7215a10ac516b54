import type { Host } from './host';
import type { StoreDatabase } from './store/database';

/** A host's database in the form that the store needs. It is looked up on each use, since Strapi creates it after plugins have registered. */
export function hostDatabase(host: Pick<Host, 'db'>): StoreDatabase {
  return {
    get connection() {
      // Strapi types neither its knex nor its transactions.
      return host.db.connection as unknown as StoreDatabase['connection'];
    },
    transaction: (work) => host.db.transaction(work as never),
    getSchemaName: () => host.db.getSchemaName?.(),
    // A host without it handles isolation and retries itself.
    inTransaction: () => host.db.inTransaction?.() ?? true,
  };
}
