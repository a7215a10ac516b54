import createKnex, { type Knex } from 'knex';
import type { ServerConnection } from '../../../cms/database/database-settings';
import { pluginServices } from '../../../server/services';
import type { Change } from '../../../server/store/change';
import type { StoreDatabase } from '../../../server/store/database';
import { createStore, type Store } from '../../../server/store/store';
import { makeAdminToken } from '../../support/admin-token';
import { registerFirstAdmin, startTestCms, type Client, type TestCms } from '../../support/cms';
import { dialectsUnderTest, testDatabaseSettings } from '../../support/database';

describe.each(dialectsUnderTest())('the store on %s', (dialect) => {
  let cms: TestCms;
  let admin: Client;
  let store: Store;
  beforeAll(async () => {
    cms = await startTestCms({ dialect });
    admin = await registerFirstAdmin(cms);
    ({ store } = pluginServices(cms.running.cms));
  });
  afterAll(() => cms.stop());

  const db = () => cms.running.cms.db;
  const rows = () => db().connection('api_tokens_revision').select('id', 'revision');
  const present = async () => (await store.revision())!;
  /** The statements of `work`. */
  async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
    const statements: string[] = [];
    // A beginning is tried again while another process holds SQLite's lock.
    const note = ({ sql }: { sql: string }) => {
      if (!sql.startsWith('begin') || statements.at(-1) !== sql) statements.push(sql);
    };
    db().connection.on('query', note);
    await work();
    db().connection.removeListener('query', note);
    return statements;
  }

  it('has one revision, which every change raises by one', async () => {
    const before = await present();
    await store.write(async ({ changed }) => changed('all'));
    await store.ensure();
    expect(await rows()).toEqual([{ id: 1, revision: expect.anything() }]);
    expect(await present()).toBe(before + 1);
  });

  it('leaves the upkeep to the instance that has taken it over meanwhile', async () => {
    const other = createStore(store.db);
    expect(await store.beginUpkeep(-1)).toBe(true);
    expect(await other.beginUpkeep(60_000)).toBe(true);
    await store.endUpkeep();
    expect(await store.beginUpkeep(60_000)).toBe(false);
    await other.endUpkeep();
    expect(await store.beginUpkeep(60_000)).toBe(true);
    await store.endUpkeep();
  });

  it('hands the upkeep over while tokens change, at every isolation level', async () => {
    const change = () => store.write(async ({ changed }) => changed('all'));
    for (let round = 0; round < 20; round += 1) {
      const [begun] = await Promise.all([store.beginUpkeep(60_000), change(), change(), change()]);
      expect(begun).toBe(true);
      await Promise.all([store.endUpkeep(), change(), change(), change()]);
    }
  });

  it('is locked by the first statement of a transaction, before anything is read, and raised by the last ones', async () => {
    const statements = (await statementsOf(() => store.write(async ({ rows: tokens, changed }) => {
      await tokens.byIds([1]);
      changed('all');
    }))).join('; ');
    expect(statements).toMatch(/^(begin not atomic )?(begin|start transaction)[^"`]*; insert into .api_tokens_revision. .*(conflict|duplicate key) .*; select .*from .api_tokens_issued./i);
    expect(statements).toMatch(/from .api_tokens_issued.*; .*update .api_tokens_revision. set .revision. = .revision. \+ 1 .*; insert into .api_tokens_changes. .*; commit(; end)?$/);
  });

  it('is locked where its row is missing, too', async () => {
    const before = await present();
    await db().connection('api_tokens_revision').delete();
    await Promise.all(Array.from({ length: 5 }, () => store.write(async ({ changed }) => changed('all'))));
    expect(await rows()).toEqual([{ id: 1, revision: expect.anything() }]);
    expect(await present()).toBe(5);
    await db().connection('api_tokens_revision').update({ revision: before });
  });

  it('leaves nothing behind where nothing was changed, and where the work failed', async () => {
    const before = await present();
    await store.write(async () => {});
    await store.write(async ({ changed }) => changed({ tokenIds: [], ownerIds: [] }));
    await expect(store.write(async ({ changed }) => {
      changed('all');
      throw new Error('no');
    })).rejects.toThrow('no');
    expect(await present()).toBe(before);
    expect(await store.changesBetween(before, before)).toEqual({ tokenIds: [], ownerIds: [] });
  });

  it('tells what was changed, of all transactions since, and of those that were nested', async () => {
    const before = await present();
    await store.write(async ({ changed }) => {
      changed({ tokenIds: [7], ownerIds: [3] });
      await store.write(async (inner) => inner.changed({ tokenIds: [8], ownerIds: [] }));
    });
    await store.write(async ({ changed }) => changed({ tokenIds: [7, 9], ownerIds: [] }));
    const change = await store.changesBetween(before, await present()) as Exclude<Change, 'all'>;
    expect({ tokenIds: [...change.tokenIds].sort(), ownerIds: change.ownerIds }).toEqual({ tokenIds: [7, 8, 9], ownerIds: [3] });
    await store.write(async ({ changed }) => changed('all'));
    expect(await store.changesBetween(before, await present())).toBe('all');
  });

  it('says that all may have changed where there is a gap, many ids at once, or a revision that goes back', async () => {
    const before = await present();
    await db().connection('api_tokens_revision').update({ revision: before + 1 });
    expect(await store.changesBetween(before, before + 1)).toBe('all');
    await store.write(async ({ changed }) => changed({ tokenIds: Array.from({ length: 1001 }, (_, index) => index + 1), ownerIds: [] }));
    expect(await store.changesBetween(before + 1, before + 2)).toBe('all');
    expect(await db().connection('api_tokens_changes').where({ revision: before + 2 })).toHaveLength(1);
    expect(await store.changesBetween(before + 2, before)).toBe('all');
  });

  it('tells each of up to a thousand changed tokens and owners', async () => {
    for (const count of [2, 500, 501]) {
      const before = await present();
      const ids = Array.from({ length: count - 1 }, (_, index) => index + 1);
      await store.write(async ({ changed }) => changed({ tokenIds: ids, ownerIds: [4] }));
      const { tokenIds, ownerIds } = await store.changesBetween(before, await present()) as Exclude<Change, 'all'>;
      expect([[...tokenIds].sort((a, b) => Number(a) - Number(b)), ownerIds]).toEqual([ids, [4]]);
    }
  });

  it('tells what only a nested transaction has changed', async () => {
    const before = await present();
    await store.write(async () => {
      await store.write(async ({ changed }) => changed({ tokenIds: [8], ownerIds: [] }));
    });
    expect(await present()).toBe(before + 1);
    expect(await store.changesBetween(before, before + 1)).toEqual({ tokenIds: [8], ownerIds: [] });
  });

  it('gives each of many permissions the id that it has in the database', async () => {
    const permissions = Array.from({ length: 1201 }, (_, index) => ({
      action: `api::many.many-${index}`, subject: index % 3 === 0 ? null : 'api::many.many', properties: index % 2 === 0 ? {} : { fields: [`field "${index}"`] }, conditions: [],
    }));
    const key = (tokenId: unknown) => ({ hash: `many ${tokenId}`, saltId: null, hint: null, encryptedKey: null, lastUsedAt: null, lastUsedFrom: null });
    const now = Date.now();
    const { id, permissions: told } = await store.append(({ rows: tokens }) => tokens.insert({
      kind: 'content-api', name: 'many', description: '', type: 'custom', lifespan: null, expiresAt: null, createdAt: now, madeBy: null, ownerId: null, key, permissions,
    }));
    const [read] = await store.rows.byIds([id]);
    expect(told.map(({ action }) => action)).toEqual(permissions.map(({ action }) => action));
    expect(read!.permissions).toEqual(told);
    await store.write(({ rows: tokens }) => tokens.remove([id]));
  });

  it('keeps the changes of the last thousand revisions', async () => {
    const before = await present();
    const target = before + 1100;
    await db().connection('api_tokens_revision').update({ revision: target - 1 });
    // One of a hundred deletes the older ones.
    const random = jest.spyOn(Math, 'random').mockReturnValue(0);
    await store.write(async ({ changed }) => changed({ tokenIds: [1], ownerIds: [] }));
    random.mockRestore();
    expect(await present()).toBe(target);
    expect(await db().connection('api_tokens_changes').where('revision', '<=', target - 1000)).toEqual([]);
    expect(await store.changesBetween(target - 1, target)).toEqual({ tokenIds: [1], ownerIds: [] });
  });

  it('lets one change after the other through: each reads what the one before has left', async () => {
    const { id } = await makeAdminToken(admin, 'counted', []);
    await Promise.all(Array.from({ length: 20 }, () => store.write(async ({ rows: tokens }) => {
      const [token] = await tokens.byIds([id]);
      await tokens.update(token!, { description: `${Number(token!.description || 0) + 1}` });
    })));
    expect((await store.rows.byIds([id]))[0]).toMatchObject({ description: '20' });
  });

  it('makes the revision anew where it was lost, and still has a lock', async () => {
    await db().query('plugin::api-tokens.revision').deleteMany({});
    await Promise.all([1, 2].map((id) => store.write(async ({ changed }) => changed({ tokenIds: [id], ownerIds: [] }))));
    expect((await rows()).map(({ id }) => id)).toEqual([1]);
  });

  it('writes a token with 3,000 permissions by a handful of statements, and reads what its key leads to by one', async () => {
    const permissions = Array.from({ length: 3000 }, (_, index) => ({ action: `api::thing-${index}.thing-${index}.find` }));
    const now = Date.now();
    const hash = 'f'.repeat(128);
    const token = {
      kind: 'content-api' as const, name: 'large', description: '', type: 'custom' as const, lifespan: null, expiresAt: null, createdAt: now,
      madeBy: null, ownerId: null, key: () => ({ hash, saltId: null, hint: 'abcd', encryptedKey: null, lastUsedAt: null, lastUsedFrom: null }), permissions,
    };
    const writing = await statementsOf(() => store.write(({ rows: tokens }) => tokens.insert(token)));
    expect(writing.length).toBeLessThanOrEqual(14);
    let read: unknown;
    const reading = await statementsOf(async () => {
      read = (await store.rows.byHashes([hash])).get(hash)!.token;
    });
    expect(reading).toHaveLength(1);
    expect(read).toMatchObject({ name: 'large', createdAt: now, permissions: { length: 3000 } });
    expect((read as { permissions: Array<{ action: string }> }).permissions.map(({ action }) => action)).toEqual(permissions.map(({ action }) => action));
  });

  it('leaves a token with the permissions of one change, where many change thousands of them at once', async () => {
    const actions = Array.from({ length: 3000 }, (_, index) => `api::many-${index}.many-${index}.find`);
    const now = Date.now();
    const { id } = await store.write(({ rows: tokens }) => tokens.insert({
      kind: 'content-api', name: 'changed by many', description: '', type: 'custom', lifespan: null, expiresAt: null, createdAt: now,
      madeBy: null, ownerId: null, key: () => ({ hash: 'e'.repeat(128), saltId: null, hint: null, encryptedKey: null, lastUsedAt: null, lastUsedFrom: null }),
      permissions: actions.map((action) => ({ action })),
    }));
    // Who comes later may be denied what a change before has taken away.
    const answers = await Promise.all(Array.from({ length: 6 }, (_, n) =>
      admin.put(`/admin/api-tokens/${id}`, { description: String(n), permissions: actions.slice(n * 100) })));
    expect(answers.filter(({ status }) => status !== 200 && status !== 400)).toEqual([]);
    const { description, permissions } = (await admin.get(`/admin/api-tokens/${id}`).expect(200)).body.data;
    expect(permissions).toEqual(actions.slice(Number(description) * 100));
  });

  it('writes a token, its key and its permissions together or not at all', async () => {
    const { key } = (await store.rows.byIds([(await makeAdminToken(admin, 'first', [])).id]))[0]!;
    const now = Date.now();
    await expect(store.write(({ rows: tokens }) => tokens.insert({
      kind: 'content-api', name: 'second', description: '', type: 'read-only', lifespan: null, expiresAt: null, createdAt: now,
      madeBy: null, ownerId: null, key: () => key!, permissions: [],
    }))).rejects.toThrow();
    expect(await store.rows.select((query) => void query.where('t.name', 'second'))).toEqual([]);
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
        table.string('salt');
      });
      await knex.schema.createTable('api_tokens_changes', (table) => {
        table.bigInteger('revision');
        table.string('subject');
        table.integer('subject_id');
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
      const db: StoreDatabase = {
        connection: knex,
        inTransaction: () => false,
        transaction: (work) => knex.transaction((trx) => work({ trx, onCommit: () => {} })),
      };
      const store = createStore(db);
      await Promise.all([store.ensure(), store.ensure(), store.ensure()]);
      await Promise.all(Array.from({ length: 30 }, () => store.write(async ({ trx, changed }) => {
        const [{ value }] = await trx('counters').select('value');
        await trx('counters').update({ value: value + 1 });
        changed('all');
      })));
      expect(await knex('counters').select('value')).toEqual([{ value: 30 }]);
      expect(await store.revision()).toBe(30);
    });
  });
}
