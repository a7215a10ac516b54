import type { Host } from './host';
import type { StoreDatabase } from './store/database';

/** A host's database as that of the store. It is looked up when it is used: Strapi makes it after plugins have registered. */
export function hostDatabase(host: Pick<Host, 'db'>): StoreDatabase {
  return {
    get connection() {
      // Strapi types neither its knex nor its transactions.
      return host.db.connection as unknown as StoreDatabase['connection'];
    },
    transaction: (work) => host.db.transaction(work as never),
    getSchemaName: () => host.db.getSchemaName?.(),
    // A host that does not tell sees to isolation and repetition itself.
    inTransaction: () => host.db.inTransaction?.() ?? true,
  };
}
