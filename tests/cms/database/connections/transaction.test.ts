import type { Knex } from '../../../../server/host';
import type { Dialect } from '../../../../cms/database/dialects/dialect';
import { DatabaseError } from '../../../../cms/database/database-error';
import { createTestDatabase, dialectsUnderTest, type TestDatabase } from '../../../support/database';
import { library, SHELF } from '../library';

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

  /** How often the database was sent something. */
  async function sendingsOf(work: () => Promise<unknown>): Promise<string[]> {
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

    if (dialect !== 'sqlite') {
      it('sends nothing where there is nothing to do', async () => {
        expect(await sendingsOf(() => db.transaction(async () => 1))).toEqual([]);
        expect(await sendingsOf(() => db.transaction(async () => { throw new Error('no'); }).catch(() => {}))).toEqual([]);
      });
    }

    if (dialect === 'mysql') {
      it('sends them as one to MariaDB, and one after the other to a server that cannot take them so', async () => {
        const write = () => db.transaction(async ({ trx, later }) => {
          await later!(adding(trx, "a; rollback; '"));
          await later!(adding(trx, 'b'));
        });
        const sent = await sendingsOf(write);
        if (isMariaDb) expect(sent).toEqual([expect.stringMatching(/^begin not atomic start transaction; insert .*; insert .*; commit; end$/)]);
        expect(await names()).toEqual(["a; rollback; '", 'b']);
        await db.query(SHELF).deleteMany({});
        const join = jest.spyOn(db.dialect as Required<Dialect>, 'join').mockReturnValue(undefined as never);
        try {
          expect(await sendingsOf(write)).toHaveLength(4);
          expect(await names()).toEqual(["a; rollback; '", 'b']);
          await expect(db.transaction(async ({ trx, later }) => {
            for (const name of ['c', 'b', 'd']) await later!(adding(trx, name));
            await Promise.all([names(), names()]);
          })).rejects.toMatchObject({ kind: 'unique' });
          expect(await names()).toEqual(["a; rollback; '", 'b']);
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
