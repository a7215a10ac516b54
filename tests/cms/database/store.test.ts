import { createStore, type OpenStore } from '../../../cms/database/store';
import { createTestDatabase, dialectsUnderTest, type TestDatabase } from '../../support/database';

describe.each(dialectsUnderTest())('store on %s', (dialect) => {
  let db: TestDatabase;
  let open: OpenStore;

  beforeAll(async () => {
    db = await createTestDatabase(dialect, []);
    open = createStore(db);
  });
  afterAll(() => db.drop());

  it('gives what was set last, and null before', async () => {
    const store = open({ type: 'plugin', name: 'one' });
    expect(await store.get({ key: 'a' })).toBeNull();
    for (const value of [1, 'é😀\0', { list: [null, true] }, null, false]) {
      await store.set({ key: 'a', value });
      expect(await store.get({ key: 'a' })).toEqual(value);
    }
  });

  it('keeps plugins and keys apart, the case of their letters too', async () => {
    await open({ type: 'plugin', name: 'two' }).set({ key: 'a', value: 1 });
    expect(await open({ type: 'plugin', name: 'three' }).get({ key: 'a' })).toBeNull();
    expect(await open({ type: 'plugin', name: 'two' }).get({ key: 'A' })).toBeNull();
  });

  it('joins a running transaction', async () => {
    const store = open({ type: 'plugin', name: 'four' });
    await store.set({ key: 'a', value: 1 });
    await db.transaction(async () => {
      await store.set({ key: 'a', value: 2 });
      expect(await store.get({ key: 'a' })).toBe(2);
      throw new Error('back');
    }).catch(() => {});
    expect(await store.get({ key: 'a' })).toBe(1);
  });

  it('takes the same new key from many at once', async () => {
    const store = open({ type: 'plugin', name: 'five' });
    await Promise.all(Array.from({ length: 10 }, (_, n) => store.set({ key: 'a', value: n })));
    expect(await store.get({ key: 'a' })).toEqual(expect.any(Number));
  });
});
