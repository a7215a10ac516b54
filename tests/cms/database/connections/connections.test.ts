import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { createDatabase, type SqlDatabase } from '../../../../cms/database/create-database';
import type { DatabaseSettings, ServerConnection } from '../../../../cms/database/database-settings';
import { dialectsUnderTest, quietLog, testDatabaseSettings, type TestDatabaseSettings } from '../../../support/database';
import { freezeClock } from '../../../support/freeze-clock';
import { library, SHELF } from '../library';

const unavailable = { kind: 'unavailable', status: 503, name: 'ServiceUnavailableError', details: { code: 'ERR_UNAVAILABLE' }, headers: { 'Retry-After': '1' } };

/** Between a program and a server: passes everything on, or nothing, or cuts all connections. */
async function createProxy(port: number) {
  const sockets = new Set<Socket>();
  let holding = false;
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [from, to] of [[near, far], [far, near]] as const) {
      sockets.add(from);
      from.on('data', (chunk) => { if (!holding) to.write(chunk); });
      from.on('close', () => to.destroy());
      from.on('error', () => {});
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    hold: (hold: boolean) => { holding = hold; },
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Tries until it works, for as long as connections take that were being made when the server fell silent. */
async function eventually<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === 50) throw error;
      await sleep(100);
    }
  }
}

const servers = dialectsUnderTest().filter((dialect) => dialect !== 'sqlite');

for (const dialect of servers) describe(`connections to ${dialect}`, () => {
  let place: TestDatabaseSettings;
  let proxy: Awaited<ReturnType<typeof createProxy>>;
  let db: SqlDatabase;

  /** The settings of a database behind the proxy. */
  function behind(port: number, more: Partial<DatabaseSettings> = {}): DatabaseSettings {
    const url = new URL((place.settings.connection as ServerConnection).connectionString!);
    const connection = { host: '127.0.0.1', port, user: url.username, database: url.pathname.slice(1) };
    return { ...place.settings, connection, acquireTimeoutMs: 1_000, queryTimeoutMs: 500, ...more } as DatabaseSettings;
  }

  beforeAll(async () => {
    place = await testDatabaseSettings(dialect);
    const { port } = new URL((place.settings.connection as ServerConnection).connectionString!);
    proxy = await createProxy(Number(port));
    db = createDatabase(behind(proxy.port), library, quietLog);
    await db.sync();
  });
  afterEach(() => db.query(SHELF).deleteMany({}));
  afterAll(async () => {
    await db.destroy();
    await proxy.close();
    await place.drop();
  });

  const shelf = (name: string) => db.query(SHELF).create({ data: { name } });

  it('that are refused reject with 503', async () => {
    const nowhere = createDatabase(behind(1), library, quietLog);
    await expect(nowhere.ping()).rejects.toMatchObject(unavailable);
    await expect(nowhere.transaction(async () => 1)).rejects.toMatchObject(unavailable);
    await expect(nowhere.sync()).rejects.toMatchObject(unavailable);
    await nowhere.destroy();
  });

  it('on which no answer comes reject with 503, and all is well when answers come again', async () => {
    await shelf('a');
    proxy.hold(true);
    await expect(db.query(SHELF).findMany()).rejects.toMatchObject(unavailable);
    await expect(shelf('b')).rejects.toMatchObject(unavailable);
    await expect(db.transaction(() => shelf('c'))).rejects.toMatchObject(unavailable);
    await expect(db.ping()).rejects.toMatchObject(unavailable);
    proxy.hold(false);
    proxy.cut();
    expect(await eventually(() => db.query(SHELF).count({ where: { name: 'a' } }))).toBe(1);
  });

  it('on which no answer comes reject for the users of knex, too', async () => {
    await db.connection('shelves').select();
    proxy.hold(true);
    await expect(db.connection('shelves').select()).rejects.toThrow('The database did not respond in time');
    proxy.hold(false);
    proxy.cut();
    await eventually(() => db.ping());
  });

  it('that stop answering in the middle of a transaction leave nothing of it', async () => {
    await expect(db.transaction(async () => {
      await shelf('a');
      proxy.hold(true);
      await shelf('b');
    })).rejects.toMatchObject(unavailable);
    proxy.hold(false);
    proxy.cut();
    expect(await eventually(() => db.query(SHELF).count())).toBe(0);
  });

  it('that are cut in the middle of a transaction leave nothing of it', async () => {
    const rolledBack = jest.fn();
    await expect(db.transaction(async (scope) => {
      scope.onRollback(rolledBack);
      await shelf('a');
      proxy.cut();
      await shelf('b');
    })).rejects.toMatchObject(unavailable);
    expect(rolledBack).toHaveBeenCalledTimes(1);
    expect(await db.query(SHELF).count()).toBe(0);
  });

  it('that are cut while they are idle are replaced', async () => {
    await Promise.all(Array.from({ length: 5 }, () => db.ping()));
    proxy.cut();
    await sleep(50);
    await expect(Promise.all(Array.from({ length: 5 }, () => db.ping()))).resolves.toBeTruthy();
  });

  it('that are all taken reject with 503', async () => {
    const small = createDatabase(behind(proxy.port, { pool: { max: 1 }, acquireTimeoutMs: 200 }), library, quietLog);
    await small.ping();
    let finish = () => {};
    const running = small.transaction(() => new Promise<void>((resolve) => { finish = resolve; }));
    await expect(small.ping()).rejects.toMatchObject(unavailable);
    finish();
    await running;
    await small.ping();
    await small.destroy();
  });

  it('to a database that does not exist, or as a user who does not, reject without the password', async () => {
    const settings = behind(proxy.port);
    const wrong = createDatabase({
      ...settings, connection: { ...settings.connection, database: 'nope', user: 'nobody', password: 'secret-password' },
    } as DatabaseSettings, library, quietLog);
    const error: any = await wrong.ping().catch((reason: unknown) => reason);
    expect(error.status).toBeGreaterThanOrEqual(500);
    expect(JSON.stringify({ ...error, message: error.message, stack: error.stack })).not.toContain('secret-password');
    await wrong.destroy();
  });

  it('hold one lock across processes, one after the other', async () => {
    const other = createDatabase(place.settings, library, quietLog);
    const heard: string[] = [];
    const work = (who: SqlDatabase, name: string) => who.exclusively(async () => {
      heard.push(`${name} in`);
      await who.exclusively(() => sleep(50));
      heard.push(`${name} out`);
    });
    await Promise.all([work(db, 'one'), work(other, 'two')]);
    expect(heard).toHaveLength(4);
    expect(heard[1]).toBe(heard[0]!.replace('in', 'out'));
    await expect(db.exclusively(async () => { throw new Error('free again'); })).rejects.toThrow('free again');
    await work(other, 'three');
    await other.destroy();
  });
});

(dialectsUnderTest().includes('sqlite') ? describe : describe.skip)('connections to sqlite', () => {
  let place: TestDatabaseSettings;
  let db: SqlDatabase;
  let rival: BetterSqlite3.Database;

  beforeEach(async () => {
    place = await testDatabaseSettings('sqlite');
    db = createDatabase({ ...place.settings, acquireTimeoutMs: 400 }, library, quietLog);
    await db.sync();
    rival = new BetterSqlite3((place.settings.connection as { filename: string }).filename);
  });
  afterEach(async () => {
    rival.close();
    await db.destroy();
    await place.drop();
  });

  const shelf = (name: string) => db.query(SHELF).create({ data: { name } });

  it('are in WAL mode with foreign keys on', async () => {
    const { rows } = db.dialect;
    expect(rows(await db.transactions.execute('pragma journal_mode'))).toEqual([{ journal_mode: 'wal' }]);
    expect(rows(await db.transactions.execute('pragma foreign_keys'))).toEqual([{ foreign_keys: 1 }]);
    expect(rows(await db.transactions.execute('pragma synchronous'))).toEqual([{ synchronous: 1 }]);
  });

  it('wait for another process to finish writing, without holding up this one', async () => {
    rival.exec('begin immediate');
    let ticks = 0;
    const timer = setInterval(() => { ticks += 1; }, 10);
    setTimeout(() => rival.exec('commit'), 150);
    await Promise.all([shelf('a'), db.transaction(() => shelf('b'))]);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
    expect(await db.query(SHELF).count()).toBe(2);
  });

  it('reject with 503 when another process does not finish, and run no transaction then', async () => {
    rival.exec('begin immediate');
    const callback = jest.fn();
    const busy = { kind: 'busy', status: 503, headers: { 'Retry-After': '1' } };
    await expect(shelf('a')).rejects.toMatchObject(busy);
    await expect(db.transaction(callback)).rejects.toMatchObject(busy);
    expect(callback).not.toHaveBeenCalled();
    expect(await db.query(SHELF).count()).toBe(0);
    rival.exec('commit');
    await shelf('a');
  });

  it('wait for another process as long by any clock, also one that is set back', async () => {
    rival.exec('begin immediate');
    freezeClock(Date.now());
    const busy = { kind: 'busy', status: 503 };
    await expect(shelf('a')).rejects.toMatchObject(busy);
    await expect(db.connection('shelves').insert({ name: 'a' })).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
    jest.useRealTimers();
    rival.exec('commit');
  });

  it('lock out other writers from the beginning of a transaction', async () => {
    rival.pragma('busy_timeout = 0');
    await db.transaction(async () => {
      await db.query(SHELF).count();
      expect(() => rival.exec('begin immediate')).toThrow('database is locked');
    });
  });

  it('reject with 503 while a transaction of this process holds the only one', async () => {
    let finish = () => {};
    const running = db.transaction(() => new Promise<void>((resolve) => { finish = resolve; }));
    await expect(db.ping()).rejects.toMatchObject(unavailable);
    finish();
    await running;
    await db.ping();
  });

  it('do exclusively what they do in one transaction', async () => {
    await expect(db.exclusively(async () => {
      await db.exclusively(() => shelf('a'));
      throw new Error('back');
    })).rejects.toThrow('back');
    expect(await db.query(SHELF).count()).toBe(0);
  });
});

describe.each(dialectsUnderTest())('failures on %s', (dialect) => {
  it('of any other kind say what the database said by its code alone', async () => {
    const place = await testDatabaseSettings(dialect);
    const db = createDatabase(place.settings, library, quietLog);
    await db.sync();
    await db.connection.raw('alter table shelves rename column name to label');
    const error: any = await db.query(SHELF).create({ data: { name: 'a secret' } }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'other', status: 500, message: `The database rejected a statement (${error.code})` });
    expect(error.statement).toMatch(/^insert into/);
    expect(JSON.stringify({ ...error, stack: error.stack })).not.toContain('a secret');
    await db.destroy();
    await expect(db.ping()).rejects.toMatchObject(unavailable);
    await place.drop();
  });
});
