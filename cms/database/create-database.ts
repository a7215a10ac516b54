import createKnex from 'knex';
import type { Host } from '../../server/host';
import type { CmsDatabase } from '../cms';
import type { ContentType } from '../content-type';
import { AsyncScope } from './connections/async-scope';
import { Connections } from './connections/connections';
import { Transactions } from './connections/transaction';
import { DatabaseError } from './database-error';
import type { DatabaseSettings } from './database-settings';
import type { Dialect } from './dialects/dialect';
import { mysql } from './dialects/mysql';
import { postgres } from './dialects/postgres';
import { sqlite } from './dialects/sqlite';
import { Lifecycles } from './lifecycles';
import { createFind } from './query/find';
import { type CmsQuery, type QueryContext, RecordQuery } from './query/query';
import { createModels } from './schema/model';
import { synchronizeSchema } from './schema/schema-sync';

const dialects = { sqlite, postgres, mysql } satisfies Record<DatabaseSettings['client'], Dialect>;

/** How long a process waits for others in {@link CmsDatabase.exclusively} (milliseconds). */
const processLockTimeoutMs = 120_000;

/** The database layer, with what {@link createStore} needs. */
export interface SqlDatabase extends CmsDatabase {
  query(uid: string): CmsQuery;
  readonly dialect: Dialect;
  readonly transactions: Transactions;
}

/**
 * The database layer for these content types. Connects on first use; `sync` creates the tables. Throws an Error for a relation without a
 * target. After that, database failures reject with a {@link DatabaseError}, and requests for anything that the content type does not have
 * or cannot store with a ValidationError.
 */
export function createDatabase(settings: DatabaseSettings, contentTypes: ContentType[], log: Host['log']): SqlDatabase {
  const dialect: Dialect = dialects[settings.client];
  const models = createModels(contentTypes, dialect);
  const warn = (message: string) => log.warn(message);
  const connection = createKnex({
    acquireConnectionTimeout: settings.acquireTimeoutMs ?? 5_000,
    // Without this, knex writes the values of a failed statement into the error's message.
    compileSqlOnError: false,
    log: { warn, error: warn, deprecate: warn, debug: () => {} },
    ...dialect.knexConfig(settings),
  });
  const connections = new Connections(connection, dialect, models.values(), settings.queryTimeoutMs ?? 10_000);
  const transactions = new Transactions(connections, dialect, (error) => log.error(error), settings.acquireTimeoutMs ?? 5_000);
  const lifecycles = new Lifecycles();
  const context: QueryContext = { dialect, transactions, lifecycles, find: createFind(dialect, transactions) };
  const queries = new Map([...models].map(([uid, model]) => [uid, new RecordQuery(model, context)]));
  const locked = new AsyncScope<{ held: boolean }>();

  async function exclusively<T>(callback: () => Promise<T>): Promise<T> {
    const { processLock } = dialect;
    if (!processLock) {
      return transactions.run(async () => {
        await dialect.lockTransaction?.((...statement) => transactions.execute(...statement), processLockTimeoutMs);
        return callback();
      }, processLockTimeoutMs);
    }
    if (locked.get()?.held) return callback();
    const holder = await connections.open();
    const lock = { held: true };
    try {
      const statement = async (sql: string, bindings: unknown[]) =>
        dialect.rows(await connections.execute(holder, sql, bindings, true));
      if (!await processLock.acquire(statement, processLockTimeoutMs)) throw new DatabaseError('busy');
      return await locked.run(lock, callback);
    } finally {
      lock.held = false;
      await connections.close(holder);
    }
  }

  return {
    connection,
    dialect,
    transactions,
    lifecycles,
    query(uid) {
      const query = queries.get(uid);
      if (!query) throw new Error(`There is no content type ${uid}`);
      return query;
    },
    transaction: (callback) => transactions.run(callback),
    exclusively,
    sync: () => exclusively(() => synchronizeSchema(dialect, transactions, [...models.values()])),
    ping: async () => void await transactions.execute('select 1'),
    destroy: () => connection.destroy(),
  };
}
