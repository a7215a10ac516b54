import { DatabaseError } from '../../../../cms/database/database-error';
import { createTestDatabase, dialectsUnderTest, type TestDatabase } from '../../../support/database';
import { library, SHELF } from '../library';

describe.each(dialectsUnderTest())('transaction on %s', (dialect) => {
  let db: TestDatabase;

  beforeAll(async () => {
    db = await createTestDatabase(dialect, library);
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

  it('may begin with a statement, which belongs to it, and tells its rows where that saves a round trip', async () => {
    const { id } = await shelf('a');
    const table = db.dialect.quote('shelves');
    const opening = `update ${table} set name = 'b' where id = ${id} returning name`;
    const joined: unknown[] = [];
    await expect(db.transaction(async (_scope, opened) => {
      expect(opened).toEqual(dialect === 'postgres' ? [{ name: 'b' }] : undefined);
      expect(await names()).toEqual([dialect === 'postgres' ? 'b' : 'a']);
      joined.push(await db.transaction(async (_inner, again) => again, opening));
      throw new Error('no');
    }, opening)).rejects.toThrow('no');
    expect(joined).toEqual([undefined]);
    expect(await names()).toEqual(['a']);
  });

  it('leaves no transaction behind when the statement that it begins with fails', async () => {
    const began = jest.fn(async () => {});
    const failing = db.transaction(began, 'select 1 from missing_table');
    if (dialect === 'postgres') await expect(failing).rejects.toMatchObject({ kind: 'no-table' });
    else await failing;
    expect(began).toHaveBeenCalledTimes(dialect === 'postgres' ? 0 : 1);
    await shelf('a');
    expect(await names()).toEqual(['a']);
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
