import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import createKnex from 'knex';
import type { ContentType } from '../../host/content-type';
import { createDatabase, type SqlDatabase } from '../../host/database/create-database';
import type { DatabaseSettings } from '../../host/database/database-settings';

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
  /** Takes the database away with all that is in it. Nothing may be connected to it any more. */
  drop(): Promise<void>;
}

/** Makes an empty database of the kind asked for: a SQLite file in a temporary folder, or a database on the local server. */
export async function testDatabaseSettings(dialect: DialectName): Promise<TestDatabaseSettings> {
  return makers[dialect](`cms_test_${randomBytes(6).toString('hex')}`);
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

async function runOnce(client: string, connection: string, sql: string): Promise<void> {
  const server = createKnex({ client, connection });
  await server.raw(sql).finally(() => server.destroy());
}

const makers: Record<DialectName, (name: string) => Promise<TestDatabaseSettings>> = {
  async sqlite(name) {
    const folder = await mkdtemp(join(tmpdir(), `${name}-`));
    const filename = join(folder, 'data.db');
    return {
      settings: { client: 'sqlite', connection: { filename } },
      env: { DATABASE_CLIENT: 'sqlite', DATABASE_FILENAME: filename },
      drop: () => rm(folder, { recursive: true, force: true }),
    };
  },

  async postgres(name) {
    const administer = (sql: string) => runOnce('pg', 'postgres://postgres@127.0.0.1:5432/postgres', sql);
    await administer(`create database ${name} template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'`);
    const connectionString = `postgres://postgres@127.0.0.1:5432/${name}`;
    return {
      settings: { client: 'postgres', connection: { connectionString } },
      env: { DATABASE_CLIENT: 'postgres', DATABASE_URL: connectionString },
      drop: () => administer(`drop database if exists ${name} with (force)`),
    };
  },

  async mysql(name) {
    const administer = (sql: string) => runOnce('mysql2', 'mysql://root@127.0.0.1:3306/', sql);
    await administer(`create database ${name}`);
    const connectionString = `mysql://root@127.0.0.1:3306/${name}`;
    return {
      settings: { client: 'mysql', connection: { connectionString } },
      env: { DATABASE_CLIENT: 'mysql', DATABASE_URL: connectionString },
      drop: () => administer(`drop database if exists ${name}`),
    };
  },
};
