import type { Knex as RealKnex } from 'knex';
import type { Knex, Row, TransactionScope } from '../../../../server/host';
import type { Dialect } from '../../../../cms/database/dialects/dialect';
import { DatabaseError } from '../../../../cms/database/database-error';
import { createTestDatabase, dialectsUnderTest, type TestDatabase } from '../../../support/database';
import { BOOK, library, SHELF } from '../library';

describe.each(dialectsUnderTest())('transaction on %s', (dialect) => {
  let db: TestDatabase;
  let isMariaDb: boolean;

  beforeAll(async () => {
    db = await createTestDatabase(dialect, library);
    isMariaDb = dialect === 'mysql' && /mariadb/i.test((await db.connection.raw('select version() as version'))[0][0].version);
  });
  afterEach(() => db.query(SHELF).deleteMany({}));
  afterAll(() => db.drop());

  const shelf = (name: string) => db.query(SHELF).create({ data: { name } });
  const names = async () => (await db.query(SHELF).findMany()).map((row) => row['name']);

  it('keeps what was written and answers what the callback did', async () => {
    expect(await db.transaction(async () => (await shelf('a'))['name'])).toBe('a');
    expect(await names()).toEqual(['a']);
  });

  it('takes everything back on a throw, which it passes on', async () => {
    const error = new Error('no');
    await expect(db.transaction(async () => {
      await shelf('a');
      expect(await names()).toEqual(['a']);
      throw error;
    })).rejects.toBe(error);
    expect(await names()).toEqual([]);
  });

  it('takes everything back when a statement fails', async () => {
    await shelf('taken');
    await expect(db.transaction(async () => {
      await shelf('a');
      await shelf('taken');
    })).rejects.toMatchObject({ kind: 'unique' });
    expect(await names()).toEqual(['taken']);
  });

  /** What the database was sent. */
  async function sentBy(work: () => Promise<unknown>): Promise<string[]> {
    const sent: string[] = [];
    const note = ({ sql }: { sql: string }) => sent.push(sql);
    db.connection.on('query', note);
    await work().finally(() => db.connection.removeListener('query', note));
    return sent;
  }
  const adding = (trx: Knex, name: string) => trx('shelves').insert({ name });

  describe('with statements whose answers nobody waits for', () => {
    it('runs them before the next one, in their order, and those that are left before it ends', async () => {
      await db.transaction(async ({ trx, later }) => {
        await later!(adding(trx, 'a'));
        await later!(adding(trx, 'b'));
        expect(await names()).toEqual(['a', 'b']);
        await later!(trx('shelves').where({ name: 'a' }).delete());
        expect((await trx('shelves').select('name')).map(({ name }: { name: string }) => name)).toEqual(['b']);
        await later!(adding(trx, 'c'));
      });
      expect(await names()).toEqual(['b', 'c']);
    });

    it('runs them before those that are called at once, too', async () => {
      await db.transaction(async ({ trx, later }) => {
        for (const name of ['a', 'b', 'c']) await later!(adding(trx, name));
        expect(await Promise.all([names(), names(), trx('shelves').count({ count: '*' })])).toEqual([['a', 'b', 'c'], ['a', 'b', 'c'], [{ count: expect.anything() }]]);
      });
    });

    it.each(['before the next', 'with the end'])('takes everything back where one fails %s, and those after it', async (when) => {
      await shelf('taken');
      const reached = jest.fn();
      await expect(db.transaction(async ({ trx, later, onCommit }) => {
        onCommit(reached);
        for (const name of ['a', 'taken', 'b']) await later!(adding(trx, name));
        if (when === 'before the next') {
          await names();
          reached();
        }
      })).rejects.toMatchObject({ kind: 'unique' });
      expect(reached).not.toHaveBeenCalled();
      expect(await names()).toEqual(['taken']);
      await shelf('free');
    });

    it('takes everything back even if the failure of one is caught', async () => {
      await shelf('taken');
      await expect(db.transaction(async ({ trx, later }) => {
        for (const name of ['a', 'taken']) await later!(adding(trx, name));
        await names().catch(() => {});
      })).rejects.toMatchObject({ kind: 'unique' });
      expect(await names()).toEqual(['taken']);
    });

    it('runs as many as there are', async () => {
      await db.transaction(async ({ trx, later }) => {
        for (let count = 0; count < 2500; count += 1) await later!(adding(trx, `shelf ${count}`));
      });
      expect(await names()).toHaveLength(2500);
    });

    it('runs none after its end', async () => {
      let late: () => Promise<void>;
      await db.transaction(async ({ trx, later }) => {
        late = () => later!(adding(trx, 'late'));
      });
      await expect(late!()).rejects.toThrow('has ended');
      expect(await names()).toEqual([]);
    });

    it('takes nothing more once one has failed: the database may have rolled back, and would keep what follows', async () => {
      await shelf('taken');
      const refused: unknown[] = [];
      await expect(db.transaction(async ({ trx, later }) => {
        await expect(shelf('taken')).rejects.toMatchObject({ kind: 'unique' });
        // What a deadlock does to its victim.
        const { client } = trx as unknown as RealKnex;
        await (db.connection as unknown as RealKnex).client.query(await client.acquireConnection(), { sql: 'rollback', bindings: [] });
        const attempts = [() => later!(adding(trx, 'a')), () => shelf('b'), () => adding(trx, 'c')];
        for (const attempt of attempts) await Promise.resolve(attempt()).catch((error) => refused.push(error.kind));
      })).rejects.toMatchObject({ kind: 'unique' });
      expect(refused).toEqual(['unique', 'unique', 'unique']);
      expect(await names()).toEqual(['taken']);
    });

    it('takes nothing more while it is committed or rolled back', async () => {
      const outcomes: unknown[] = [];
      for (const end of [async () => {}, async () => { throw new Error('no'); }]) {
        let scope: TransactionScope;
        const running = db.transaction(async (given) => {
          scope = given;
          await shelf('a');
          setImmediate(() => void Promise.resolve(adding(scope.trx, 'late')).catch((error) => outcomes.push(error.message)));
          void Promise.resolve().then(end).then(() => {}, () => {}).then(() => scope.later!(adding(scope.trx, 'later'))).catch(() => {});
          await end();
        });
        await running.catch(() => {});
        await new Promise((resolve) => { setTimeout(resolve, 20); });
        expect((await names()).includes('late')).toBe(false);
        await db.query(SHELF).deleteMany({});
      }
      expect(outcomes).toEqual(Array(2).fill(expect.stringContaining('has ended')));
    });

    it('runs none of them, and nothing that is called beside them, after it was rolled back meanwhile', async () => {
      const rollsBack = () => expect(db.transaction(async ({ trx, later }) => {
        for (const name of ['a', 'b', 'c', 'd']) await later!(adding(trx, name));
        await Promise.all([adding(trx, 'e'), new Promise((_resolve, reject) => { setImmediate(() => reject(new Error('no'))); })]);
      })).rejects.toThrow('no');
      await rollsBack();
      const apart = dialect === 'mysql' && jest.spyOn(db.dialect as Required<Dialect>, 'join').mockReturnValue(undefined as never);
      await rollsBack();
      if (apart) apart.mockRestore();
      await new Promise((resolve) => { setTimeout(resolve, 50); });
      expect(await names()).toEqual([]);
    });

    it('fails as the first that fails does, whatever is called beside it', async () => {
      await shelf('taken');
      for (let round = 0; round < 10; round += 1) {
        const failures: unknown[] = [];
        const noted = (work: PromiseLike<unknown>) => Promise.resolve(work).catch((error) => failures.push(error.kind));
        await expect(db.transaction(async ({ trx, later }) => {
          await later!(adding(trx, 'taken'));
          await Promise.all([noted(trx('shelves').select('id')), noted(names()), noted(trx('shelves').select('name')), noted(shelf('b'))]);
        })).rejects.toMatchObject({ kind: 'unique' });
        expect(failures).toEqual(Array(4).fill('unique'));
      }
      expect(await names()).toEqual(['taken']);
    });

    it('lets none overtake those that are sent because they are many', async () => {
      await db.transaction(async ({ trx, later }) => {
        const many = Array.from({ length: 30 }, (_, index) => later!(trx('shelves').insert({ name: `${index}`.padEnd(250) + 'x'.repeat(5) })));
        const rows = Array.from({ length: 480 }, (_, index) => ({ name: `${index}`.padEnd(255, 'y') }));
        const sent = later!(trx('shelves').insert(rows));
        expect(await names()).toHaveLength(510);
        await Promise.all([...many, sent]);
      });
      expect(await names()).toHaveLength(510);
    });

    it('cannot be bypassed by a transaction inside of it, and tells what to do instead', async () => {
      await expect(db.transaction(({ trx }) => (trx as unknown as RealKnex).transaction(async (inner) => inner('shelves').insert({ name: 'a' })))).rejects.toThrow('Call `transaction` of the database again');
      await expect(db.transaction(async ({ trx }) => (trx as unknown as RealKnex).batchInsert('shelves', [{ name: 'a' }]))).rejects.toThrow('Call `transaction` of the database again');
      expect(await names()).toEqual([]);
    });

    if (dialect !== 'sqlite') {
      it('is run again where one of them is the victim of a deadlock', async () => {
        const book = (title: string) => db.query(BOOK).create({ data: { title } });
        const [a, b] = [await book('a'), await book('b')];
        const touching = (trx: Knex, { id }: Row) => trx('books').where({ id }).update({ pages: trx.raw('coalesce(pages, 0) + 1') });
        let met: () => void;
        const both = new Promise<void>((resolve) => { met = resolve; });
        let [runs, held] = [0, 0];
        const locking = (first: Row, second: Row) => db.transaction(async ({ trx, later }) => {
          runs += 1;
          await touching(trx, first);
          held += 1;
          if (held === 2) met();
          await both;
          await later!(touching(trx, second));
        });
        await Promise.all([locking(a, b), locking(b, a)]);
        expect(runs).toBe(3);
        expect((await db.query(BOOK).findMany()).map(({ pages }) => pages)).toEqual([2, 2]);
        await db.query(BOOK).deleteMany({});
      });
    }

    if (dialect === 'postgres') {
      it('sends nothing where there is nothing to do', async () => {
        expect(await sentBy(() => db.transaction(async () => 1))).toEqual([]);
        expect(await sentBy(() => db.transaction(async () => { throw new Error('no'); }).catch(() => {}))).toEqual([]);
      });
    }

    if (dialect === 'mysql') {
      it('sends them as one to MariaDB, and one after the other to a server that cannot take them so', async () => {
        const write = () => db.transaction(async ({ trx, later }) => {
          await later!(adding(trx, "a; rollback; '"));
          await later!(adding(trx, 'b'));
        });
        const sent = await sentBy(write);
        if (isMariaDb) expect(sent).toEqual(['start transaction', expect.stringMatching(/^begin not atomic insert .*; insert .*; commit; end$/)]);
        expect(await names()).toEqual(["a; rollback; '", 'b']);
        await db.query(SHELF).deleteMany({});
        const join = jest.spyOn(db.dialect as Required<Dialect>, 'join').mockReturnValue(undefined as never);
        try {
          expect(await sentBy(write)).toHaveLength(4);
          expect(await names()).toEqual(["a; rollback; '", 'b']);
          await expect(db.transaction(async ({ trx, later }) => {
            for (const name of ['c', 'b', 'd']) await later!(adding(trx, name));
            await Promise.all([names(), names()]);
          })).rejects.toMatchObject({ kind: 'unique' });
        } finally {
          join.mockRestore();
        }
      });
    }
  });

  it('is joined by one that is called in it', async () => {
    await expect(db.transaction(async () => {
      await db.transaction(() => shelf('a'));
      throw new Error('no');
    })).rejects.toThrow('no');
    expect(await names()).toEqual([]);
  });

  it('takes everything back on a throw of a joined one, even where that is caught', async () => {
    await expect(db.transaction(async () => {
      await shelf('a');
      await db.transaction(async () => { throw new Error('inner'); }).catch(() => {});
    })).rejects.toThrow('inner');
    expect(await names()).toEqual([]);
  });

  it('takes everything back when a statement fails, even where that is caught', async () => {
    await shelf('taken');
    const committed = jest.fn();
    await expect(db.transaction(async (scope) => {
      scope.onCommit(committed);
      await shelf('a');
      await shelf('taken').catch(() => {});
    })).rejects.toMatchObject({ kind: 'unique' });
    expect(await names()).toEqual(['taken']);
    expect(committed).not.toHaveBeenCalled();
  });

  it('is not seen by others before its end', async () => {
    const other = db.transaction(async () => {
      await shelf('a');
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw new Error('back');
    });
    expect(await names()).toEqual([]);
    await expect(other).rejects.toThrow('back');
  });

  it('runs callbacks after its end: those for a commit or those for a rollback', async () => {
    const heard: string[] = [];
    const run = (outcome: () => Promise<void>) => db.transaction(async (scope) => {
      scope.onCommit(() => heard.push('commit'));
      await db.transaction(async (inner) => inner.onRollback(() => heard.push('rollback')));
      heard.push('work');
      await outcome();
    });
    await run(async () => {});
    await run(async () => { throw new Error('no'); }).catch(() => {});
    expect(heard).toEqual(['work', 'commit', 'work', 'rollback']);
  });

  it('stands when a callback after its end throws', async () => {
    const report = jest.spyOn(console, 'error').mockImplementation(() => {});
    const heard: string[] = [];
    await db.transaction(async (scope) => {
      scope.onCommit(() => { throw new Error('late'); });
      scope.onCommit(() => heard.push('second'));
      await shelf('a');
    });
    expect([heard, await names(), report.mock.calls.length]).toEqual([['second'], ['a'], 1]);
    report.mockRestore();
  });

  it('no longer holds what was started in it and runs on', async () => {
    let late: Promise<string[]> | undefined;
    await db.transaction(async (scope) => {
      await shelf('a');
      scope.onCommit(() => { late = names(); });
      setTimeout(() => void shelf('later'), 20);
    });
    expect(await late).toEqual(['a']);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await names()).toEqual(['a', 'later']);
  });

  it('lets statements inside of it run side by side', async () => {
    await db.transaction(() => Promise.all(['a', 'b', 'c'].map(shelf)));
    expect((await names()).sort()).toEqual(['a', 'b', 'c']);
  });

  it('is run again when the database ended it for others, and forgets the callbacks of the try that failed', async () => {
    const heard: string[] = [];
    let tries = 0;
    await db.transaction(async (scope) => {
      tries += 1;
      scope.onCommit(() => heard.push(`commit ${tries}`));
      scope.onRollback(() => heard.push(`rollback ${tries}`));
      await shelf('a');
      if (tries < 3) throw new DatabaseError('busy', { retryable: true });
    });
    expect([heard, await names()]).toEqual([['rollback 1', 'rollback 2', 'commit 3'], ['a']]);
  });

  it('is given up in the end', async () => {
    let tries = 0;
    await expect(db.transaction(async () => {
      tries += 1;
      throw new DatabaseError('busy', { retryable: true });
    })).rejects.toMatchObject({ kind: 'busy', status: 503, headers: { 'Retry-After': '1' } });
    expect(tries).toBe(5);
  });

  it('that locks what another one locked, and the other way round, ends well for both', async () => {
    const [a, b] = [(await shelf('a'))['id'], (await shelf('b'))['id']];
    const rename = (ids: number[], name: string) => db.transaction(async () => {
      for (const id of ids) {
        await db.query(SHELF).update({ where: { id }, data: { name: `${name} ${id}` } });
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    });
    await Promise.all([rename([a, b], 'one'), rename([b, a], 'two')]);
    expect([[`one ${a}`, `one ${b}`], [`two ${a}`, `two ${b}`]]).toContainEqual((await names()).sort());
  });
});
