/** The parts of knex's client for better-sqlite3 that this code extends; knex has no types for it. */
declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  import type { Database } from 'better-sqlite3';
  import { Knex } from 'knex';

  class BetterSqlite3Client extends Knex.Client {
    acquireRawConnection(): Promise<Database>;
    runner(builder: unknown): { run(): Promise<unknown> };
    _query(connection: Database, request: any): Promise<any>;
    _formatBindings(bindings: unknown[] | undefined): unknown[];
  }
  export = BetterSqlite3Client;
}
