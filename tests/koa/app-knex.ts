import createKnex, { type Knex } from 'knex';
import type { DatabaseSettings } from '../../cms/database/database-settings';
import { type DialectName, testDatabaseSettings } from '../support/database';

/** The database of an app. */
export interface AppDatabase {
  /** The configuration of such an app. */
  config: Knex.Config;
  /** The same for version 0.1.0, which had a pool of its own. */
  settings: DatabaseSettings;
  /** A knex instance as an app makes it, with what else its configuration is to say. All are destroyed by `drop`. */
  knex(config?: Knex.Config, connection?: object): Knex;
  drop(): Promise<void>;
}

const CLIENTS = { sqlite: 'better-sqlite3', postgres: 'pg', mysql: 'mysql2' };

/** An empty database for an app. */
export async function createAppDatabase(dialect: DialectName): Promise<AppDatabase> {
  const { settings, drop } = await testDatabaseSettings(dialect);
  const { connectionString, ...given } = settings.connection as { connectionString?: string };
  const place = connectionString === undefined ? given : dialect === 'mysql' ? { uri: connectionString } : { connectionString };
  const common = { client: CLIENTS[dialect], connection: place as object, useNullAsDefault: true };
  const instances: Knex[] = [];
  return {
    config: common,
    settings,
    knex(config = {}, connection = {}) {
      const instance = createKnex({ ...common, ...config, connection: { ...place, ...connection } });
      instances.push(instance);
      return instance;
    },
    async drop() {
      for (const instance of instances) await instance.destroy();
      await drop();
    },
  };
}
