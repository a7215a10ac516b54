import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import createKnex from 'knex';
import { createDatabase, type SqlDatabase } from '../../../cms/database/create-database';
import type { DatabaseSettings, ServerConnection } from '../../../cms/database/database-settings';
import { startFailure } from '../../../cms/database/start-failure';
import { dialectsUnderTest, quietLog, testDatabaseSettings } from '../../support/database';
import { BOOK, library, SHELF } from './library';

const postgres = dialectsUnderTest().includes('postgres') ? describe : describe.skip;
const mysql = dialectsUnderTest().includes('mysql') ? describe : describe.skip;
/** Whether the tests' PostgreSQL is behind a pooler, which has a code of its own for all that it denies. */
const pooled = (process.env['POSTGRES_PORT'] ?? '5432') !== '5432';
const limited = { kind: 'limited', status: 503, headers: { 'Retry-After': '1' } };
const behindPooler = /DATABASE_NAME, DATABASE_USERNAME and DATABASE_PASSWORD: .* pooler .*\(08P01\)/;
const denied = { kind: 'denied', status: 503, headers: { 'Retry-After': '1' } };

/** The same place for another user. */
function as(settings: DatabaseSettings, user: string, password: string, more: object = {}): DatabaseSettings {
  const { hostname, port, pathname } = new URL((settings.connection as ServerConnection).connectionString!);
  const connection = { host: hostname, port: Number(port), database: pathname.slice(1), user, password, ...more };
  return { ...settings, connection } as DatabaseSettings;
}

/** Opens the database for `work`, then closes it. */
async function on<T>(settings: DatabaseSettings, work: (db: SqlDatabase) => Promise<T>): Promise<T> {
  const db = createDatabase(settings, library, quietLog);
  return work(db).finally(() => db.destroy());
}

postgres('PostgreSQL', () => {
  it('with an encoding that lacks a character denies it with 400, and keeps what it has', async () => {
    const server = createKnex({ client: 'pg', connection: 'postgres://postgres@127.0.0.1:5432/postgres' });
    const name = `cms_test_latin_${Date.now()}`;
    await server.raw(`create database ${name} template template0 encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'`);
    try {
      await on({ client: 'postgres', connection: { connectionString: `postgres://postgres@127.0.0.1:5432/${name}` } }, async (db) => {
        await db.sync();
        await expect(db.query(SHELF).create({ data: { name: '日本' } })).rejects.toMatchObject({ kind: 'invalid', status: 400 });
        await db.query(SHELF).create({ data: { name: 'é' } });
        expect(await db.query(SHELF).count()).toBe(1);
      });
    } finally {
      await server.raw(`drop database ${name} with (force)`);
      await server.destroy();
    }
  });

  it('with the default isolation serializable runs thirty changes at once, inside and outside of transactions', async () => {
    const place = await testDatabaseSettings('postgres');
    const name = new URL((place.settings.connection as ServerConnection).connectionString!).pathname.slice(1);
    await on(place.settings, async (db) => {
      await db.connection.raw(`alter database ${name} set default_transaction_isolation = 'serializable'`);
    });
    await on(place.settings, async (db) => {
      await db.sync();
      await Promise.all(Array.from({ length: 30 }, (_, n) => (n % 2 === 0
        ? db.query(BOOK).create({ data: { title: `book ${n}` } })
        : db.transaction(async () => {
            await db.query(BOOK).count();
            await db.query(BOOK).create({ data: { title: `book ${n}` } });
          }))));
      expect(await db.query(BOOK).count()).toBe(30);
    });
    await place.drop();
  });

  it('with another style and zone of dates gives back the dates that it was given', async () => {
    const place = await testDatabaseSettings('postgres');
    const name = new URL((place.settings.connection as ServerConnection).connectionString!).pathname.slice(1);
    await on(place.settings, async (db) => {
      await db.connection.raw(`alter database ${name} set datestyle = 'SQL, DMY'`);
      await db.connection.raw(`alter database ${name} set timezone = 'Asia/Kolkata'`);
    });
    await on(place.settings, async (db) => {
      await db.sync();
      const printedAt = '2026-03-02T23:59:59.123Z';
      expect(await db.query(BOOK).create({ data: { title: 'x', printedAt } })).toMatchObject({ printedAt });
      expect(await db.query(BOOK).findOne({ where: { printedAt } })).toMatchObject({ printedAt });
    });
    await place.drop();
  });

  it('with few digits of floats still gives back dates to the millisecond, and none for infinity', async () => {
    const place = await testDatabaseSettings('postgres');
    const name = new URL((place.settings.connection as ServerConnection).connectionString!).pathname.slice(1);
    await on(place.settings, (db) => db.connection.raw(`alter database ${name} set extra_float_digits = -10`));
    await on(place.settings, async (db) => {
      await db.sync();
      for (const printedAt of ['2026-03-02T23:59:59.123Z', '1000-01-01T00:00:00.001Z', '9999-12-31T23:59:59.999Z', '1970-01-01T00:00:00.000Z']) {
        expect(await db.query(BOOK).create({ data: { title: printedAt, printedAt } })).toMatchObject({ printedAt });
      }
      await db.connection('books').update({ printed_at: 'infinity' });
      await expect(db.query(BOOK).findMany()).rejects.toThrow(RangeError);
      await db.connection('books').update({ printed_at: null });
      expect(await db.query(BOOK).findOne({})).toMatchObject({ printedAt: null });
    });
    await place.drop();
  });

  it('names the setting at the start with a search_path of no schema', async () => {
    const place = await testDatabaseSettings('postgres');
    const name = new URL((place.settings.connection as ServerConnection).connectionString!).pathname.slice(1);
    // Not through a pooler, whose connections would keep the old one.
    const server = createKnex({ client: 'pg', connection: 'postgres://postgres@127.0.0.1:5432/postgres' });
    await server.raw(`alter database ${name} set search_path = 'nowhere'`).finally(() => server.destroy());
    const error = await on(place.settings, (db) => db.sync().catch((reason: unknown) => reason));
    expect(String(startFailure(error, place.settings))).toMatch(/DATABASE_URL: the schema .* search_path/);
    await place.drop();
  });

  it('denies a wrong role with 503 and names the setting at the start', async () => {
    const place = await testDatabaseSettings('postgres');
    const settings = as(place.settings, 'nobody_of_that_name', 'a secret');
    const error = await on(settings, (db) => db.sync().catch((reason: unknown) => reason));
    expect(error).toMatchObject({ ...denied, kind: pooled ? 'unavailable' : 'denied' });
    expect(String(startFailure(error, settings))).toMatch(pooled ? behindPooler : /DATABASE_USERNAME and DATABASE_PASSWORD: .*\(28000\)/);
    await place.drop();
  });

  it.each([
    ['a database that does not exist', { database: 'no_such_database' }, pooled ? behindPooler : /DATABASE_NAME: the database does not exist \(3D000\)/],
    ['a port where nothing listens', { port: 1 }, /DATABASE_HOST and DATABASE_PORT: nothing is listening there \(ECONNREFUSED\)/],
    ['TLS that is not offered', { ssl: true }, /DATABASE_SSL: the server (does not offer TLS|’s certificate)/],
  ])('names the setting at the start with %s', async (_what, more, message) => {
    const place = await testDatabaseSettings('postgres');
    const settings = as(place.settings, 'postgres', 'a secret', more);
    const error = await on(settings, (db) => db.sync().catch((reason: unknown) => reason));
    const told = String(startFailure(error, settings));
    expect(told).toMatch(message);
    expect(told).not.toMatch(/a secret|no_such_database/);
    await place.drop();
  });
});

describe.each(dialectsUnderTest())('a table that is gone, on %s,', (dialect) => {
  it('as while a backup is restored, is answered 503 with Retry-After, and all is well when it is back', async () => {
    const place = await testDatabaseSettings(dialect);
    await on(place.settings, async (db) => {
      await db.sync();
      await db.query(BOOK).create({ data: { title: 'x' } });
      await db.connection.schema.renameTable('books', 'books_away');
      const missing = { kind: 'no-table', status: 503, headers: { 'Retry-After': '1' } };
      await expect(db.query(BOOK).count()).rejects.toMatchObject(missing);
      await expect(db.query(BOOK).create({ data: { title: 'y' } })).rejects.toMatchObject(missing);
      await expect(db.transaction(() => db.query(BOOK).create({ data: { title: 'y' } }))).rejects.toMatchObject(missing);
      await db.connection.schema.renameTable('books_away', 'books');
      expect(await db.query(BOOK).count()).toBe(1);
    });
    await place.drop();
  });
});

mysql('MySQL', () => {
  it('says 503 with Retry-After when the quota of its user is used up or the password was changed', async () => {
    const place = await testDatabaseSettings('mysql');
    const user = `u${Date.now()}`;
    const administer = (sql: string) => on(place.settings, async (db) => void await db.connection.raw(sql));
    await administer(`create user ${user}@'127.0.0.1' identified by 'pw' with max_queries_per_hour 5`);
    await administer(`grant all on *.* to ${user}@'127.0.0.1'`);
    try {
      await on(as(place.settings, user, 'pw'), async (db) => {
        let error: unknown;
        for (let n = 0; n < 10; n += 1) error ??= await db.ping().then(() => undefined, (reason: unknown) => reason);
        expect(error).toMatchObject(limited);
      });
      await on(as(place.settings, user, 'wrong'), async (db) => {
        await expect(db.ping()).rejects.toMatchObject(denied);
      });
    } finally {
      await administer(`drop user ${user}@'127.0.0.1'`);
      await place.drop();
    }
  });

  it('answers 413 to a statement that is larger than its packets may be', async () => {
    const place = await testDatabaseSettings('mysql');
    await on(place.settings, async (db) => {
      await db.sync();
      const [[{ size }]] = await db.connection.raw('select @@max_allowed_packet as size');
      if (size > 64 * 1024 * 1024) return;
      await expect(db.query(BOOK).create({ data: { title: 'x', summary: 'x'.repeat(Number(size) + 1000) } })).rejects.toMatchObject({ status: 413 });
      await db.ping();
    });
    await place.drop();
  });
});

(dialectsUnderTest().includes('sqlite') ? describe : describe.skip)('SQLite', () => {
  it('lets others read while a change waits for another process', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cms-locked-'));
    const filename = join(folder, 'data.db');
    await on({ client: 'sqlite', connection: { filename } }, async (db) => {
      await db.sync();
      const rival = new BetterSqlite3(filename);
      rival.exec('begin immediate');
      const writes = Promise.all([
        db.connection('shelves').insert({ name: 'by knex' }), db.query(SHELF).create({ data: { name: 'a' } }), ...[1, 2, 3].map((n) => db.transaction(() => db.query(SHELF).create({ data: { name: `b${n}` } }))),
      ]);
      // The rival holds the lock until all of them are through.
      for (let n = 0; n < 100; n += 1) expect(await db.query(SHELF).count()).toBe(0);
      rival.exec('commit');
      rival.close();
      await writes;
      expect(await db.query(SHELF).count()).toBe(5);
    });
    await rm(folder, { recursive: true });
  });

  it.each([
    ['a folder below a file', 'file/data.db', /DATABASE_FILENAME: part of the path is not a folder/],
    ['a file that is no database', 'file', /DATABASE_FILENAME: the file is not a SQLite database/],
    ['a folder', '', /DATABASE_FILENAME: .* cannot be opened/],
    ['a folder behind a link that leads nowhere', 'link/data.db', /DATABASE_FILENAME: a folder of the path is missing and cannot be created/],
  ])('names the setting at the start with %s', async (_what, name, message) => {
    const folder = await mkdtemp(join(tmpdir(), 'cms-start-'));
    await writeFile(join(folder, 'file'), 'no database '.repeat(100));
    await symlink(join(folder, 'nowhere'), join(folder, 'link'));
    const settings: DatabaseSettings = { client: 'sqlite', connection: { filename: join(folder, name) } };
    const error = await on(settings, (db) => db.sync().catch((reason: unknown) => reason));
    const told = String(startFailure(error, settings));
    expect(told).toMatch(message);
    expect(told).not.toContain(folder);
    await rm(folder, { recursive: true });
  });
});
