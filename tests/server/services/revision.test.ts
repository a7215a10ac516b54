import { AsyncLocalStorage } from 'node:async_hooks';
import createKnex, { type Knex } from 'knex';
import type { ServerConnection } from '../../../cms/database/database-settings';
import { createRevision } from '../../../server/services/revision';
import { pluginServices } from '../../../server/services';
import { startTestCms, type TestCms } from '../../support/cms';
import { dialectsUnderTest, quietLog, testDatabaseSettings } from '../../support/database';

describe.each(dialectsUnderTest())('the revision on %s', (dialect) => {
  let cms: TestCms;
  beforeAll(async () => {
    cms = await startTestCms({ dialect });
  });
  afterAll(() => cms.stop());

  const db = () => cms.running.cms.db;
  const rows = () => db().connection('api_tokens_revision').select('id', 'revision');
  const revision = () => pluginServices(cms.running.cms).revision;
  const watching = (maxStaleMs: number) =>
    createRevision(cms.running.cms, { revalidateMs: 0, maxStaleMs, maxEntries: 1 });

  it('is one row that every change raises', async () => {
    const [before] = await rows();
    await revision().bump();
    await revision().ensure();
    expect(await rows()).toEqual([{ id: 1, revision: expect.anything() }]);
    expect(Number((await rows())[0].revision)).toBe(Number(before.revision) + 1);
  });

  it('is raised by the first statement of a transaction, before anything is read', async () => {
    const statements: string[] = [];
    const note = ({ sql }: { sql: string }) => statements.push(sql);
    db().connection.on('query', note);
    await revision().exclusively(() => db().query('plugin::api-tokens.token').findMany());
    db().connection.removeListener('query', note);
    expect(statements.slice(0, 2)).toEqual([
      expect.stringMatching(/^(begin|start transaction)/), expect.stringMatching(/^update .api_tokens_revision. set .revision. = revision \+ 1 where/),
    ]);
  });

  it('lets one change after the other through: each reads what the one before has left', async () => {
    const counter = async () => (await db().query('plugin::api-tokens.token').findOne({ where: { name: 'Read Only' } }))!;
    await Promise.all(Array.from({ length: 20 }, () => revision().exclusively(async () => {
      const { id, lifespan } = await counter();
      await db().query('plugin::api-tokens.token').update({ where: { id }, data: { lifespan: Number(lifespan ?? 0) + 1 } });
    })));
    expect(await counter()).toMatchObject({ lifespan: '20' });
  });

  it('is taken back with its transaction', async () => {
    const before = await rows();
    await expect(revision().exclusively(async () => {
      throw new Error('no');
    })).rejects.toThrow('no');
    expect(await rows()).toEqual(before);
  });

  it('is made anew where the row was lost, and still is a lock', async () => {
    await db().query('plugin::api-tokens.revision').deleteMany({});
    await Promise.all([revision().bump(), revision().bump()]);
    expect((await rows()).map(({ id }) => id)).toEqual([1]);
  });

  it('is fresh when a look succeeded, however long it took, with maxStaleMs 0', async () => {
    const slow = watching(0);
    for (let round = 0; round < 50; round += 1) await slow.confirm();
    await Promise.all(Array.from({ length: 200 }, () => slow.confirm()));
  });

  it('is unknown, and so denied, when a look fails with maxStaleMs 0', async () => {
    const broken = createRevision(
      { log: { debug() {}, info() {}, warn() {}, error() {} }, db: { ...db(), connection: () => { throw new Error('away'); } } as any },
      { revalidateMs: 0, maxStaleMs: 0, maxEntries: 1 },
    );
    await expect(broken.confirm()).rejects.toMatchObject({ status: 503 });
  });
});

/** How Strapi lends its database: knex's transactions, in whatever isolation the server has by default. */
const isolations = [
  ['postgres', 'pg', 'set default_transaction_isolation = \'serializable\''],
  ['postgres', 'pg', 'set default_transaction_isolation = \'repeatable read\''],
  ['mysql', 'mysql2', 'set session transaction isolation level repeatable read'],
  ['mysql', 'mysql2', 'set session innodb_snapshot_isolation = on'],
] as const;

for (const [dialect, client, setting] of isolations.filter(([name]) => dialectsUnderTest().includes(name))) {
  describe(`in a host that leaves isolation to the server, on ${dialect} after ${setting},`, () => {
    let knex: Knex;
    let drop: () => Promise<void>;

    beforeAll(async () => {
      const place = await testDatabaseSettings(dialect);
      drop = place.drop;
      const { connectionString } = place.settings.connection as ServerConnection;
      knex = createKnex({
        client,
        connection: connectionString!,
        pool: { min: 0, max: 20, afterCreate: (connection: any, done: any) => connection.query(setting, (error: unknown) => done(error, connection)) },
      });
      await knex.schema.createTable('api_tokens_revision', (table) => {
        table.increments('id');
        table.bigInteger('revision');
      });
      await knex.schema.createTable('counters', (table) => {
        table.integer('value');
      });
      await knex('counters').insert({ value: 0 });
    });
    afterAll(async () => {
      await knex.destroy();
      await drop();
    });

    it('thirty changes at once follow one another, and each reads what the one before has left', async () => {
      const current = new AsyncLocalStorage<Knex.Transaction>();
      const db = {
        connection: knex,
        inTransaction: () => false,
        transaction: (callback: any) => knex.transaction((trx) => current.run(trx, () => callback({ trx, onCommit: () => {} }))),
      };
      const revision = createRevision({ db: db as any, log: quietLog }, { revalidateMs: 0, maxStaleMs: 0, maxEntries: 1 });
      await Promise.all([revision.ensure(), revision.ensure(), revision.ensure()]);
      await Promise.all(Array.from({ length: 30 }, () => revision.exclusively(async () => {
        const trx = current.getStore()!;
        const [{ value }] = await trx('counters').select('value');
        await trx('counters').update({ value: value + 1 });
      })));
      expect(await knex('counters').select('value')).toEqual([{ value: 30 }]);
    });
  });
}
