import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import createKnex from 'knex';

/** A kind of database. */
export type DialectName = 'sqlite' | 'postgres' | 'mysql';

/** An empty database of the benchmark's own. */
export interface BenchDatabase {
  /** The variables by which a CMS finds it. */
  variables: Record<string, string>;
  drop(): Promise<void>;
}

/**
 * Makes an empty database: a SQLite file in a temporary folder, or a database on a server. Servers are those of POSTGRES_URL and
 * MYSQL_URL; on this machine, without a password, when left out.
 */
export async function createBenchDatabase(dialect: DialectName): Promise<BenchDatabase> {
  const name = `cms_bench_${randomBytes(6).toString('hex')}`;
  if (dialect === 'sqlite') {
    const folder = await mkdtemp(join(tmpdir(), `${name}-`));
    return {
      variables: { DATABASE_CLIENT: 'sqlite', DATABASE_FILENAME: join(folder, 'data.db') },
      drop: () => rm(folder, { recursive: true, force: true }),
    };
  }
  const server = dialect === 'postgres'
    ? process.env.POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres'
    : process.env.MYSQL_URL ?? 'mysql://root@127.0.0.1:3306/';
  const administer = async (sql: string) => {
    const knex = createKnex({ client: dialect === 'postgres' ? 'pg' : 'mysql2', connection: server });
    await knex.raw(sql).finally(() => knex.destroy());
  };
  await administer(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    variables: { DATABASE_CLIENT: dialect, DATABASE_URL: url.href },
    drop: () => administer(`drop database if exists ${name}`),
  };
}
