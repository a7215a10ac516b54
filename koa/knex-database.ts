import type { Knex } from 'knex';
import type { StoreDatabase } from '../server/store/database';

/**
 * An app's knex instance as the store's database. The store never joins a transaction of the app, and inside its own it only uses that connection, so
 * that a pool of one connection is enough.
 */
export function createKnexDatabase(knex: Knex): StoreDatabase {
  return {
    connection: knex,

    async transaction(work) {
      const callbacks: Array<() => void> = [];
      const result = await knex.transaction((trx) => work({ trx, onCommit: (callback) => void callbacks.push(callback) }));
      callbacks.forEach((callback) => callback());
      return result;
    },

    inTransaction: () => false,
  };
}
