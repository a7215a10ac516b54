import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import createKnex from 'knex';
import type { ContentType } from '../../cms/content-type';
import { createDatabase, type SqlDatabase } from '../../cms/database/create-database';
import type { DatabaseSettings } from '../../cms/database/database-settings';
import { assertNoSecrets } from './checks/assert-no-secrets';

export type DialectName = DatabaseSettings['client'];

/** The databases that this run tests: those in `DIALECTS` (`sqlite,postgres,mysql`), SQLite alone by default. */
export function dialectsUnderTest(): DialectName[] {
  const names = (process.env['DIALECTS'] ?? 'sqlite').split(',').map((name) => name.trim()).filter(Boolean);
  const unknown = names.filter((name) => !(name in makers));
  if (names.length === 0 || unknown.length > 0) {
    throw new Error(`DIALECTS must list some of sqlite, postgres, mysql: ${process.env['DIALECTS']}`);
  }
  return names as DialectName[];
}

/** An empty database of a test's own. */
export interface TestDatabaseSettings {
  /** For {@link createDatabase}. */
  settings: DatabaseSettings;
  /** The same as environment variables, for a process. */
  env: Record<string, string>;
  /**
   * Takes the database away with all that is in it, and fails if the plugin's tables hold a secret where none may be. Nothing may be connected to it
   * any more.
   */
  drop(): Promise<void>;
}

/** Makes an empty database of the kind asked for: a SQLite file in a temporary folder, or a database on the local server. */
export async function testDatabaseSettings(dialect: DialectName): Promise<TestDatabaseSettings> {
  const { direct, ...database } = await makers[dialect](`cms_test_${randomBytes(6).toString('hex')}`);
  return { ...database, drop: () => assertNoSecrets(direct).finally(() => database.drop()) };
}

/** A database layer of a test's own. `drop` closes it and takes its database away. */
export type TestDatabase = SqlDatabase & { drop(): Promise<void> };

/** A database layer on an empty database of its own, synchronised with the content types. */
export async function createTestDatabase(dialect: DialectName, contentTypes: ContentType[]): Promise<TestDatabase> {
  const { settings, drop } = await testDatabaseSettings(dialect);
  const database = createDatabase(settings, contentTypes, quietLog);
  await database.sync();
  return Object.assign(database, {
    async drop() {
      await database.destroy();
      await drop();
    },
  });
}

/** A log that shows what went wrong and nothing else. */
export const quietLog = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: (...things: unknown[]) => console.error(...things),
};

/** Whether this run tests databases that are set up unusually; see scripts/test-databases.mjs, which starts the servers. */
const isUnusual = process.env['DATABASES'] === 'unusual';
const postgresPort = process.env['POSTGRES_PORT'] ?? '5432';
const mysqlPort = process.env['MYSQL_PORT'] ?? '3306';

/** Settings that an administrator may make for a database: another style and zone of dates, isolation, and schema. */
const unusualPostgres = (name: string) => `
  alter database ${name} set datestyle = 'SQL, DMY';
  alter database ${name} set timezone = 'Asia/Kolkata';
  alter database ${name} set default_transaction_isolation = 'serializable';
  alter database ${name} set search_path = 'cms';`;

async function runOnce(client: string, connection: string, sql: string): Promise<void> {
  const server = createKnex({ client, connection });
  await server.raw(sql).finally(() => server.destroy());
}

/** A process that writes to a SQLite file again and again, and holds its lock for a moment each time. Answers with what ends it. */
function writeBeside(filename: string): () => void {
  const child = spawn(process.execPath, ['-e', `
    const db = new (require('better-sqlite3'))(${JSON.stringify(filename)}, { timeout: 1000 });
    const pause = new Int32Array(new SharedArrayBuffer(4));
    db.exec('create table if not exists beside (n integer)');
    setInterval(() => {
      try { db.exec('begin immediate'); } catch { return; }
      db.exec('insert into beside values (1)');
      Atomics.wait(pause, 0, 0, 30);
      db.exec('commit');
    }, 100);
    // Ends with the process that began it.
    process.stdin.on('end', () => process.exit()).resume();
  `], { stdio: ['pipe', 'ignore', 'inherit'] });
  child.unref();
  return () => void child.kill('SIGKILL');
}

/** A new database; `direct` connects to it without a pooler. */
interface MadeDatabase extends TestDatabaseSettings {
  direct: DatabaseSettings;
}

const makers: Record<DialectName, (name: string) => Promise<MadeDatabase>> = {
  async sqlite(name) {
    const folder = await mkdtemp(join(tmpdir(), `${name}-`));
    const filename = join(folder, 'data.db');
    const end = isUnusual ? writeBeside(filename) : () => {};
    const settings = { client: 'sqlite' as const, connection: { filename } };
    return {
      settings,
      direct: settings,
      env: { DATABASE_CLIENT: 'sqlite', DATABASE_FILENAME: filename },
      async drop() {
        end();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },

  async postgres(name) {
    // Not through a pooler, which would keep connections to databases that are to be dropped.
    const directly = (database: string) => `postgres://postgres@127.0.0.1:5432/${database}`;
    const administer = (sql: string, database = 'postgres') => runOnce('pg', directly(database), sql);
    await administer(`create database ${name} template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'`);
    // No test lasts longer than the server: commits need not wait for the disk.
    await administer(`alter database ${name} set synchronous_commit = off`);
    if (isUnusual) {
      await administer('create schema cms', name);
      await administer(unusualPostgres(name));
    }
    const connectionString = `postgres://postgres@127.0.0.1:${postgresPort}/${name}`;
    return {
      settings: { client: 'postgres', connection: { connectionString } },
      direct: { client: 'postgres', connection: { connectionString: directly(name) } },
      env: { DATABASE_CLIENT: 'postgres', DATABASE_URL: connectionString },
      drop: () => administer(`drop database if exists ${name} with (force)`),
    };
  },

  async mysql(name) {
    const administer = (sql: string) => runOnce('mysql2', `mysql://root@127.0.0.1:${mysqlPort}/`, sql);
    await administer(`create database ${name}`);
    const connectionString = `mysql://root@127.0.0.1:${mysqlPort}/${name}`;
    const settings = { client: 'mysql' as const, connection: { connectionString } };
    return {
      settings,
      direct: settings,
      env: { DATABASE_CLIENT: 'mysql', DATABASE_URL: connectionString },
      drop: () => administer(`drop database if exists ${name}`),
    };
  },
};
