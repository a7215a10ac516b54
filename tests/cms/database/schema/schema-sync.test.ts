import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ContentType } from '../../../../cms/content-type';
import { createDatabase } from '../../../../cms/database/create-database';
import { dialectsUnderTest, quietLog, testDatabaseSettings, type TestDatabaseSettings } from '../../../support/database';
import { BOOK, library, SHELF } from '../library';

describe.each(dialectsUnderTest())('sync on %s', (dialect) => {
  let place: TestDatabaseSettings;

  beforeEach(async () => {
    place = await testDatabaseSettings(dialect);
  });
  afterEach(() => place.drop());

  /** Starts a database layer on the same place, synchronised. */
  async function open(contentTypes: ContentType[]) {
    const db = createDatabase(place.settings, contentTypes, quietLog);
    await db.sync();
    return db;
  }

  /** The statements that change the schema among those that `work` runs on `db`. */
  async function schemaChanges(db: ReturnType<typeof createDatabase>, work: () => Promise<unknown>): Promise<string[]> {
    const statements: string[] = [];
    db.connection.on('query', ({ sql }: { sql: string }) => statements.push(sql));
    await work();
    return statements.filter((sql) => /^(create|alter|drop)/i.test(sql));
  }

  it('changes nothing the second time', async () => {
    const first = await open(library);
    await first.query(BOOK).create({ data: { title: 'Emma' } });
    await first.destroy();
    const second = createDatabase(place.settings, library, quietLog);
    expect(await schemaChanges(second, () => second.sync())).toEqual([]);
    expect(await second.query(BOOK).count()).toBe(1);
    await second.destroy();
  });

  it('adds what is new to tables that hold records, and drops nothing', async () => {
    const [book, shelf] = structuredClone(library.filter(({ uid }) => [BOOK, SHELF].includes(uid))) as [ContentType, ContentType];
    const { title } = book.attributes;
    const old = await open([{ ...book, attributes: { title: title!, gone: { type: 'string' } } }]);
    await old.query(BOOK).create({ data: { title: 'Emma', gone: 'kept' } });

    book.attributes = { ...book.attributes, subtitle: { type: 'string', unique: true } };
    delete book.attributes['tags'];
    book.indexes = [{ name: 'books_pages_title', columns: ['pages', 'title'] }];
    const now = await open([book, shelf]);
    const { id } = await now.query(SHELF).create({ data: { name: 'Novels' } });
    const emma = { title: 'Emma' };
    expect(await now.query(BOOK).update({ where: emma, data: { subtitle: 'x', shelf: id } })).toMatchObject({ pages: null });
    await expect(now.query(BOOK).create({ data: { title: 'y', subtitle: 'x' } })).rejects.toMatchObject({ kind: 'unique' });
    await expect(now.query(BOOK).create({ data: { title: 'y', shelf: 999 } })).rejects.toMatchObject({ kind: 'foreign-key' });
    await now.query(SHELF).delete({ where: { id } });
    expect(await now.query(BOOK).findOne({ where: emma, populate: ['shelf'] })).toMatchObject({ shelf: null });

    // The instance of the version before works on.
    expect(await old.query(BOOK).findOne({ where: { title: 'Emma' } })).toMatchObject({ gone: 'kept' });
    expect(await old.query(BOOK).create({ data: { title: 'Persuasion', gone: 'too' } })).toMatchObject({ gone: 'too' });
    await Promise.all([old.destroy(), now.destroy()]);
  });

  it('gives names that are too long for a database a short form', async () => {
    const long = 'a'.repeat(60);
    const type = (name: string, attributes: ContentType['attributes']): ContentType => ({
      uid: name,
      kind: 'collectionType',
      collectionName: `${long}${name}`,
      info: { singularName: name, pluralName: name, displayName: name },
      attributes,
    });
    const types = [
      type('one', { code: { type: 'string', unique: true }, twos: { type: 'relation', relation: 'manyToMany', target: 'two' } }),
      type('two', { code: { type: 'string', unique: true }, one: { type: 'relation', relation: 'manyToOne', target: 'one' } }),
    ];
    const db = await open(types);
    expect(await schemaChanges(db, () => db.sync())).toEqual([]);
    const { id } = await db.query('two').create({ data: { code: 'x' } });
    expect(await db.query('one').create({ data: { twos: [id] }, populate: true })).toMatchObject({ twos: [{ code: 'x' }] });
    await db.destroy();
  });

  it('makes every table once, and every default once, when eight processes start at once and write', async () => {
    const run = promisify(execFile);
    const env = { ...process.env, SETTINGS: JSON.stringify(place.settings), BOOKS: '5' };
    const script = join(__dirname, 'start-process.ts');
    const processes = Array.from({ length: 8 }, () => run(process.execPath, ['--import', 'tsx', script], { env }));
    expect((await Promise.all(processes)).map(({ stderr }) => stderr)).toEqual(Array(8).fill(''));
    const db = createDatabase(place.settings, library, quietLog);
    expect(await schemaChanges(db, () => db.sync())).toEqual([]);
    expect([await db.query(SHELF).count(), await db.query(BOOK).count()]).toEqual([1, 40]);
    await db.destroy();
  });

  it.each<[string, Record<string, any>]>([
    ['target', { x: { type: 'relation', relation: 'manyToOne', target: 'nope' } }],
    ['other side', { x: { type: 'relation', relation: 'oneToMany', target: SHELF, mappedBy: 'nope' } }],
    ['mappedBy', { x: { type: 'relation', relation: 'oneToMany', target: SHELF } }],
  ])('is not reached where a relation has no %s', (_what, attributes) => {
    const types = [...library, { ...library[0]!, uid: 'broken', attributes }];
    expect(() => createDatabase(place.settings, types, quietLog)).toThrow(/^broken: x /);
  });
});
